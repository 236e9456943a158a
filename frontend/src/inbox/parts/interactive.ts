/** Reads Meta's own object of buttons, a list, a link or a request for a location. Whatever is missing is left out. */

export interface Choice {
  title: string;
  description: string | null;
}

export interface InteractiveView {
  header: string | null;
  body: string | null;
  footer: string | null;
  buttons: string[];
  /** What opens the list, and its sections. */
  list: { button: string | null; sections: { title: string | null; rows: Choice[] }[] } | null;
  link: { text: string; url: string } | null;
  asksForLocation: boolean;
}

export function readInteractive(object: unknown): InteractiveView {
  const action = at(object, 'action');
  const type = text(object, 'type');
  return {
    header: text(at(object, 'header'), 'text'),
    body: text(at(object, 'body'), 'text'),
    footer: text(at(object, 'footer'), 'text'),
    buttons: items(action, 'buttons').flatMap((button) => text(at(button, 'reply'), 'title') ?? []),
    list: type === 'list' ? { button: text(action, 'button'), sections: sectionsOf(action) } : null,
    link: type === 'cta_url' ? linkOf(at(action, 'parameters')) : null,
    asksForLocation: type === 'location_request_message',
  };
}

function sectionsOf(action: unknown) {
  return items(action, 'sections').map((section) => ({
    title: text(section, 'title'),
    rows: items(section, 'rows').flatMap((row): Choice[] => {
      const title = text(row, 'title');
      return title === null ? [] : [{ title, description: text(row, 'description') }];
    }),
  }));
}

/** Only an address of the web is a link. */
function linkOf(parameters: unknown): InteractiveView['link'] {
  const url = text(parameters, 'url');
  return url !== null && /^https?:\/\//i.test(url) ? { url, text: text(parameters, 'display_text') ?? url } : null;
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown, name: string): string | null {
  const found = at(value, name);
  return typeof found === 'string' && found !== '' ? found : null;
}

function items(value: unknown, name: string): unknown[] {
  const found = at(value, name);
  return Array.isArray(found) ? found : [];
}
