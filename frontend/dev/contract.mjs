/**
 * Generates the types of the admin API from its description: `npm run contract`. With `--check`, as in `npm run check`, it
 * fails when the checked-in types are stale.
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
