/** A contact card as a file that address books read: vCard 3.0 (RFC 2426), which all of them take. */
import type { Card } from '../contract';

export function vcardOf({ name, company, phones, emails }: Card): string {
  const shown = name ?? company ?? phones[0] ?? '';
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${escaped(shown)}`,
    // Family name, given name, and three more: WhatsApp tells us the whole name only.
    `N:${escaped(shown)};;;;`,
    ...(company ? [`ORG:${escaped(company)}`] : []),
    ...[...new Set(phones)].map((phone) => `TEL;TYPE=CELL:${escaped(phone)}`),
    ...[...new Set(emails ?? [])].map((email) => `EMAIL:${escaped(email)}`),
    'END:VCARD',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A line break in a value would begin a property of the sender's choice. */
function escaped(value: string): string {
  return (
    value
      .replace(/[\\;,]/g, (mark) => `\\${mark}`)
      .replace(/\r\n|[\r\n\u2028\u2029]/g, '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
  );
}
