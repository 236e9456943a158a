/** What a card or a place has besides its line of text: numbers to copy or call, and where on a map. */
import { useTranslation } from '../text/Language';
import { readableNumber } from '../ui/phoneNumber';
import type { Message } from './contract';

export function Attached({ message: { contacts, location } }: { message: Message }) {
  return (
    <>
      {contacts?.map((card, at) => (
        <Card key={`${at} ${card.name}`} card={card} />
      ))}
      {location && <Place location={location} />}
    </>
  );
}

function Card({ card: { name, company, phones } }: { card: NonNullable<Message['contacts']>[number] }) {
  const numbers = [...new Set(phones)];
  if (numbers.length === 0) return null;
  return (
    <div class="attached" data-testid="card">
      <span dir="auto">{name ?? company}</span>
      <ul>
        {numbers.map((number) => (
          <li key={number}>
            <Phone number={number} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** As it stands on the card: a click calls it where that is possible, and it is selected and copied in one piece. */
function Phone({ number }: { number: string }) {
  const dialled = dialledAs(number);
  const shown = <bdi dir="ltr">{readableNumber(number)}</bdi>;
  return dialled === null ? (
    <span class="number">{shown}</span>
  ) : (
    <a class="number" href={`tel:${dialled}`}>
      {shown}
    </a>
  );
}

/** The digits with their +; null for a text that is no number. */
export function dialledAs(number: string): string | null {
  const digits = number.replace(/[^\d+]/g, '');
  return /^\+?\d{3,15}$/.test(digits) && !/\p{L}/u.test(number) ? digits : null;
}

function Place({ location: { latitude, longitude } }: { location: NonNullable<Message['location']> }) {
  const { t } = useTranslation();
  if (latitude === null || longitude === null) return null;
  const where = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  return (
    <p class="attached" data-testid="place">
      <span class="number" dir="ltr">
        {latitude}, {longitude}
      </span>
      <a
        href={`https://www.openstreetmap.org/?${where}#map=17/${latitude}/${longitude}`}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {t('place.map')}
      </a>
    </p>
  );
}
