/** What the composer shows of files, of a recording, and of what can be sent. */
import type { ComponentChildren, ComponentProps } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { message } from '../../../dev/samples.ts';
import { LanguageProvider } from '../../text/Language';
import { createDrafts, type Drafts } from '../drafts';
import { Problem } from '../problem';
import { TextComposer } from '../TextComposer';
import { AttachMenu } from './AttachMenu';
import { CardForm } from './CardForm';
import { ChoicesForm } from './ChoicesForm';
import { NEW_CARD } from './card';
import { NEW_CHOICES } from './choices';
import { FileTray } from './FileTray';
import { FileQueue } from './fileQueue';
import { type QueuedFile, queued } from './files';
import { keepForm } from './formDraft';
import { PlaceForm } from './PlaceForm';
import { ReplyBar } from './ReplyBar';
import type { Recorder } from './useRecorder';
import { VoiceRow } from './VoiceRow';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const shown = (children: ComponentChildren) => render(<LanguageProvider>{children}</LanguageProvider>);
const nothing = () => undefined;
const queue = new FileQueue({ newMedia: () => Promise.reject(new Error()), cancelMedia: () => Promise.resolve() });

function tray(file: File, part: Partial<QueuedFile> = {}): string {
  return shown(<FileTray files={[{ ...queued('k', file), ...part }]} queue={queue} />);
}

const photo = new File(['x'], 'coat.jpg', { type: 'image/jpeg' });

test('a file has its name, type, size, progress and caption, and can be taken back', () => {
  const row = tray(photo, { state: 'uploading', progress: 0.4 });
  expect(row).toMatch(/coat\.jpg.*JPG · 1.B/s);
  expect(row).toMatch(/<progress max="1" value="0.4" aria-label="Uploading"/);
  expect(row).toMatch(/aria-label="Caption for coat\.jpg"/);
  expect(row).toMatch(/aria-label="Do not send coat\.jpg"/);
  expect(row).not.toContain('file-retry');
});

test('one that is too large says the limit, one of a wrong type what is taken', () => {
  const film = Object.defineProperty(new File(['x'], 'a.mp4', { type: 'video/mp4' }), 'size', {
    value: 101 * 1024 * 1024,
  });
  expect(tray(film)).toMatch(/role="alert">Too large: WhatsApp takes at most 100.MB/);
  expect(tray(new File(['x'], 'a.svg', { type: 'image/svg+xml' }))).toContain('It takes JPEG, PNG');
  expect(tray(new File([], 'a.pdf', { type: 'application/pdf' }))).toContain('The file is empty.');
});

test('a size above the limit never reads as the limit', () => {
  const large = Object.defineProperty(new File(['x'], 'a.pdf', { type: 'application/pdf' }), 'size', {
    value: 100 * 1024 * 1024 + 1,
  });
  expect(tray(large)).toMatch(/PDF · 100\.1.MB.*at most 100.MB/s);
});

test('how many files are left out stands above the list, with what can be done', () => {
  const files = [queued('1', new File(['x'], 'a.svg', { type: 'image/svg+xml' })), queued('2', photo)];
  const refused = shown(<FileTray files={files} queue={queue} />);
  expect(refused).toMatch(/1 file cannot be sent\..*Remove.*<ul/s);
  expect(tray(photo, { state: 'failed' })).toMatch(/1 file is not uploaded.*Try again.*<ul/s);
  expect(tray(photo)).not.toContain('tray-notice');
});

test('a file that was sent before it is uploaded says so', () => {
  expect(tray(photo, { state: 'uploading', sending: true })).toMatch(/<progress.*role="status">Is sent as soon as/s);
});

test('what is uploaded is read out', () => {
  const files = [queued('1', new File(['x'], 'a.svg', { type: 'image/svg+xml' })), queued('2', photo)];
  const uploaded = files.map((file) => (file.state === 'refused' ? file : { ...file, state: 'uploaded' as const }));
  expect(shown(<FileTray files={uploaded} queue={queue} />)).toContain('role="status">Files uploaded: 1 of 1<');
});

test('a picture that cannot be read, and one that will not move, say so', () => {
  expect(tray(photo, { state: 'refused', refusal: 'unreadable' })).toContain('This picture cannot be read');
  expect(tray(photo, { stilled: true })).toContain('sent as a still picture');
});

type Above = ComponentProps<typeof TextComposer>['above'];

function text(
  captioned: ((text: string) => string) | null,
  drafts: Drafts = { get: () => '', set: nothing },
  above?: Above,
): string {
  return shown(
    <TextComposer
      id="c"
      above={above}
      redrafted={null}
      drafts={drafts}
      hint="The assistant answers."
      captioned={captioned}
      busy={false}
      menuOpen={false}
      values={{ name: '', first_name: '', number: '' }}
      onSend={nothing}
      onFiles={nothing}
      onMenu={nothing}
      onVoice={nothing}
      onTyped={nothing}
    />,
  );
}

test('the text says what becomes of it beside files', () => {
  expect(text(null)).toMatch(/placeholder="Write a message".*The assistant answers\./s);
  expect(text(() => 'coat.jpg')).toMatch(/placeholder="Caption".*Goes along as the caption of coat\.jpg\./s);
  expect(text(() => '')).toMatch(/placeholder="Write a message".*A message of its own, after the files\./s);
});

test('what is typed, sent or chosen is in the draft before the composer can be gone', () => {
  const kept = new Map([['c', 'Bonjour']]);
  const drafts: Drafts = { get: (id) => kept.get(id), set: (id, typed) => void kept.set(id, typed) };
  let change: (typed: string) => void = nothing;
  text(null, drafts, (_, setText) => {
    change = setText;
    return null;
  });
  change('');
  expect(kept.get('c')).toBe('');
});

test('Enter in a caption sends: the field is one of the form of the text', () => {
  const [, form] = /<form[^>]* id="([^"]+)"/.exec(text(null)) ?? [];
  expect(tray(photo)).toContain(`<input class="field" form="${form}"`);
});

test('one whose upload failed says why, and can be tried again', () => {
  const refused = new Problem(413, 'media_too_large', 'Too large.', 'At most 5 MB.');
  expect(tray(photo, { state: 'failed', problem: refused })).toMatch(/Too large\. At most 5 MB\..*file-retry/s);
  expect(tray(photo, { state: 'failed' })).toContain('The upload was interrupted.');
});

test('a voice message is listened to before it is sent, and has no caption', () => {
  const sound = new File(['x'], 'voice.ogg', { type: 'audio/ogg; codecs=opus' });
  const row = tray(sound, { voice: true, state: 'uploaded' });
  expect(row).toMatch(/role="group" aria-label="Voice message"/);
  expect(row).not.toContain('Caption');
});

test('a recording shows its time, and ends by a button', () => {
  const recorder: Recorder = {
    state: 'recording',
    seconds: 7,
    problem: null,
    start: nothing,
    stop: nothing,
    cancel: nothing,
    dismiss: nothing,
  };
  expect(shown(<VoiceRow recorder={recorder} />)).toMatch(
    /role="status">Recording<.*role="timer" aria-label="Time recorded">0:07 \/ 4:00/s,
  );
  expect(shown(<VoiceRow recorder={{ ...recorder, state: 'starting' }} />)).toMatch(
    /role="status">Waiting for the microphone.*disabled/s,
  );
});

test('the limits are said before anything is chosen', () => {
  const menu = shown(<AttachMenu onFiles={nothing} onForm={nothing} onClose={nothing} />);
  expect(menu).toMatch(/photos up to 5.MB, videos and sounds up to 16.MB, documents up to 100.MB/);
  for (const name of ['photo', 'document', 'choices', 'place', 'card', 'template']) {
    expect(menu).toContain(`data-testid="attach-${name}"`);
  }
});

test('a form says what is missing, and cannot be sent before', () => {
  const send = async () => 'sent' as const;
  const keeping = { id: 'c', drafts: createDrafts({ read: () => null, write: nothing }, '') };
  const props = { keeping, onSend: send, onClose: nothing };
  expect(shown(<ChoicesForm {...props} />)).toMatch(/Type the text\..*disabled/s);
  expect(shown(<CardForm {...props} />)).toMatch(/Type a name\..*disabled/s);
});

test('a form that was left half-filled is there again', () => {
  const keeping = { id: 'c', drafts: createDrafts({ read: () => null, write: nothing }, '') };
  const props = { keeping, onSend: async () => 'sent' as const, onClose: nothing };
  keepForm(
    keeping,
    'choices',
    { ...NEW_CHOICES, body: 'Which day?', buttons: ['Tuesday', 'x'.repeat(20)] },
    NEW_CHOICES,
  );
  keepForm(keeping, 'place', { where: 'https://maps.app.goo.gl/x1', name: 'Shop', address: '' }, {});
  keepForm(keeping, 'card', { ...NEW_CARD, name: 'Awa', phone: '06 39 98 00 01' }, NEW_CARD);
  const choices = shown(<ChoicesForm {...props} />);
  expect(choices).toMatch(/<textarea[^>]*>Which day\?<.*value="Tuesday"/s);
  expect(choices).toMatch(/Button 1<.*Button 2<span class="count is-over">at most 20 characters</s);
  expect(shown(<PlaceForm {...props} />)).toMatch(/value="Shop".*This address does not hold the place.*disabled/s);
  expect(shown(<CardForm {...props} />)).toMatch(/value="Awa".*country code.*disabled/s);
});

test('the message that is answered stands above the text, as text', () => {
  const bar = shown(<ReplyBar message={message('1', { content: '<b>hello' })} onCancel={nothing} />);
  expect(bar).toMatch(/In answer to:.*&lt;b>hello/s);
});
