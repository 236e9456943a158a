/** A contact card, from the form to Meta's form. */
import { internationalNumber } from '../../ui/phoneNumber';
import type { OutgoingCard } from '../contract';

export interface CardDraft {
  name: string;
  phone: string;
  email: string;
  company: string;
}

export const NEW_CARD: CardDraft = { name: '', phone: '', email: '', company: '' };

/** A card without a way to reach anybody helps nobody: nor does a number without its country, from another country. */
export function missingInCard({ name, phone, email }: CardDraft): 'name' | 'reach' | 'number' | 'email' | null {
  if (name.trim() === '') return 'name';
  if (phone.trim() === '' && email.trim() === '') return 'reach';
  if (phone.trim() !== '' && internationalNumber(phone) === null) return 'number';
  return email.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'email';
}

/** Meta wants one part of the name beside the whole. */
export function cardOf({ name, phone, email, company }: CardDraft): OutgoingCard {
  const whole = name.trim();
  const number = internationalNumber(phone);
  return {
    name: { formatted_name: whole, first_name: whole },
    ...(company.trim() ? { org: { company: company.trim() } } : {}),
    ...(number ? { phones: [{ phone: number, type: 'WORK' }] } : {}),
    ...(email.trim() ? { emails: [{ email: email.trim(), type: 'WORK' }] } : {}),
  };
}
