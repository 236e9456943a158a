/** Tools, prices and events: as the form holds them, and as the settings have them. */
import type { EventType, McpServer, Price, Settings, Tool, WebhookEvents } from './contract';
import { draftOf, NO_PARAMETERS, type ParametersDraft, schemaOf } from './parameters';

/** A saved secret is never shown: it is kept, or another one is typed. */
export interface SecretDraft {
  /** One is saved. */
  had: boolean;
  kept: boolean;
  typed: string;
}

export interface ToolDraft {
  name: string;
  description: string;
  method: Tool['method'];
  url: string;
  parameters: ParametersDraft;
  /** Null: a `POST` does. */
  changes: boolean | null;
  secret: SecretDraft;
}

export interface McpDraft {
  name: string;
  url: string;
  secret: SecretDraft;
}

/** As typed. */
export type PriceDraft = Readonly<Record<keyof Price, string>>;

export interface EventsDraft {
  url: string;
  types: readonly EventType[];
  secret: SecretDraft;
}

export interface Assistance {
  tools: readonly ToolDraft[];
  mcp: readonly McpDraft[];
  price: PriceDraft;
  events: EventsDraft;
}

export const NO_SECRET: SecretDraft = { had: false, kept: false, typed: '' };

export function assistanceOf({ tools = [], mcp = [], price, events }: Settings): Assistance {
  return {
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      method: tool.method,
      url: tool.url,
      parameters: tool.parameters ? draftOf(tool.parameters) : NO_PARAMETERS,
      changes: tool.changes ?? null,
      secret: secretOf(tool),
    })),
    mcp: mcp.map((server) => ({ name: server.name, url: server.url, secret: secretOf(server) })),
    price: {
      prompt: String(price?.prompt ?? ''),
      cached: String(price?.cached ?? ''),
      answer: String(price?.answer ?? ''),
      currency: price?.currency ?? '',
    },
    events: { url: events?.url ?? '', types: events?.types ?? [], secret: secretOf(events ?? {}) },
  };
}

function secretOf({ has_secret = false }: { has_secret?: boolean }): SecretDraft {
  return { had: has_secret, kept: has_secret, typed: '' };
}

export const changesSomething = ({ changes, method }: Pick<ToolDraft, 'changes' | 'method'>) =>
  changes ?? method === 'POST';

/** Null for what is not set. */
export function assistanceIn(form: Assistance) {
  const { tools, mcp, price, events } = form;
  return {
    tools: tools.length > 0 ? tools.map(toolOf) : null,
    mcp: mcp.length > 0 ? mcp.map(serverOf) : null,
    price: isPriceSet(price) ? priceOf(price) : null,
    events: areEventsSet(events) ? eventsOf(events) : null,
  };
}

function toolOf({ name, description, method, url, parameters, changes, secret }: ToolDraft): Tool {
  return {
    name: name.trim(),
    description: description.trim(),
    // What is no schema is not saved: the form says so.
    parameters: schemaOf(parameters) ?? {},
    url: url.trim(),
    method,
    ...(changes === null ? {} : { changes }),
    ...written(secret),
  };
}

function serverOf({ name, url, secret }: McpDraft): McpServer {
  return { name: name.trim(), url: url.trim(), ...written(secret) };
}

function eventsOf({ url, types, secret }: EventsDraft): WebhookEvents {
  return { url: url.trim(), types: [...types], ...written(secret) };
}

function priceOf({ prompt, cached, answer, currency }: PriceDraft): Price {
  return {
    prompt: numberIn(prompt),
    ...(cached.trim() === '' ? {} : { cached: numberIn(cached) }),
    answer: numberIn(answer),
    currency: currency.trim().toUpperCase(),
  };
}

/** `has_secret` without a secret keeps the saved one. */
function written({ kept, typed }: SecretDraft): { secret?: string; has_secret?: true } {
  if (kept) return { has_secret: true };
  return typed.trim() === '' ? {} : { secret: typed.trim() };
}

/** Also with a decimal comma. */
export const numberIn = (typed: string) => (typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.')));
export const isPriceSet = (price: PriceDraft) => Object.values(price).some((typed) => typed.trim() !== '');
export const areEventsSet = ({ url, types }: EventsDraft) => url.trim() !== '' || types.length > 0;

/** What is kept in the tab: no secret that was typed. */
export function withoutSecrets<T extends Assistance>(form: T): T {
  const forgotten = <S extends { secret: SecretDraft }>(each: S): S => ({
    ...each,
    secret: { ...each.secret, kept: each.secret.kept || each.secret.typed !== '' ? each.secret.had : false, typed: '' },
  });
  return {
    ...form,
    tools: form.tools.map(forgotten),
    mcp: form.mcp.map(forgotten),
    events: forgotten(form.events),
  };
}
