/** The drawer of the wire: each webhook and each call of Graph and of the model, the newest first. */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { saveBlob } from '../../inbox/media/save';
import { exactTime } from '../../time';
import { Icon } from '../../ui/Icon';
import { composing } from '../../ui/keys';
import type { WireCall } from '../contract';
import { usePhoneTexts } from '../text/texts';
import { checkOf, fixtureOf, isBad, readable, SIDES, type Side } from './calls';
import { useWire, type WireState } from './useWire';
import './wire.css';

export interface WireProps {
  /** It stands in the place of the phones. */
  alone: boolean;
  onClose: () => void;
}

export function Wire({ alone, onClose }: WireProps) {
  const { tx } = usePhoneTexts();
  const { wire, state } = useWire();
  const [side, setSide] = useState<Side | 'all'>('all');
  // What was there when the list was emptied.
  const [from, setFrom] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  const drawer = useRef<HTMLElement>(null);
  const Part = alone ? 'main' : 'section';
  useEffect(() => title.current?.focus(), []);
  useEscapeHere(drawer, onClose);
  const kept = useMemo(
    () =>
      wire.calls.filter((call) => (call.number >= from || wire.next < from) && (side === 'all' || call.side === side)),
    [wire, from, side],
  );
  return (
    <Part ref={drawer} class="wire" id="wire" aria-labelledby="wire-title" data-testid="wire">
      <div class="wire-head">
        <h2 id="wire-title" ref={title} tabIndex={-1}>
          {tx('wire.title')}
        </h2>
        <SideChoice side={side} onSide={setSide} />
        <button type="button" class="button button-small" data-testid="wire-empty" onClick={() => setFrom(wire.next)}>
          {tx('wire.empty')}
        </button>
        <button
          type="button"
          class="button button-small"
          data-testid="wire-save"
          disabled={kept.length === 0}
          onClick={() => saveBlob(new Blob([fixtureOf(kept)], { type: 'application/json' }), 'wire.json')}
        >
          <Icon name="down" />
          {tx('wire.save')}
        </button>
        <button
          type="button"
          class="button button-quiet button-small wire-close"
          data-testid="wire-close"
          aria-label={tx('wire.close')}
          title={tx('wire.close')}
          onClick={onClose}
        >
          <Icon name="cross" />
        </button>
      </div>
      <Note state={state} empty={kept.length === 0} />
      <Calls calls={kept} />
    </Part>
  );
}

/** Escape in the drawer, also after a click on what takes no focus. In the phones it closes what is open there. */
function useEscapeHere(drawer: RefObject<HTMLElement | null>, onEscape: () => void): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target } = event;
      const here = target === document.body || (target instanceof Node && drawer.current?.contains(target));
      if (event.key === 'Escape' && here && !composing(event)) latest.current();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [drawer]);
}

function SideChoice({ side, onSide }: { side: Side | 'all'; onSide: (side: Side | 'all') => void }) {
  const { tx } = usePhoneTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div class="wire-sides" role="group" aria-label={tx('wire.show')}>
      {(['all', ...SIDES] as const).map((each) => (
        <button
          key={each}
          type="button"
          class="tab"
          aria-pressed={side === each}
          data-testid={`wire-${each}`}
          onClick={() => onSide(each)}
        >
          {tx(`wire.${each}`)}
        </button>
      ))}
    </div>
  );
}

export function Note({ state, empty }: { state: WireState; empty: boolean }) {
  const { tx } = usePhoneTexts();
  const says =
    state === 'live' ? (empty ? 'wire.none' : null) : state === 'loading' ? 'loading' : (`wire.${state}` as const);
  return (
    <p class={says === null ? 'sr-only' : 'wire-note hint'} role="status">
      {says === null ? '' : tx(says)}
    </p>
  );
}

export function Calls({ calls }: { calls: readonly WireCall[] }) {
  if (calls.length === 0) return null;
  return (
    <ol class="wire-calls" reversed>
      {[...calls].reverse().map((call) => (
        <Call key={call.number} call={call} />
      ))}
    </ol>
  );
}

function Call({ call }: { call: WireCall }) {
  const texts = usePhoneTexts();
  const { tx, locale } = texts;
  const { side, method, path, at, took_ms, attempt, status, signature, admitted, request, response } = call;
  const check = checkOf(call);
  return (
    <li class={isBad(call) ? 'wire-call is-bad' : 'wire-call'} data-testid="wire-call" data-side={side}>
      <details>
        <summary>
          <time dateTime={at}>{exactTime(at, texts)}</time>
          <strong>{tx(`wire.${side}`)}</strong>
          <code dir="ltr">
            {method} {path}
          </code>
          <span class="wire-status">{status === null ? tx('wire.noAnswer') : status}</span>
          <span>{tx('wire.took', { ms: took_ms.toLocaleString(locale) })}</span>
          <span class={admitted === false ? 'wire-check is-refused' : 'wire-check'}>{tx(`wire.check.${check}`)}</span>
          {attempt > 1 && <span>{tx('wire.attempt', { attempt })}</span>}
        </summary>
        {signature !== null && (
          <p class="wire-signature">
            X-Hub-Signature-256: <code dir="ltr">{signature}</code>
          </p>
        )}
        <Body title={tx('wire.request')} body={request} />
        <Body title={tx('wire.response')} body={response} />
      </details>
    </li>
  );
}

function Body({ title, body: { text, bytes } }: { title: string; body: WireCall['request'] }) {
  const { tx, locale } = usePhoneTexts();
  const isWhole = new TextEncoder().encode(text).length >= bytes;
  return (
    <div class="wire-body">
      <h3>
        {title} <span class="hint">{tx('wire.bytes', { bytes: bytes.toLocaleString(locale) })}</span>
      </h3>
      {text !== '' && <BodyText title={title} text={readable(text)} />}
      {!isWhole && <p class="hint">{tx(text === '' ? 'wire.notShown' : 'wire.cut')}</p>}
    </div>
  );
}

function BodyText({ title, text }: { title: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section class="wire-text" tabIndex={0} aria-label={title} dir="ltr">
      <pre>{text}</pre>
    </section>
  );
}
