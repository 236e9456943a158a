/**
 * Records a voice message as WhatsApp wants it: Ogg Opus, one channel. Browsers record what they like (WebM, MP4), so the
 * sound is encoded here, by libopus in WebAssembly. It is loaded with the first recording, from our own address.
 */

import type OpusRecorder from 'opus-recorder';

/** The type under which WhatsApp plays a file as a voice message. */
export const VOICE_TYPE = 'audio/ogg; codecs=opus';

/** Speech is clear at this rate, and WhatsApp's own voice messages are like it. */
export const BITS_PER_SECOND = 16_000;

/** What libopus is asked for, and what the test of the bytes asks for. */
export const ENCODING = {
  encoderApplication: 2048,
  encoderBitRate: BITS_PER_SECOND,
  encoderSampleRate: 16_000,
  numberOfChannels: 1,
} as const;

/**
 * The longest recording, in seconds. Meta shows a play button up to 512 KB and a download arrow above that (page “Audio
 * messages”, 2026-05-21); four minutes are about 490 KB.
 */
export const LONGEST = 240;

export interface Recording {
  /** The file: the microphone is off afterwards. */
  stop(): Promise<Blob>;
  cancel(): void;
}

/** `denied`: the person or the browser refuses the microphone. `insecure`: the page is not at an https address. */
export type VoiceProblem = 'denied' | 'none' | 'insecure' | 'failed';

export class VoiceError extends Error {
  readonly problem: VoiceProblem;

  constructor(problem: VoiceProblem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * Begins to record. It must be called in a click: Safari gives the microphone and starts the sound only then, so both are
 * asked for before anything is loaded. Fails with a `VoiceError`.
 */
export async function record(): Promise<Recording> {
  if (!navigator.mediaDevices) throw new VoiceError('insecure');
  const context = new AudioContext();
  void context.resume();
  const microphone = navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
  });
  const release = () => {
    void context.close().catch(() => undefined);
    void microphone.then(stopAll, () => undefined);
  };
  try {
    const [stream, Recorder, encoderPath] = await Promise.all([microphone, ...encoder()]);
    const sourceNode = context.createMediaStreamSource(stream);
    return await begin(new Recorder({ ...ENCODING, encoderPath, sourceNode }), release);
  } catch (error) {
    release();
    throw new VoiceError(problemOf(error));
  }
}

function encoder() {
  return [
    import('opus-recorder').then((module) => module.default),
    import('opus-recorder/dist/encoderWorker.min.js?url').then((module) => module.default),
  ] as const;
}

async function begin(recorder: OpusRecorder, release: () => void): Promise<Recording> {
  const bytes = new Promise<Uint8Array<ArrayBuffer>>((resolve) => {
    recorder.ondataavailable = resolve;
  });
  const close = () => recorder.close().then(release, release);
  await recorder.start();
  return {
    async stop() {
      try {
        await recorder.stop();
        return new Blob([await bytes], { type: VOICE_TYPE });
      } finally {
        void close();
      }
    },
    cancel: () => void close(),
  };
}

/** The browser shows that the microphone is on until then. */
function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export function problemOf(error: unknown): VoiceProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'failed';
}
