/** What is wrong with tools, prices and events. */
import { type Assistance, areEventsSet, isPriceSet, numberIn } from './assistance';
import type { Mistake } from './checks';
import { objectIn, type ParametersDraft } from './parameters';

/** As the model calls it. */
const NAME = /^[A-Za-z0-9_-]+$/;
const LONGEST_NAME = 64;
/** The names of a server's tools begin with its own. */
const LONGEST_SERVER_NAME = 24;

export function inAssistance({ tools, mcp, price, events }: Assistance): Mistake[] {
  return [
    ...tools.flatMap((tool, at) => [
      ...inName(`tools.${at}.name`, tool.name, LONGEST_NAME, names(tools, at)),
      ...given(`tools.${at}.description`, tool.description, 'problem.description'),
      ...inAddress(`tools.${at}.url`, tool.url),
      ...inParameters(`tools.${at}.parameters`, tool.parameters),
    ]),
    ...mcp.flatMap((server, at) => [
      ...inName(`mcp.${at}.name`, server.name, LONGEST_SERVER_NAME, names(mcp, at)),
      ...inAddress(`mcp.${at}.url`, server.url),
    ]),
    ...(isPriceSet(price) ? inPrice(price) : []),
    ...(areEventsSet(events) ? inEvents(events) : []),
  ];
}

const names = (list: readonly { name: string }[], before: number) =>
  list.slice(0, before).map(({ name }) => name.trim());

function inName(field: string, typed: string, most: number, before: readonly string[]): Mistake[] {
  const name = typed.trim();
  if (!NAME.test(name) || name.length > most) return [{ field, key: 'problem.toolName', values: { most } }];
  return before.includes(name) ? [{ field, key: 'problem.nameTwice' }] : [];
}

function given(field: string, typed: string, key: Mistake['key']): Mistake[] {
  return typed.trim() === '' ? [{ field, key }] : [];
}

function inAddress(field: string, typed: string): Mistake[] {
  const whole = /^https?:\/\/[^\s/]/i.test(typed.trim()) && URL.canParse(typed.trim());
  return whole ? [] : [{ field, key: 'problem.address' }];
}

function inParameters(field: string, { by, rows, json }: ParametersDraft): Mistake[] {
  if (by === 'json') return objectIn(json)?.type === 'object' ? [] : [{ field, key: 'problem.schema' }];
  const named = rows.map(({ name }) => name.trim());
  const right = named.every((name) => NAME.test(name)) && new Set(named).size === named.length;
  return right ? [] : [{ field, key: 'problem.parameters' }];
}

function inPrice(price: Assistance['price']): Mistake[] {
  const numbers = (['prompt', 'cached', 'answer'] as const).flatMap((part): Mistake[] =>
    numberIn(price[part]) >= 0 || (part === 'cached' && price.cached.trim() === '')
      ? []
      : [{ field: `price.${part}`, key: 'problem.price' }],
  );
  const known = /^[A-Z]{3}$/i.test(price.currency.trim());
  return known ? numbers : [...numbers, { field: 'price.currency', key: 'problem.currency' }];
}

function inEvents({ url, types }: Assistance['events']): Mistake[] {
  const address = inAddress('events.url', url);
  return types.length > 0 ? address : [...address, { field: 'events.types', key: 'problem.eventTypes' }];
}
