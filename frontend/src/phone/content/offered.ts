/** What an interactive message or template offers: buttons to tap, rows to choose, links to open. */
import { at, list, text } from './read';

export interface Choice {
  /** What the tap sends: the id of a button or row, or the text of a template's quick reply. */
  id: string;
  title: string;
  description: string;
  /** Set when the choice opens a page instead of answering. */
  url: string | null;
}

export interface Section {
  title: string;
  choices: readonly Choice[];
}

/** The sections of a list; one without a title for buttons. Empty: nothing is offered. */
export function sectionsOf(type: string, content: unknown): readonly Section[] {
  if (type === 'template') return section('', list(content, 'buttons').map(templateButton));
  if (type !== 'interactive') return [];
  switch (text(content, 'type')) {
    case 'button':
      return section(
        '',
        list(content, 'action', 'buttons').map((button) => choice(at(button, 'reply'))),
      );
    case 'list':
      return list(content, 'action', 'sections').flatMap((each) =>
        section(text(each, 'title'), list(each, 'rows').map(choice)),
      );
    case 'cta_url': {
      const parameters = at(content, 'action', 'parameters');
      const title = text(parameters, 'display_text');
      return section('', [{ id: '', title, description: '', url: webAddress(text(parameters, 'url')) }]);
    }
    default:
      return [];
  }
}

function section(title: string, choices: readonly Choice[]): readonly Section[] {
  const shown = choices.filter((each) => each.title !== '');
  return shown.length > 0 ? [{ title, choices: shown }] : [];
}

function choice(value: unknown): Choice {
  return { id: text(value, 'id'), title: text(value, 'title'), description: text(value, 'description'), url: null };
}

function templateButton(button: unknown): Choice {
  const title = text(button, 'text');
  return { id: title, title, description: '', url: webAddress(text(button, 'url')) };
}

/** Only pages of the web: a business may send any text as an address. */
export function webAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}
