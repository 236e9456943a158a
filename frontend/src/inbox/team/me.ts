/** What colleagues call the person at this page. */
import { createContext } from 'preact';
import type { Person } from '../../signin/idToken';
import { inBrowser, type KeyValueStorage } from '../../ui/storage';
import { colleague } from '../names';

const STORAGE_KEY = 'relais.name';

/** The name that the account has for colleagues; null with an admin token, which names nobody. */
export function accountName(person: Person | null): string | null {
  if (!person) return null;
  const shown = [person.username, person.email, person.name];
  return shown.find((name) => name && colleague(name, null) !== null) ?? null;
}

/** With an admin token people say who they are: it stays in this browser. */
export function saidName(storage: KeyValueStorage): string {
  return storage.read(STORAGE_KEY) ?? '';
}

export function sayName(storage: KeyValueStorage, name: string): void {
  storage.write(STORAGE_KEY, name.trim() === '' ? null : name.trim());
}

/** The person's name for colleagues; empty when nobody has said it. */
export const Me = createContext('');

export function ownName(person: Person | null): string {
  return accountName(person) ?? saidName(inBrowser);
}

/** Whether a mention is of this person. Of an e-mail address the part before the `@` is enough. */
export function isMeant(me: string, mention: string): boolean {
  const same = (name: string | undefined) =>
    name !== undefined && name !== '' && name.localeCompare(mention, undefined, { sensitivity: 'base' }) === 0;
  return same(me) || (me.includes('@') && same(me.split('@')[0]));
}
