/** What the composer shows of files, of a recording, and of what can be sent. */
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { message } from '../../../dev/samples.ts';
import { LanguageProvider } from '../../text/Language';
import { Problem } from '../problem';
import { AttachMenu } from './AttachMenu';
import { CardForm } from './CardForm';
import { ChoicesForm } from './ChoicesForm';
import { FileTray } from './FileTray';
import { FileQueue } from './fileQueue';
import { type QueuedFile, queued } from './files';
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
  const film = Object.defineProperty(new File(['x'], 'a.mp4', { type: 'video/mp4' }), 'size', { value: 20_000_000 });
  expect(tray(film)).toMatch(/role="alert">Too large: WhatsApp takes at most 16.MB/);
  expect(tray(new File(['x'], 'a.svg', { type: 'image/svg+xml' }))).toContain('It takes JPEG, PNG');
  expect(tray(new File([], 'a.pdf', { type: 'application/pdf' }))).toContain('The file is empty.');
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
  expect(shown(<ChoicesForm onSend={send} onClose={nothing} />)).toMatch(/Type the text\..*disabled/s);
  expect(shown(<CardForm onSend={send} onClose={nothing} />)).toMatch(/Type a name\..*disabled/s);
});

test('the message that is answered stands above the text, as text', () => {
  const bar = shown(<ReplyBar message={message('1', { content: '<b>hello' })} onCancel={nothing} />);
  expect(bar).toMatch(/In answer to:.*&lt;b>hello/s);
});
