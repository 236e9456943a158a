/** Money, tokens and seconds as people of a locale write them. */

/** An answer costs parts of a cent: two digits that say something are shown. */
export function costOf(amount: number, currency: string | null, locale: string): string {
  const small = amount > 0 && amount < 1;
  const most = small ? Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(amount)))) : 2;
  const digits = small ? { minimumFractionDigits: 2, maximumFractionDigits: most } : {};
  if (currency) {
    try {
      return amount.toLocaleString(locale, { style: 'currency', currency, ...digits });
    } catch {
      // It is no currency: shown as it came.
    }
  }
  return `${amount.toLocaleString(locale, digits)} ${currency ?? ''}`.trim();
}

/** Such as `2.3`. */
export function secondsOf(ms: number, locale: string): string {
  return (ms / 1000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
