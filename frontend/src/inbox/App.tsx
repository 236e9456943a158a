/** The inbox of the person who is signed in. */
import { useMemo, useRef } from 'preact/hooks';
import { isTold } from '../push/told';
import type { Access } from '../signin/access';
import { SignedIn } from '../signin/SignedIn';
import { useTranslation } from '../text/Language';
import { useAskBeforeLeaving } from '../ui/hooks';
import { inBrowser, inTab } from '../ui/storage';
import { type Api, createApi } from './api';
import { FileQueue } from './compose/fileQueue';
import { createDrafts, forgetDrafts } from './drafts';
import { Inbox } from './Inbox';
import { betweenTabs } from './outbox/lock';
import { Outbox } from './outbox/outbox';
import { OutboxStore } from './outbox/store';
import { ByRole } from './role';

export function App() {
  return <SignedIn>{(access) => <InboxOf access={access} />}</SignedIn>;
}

function InboxOf({ access }: { access: Access }) {
  const { language, t } = useTranslation();
  const languageNow = useRef(language);
  languageNow.current = language;
  const api = useMemo(() => createApi({ access, language: () => languageNow.current }), [access]);
  const owner = access.person?.sub ?? '';
  const drafts = useMemo(() => createDrafts(inTab, owner), [owner]);
  const outbox = useMemo(() => outboxOf(api, owner), [api, owner]);
  const files = useMemo(() => new FileQueue(api), [api]);
  // Texts are kept in the tab; files are not.
  useAskBeforeLeaving(() => files.waits);
  const signOut = () => {
    if (outbox.all().length > 0 && !confirm(t('outbox.signOut'))) return;
    outbox.clear();
    forgetDrafts(inTab);
    // The server is told while somebody is still signed in.
    if (!isTold()) return access.signOut();
    const leave = import('../push/subscribe').then(({ unsubscribe }) => unsubscribe(api));
    void leave.catch(() => undefined).then(() => access.signOut());
  };
  return (
    <ByRole api={api}>
      <Inbox api={api} person={access.person} drafts={drafts} outbox={outbox} files={files} onSignOut={signOut} />
    </ByRole>
  );
}

function outboxOf(api: Api, owner: string): Outbox {
  return new Outbox({
    store: new OutboxStore(inBrowser, owner, Date.now()),
    lock: betweenTabs,
    send: api.attempt,
    online: () => navigator.onLine,
    now: Date.now,
  });
}
