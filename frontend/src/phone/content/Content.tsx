/** What a message has besides its text: a file, a place, cards, an order, choices. */
import type { JSX } from 'preact';
import type { PhoneMessage } from '../contract';
import { Choices } from './Choices';
import { Header } from './Header';
import { MediaFile } from './MediaFile';
import { Place } from './Place';
import { list, text } from './read';

interface Props {
  message: PhoneMessage;
  onTap: (id: string) => void;
  onLocation: () => void;
}

const FILES = ['image', 'video', 'audio', 'document', 'sticker'];

/** Above the text: what it is about. */
export function Above({ message: { type, content } }: { message: PhoneMessage }): JSX.Element | null {
  if (FILES.includes(type)) return <MediaFile type={type} file={content} />;
  switch (type) {
    case 'location':
      return <Place place={content} />;
    case 'contacts':
      return <Cards cards={list(content)} />;
    case 'order':
      return <Order order={content} />;
    case 'interactive':
    case 'template':
      return <Header content={content} />;
    default:
      return null;
  }
}

/** Below the text: what it offers. */
export function Below({ message, onTap, onLocation }: Props) {
  const { type, content, direction } = message;
  if (direction !== 'in' || (type !== 'interactive' && type !== 'template')) return null;
  return <Choices type={type} content={content} onTap={onTap} onLocation={onLocation} />;
}

function Cards({ cards }: { cards: readonly unknown[] }) {
  return (
    <ul class="phone-cards" data-testid="phone-cards">
      {cards.map((card, place) => (
        <li key={`${place} ${text(card, 'name', 'formatted_name')}`}>
          <strong>{text(card, 'name', 'formatted_name')}</strong>
          {[...list(card, 'phones').map((each) => text(each, 'phone')), ...emails(card)].map((line) => (
            <span key={line}>{line}</span>
          ))}
        </li>
      ))}
    </ul>
  );
}

function emails(card: unknown): string[] {
  return list(card, 'emails').map((each) => text(each, 'email'));
}

function Order({ order }: { order: unknown }) {
  return (
    <ul class="phone-cards" data-testid="phone-order">
      {list(order, 'product_items').map((item) => (
        <li key={text(item, 'product_retailer_id')}>
          {text(item, 'quantity')} × {text(item, 'product_retailer_id')}, {text(item, 'item_price')}{' '}
          {text(item, 'currency')}
        </li>
      ))}
    </ul>
  );
}
