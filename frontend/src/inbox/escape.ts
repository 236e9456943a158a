/** What Escape does in a conversation: it closes what was opened last; with nothing open it leaves the conversation. */
import { createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';

export class EscapeLayers {
  private readonly open: (() => void)[] = [];

  /** Returns what takes it away again. */
  add(close: () => void): () => void {
    this.open.push(close);
    return () => {
      const at = this.open.indexOf(close);
      if (at >= 0) this.open.splice(at, 1);
    };
  }

  /** Closes what was opened last. False: nothing is open. */
  close(): boolean {
    const last = this.open.at(-1);
    last?.();
    return last !== undefined;
  }
}

export const Layers = createContext(new EscapeLayers());

/** Escape calls this while the component is shown and nothing was opened after it. */
export function useEscape(onEscape: () => void, enabled = true): void {
  const layers = useContext(Layers);
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => (enabled ? layers.add(() => latest.current()) : undefined), [layers, enabled]);
}
