/** The versions that were saved: to look at one, and to go back to it. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { useMay } from '../inbox/role';
import { useAction } from '../inbox/useAction';
import { Dialog } from '../ui/Dialog';
import type { SettingsCalls } from './calls';
import type { Settings, SettingsState, Version } from './contract';
import { Section, sectionId } from './fields';
import { differing } from './form';
import { momentOf, readable } from './readable';
import { useTexts } from './text/texts';

interface Props {
  calls: SettingsCalls;
  /** The number of the newest. */
  newest: number;
  /** What is in the form. */
  current: Settings;
  onRestore: (earlier: SettingsState) => void;
}

export function Versions({ calls, newest, current, onRestore }: Props) {
  const { tx } = useTexts();
  const [versions, setVersions] = useState<Version[] | null>(null);
  const [seen, setSeen] = useState<SettingsState | null>(null);
  const { busy, problem, run, dismiss } = useAction();
  const load = useCallback(async () => setVersions(await calls.versions()), [calls]);
  const wanted = versions !== null;
  const loadFirst = () =>
    run(async () => {
      await load();
      // The button that was pressed goes away.
      document.getElementById(sectionId('versions'))?.focus({ preventScroll: true });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies(newest): there is another one
  useEffect(() => {
    // The list that is shown stays when the new one cannot be loaded.
    if (wanted) void load().catch(() => undefined);
  }, [newest, load, wanted]);
  const look = (version: number) => run(async () => setSeen(await calls.version(version)));
  const restore = (version: number) => run(async () => onRestore(await calls.version(version)));
  return (
    <Section name="versions" title={tx('versions.title')}>
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      {versions === null && (
        <button type="button" class="button button-small setting-action" aria-disabled={busy} onClick={loadFirst}>
          {tx('versions.load')}
        </button>
      )}
      {versions?.length === 0 && <p class="hint">{tx('versions.none')}</p>}
      <ul class="versions-list">
        {versions?.map((each) => (
          <VersionItem
            key={each.version}
            version={each}
            newest={each.version === newest}
            busy={busy}
            onLook={() => look(each.version)}
            onRestore={() => restore(each.version)}
          />
        ))}
      </ul>
      {seen && <Look seen={seen} current={current} onClose={() => setSeen(null)} onRestore={() => onRestore(seen)} />}
    </Section>
  );
}

interface ItemProps {
  version: Version;
  newest: boolean;
  busy: boolean;
  onLook: () => void;
  onRestore: () => void;
}

function VersionItem({ version: { version, changed_at, changed_by }, newest, busy, onLook, onRestore }: ItemProps) {
  const { tx, locale } = useTexts();
  const { manage } = useMay();
  const when = momentOf(changed_at, locale);
  return (
    <li class="version">
      <div class="version-about">
        <strong>{tx('versions.version', { version })}</strong>
        {newest && <span class="marker">{tx('versions.current')}</span>}
        <span class="hint">{changed_by === null ? when : tx('versions.by', { when, who: changed_by })}</span>
      </div>
      <div class="version-actions">
        <button
          type="button"
          class="button button-small"
          aria-label={tx('versions.lookAt', { version })}
          aria-disabled={busy}
          onClick={onLook}
        >
          {tx('versions.look')}
        </button>
        {manage && (
          <button
            type="button"
            class="button button-small"
            aria-label={tx('versions.restoreTo', { version })}
            aria-disabled={busy}
            onClick={onRestore}
          >
            {tx('versions.restore')}
          </button>
        )}
      </div>
    </li>
  );
}

interface LookProps {
  seen: SettingsState;
  current: Settings;
  onClose: () => void;
  onRestore: () => void;
}

function Look({ seen, current, onClose, onRestore }: LookProps) {
  const texts = useTexts();
  const { tx } = texts;
  const { manage } = useMay();
  const fields = readable(seen.settings, texts);
  const others = differing(seen.settings, current);
  return (
    <Dialog title={tx('versions.version', { version: seen.version })} onClose={onClose}>
      {(close) => (
        <>
          {fields.length === 0 && <p>{tx('versions.empty')}</p>}
          <dl class="version-fields">
            {fields.map(({ name, label, lines }) => (
              <div key={name}>
                <dt>
                  {label} {others.includes(name) && <span class="marker">{tx('versions.differs')}</span>}
                </dt>
                <dd dir="auto">{lines.join('\n')}</dd>
              </div>
            ))}
          </dl>
          <div class="dialog-actions">
            <button type="button" class="button button-primary" onClick={close}>
              {tx('versions.close')}
            </button>
            {manage && (
              <button
                type="button"
                class="button"
                onClick={() => {
                  close();
                  onRestore();
                }}
              >
                {tx('versions.restore')}
              </button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
