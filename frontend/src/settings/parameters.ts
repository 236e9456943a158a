/** The parameters of a tool: a JSON schema of an object, of which simple ones are rows of a form. */

export type JsonSchema = Readonly<Record<string, unknown>>;

export const TYPES = ['string', 'number', 'integer', 'boolean'] as const;

export interface Parameter {
  name: string;
  type: (typeof TYPES)[number];
  description: string;
  required: boolean;
}

/** Both are kept, so that nothing is lost by a look at the other. */
export interface ParametersDraft {
  by: 'rows' | 'json';
  rows: readonly Parameter[];
  json: string;
}

export const NO_PARAMETERS: ParametersDraft = { by: 'rows', rows: [], json: '' };

export function draftOf(schema: JsonSchema): ParametersDraft {
  const rows = rowsOf(schema);
  if (rows) return { by: 'rows', rows, json: '' };
  return { by: 'json', rows: [], json: JSON.stringify(schema, null, 2) };
}

/** Null where the JSON is no object. */
export function schemaOf({ by, rows, json }: ParametersDraft): JsonSchema | null {
  if (by === 'json') return objectIn(json);
  const properties = rows.map(({ name, type, description }) => [
    name.trim(),
    { type, ...(description.trim() === '' ? {} : { description: description.trim() }) },
  ]);
  const required = rows.filter((row) => row.required).map(({ name }) => name.trim());
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** Null where the form would lose something of the schema. */
export function rowsOf(schema: JsonSchema): Parameter[] | null {
  const { type, properties = {}, required = [], ...more } = schema;
  if (type !== 'object' || Object.keys(more).length > 0) return null;
  if (!isObject(properties) || !Array.isArray(required)) return null;
  if (!required.every((name) => typeof name === 'string' && name in properties)) return null;
  const rows = Object.entries(properties).map(([name, of]) => rowOf(name, of, required.includes(name)));
  return rows.every((row) => row !== null) ? rows : null;
}

function rowOf(name: string, of: unknown, required: boolean): Parameter | null {
  if (!isObject(of)) return null;
  const { type, description = '', ...more } = of;
  const known = TYPES.find((each) => each === type);
  if (known === undefined || typeof description !== 'string' || Object.keys(more).length > 0) return null;
  return { name, type: known, description, required };
}

export function objectIn(json: string): JsonSchema | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
