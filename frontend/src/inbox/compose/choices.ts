/** Buttons, a list, a link and a request for a location, from the form to Meta's own object, within Meta's limits. */
import type { OutgoingInteractive } from '../contract';

export type ChoicesKind = 'buttons' | 'list' | 'link' | 'location';

export const CHOICES_KINDS: readonly ChoicesKind[] = ['buttons', 'list', 'link', 'location'];

/** Characters, and numbers of things. Source: Meta's pages of interactive messages, 2026-05. */
export const MOST = {
  body: 1024,
  listBody: 4096,
  header: 60,
  footer: 60,
  buttons: 3,
  button: 20,
  rows: 10,
  row: 24,
  description: 72,
} as const;

export interface ChoicesDraft {
  kind: ChoicesKind;
  header: string;
  body: string;
  footer: string;
  buttons: readonly string[];
  /** What opens the list. */
  opener: string;
  rows: readonly { title: string; description: string }[];
  linkText: string;
  url: string;
}

export const NEW_CHOICES: ChoicesDraft = {
  kind: 'buttons',
  header: '',
  body: '',
  footer: '',
  buttons: ['', ''],
  opener: '',
  rows: [
    { title: '', description: '' },
    { title: '', description: '' },
  ],
  linkText: '',
  url: '',
};

export function bodyLimit(kind: ChoicesKind): number {
  return kind === 'list' ? MOST.listBody : MOST.body;
}

/** What is missing before it can be sent; null when nothing is. Fields keep to their lengths by themselves. */
export function missingIn(draft: ChoicesDraft): 'body' | 'choice' | 'twice' | 'opener' | 'linkText' | 'url' | null {
  if (draft.body.trim() === '') return 'body';
  if (draft.kind === 'location') return null;
  if (draft.kind === 'link') {
    if (draft.linkText.trim() === '') return 'linkText';
    return isWebAddress(draft.url.trim()) ? null : 'url';
  }
  const titles = titlesOf(draft);
  if (titles.length === 0) return 'choice';
  if (new Set(titles).size < titles.length) return 'twice';
  return draft.kind === 'list' && draft.opener.trim() === '' ? 'opener' : null;
}

export function interactiveOf(draft: ChoicesDraft): OutgoingInteractive {
  const header = draft.header.trim();
  const footer = draft.footer.trim();
  const body = { text: draft.body.trim() };
  if (draft.kind === 'location') {
    return { type: 'location_request_message', body, action: { name: 'send_location' } };
  }
  return {
    type: TYPES[draft.kind],
    ...(header ? { header: { type: 'text', text: header } } : {}),
    body,
    ...(footer ? { footer: { text: footer } } : {}),
    action: actionOf(draft),
  };
}

const TYPES = { buttons: 'button', list: 'list', link: 'cta_url' } as const;

function actionOf(draft: ChoicesDraft): NonNullable<OutgoingInteractive['action']> {
  if (draft.kind === 'link') {
    return { name: 'cta_url', parameters: { display_text: draft.linkText.trim(), url: draft.url.trim() } };
  }
  if (draft.kind === 'buttons') {
    return {
      buttons: titlesOf(draft).map((title, at) => ({
        type: 'reply' as const,
        reply: { id: `choice-${at + 1}`, title },
      })),
    };
  }
  const rows = draft.rows.filter(({ title }) => title.trim() !== '');
  return {
    button: draft.opener.trim(),
    sections: [
      {
        rows: rows.map(({ title, description }, at) => ({
          id: `choice-${at + 1}`,
          title: title.trim(),
          ...(description.trim() ? { description: description.trim() } : {}),
        })),
      },
    ],
  };
}

function titlesOf({ kind, buttons, rows }: ChoicesDraft): string[] {
  const titles = kind === 'list' ? rows.map(({ title }) => title) : buttons;
  return titles.map((title) => title.trim()).filter((title) => title !== '');
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
