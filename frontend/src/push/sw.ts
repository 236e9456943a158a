/** The service worker, at `/sw.js`. It shows notifications and nothing else: it serves no page and keeps no file. */
import { listen } from './listen';
import type { Scope } from './scope';

listen(self as unknown as Scope);
