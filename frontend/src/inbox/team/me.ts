/** What colleagues call the person at this page. */
import type { Person } from '../../signin/idToken';
import type { KeyValueStorage } from '../../ui/storage';
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
