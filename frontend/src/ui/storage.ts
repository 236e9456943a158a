/** The browser's storage, which may be switched off or full: then values last no longer than the page. */

export interface KeyValueStorage {
  read(key: string): string | null;
  /** Null removes. */
  write(key: string, value: string | null): void;
}

/** One that tells what is in it. */
export interface ListedStorage extends KeyValueStorage {
  keys(): string[];
}

/** Kept in this browser, shared by its tabs. */
export const inBrowser: ListedStorage = over(() => localStorage);
/** Kept in this tab, through reloads and visits elsewhere, until it is closed. */
export const inTab: KeyValueStorage = over(() => sessionStorage);

/** Access to the storage itself can fail, so it is accessed at each use. */
function over(storage: () => Storage): ListedStorage {
  return {
    keys() {
      try {
        return Object.keys(storage());
      } catch {
        return [];
      }
    },
    read(key) {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
      } catch {
        // The page works without it.
      }
    },
  };
}
