/** When it is open on one day: any number of spans, each from a time to a time. */
import { useRef } from 'preact/hooks';
import { useFocusAfter } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { useProblem } from './Editor';
import { idOf, ProblemText } from './fields';
import { NEW_SPAN, remarkOn, type Span } from './hours';
import { useTexts } from './text/texts';

interface Props {
  /** The path of the field. */
  field: string;
  /** As a person calls the day. */
  day: string;
  spans: readonly Span[];
  onSpans: (spans: readonly Span[]) => void;
  /** Copies it to all weekdays. */
  onCopy?: (() => void) | undefined;
}

export function Spans({ field, day, spans, onSpans, onCopy }: Props) {
  const { tx } = useTexts();
  const add = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const focusAfter = useFocusAfter();
  const problem = useProblem(field);
  const described = problem === null ? undefined : `${idOf(field)}-problem`;
  const change = (at: number, part: Partial<Span>) =>
    onSpans(spans.map((span, each) => (each === at ? { ...span, ...part } : span)));
  const remove = (at: number) => {
    // The button that was pressed goes away.
    add.current?.focus();
    onSpans(spans.filter((_, each) => each !== at));
  };
  return (
    <div ref={list} class="spans">
      {spans.map((span, at) => (
        <SpanRow
          key={at}
          day={day}
          span={span}
          described={described}
          onChange={(part) => change(at, part)}
          onRemove={() => remove(at)}
        />
      ))}
      <ProblemText id={idOf(field)} problem={problem} />
      <div class="spans-actions">
        {spans.length === 0 && <span class="hint">{tx('hours.closed')}</span>}
        <button
          ref={add}
          type="button"
          class="button button-quiet button-small"
          aria-label={tx('hours.addTo', { day })}
          onClick={() => {
            focusAfter(() =>
              [...(list.current?.querySelectorAll<HTMLElement>('.span') ?? [])].at(-1)?.querySelector('input'),
            );
            onSpans([...spans, spans.length === 0 ? NEW_SPAN : { from: '', to: '' }]);
          }}
        >
          <Icon name="plus" />
          {tx('hours.add')}
        </button>
        {onCopy && spans.length > 0 && (
          <button
            type="button"
            class="button button-quiet button-small"
            aria-label={tx('hours.copyOf', { day })}
            onClick={onCopy}
          >
            {tx('hours.copy')}
          </button>
        )}
      </div>
    </div>
  );
}

interface SpanRowProps {
  day: string;
  span: Span;
  described: string | undefined;
  onChange: (part: Partial<Span>) => void;
  onRemove: () => void;
}

function SpanRow({ day, span, described, onChange, onRemove }: SpanRowProps) {
  const { tx } = useTexts();
  const remark = remarkOn(span);
  const time = (end: keyof Span) => (
    <input
      class="field"
      type="time"
      aria-label={tx(`hours.${end}`, { day })}
      aria-invalid={described === undefined ? undefined : true}
      aria-describedby={described}
      value={span[end]}
      onInput={(event) => onChange({ [end]: event.currentTarget.value })}
    />
  );
  return (
    <div class="span">
      {time('from')}
      <span aria-hidden="true">–</span>
      {time('to')}
      <button
        type="button"
        class="button button-quiet button-small"
        aria-label={tx('hours.remove', { day })}
        title={tx('hours.remove', { day })}
        onClick={onRemove}
      >
        <Icon name="cross" />
      </button>
      {remark && <span class="hint">{tx(`hours.${remark}`)}</span>}
    </div>
  );
}
