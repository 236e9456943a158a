/** What is used of opus-recorder, which brings no types. */
declare module 'opus-recorder' {
  interface RecorderOptions {
    encoderPath: string;
    /** 2048: for speech. */
    encoderApplication: 2048;
    /** Bits per second. */
    encoderBitRate: number;
    encoderSampleRate: 8000 | 12000 | 16000 | 24000 | 48000;
    numberOfChannels: 1 | 2;
    /** The microphone; whoever made it ends it. */
    sourceNode: MediaStreamAudioSourceNode;
  }
  export default class Recorder {
    constructor(options: RecorderOptions);
    /** The whole file, once recording has stopped. */
    ondataavailable: (bytes: Uint8Array<ArrayBuffer>) => void;
    start(): Promise<void>;
    stop(): Promise<void>;
    close(): Promise<void>;
  }
}
