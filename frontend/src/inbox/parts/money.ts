/** An amount as people of this locale write it. A currency that is none is shown as it came. */
export function money(amount: number | null, currency: string | null, locale: string): string {
  if (amount === null) return '–';
  if (currency === null) return amount.toLocaleString(locale);
  try {
    return amount.toLocaleString(locale, { style: 'currency', currency });
  } catch {
    return `${amount.toLocaleString(locale)} ${currency}`;
  }
}
