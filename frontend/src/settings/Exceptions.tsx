/** Days with other hours: holidays, and openings out of the ordinary. */
import { useRef } from 'preact/hooks';
import { useFocusAfter } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { useEditor } from './Editor';
import { Labelled, Line } from './fields';
import type { Exception } from './hours';
import { Spans } from './Spans';
import { useTexts } from './text/texts';

const NEW_EXCEPTION: Exception = { from: '', to: '', name: '', spans: [] };

export function Exceptions() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const add = useRef<HTMLButtonElement>(null);
  const focusAfter = useFocusAfter();
  const list = useRef<HTMLDivElement>(null);
  const { exceptions } = form;
  const set = (field: string, change: (now: readonly Exception[]) => readonly Exception[]) =>
    edit(field, (now) => ({ exceptions: change(now.exceptions) }));
  return (
    <div ref={list} class="exceptions">
      <h3>{tx('exceptions.title')}</h3>
      {exceptions.length === 0 && <p class="hint">{tx('exceptions.none')}</p>}
      {exceptions.map((exception, at) => (
        <ExceptionCard
          key={at}
          at={at}
          exception={exception}
          onChange={(field, part) =>
            set(field, (now) => now.map((each, place) => (place === at ? { ...each, ...part } : each)))
          }
          onRemove={() => {
            add.current?.focus();
            set('hours.exceptions', (now) => now.filter((_, place) => place !== at));
          }}
        />
      ))}
      <button
        ref={add}
        type="button"
        class="button button-small setting-action"
        onClick={() => {
          focusAfter(() => list.current?.querySelector<HTMLElement>('.exception:last-of-type input'));
          set('hours.exceptions', (now) => [...now, NEW_EXCEPTION]);
        }}
      >
        <Icon name="plus" />
        {tx('exceptions.add')}
      </button>
    </div>
  );
}

interface CardProps {
  at: number;
  exception: Exception;
  onChange: (field: string, part: Partial<Exception>) => void;
  onRemove: () => void;
}

function ExceptionCard({ at, exception, onChange, onRemove }: CardProps) {
  const { tx } = useTexts();
  const field = `hours.exceptions.${at}`;
  const name = exception.name.trim() || tx('exceptions.one', { count: at + 1 });
  const date = (part: 'from' | 'to') => (
    <Labelled field={`${field}.${part}`} label={tx(`exceptions.${part}`)}>
      {(described) => (
        <input
          {...described}
          class="field"
          type="date"
          value={exception[part]}
          onInput={(event) => onChange(`${field}.${part}`, { [part]: event.currentTarget.value })}
        />
      )}
    </Labelled>
  );
  return (
    <fieldset class="exception">
      <legend class="sr-only">{name}</legend>
      <div class="exception-days">
        {date('from')}
        {date('to')}
        <Line
          field={`${field}.name`}
          label={tx('exceptions.name')}
          value={exception.name}
          onValue={(typed) => onChange(`${field}.name`, { name: typed })}
        />
      </div>
      <Spans
        field={`${field}.hours`}
        day={name}
        spans={exception.spans}
        onSpans={(spans) => onChange(`${field}.hours`, { spans })}
      />
      <button type="button" class="button button-quiet button-small setting-action" onClick={onRemove}>
        <Icon name="cross" />
        {tx('exceptions.remove', { name })}
      </button>
    </fieldset>
  );
}
