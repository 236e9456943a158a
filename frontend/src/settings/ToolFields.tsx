/** One of the business's own tools. */
import { changesSomething, type ToolDraft } from './assistance';
import { Area, Choice, Line, Tick } from './fields';
import { Parameters } from './Parameters';
import { SecretField } from './SecretField';
import { useTexts } from './text/texts';

interface Props {
  tool: ToolDraft;
  /** Its path. */
  field: string;
  onChange: (path: string, part: Partial<ToolDraft>) => void;
}

export function ToolFields({ tool, field, onChange }: Props) {
  const { tx } = useTexts();
  return (
    <>
      <Line
        field={`${field}.name`}
        label={tx('tools.name')}
        hint={tx('tools.nameHint')}
        value={tool.name}
        onValue={(name) => onChange(`${field}.name`, { name })}
      />
      <Area
        field={`${field}.description`}
        label={tx('tools.description')}
        hint={tx('tools.descriptionHint')}
        rows={2}
        value={tool.description}
        onValue={(description) => onChange(`${field}.description`, { description })}
      />
      <div class="tool-call">
        <Choice
          field={`${field}.method`}
          label={tx('tools.method')}
          value={tool.method}
          options={[
            ['GET', 'GET'],
            ['POST', 'POST'],
          ]}
          onValue={(method) => onChange(`${field}.method`, { method })}
        />
        <Line
          field={`${field}.url`}
          label={tx('tools.url')}
          inputMode="url"
          placeholder="https://"
          value={tool.url}
          onValue={(url) => onChange(`${field}.url`, { url })}
        />
      </div>
      <Parameters
        field={`${field}.parameters`}
        draft={tool.parameters}
        onDraft={(parameters) => onChange(`${field}.parameters`, { parameters })}
      />
      <Tick
        field={`${field}.changes`}
        label={tx('tools.changes')}
        hint={tx('tools.changesHint')}
        checked={changesSomething(tool)}
        onChecked={(on) => onChange(`${field}.changes`, { changes: on === (tool.method === 'POST') ? null : on })}
      />
      <SecretField
        field={`${field}.secret`}
        hint={tx('secret.hint')}
        secret={tool.secret}
        onSecret={(secret) => onChange(`${field}.secret`, { secret })}
      />
    </>
  );
}
