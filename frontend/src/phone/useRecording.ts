/** Records a voice message. The browser chooses the container: Ogg where it can, as WhatsApp does, else WebM or MP4. */
import { useEffect, useRef, useState } from 'preact/hooks';

const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

export interface Recording {
  state: 'off' | 'on' | 'refused';
  /** Begins, or ends and hands the sound over. */
  toggle(): void;
  cancel(): void;
}

export function useRecording(onSound: (sound: Blob) => void): Recording {
  const [state, setState] = useState<Recording['state']>('off');
  const recorder = useRef<MediaRecorder | null>(null);
  const wanted = useRef(true);

  function end(keep: boolean) {
    wanted.current = keep;
    recorder.current?.stop();
    recorder.current = null;
    setState('off');
  }

  async function begin() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      const started = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
      const pieces: Blob[] = [];
      started.addEventListener('dataavailable', ({ data }) => pieces.push(data));
      started.addEventListener('stop', () => {
        for (const track of stream.getTracks()) track.stop();
        if (wanted.current && pieces.length > 0) onSound(new Blob(pieces, { type: started.mimeType }));
      });
      wanted.current = true;
      recorder.current = started;
      started.start();
      setState('on');
    } catch {
      setState('refused');
    }
  }

  // A phone that is closed while it records lets go of the microphone and sends nothing.
  useEffect(
    () => () => {
      wanted.current = false;
      recorder.current?.stop();
    },
    [],
  );

  return { state, toggle: () => (state === 'on' ? end(true) : void begin()), cancel: () => end(false) };
}
