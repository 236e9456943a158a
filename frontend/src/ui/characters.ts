/** Characters as the server counts them in names and notes: an emoji is one, where `length` and `maxlength` count two. */
export const charactersOf = (text: string) => [...text].length;

/** The browser sends no form with a longer text, and says why. */
export function limit(field: HTMLInputElement | HTMLTextAreaElement, most: number, why: string): void {
  field.setCustomValidity(charactersOf(field.value.trim()) > most ? why : '');
}
