/** Contact cards: numbers to call and to write to, and the card to keep. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { readableNumber } from '../../ui/phoneNumber';
import type { Card } from '../contract';
import { safeName, saveBlob } from '../media/save';
import { hashOf } from '../route';
import { vcardOf } from './vcard';

export function Cards({ cards }: { cards: readonly Card[] }) {
  return (
    <>
      {cards.map((card, at) => (
        <OneCard key={`${at} ${card.name}`} card={card} />
      ))}
    </>
  );
}

function OneCard({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { name, company } = card;
  const numbers = [...new Set(card.phones)];
  const addresses = [...new Set(card.emails ?? [])];
  const title = name ?? company ?? t('list.unknown');
  const save = () =>
    saveBlob(new Blob([vcardOf(card)], { type: 'text/vcard' }), `${safeName(title, t('card.title'))}.vcf`);
  return (
    <div class="card" data-testid="card">
      <p dir="auto">
        <strong>{title}</strong>
        {name && company && <span class="hint">{company}</span>}
      </p>
      <ul>
        {numbers.map((number) => (
          <li key={number}>
            <Phone number={number} />
          </li>
        ))}
        {addresses.map((address) => (
          <li key={address}>
            <a href={`mailto:${encodeURIComponent(address)}`}>
              <bdi>{address}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="button button-small" data-testid="card-save" onClick={save}>
        <Icon name="down" />
        {t('card.save')}
      </button>
    </div>
  );
}

/** As it stands on the card: a click calls it where that is possible, and it is selected and copied in one piece. */
function Phone({ number }: { number: string }) {
  const { t } = useTranslation();
  const dialled = dialledAs(number);
  const shown = <bdi dir="ltr">{readableNumber(number)}</bdi>;
  if (dialled === null) return <span class="number">{shown}</span>;
  return (
    <>
      <a class="number" href={`tel:${dialled}`}>
        {shown}
      </a>
      {dialled.startsWith('+') && <a href={hashOf(dialled)}>{t('card.write')}</a>}
    </>
  );
}

/** The digits with their +; null for a text that is no number. */
export function dialledAs(number: string): string | null {
  const digits = number.replace(/[^\d+]/g, '');
  return /^\+?\d{3,15}$/.test(digits) && !/\p{L}/u.test(number) ? digits : null;
}
