/** What the business knows: typed in, or read from files that are chosen or dropped here. */
import { useRef } from 'preact/hooks';
import { useDrop } from '../inbox/compose/useDrop';
import { useMay } from '../inbox/role';
import { Icon } from '../ui/Icon';
import { TypingDots } from '../ui/TypingDots';
import { Bytes } from './Bytes';
import { bytesOf } from './checks';
import { MOST_FACT_BYTES, type ReadFile } from './contract';
import { useEditor } from './Editor';
import { FACT_TYPES } from './factFiles';
import { Area } from './fields';
import { type SettingsTexts, useTexts } from './text/texts';
import { type FactFile, type FactFiles, useFactFiles } from './useFactFiles';

/** From here on it is said that there is little room left. */
const NEARLY_FULL = 0.8;

export function Facts({ read }: { read: (file: File) => Promise<ReadFile> }) {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const area = useRef<HTMLDivElement>(null);
  const files = useFactFiles(read);
  const { manage } = useMay();
  const dropping = useDrop(area, manage ? files.add : null);
  const used = bytesOf(form.facts);
  return (
    <div ref={area} class={dropping ? 'facts is-dropping' : 'facts'} data-testid="settings-facts-area">
      <Area
        field="facts"
        label={tx('business.facts')}
        hint={tx('business.factsHint')}
        aside={<Bytes count={used} most={MOST_FACT_BYTES} />}
        rows={8}
        value={form.facts}
        onValue={(facts) => edit('facts', () => ({ facts }))}
      />
      <div role="status">
        {used >= NEARLY_FULL * MOST_FACT_BYTES && used <= MOST_FACT_BYTES && (
          <p class="notice facts-full">{tx('facts.nearlyFull')}</p>
        )}
      </div>
      <Chooser files={files} />
      {files.files.length > 0 && (
        <ul class="fact-files" aria-label={tx('facts.files')}>
          {files.files.map((each) => (
            <Row key={each.key} file={each} files={files} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Chooser({ files }: { files: FactFiles }) {
  const { tx } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="fact-chooser">
      <button
        type="button"
        class="button button-small"
        data-testid="facts-choose"
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
        {tx('facts.choose')}
      </button>
      <p class="hint">{tx('facts.types')}</p>
      <input
        ref={input}
        hidden
        type="file"
        multiple
        accept={FACT_TYPES}
        aria-label={tx('facts.choose')}
        data-testid="facts-input"
        onChange={(event) => {
          files.add([...(event.currentTarget.files ?? [])]);
          // The same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function Row({ file, files }: { file: FactFile; files: FactFiles }) {
  const texts = useTexts();
  const { tx } = texts;
  const { key, outcome } = file;
  const { name } = file.file;
  const good = outcome.kind === 'reading' || outcome.kind === 'added';
  return (
    <li class="fact-file" data-testid="fact-file" data-state={outcome.kind}>
      <div class="fact-about">
        <bdi>{name}</bdi>
        <p class={good ? 'hint' : 'field-error'} role={good ? 'status' : 'alert'}>
          {outcome.kind === 'reading' && <TypingDots />} {said(outcome, texts)}
        </p>
      </div>
      {outcome.kind === 'failed' && (
        <button
          type="button"
          class="button button-small"
          aria-label={tx('facts.again', { name })}
          onClick={() => files.retry(file)}
        >
          {tx('facts.retry')}
        </button>
      )}
      {outcome.kind !== 'reading' && (
        <button
          type="button"
          class="button button-quiet button-small"
          aria-label={tx('facts.dismiss', { name })}
          title={tx('facts.dismiss', { name })}
          onClick={(event) => {
            // The row goes away.
            event.currentTarget.closest('.facts')?.querySelector<HTMLElement>('[data-testid="facts-choose"]')?.focus();
            files.dismiss(key);
          }}
        >
          <Icon name="cross" />
        </button>
      )}
    </li>
  );
}

function said(outcome: FactFile['outcome'], { tx, locale }: SettingsTexts): string {
  switch (outcome.kind) {
    case 'reading':
      return tx('facts.reading');
    case 'added': {
      const added = tx('facts.added', { count: outcome.characters.toLocaleString(locale) });
      return outcome.cut ? `${added} ${tx('facts.cut')}` : added;
    }
    case 'empty':
      return tx('facts.empty');
    case 'type':
      return tx('facts.type');
    case 'size':
      return tx('facts.size');
    case 'over':
      return tx('facts.over', { over: outcome.over.toLocaleString(locale) });
    case 'failed': {
      const { status, title, detail } = outcome.problem;
      return status === 0 ? tx('facts.lost') : (detail ?? title);
    }
  }
}
