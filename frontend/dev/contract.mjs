/**
 * `npm run contract` writes the types of the admin API; with `--check` it fails when they are not those of the API's
 * description, as `npm run check` asks.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const DESCRIPTION = new URL('../../shared/api/openapi.json', import.meta.url);
const TYPES = new URL('../src/generated/openapi.ts', import.meta.url);

const head = '/** Generated from shared/api/openapi.json by `npm run contract`. Do not edit. */\n\n';
const fresh = head + astToString(await openapiTS(DESCRIPTION, { emptyObjectsUnknown: true }));

if (!process.argv.includes('--check')) {
  await writeFile(TYPES, fresh);
} else if ((await readFile(TYPES, 'utf8').catch(() => '')) !== fresh) {
  console.error(
    'frontend/src/generated/openapi.ts is not what shared/api/openapi.json describes: run `npm run contract` in frontend/.',
  );
  process.exitCode = 1;
}
