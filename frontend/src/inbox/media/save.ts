/** Saving to the person's own machine. */

/**
 * The bytes are fetched first: a link to another host would be opened in the place of the page instead. Not from the browser's
 * cache: what a picture's element left there was fetched without permission for scripts to read it.
 */
export async function saveFile(url: string, name: string): Promise<void> {
  const response = await fetch(url, { cache: 'no-store' }).catch(() => null);
  if (!response?.ok) {
    window.open(url, '_blank', 'noopener');
    return;
  }
  saveBlob(await response.blob(), name);
}

export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file's name as its sender gave it, without what cannot be seen or turns the direction of the text. */
export function shownName(name: string | null, otherwise: string): string {
  return (name ?? '').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim() || otherwise;
}

/** A name for a file that has none, or one that a folder could not hold. */
export function safeName(name: string | null, otherwise: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = (name ?? '').replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/g, '_').trim();
  return clean.replace(/^\.+/, '').slice(-120) || otherwise;
}
