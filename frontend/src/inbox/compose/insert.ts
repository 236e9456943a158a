/** Something that is put into a text box where the cursor is. */
export interface Edited {
  text: string;
  /** Where the cursor is then. */
  cursor: number;
}

/** In the place of what is selected. */
export function inserted(text: string, from: number, to: number, added: string): Edited {
  return { text: text.slice(0, from) + added + text.slice(to), cursor: from + added.length };
}

/** Puts it into the box, and the cursor behind it. `onText` has to show the text at once. */
export function insertInto(box: HTMLTextAreaElement, added: string, onText: (text: string) => void): void {
  const { text, cursor } = inserted(box.value, box.selectionStart, box.selectionEnd, added);
  onText(text);
  box.value = text;
  box.setSelectionRange(cursor, cursor);
}

/** Puts it in the place of all. */
export function replaceIn(box: HTMLTextAreaElement, text: string, onText: (text: string) => void): void {
  onText(text);
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  box.focus();
}
