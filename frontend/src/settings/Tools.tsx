/** What the assistant may call: the business's own tools, and servers of the Model Context Protocol. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useFocusAfter } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { changesSomething, type McpDraft, NO_SECRET, type ToolDraft } from './assistance';
import { MOST_SERVERS, MOST_TOOLS } from './contract';
import { useEditor, useProblem } from './Editor';
import { idOf, Line, ProblemText, Section } from './fields';
import { NO_PARAMETERS } from './parameters';
import { SecretField } from './SecretField';
import { ToolFields } from './ToolFields';
import { useTexts } from './text/texts';

const NEW_TOOL: ToolDraft = {
  name: '',
  description: '',
  method: 'GET',
  url: '',
  parameters: NO_PARAMETERS,
  changes: null,
  secret: NO_SECRET,
};
const NEW_SERVER: McpDraft = { name: '', url: '', secret: NO_SECRET };

export function Tools() {
  const { tx } = useTexts();
  return (
    <Section name="tools" title={tx('tools.title')}>
      <p class="hint">{tx('tools.lead')}</p>
      <OwnTools />
      <Servers />
    </Section>
  );
}

function OwnTools() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  return (
    <Cards
      field="tools"
      title={tx('tools.own')}
      none={tx('tools.none')}
      add={tx('tools.add')}
      most={MOST_TOOLS}
      items={form.tools}
      summary={(tool) => `${tool.method} ${tool.url}`.trim()}
      flag={(tool) => (changesSomething(tool) ? tx('tools.changesShort') : null)}
      onItems={(path, change) => edit(path, ({ tools }) => ({ tools: change(tools) }))}
      begin={NEW_TOOL}
    >
      {(tool, field, set) => <ToolFields tool={tool} field={field} onChange={set} />}
    </Cards>
  );
}

function Servers() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  return (
    <Cards
      field="mcp"
      title={tx('mcp.title')}
      hint={tx('mcp.hint')}
      none={tx('mcp.none')}
      add={tx('mcp.add')}
      most={MOST_SERVERS}
      items={form.mcp}
      summary={(server) => server.url}
      flag={() => null}
      onItems={(path, change) => edit(path, ({ mcp }) => ({ mcp: change(mcp) }))}
      begin={NEW_SERVER}
    >
      {(server, field, set) => (
        <>
          <Line
            field={`${field}.name`}
            label={tx('tools.name')}
            hint={tx('mcp.nameHint')}
            value={server.name}
            onValue={(name) => set(`${field}.name`, { name })}
          />
          <Line
            field={`${field}.url`}
            label={tx('tools.url')}
            inputMode="url"
            placeholder="https://"
            value={server.url}
            onValue={(url) => set(`${field}.url`, { url })}
          />
          <SecretField
            field={`${field}.secret`}
            hint={tx('secret.hint')}
            secret={server.secret}
            onSecret={(secret) => set(`${field}.secret`, { secret })}
          />
        </>
      )}
    </Cards>
  );
}

interface CardsProps<T extends { name: string }> {
  field: 'tools' | 'mcp';
  title: string;
  hint?: string;
  none: string;
  add: string;
  most: number;
  items: readonly T[];
  begin: T;
  summary: (item: T) => string;
  flag: (item: T) => string | null;
  onItems: (path: string, change: (now: readonly T[]) => readonly T[]) => void;
  children: (item: T, field: string, set: (path: string, part: Partial<T>) => void) => ComponentChildren;
}

/** One card each, of which one is open. */
function Cards<T extends { name: string }>(props: CardsProps<T>) {
  const { field, title, hint, none, add, most, items, begin, summary, flag, onItems, children } = props;
  const { tx } = useTexts();
  const [open, setOpen] = useState<number | null>(null);
  const focusAfter = useFocusAfter();
  const group = useRef<HTMLDivElement>(null);
  const problem = useProblem(field, true);
  const addButton = () => group.current?.querySelector<HTMLElement>('[data-add]');
  return (
    <div ref={group} class="tools" data-testid={`settings-${field}-list`}>
      <h3>{title}</h3>
      {hint && <p class="hint">{hint}</p>}
      {items.length === 0 && <p class="hint">{none}</p>}
      {items.map((item, at) => (
        <Card
          key={at}
          field={`${field}.${at}`}
          name={item.name.trim() || tx('tools.unnamed')}
          summary={summary(item)}
          flag={flag(item)}
          open={open === at}
          onOpen={(isOpen) => setOpen((now) => (isOpen ? at : now === at ? null : now))}
          onRemove={() => {
            addButton()?.focus();
            setOpen(null);
            onItems(field, (now) => now.filter((_, each) => each !== at));
          }}
        >
          {children(item, `${field}.${at}`, (path, part) =>
            onItems(path, (now) => now.map((each, place) => (place === at ? { ...each, ...part } : each))),
          )}
        </Card>
      ))}
      <ProblemText id={idOf(field)} problem={problem} />
      <button
        type="button"
        class="button button-small setting-action"
        data-add
        data-testid={`settings-${field}-add`}
        aria-disabled={items.length >= most}
        onClick={() => {
          if (items.length >= most) return;
          focusAfter(() => group.current?.querySelector<HTMLElement>('.tool:last-of-type input'));
          setOpen(items.length);
          onItems(field, (now) => [...now, begin]);
        }}
      >
        <Icon name="plus" />
        {add}
      </button>
      {items.length >= most && <p class="hint">{tx('tools.most', { most })}</p>}
    </div>
  );
}

interface CardProps {
  field: string;
  name: string;
  summary: string;
  flag: string | null;
  open: boolean;
  onOpen: (open: boolean) => void;
  onRemove: () => void;
  children: ComponentChildren;
}

/** What is wrong opens it. */
function Card({ field, name, summary, flag, open, onOpen, onRemove, children }: CardProps) {
  const { tx } = useTexts();
  const wrong = useProblem(field);
  const whole = useProblem(field, true);
  return (
    <details
      class="tool"
      open={open || wrong !== null}
      onToggle={(event) => onOpen(event.currentTarget.open)}
      data-testid="settings-tool"
    >
      <summary>
        <span class="tool-name">
          <strong>{name}</strong>
          {flag && <span class="marker">{flag}</span>}
        </span>
        <span class="hint">{summary}</span>
      </summary>
      <div class="tool-fields">
        <ProblemText id={idOf(field)} problem={whole} />
        {children}
        <button type="button" class="button button-quiet button-small setting-action" onClick={onRemove}>
          <Icon name="cross" />
          {tx('tools.remove', { name })}
        </button>
      </div>
    </details>
  );
}
