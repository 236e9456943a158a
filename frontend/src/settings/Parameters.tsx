/** What the assistant fills in when it calls a tool: rows, or the JSON schema itself. */
import { useRef } from 'preact/hooks';
import { useFocusAfter } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { useProblem } from './Editor';
import { Area, idOf, ProblemText } from './fields';
import { objectIn, type Parameter, type ParametersDraft, rowsOf, schemaOf, TYPES } from './parameters';
import { useTexts } from './text/texts';

interface Props {
  field: string;
  draft: ParametersDraft;
  onDraft: (draft: ParametersDraft) => void;
}

const NEW_PARAMETER: Parameter = { name: '', type: 'string', description: '', required: true };

export function Parameters({ field, draft, onDraft }: Props) {
  const { tx } = useTexts();
  const parsed = draft.by === 'json' ? objectIn(draft.json) : null;
  // An empty text is a schema without parameters.
  const rows = draft.json.trim() === '' ? [] : parsed && rowsOf(parsed);
  const fields = useRef<HTMLFieldSetElement>(null);
  const focusAfter = useFocusAfter();
  const turnTo = (next: ParametersDraft) => {
    // The button that was pressed goes away.
    focusAfter(() => fields.current?.querySelector<HTMLElement>('textarea, input, button'));
    onDraft(next);
  };
  const toJson = () => turnTo({ ...draft, by: 'json', json: JSON.stringify(schemaOf(draft), null, 2) });
  return (
    <fieldset ref={fields} class="parameters">
      <legend>{tx('parameters.title')}</legend>
      {draft.by === 'rows' ? (
        <Rows field={field} rows={draft.rows} onRows={(next) => onDraft({ ...draft, rows: next })} />
      ) : (
        <Area
          field={field}
          label={tx('parameters.json')}
          hint={tx('parameters.jsonHint')}
          rows={8}
          value={draft.json}
          onValue={(json) => onDraft({ ...draft, json })}
        />
      )}
      {draft.by === 'rows' && (
        <button type="button" class="link-button setting-action" data-testid="parameters-json" onClick={toJson}>
          {tx('parameters.asJson')}
        </button>
      )}
      {draft.by === 'json' && rows && (
        <button
          type="button"
          class="link-button setting-action"
          data-testid="parameters-rows"
          onClick={() => turnTo({ by: 'rows', rows, json: '' })}
        >
          {tx('parameters.asForm')}
        </button>
      )}
      {draft.by === 'json' && parsed && !rows && <p class="hint">{tx('parameters.onlyJson')}</p>}
    </fieldset>
  );
}

interface RowsProps {
  field: string;
  rows: readonly Parameter[];
  onRows: (rows: readonly Parameter[]) => void;
}

function Rows({ field, rows, onRows }: RowsProps) {
  const { tx } = useTexts();
  const add = useRef<HTMLButtonElement>(null);
  const focusAfter = useFocusAfter();
  const problem = useProblem(field);
  const described = problem === null ? undefined : `${idOf(field)}-problem`;
  return (
    <>
      {rows.length === 0 && <p class="hint">{tx('parameters.none')}</p>}
      {rows.map((row, at) => (
        <Row
          key={at}
          count={at + 1}
          row={row}
          described={described}
          onChange={(part) => onRows(rows.map((each, place) => (place === at ? { ...each, ...part } : each)))}
          onRemove={() => {
            // The button that was pressed goes away.
            add.current?.focus();
            onRows(rows.filter((_, place) => place !== at));
          }}
        />
      ))}
      <ProblemText id={idOf(field)} problem={problem} />
      <button
        ref={add}
        type="button"
        class="button button-small setting-action"
        data-testid="parameters-add"
        onClick={() => {
          focusAfter(() => add.current?.parentElement?.querySelector<HTMLElement>('.parameter:last-of-type input'));
          onRows([...rows, NEW_PARAMETER]);
        }}
      >
        <Icon name="plus" />
        {tx('parameters.add')}
      </button>
    </>
  );
}

interface RowProps {
  count: number;
  row: Parameter;
  /** The id of what is wrong with the parameters. */
  described: string | undefined;
  onChange: (part: Partial<Parameter>) => void;
  onRemove: () => void;
}

function Row({ count, row, described, onChange, onRemove }: RowProps) {
  const { tx } = useTexts();
  const of = row.name.trim() || String(count);
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a fieldset already
    <div class="parameter" role="group" aria-label={tx('parameters.one', { name: of })}>
      <input
        class="field"
        type="text"
        dir="ltr"
        autoComplete="off"
        spellcheck={false}
        aria-label={tx('parameters.name', { name: of })}
        aria-invalid={described === undefined ? undefined : true}
        aria-describedby={described}
        placeholder={tx('parameters.namePlaceholder')}
        value={row.name}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <select
        class="field"
        aria-label={tx('parameters.type', { name: of })}
        value={row.type}
        onChange={(event) => onChange({ type: event.currentTarget.value as Parameter['type'] })}
      >
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {tx(`parameters.${type}`)}
          </option>
        ))}
      </select>
      <input
        class="field parameter-description"
        type="text"
        dir="auto"
        aria-label={tx('parameters.description', { name: of })}
        placeholder={tx('parameters.descriptionPlaceholder')}
        value={row.description}
        onInput={(event) => onChange({ description: event.currentTarget.value })}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={row.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
        <span>{tx('parameters.required')}</span>
      </label>
      <button
        type="button"
        class="button button-quiet"
        aria-label={tx('parameters.remove', { name: of })}
        title={tx('parameters.remove', { name: of })}
        onClick={onRemove}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}
