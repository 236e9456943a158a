/** The inbox of the person who is signed in. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Access } from '../signin/access';
import { SignedIn } from '../signin/SignedIn';
import { useTranslation } from '../text/Language';
import { inTab } from '../ui/storage';
import { createApi } from './api';
import { FileQueue } from './compose/fileQueue';
import { createDrafts, forgetDrafts } from './drafts';
import { Inbox } from './Inbox';

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
  useAskBeforeLeaving(files);
  const signOut = () => {
    forgetDrafts(inTab);
    access.signOut();
  };
  return <Inbox api={api} person={access.person} drafts={drafts} files={files} onSignOut={signOut} />;
}

/** Texts are kept in the tab; files are not: the browser asks before the page is left with some. */
function useAskBeforeLeaving(files: FileQueue): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (files.waits) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [files]);
}
