/** A contact card, from the form to Meta's form. */
import type { OutgoingCard } from '../contract';

export interface CardDraft {
  name: string;
  phone: string;
  email: string;
  company: string;
}

export const NEW_CARD: CardDraft = { name: '', phone: '', email: '', company: '' };

/** A card without a way to reach anybody helps nobody. */
export function missingInCard({ name, phone, email }: CardDraft): 'name' | 'reach' | null {
  if (name.trim() === '') return 'name';
  return phone.trim() === '' && email.trim() === '' ? 'reach' : null;
}

/** Meta wants one part of the name beside the whole. */
export function cardOf({ name, phone, email, company }: CardDraft): OutgoingCard {
  const whole = name.trim();
  return {
    name: { formatted_name: whole, first_name: whole },
    ...(company.trim() ? { org: { company: company.trim() } } : {}),
    ...(phone.trim() ? { phones: [{ phone: phone.trim(), type: 'WORK' }] } : {}),
    ...(email.trim() ? { emails: [{ email: email.trim(), type: 'WORK' }] } : {}),
  };
}
