/**
 * Templates: Meta's approved texts with parts to fill in. What a template needs comes from the server; here a person's
 * values become the components that Graph takes.
 */
import type { Template, TemplateComponent, TemplateNeed } from './contract';

/** By the key of the field. */
export type Values = Readonly<Record<string, string>>;

/** One field of the form. */
export interface Field {
  key: string;
  need: TemplateNeed;
  /** What is asked for. A place is four fields. */
  kind: 'text' | 'file' | 'latitude' | 'longitude' | 'name' | 'address' | 'ending' | 'code';
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;
const FILES: readonly TemplateNeed['kind'][] = ['image', 'video', 'document'];

/** The fields of the form, in the order of the message. Optional parts are left as the template has them. */
export function fieldsOf(template: Template): Field[] {
  return template.needs.filter(({ required }) => required).flatMap(fields);
}

function fields(need: TemplateNeed): Field[] {
  const { part, kind, name, index } = need;
  if (kind === 'text') return [{ key: `${part}.${name}`, need, kind }];
  if (FILES.includes(kind)) return [{ key: 'header', need, kind: 'file' }];
  if (kind === 'url_ending') return [{ key: `button.${index}`, need, kind: 'ending' }];
  if (kind === 'code') return [{ key: `button.${index}`, need, kind }];
  if (kind !== 'location') return [];
  const place = ['latitude', 'longitude', 'name', 'address'] as const;
  return place.map((each) => ({ key: `header.${each}`, need, kind: each }));
}

/** The first field that is empty or cannot be right; undefined when all is filled in. */
export function missing(template: Template, values: Values): Field | undefined {
  return fieldsOf(template).find((field) => !isFilled(field, values));
}

function isFilled({ key, kind, need }: Field, values: Values): boolean {
  const value = trimmed(values, key);
  if (value === '' || (need.most !== null && value.length > need.most)) return false;
  if (kind === 'latitude') return isWithin(value, 90);
  if (kind === 'longitude') return isWithin(value, 180);
  return kind !== 'file' || isUpload(value) || isLink(value);
}

function isWithin(value: string, most: number): boolean {
  const number = Number(value.replace(',', '.'));
  return Number.isFinite(number) && Math.abs(number) <= most;
}

/** The file lies on our server. */
export function isUpload(value: string): boolean {
  return value.startsWith('upload-');
}

/** WhatsApp fetches the file from there. */
export function isLink(value: string): boolean {
  return /^https:\/\/[^\s/]+\.[^\s]+$/i.test(value);
}

function trimmed(values: Values, key: string): string {
  return (values[key] ?? '').trim();
}

/** A part's text as the customer will read it; placeholders that are not filled in yet stay visible. */
export function filled(text: string | null, part: 'header' | 'body', values: Values): string {
  return (text ?? '').replace(
    PLACEHOLDER,
    (placeholder, name: string) => trimmed(values, `${part}.${name}`) || placeholder,
  );
}

/** What the pending bubble shows, and the server shows later. */
export function inWords({ name, parts }: Template, values: Values): string {
  return filled(parts.body, 'body', values) || name;
}

/** The values in the form Graph takes. A template without parts to fill in has no components. */
export function componentsOf({ needs }: Template, values: Values): TemplateComponent[] {
  const header = needs.filter(({ part }) => part === 'header').map((need) => parameterOf(need, values));
  const body = needs.filter(({ part }) => part === 'body').map((need) => parameterOf(need, values));
  const buttons = needs.filter(({ part, required, kind }) => part === 'button' && (required || kind === 'flow'));
  return [
    ...(header.length > 0 ? [{ type: 'header' as const, parameters: header }] : []),
    ...(body.length > 0 ? [{ type: 'body' as const, parameters: body }] : []),
    ...buttons.map((need) => buttonOf(need, values)),
  ];
}

function parameterOf({ part, kind, name }: TemplateNeed, values: Values): TemplateComponent['parameters'][number] {
  if (kind === 'image' || kind === 'video' || kind === 'document') {
    const value = trimmed(values, 'header');
    const file = isUpload(value) ? { file: value } : { link: value };
    const filename = trimmed(values, 'header.filename');
    return { type: kind, [kind]: kind === 'document' && filename !== '' ? { ...file, filename } : file };
  }
  if (kind === 'location') {
    const [latitude, longitude] = ['latitude', 'longitude'].map((each) =>
      Number(trimmed(values, `header.${each}`).replace(',', '.')),
    );
    const [title, address] = ['name', 'address'].map((each) => trimmed(values, `header.${each}`));
    return { type: 'location', location: { latitude, longitude, name: title, address } };
  }
  const text = trimmed(values, `${part}.${name}`);
  return name === null || isNumber(name) ? { type: 'text', text } : { type: 'text', text, parameter_name: name };
}

function buttonOf({ kind, index }: TemplateNeed, values: Values): TemplateComponent {
  const value = trimmed(values, `button.${index}`);
  const place = { type: 'button' as const, index: String(index) };
  if (kind === 'code') {
    return { ...place, sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: value }] };
  }
  if (kind === 'flow') {
    // Meta's own default. What the customer fills in comes back as a form all the same.
    return { ...place, sub_type: 'flow', parameters: [{ type: 'action', action: { flow_token: 'unused' } }] };
  }
  return { ...place, sub_type: 'url', parameters: [{ type: 'text', text: value }] };
}

/** The values that these components were made of. */
export function valuesOf(components: readonly TemplateComponent[]): Values {
  return Object.fromEntries(components.flatMap(entriesOf));
}

function entriesOf({ type, index, parameters }: TemplateComponent): [string, string][] {
  return parameters.flatMap((parameter, at): [string, string][] => {
    const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
    if (type === 'button') {
      const value = text(parameter.text) || text(parameter.coupon_code);
      return value === '' ? [] : [[`button.${index}`, value]];
    }
    if (parameter.type === 'text') return [[`${type}.${parameter.parameter_name ?? at + 1}`, text(parameter.text)]];
    const content = (parameter[parameter.type] ?? {}) as Record<string, unknown>;
    if (parameter.type === 'location') {
      return Object.entries(content).map(([name, value]) => [`header.${name}`, text(value)]);
    }
    const filename = text(content.filename);
    const named: [string, string][] = filename === '' ? [] : [['header.filename', filename]];
    return [['header', text(content.file) || text(content.link)], ...named];
  });
}

/** Those that can be sent from here, and those that cannot. */
export function sorted(templates: readonly Template[]): { sendable: Template[]; others: Template[] } {
  return {
    sendable: templates.filter(({ sendable }) => sendable),
    others: templates.filter(({ sendable }) => !sendable),
  };
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
