/** Templates: Meta's approved texts with placeholders, `{{1}}` by position or `{{first_name}}` by name. */
import type { Template, TemplateComponent } from './contract';

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The placeholders of a body, each once: numbers in their order, names in the order of the text. */
export function parametersOf(body: string | null): string[] {
  const names = [...new Set([...(body ?? '').matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
  return names.every(isNumber) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

/** The body as the customer will read it; placeholders not filled yet stay visible. */
export function filled(body: string | null, values: Readonly<Record<string, string>>): string {
  return (body ?? '').replace(PLACEHOLDER, (placeholder, name: string) => values[name]?.trim() || placeholder);
}

/** The values in the form Graph takes. A template without placeholders has no components. */
export function componentsOf(body: string | null, values: Readonly<Record<string, string>>): TemplateComponent[] {
  const names = parametersOf(body);
  if (names.length === 0) return [];
  const parameters = names.map((name) => {
    const text = (values[name] ?? '').trim();
    return isNumber(name) ? { type: 'text' as const, text } : { type: 'text' as const, text, parameter_name: name };
  });
  return [{ type: 'body', parameters }];
}

export function complete(body: string | null, values: Readonly<Record<string, string>>): boolean {
  return parametersOf(body).every((name) => (values[name] ?? '').trim() !== '');
}

export function sendable(templates: readonly Template[]): Template[] {
  return templates.filter(({ status }) => status.toUpperCase() === 'APPROVED');
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
