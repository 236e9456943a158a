/** What a message has besides its text and its file: a place, cards, an order, a form, what was offered to choose from. */
import type { Message } from '../contract';
import { Cards } from './Cards';
import { FormFields } from './FormFields';
import { Interactive } from './Interactive';
import { Order } from './Order';
import { Place } from './Place';

export function Parts({ message: { contacts, location, order, form, interactive } }: { message: Message }) {
  return (
    <>
      {contacts && <Cards cards={contacts} />}
      {location && <Place place={location} />}
      {order && <Order order={order} />}
      {form && <FormFields form={form} />}
      {interactive && <Interactive object={interactive} />}
    </>
  );
}
