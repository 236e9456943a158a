/** What this page keeps of a conversation is removed when its person was erased. */
import type { FileQueue } from './compose/fileQueue';
import { forgetForms } from './compose/formDraft';
import type { Drafts } from './drafts';
import type { Outbox } from './outbox/outbox';
import { noteDraft } from './team/mode';
import { keepBegun, NOTHING_BEGUN } from './templateDraft';

export interface Kept {
  drafts: Drafts;
  files: Pick<FileQueue, 'of' | 'remove'>;
  outbox: Pick<Outbox, 'of' | 'takeBack'>;
}

/** What was begun for them: texts, notes, forms, files, and what waits for the network. */
export function forget({ drafts, files, outbox }: Kept, id: string): void {
  drafts.set(id, '');
  drafts.set(noteDraft(id), '');
  keepBegun(drafts, id, NOTHING_BEGUN);
  forgetForms(drafts, id);
  for (const { key } of files.of(id)) files.remove(key);
  for (const { key } of outbox.of(id)) void outbox.takeBack(key);
}
