/** Addresses in a message that can be opened: http and https only. */

export interface Link {
  /** Where it leads, as the browser reads it. */
  href: string;
  /** As it was written. Characters that change the direction of writing are shown by their codes. */
  text: string;
  /** How much of the message it is, in UTF-16 units. */
  length: number;
}

/** One character more than the longest is enough to know that it is too long. */
const ADDRESS = /https?:\/\/[^\s<>"“”«»]{1,2048}/iy;
/** Ends a sentence, or closes one of WhatsApp's marks around the address. */
const TRAILING = /[.,;:!?'’*_~`…]$/u;
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** They can make an address look like another one. */
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** In UTF-16 units. A longer address stays text. */
const LONGEST = 2_048;

/** The address that begins at `at`; null when there is none that can be opened. */
export function linkAt(text: string, at: number): Link | null {
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(text)?.[0];
  if (found === undefined || found.length > LONGEST) return null;
  const written = withoutTrailing(found);
  // With such characters in the host's name it is no address: a browser would leave them out.
  if (/^https?:\/\/[^/?#]*/i.exec(written)?.[0].search(INVISIBLE) !== -1) return null;
  const shown = written.replace(INVISIBLE, encodeURIComponent);
  const href = hrefOf(shown);
  return href === null ? null : { href, text: shown, length: written.length };
}

function hrefOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, href } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? href : null;
}

/** Without the punctuation of the sentence around it. A bracket stays when its partner is part of the address. */
function withoutTrailing(address: string): string {
  const open = counts(address);
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const partner = PAIRS[last];
    if (partner !== undefined) {
      if ((open[partner] ?? 0) >= (open[last] ?? 0)) break;
      open[last] = (open[last] ?? 0) - 1;
    } else if (!TRAILING.test(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

/** How often each bracket occurs. */
function counts(address: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const bracket of address.match(/[()[\]{}]/g) ?? []) found[bracket] = (found[bracket] ?? 0) + 1;
  return found;
}
