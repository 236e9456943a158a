/** The inbox of the person who is signed in. */
import { useMemo, useRef } from 'preact/hooks';
import type { Access } from '../signin/access';
import { SignedIn } from '../signin/SignedIn';
import { useTranslation } from '../text/Language';
import { useAskBeforeLeaving } from '../ui/hooks';
import { inTab } from '../ui/storage';
import { createApi } from './api';
import { FileQueue } from './compose/fileQueue';
import { createDrafts, forgetDrafts } from './drafts';
import { Inbox } from './Inbox';
import { ByRole } from './role';

export function App() {
  return <SignedIn>{(access) => <InboxOf access={access} />}</SignedIn>;
}

function InboxOf({ access }: { access: Access }) {
  const { language } = useTranslation();
  const languageNow = useRef(language);
  languageNow.current = language;
  const api = useMemo(() => createApi({ access, language: () => languageNow.current }), [access]);
  const owner = access.person?.sub ?? '';
  const drafts = useMemo(() => createDrafts(inTab, owner), [owner]);
  const files = useMemo(() => new FileQueue(api), [api]);
  // Texts are kept in the tab; files are not.
  useAskBeforeLeaving(() => files.waits);
  const signOut = () => {
    forgetDrafts(inTab);
    access.signOut();
  };
  return (
    <ByRole api={api}>
      <Inbox api={api} person={access.person} drafts={drafts} files={files} onSignOut={signOut} />
    </ByRole>
  );
}
