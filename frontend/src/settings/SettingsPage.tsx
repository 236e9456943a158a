/** The settings of a business number: what the assistant knows, when the business is open, and what it says. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Api } from '../inbox/api';
import type { Drafts } from '../inbox/drafts';
import type { BusinessNumber } from '../inbox/numbers';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { useTranslation } from '../text/Language';
import { Behaviour } from './Behaviour';
import { Business } from './Business';
import { settingsCalls } from './calls';
import type { Mistake } from './checks';
import { EditorContext } from './Editor';
import { discarded, edited, hasChanges, keepDraft, restored, takenTheirs } from './editing';
import { FixedTexts } from './FixedTexts';
import { settingsOf } from './form';
import { Leaving } from './Leaving';
import { OpeningHours } from './OpeningHours';
import { OutOfHours } from './OutOfHours';
import { PageHeader } from './PageHeader';
import { SaveBar } from './SaveBar';
import { useTexts } from './text/texts';
import { useSettings } from './useSettings';
import { Versions } from './Versions';
import './settings.css';

export interface SettingsPageProps {
  api: Api;
  drafts: Drafts;
  /** Null for the default number. */
  phoneId: string | null;
  /** Empty with one number. */
  numbers: readonly BusinessNumber[];
  onClose: () => void;
}

export function SettingsPage(props: SettingsPageProps) {
  return <SettingsOf key={props.phoneId ?? ''} {...props} />;
}

function SettingsOf({ api, drafts, phoneId, numbers, onClose }: SettingsPageProps) {
  const { tx, locale } = useTexts();
  const { t } = useTranslation();
  const calls = useMemo(() => settingsCalls(api, phoneId), [api, phoneId]);
  const describe = ({ field, key, values = {} }: Mistake) => {
    const shown = Object.entries(values).map(([name, value]) => [name, value.toLocaleString(locale)]);
    return { field, detail: tx(key, Object.fromEntries(shown)) };
  };
  const { now, saving, problem, refusals, reload, update, save } = useSettings({ calls, drafts, describe });
  const { form, showFirst, focusTitle } = useFirstProblem(refusals);
  const header = <PageHeader state={now?.saved ?? null} phoneId={phoneId} numbers={numbers} onClose={onClose} />;
  if (now === null) {
    return (
      <div class="settings">
        {header}
        {problem ? (
          <ProblemNotice problem={problem} onRetry={reload} />
        ) : (
          <p class="thread-note">{t('top.settingsLoading')}</p>
        )}
      </div>
    );
  }
  const { theirs } = now;
  const submit = (event: Event) => {
    event.preventDefault();
    if (hasChanges(now) && theirs === null) save(now.saved.version);
  };
  const forget = () => keepDraft(drafts, discarded(now));
  const editor = {
    form: now.form,
    defaults: now.saved.defaults,
    problems: now.problems,
    edit: (field: string, change: Parameters<typeof edited>[2]) => update((each) => edited(each, field, change)),
  };
  return (
    <form ref={form} class="settings" noValidate data-testid="settings" onSubmit={submit}>
      {header}
      <div class="settings-scroll">
        <EditorContext.Provider value={editor}>
          <Business />
          <OpeningHours />
          <OutOfHours />
          <FixedTexts />
          <Behaviour />
          <Versions
            calls={calls}
            newest={now.saved.version}
            current={settingsOf(now.form)}
            onRestore={(earlier) => update((each) => restored(each, earlier))}
          />
        </EditorContext.Provider>
      </div>
      <SaveBar
        now={now}
        saving={saving}
        problem={problem}
        onShow={showFirst}
        onDiscard={() => {
          focusTitle();
          update(discarded);
        }}
        onTheirs={() => {
          focusTitle();
          update(takenTheirs);
        }}
        onMine={(version) => {
          focusTitle();
          save(version);
        }}
      />
      <Leaving asks={hasChanges(now)} onLeave={forget} />
    </form>
  );
}

/** A refused save leads to the first field that is wrong. */
function useFirstProblem(refusals: number) {
  const form = useRef<HTMLFormElement>(null);
  const showFirst = () => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (refusals > 0) showFirst();
  }, [refusals]);
  // The button that was pressed goes away.
  const focusTitle = () => form.current?.querySelector<HTMLElement>('h1')?.focus();
  return { form, showFirst, focusTitle };
}
