/** The settings of a business number: what the assistant knows, when the business is open, and what it says. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageProps } from '../inbox/Page';
import { PageHeader } from '../inbox/PageHeader';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { useMay } from '../inbox/role';
import { useTranslation } from '../text/Language';
import { Behaviour } from './Behaviour';
import { Business } from './Business';
import { type SettingsCalls, settingsCalls } from './calls';
import type { Mistake } from './checks';
import { EditorContext } from './Editor';
import { Events } from './Events';
import { discarded, type Editing, edited, hasChanges, keepDraft, restored, takenTheirs } from './editing';
import { FixedTexts } from './FixedTexts';
import { settingsOf } from './form';
import { JumpNav, type View } from './JumpNav';
import { Leaving } from './Leaving';
import { OpeningHours } from './OpeningHours';
import { OutOfHours } from './OutOfHours';
import { Prices } from './Prices';
import { SaveBar } from './SaveBar';
import { SavedWhen } from './SavedWhen';
import { Tools } from './Tools';
import { TrialBox } from './TrialBox';
import { useTexts } from './text/texts';
import { type SettingsEditing, useSettings } from './useSettings';
import { useTrial } from './useTrial';
import { Versions } from './Versions';
import './settings.css';

export function SettingsPage(props: PageProps) {
  return <SettingsOf key={props.phoneId ?? ''} {...props} />;
}

function SettingsOf({ api, drafts, phoneId, numbers, onClose }: PageProps) {
  const { t } = useTranslation();
  const may = useMay();
  const calls = useMemo(() => settingsCalls(api, phoneId), [api, phoneId]);
  const editing = useSettings({ calls, drafts, describe: useDescribe() });
  const { now, problem, refusals, reload, checked, refuse } = editing;
  const trial = useTrial({ api, phoneId, settings: may.manage ? checked : null, onRefused: refuse });
  const { frame, view, setView, showFirst, focusTitle } = useViews(refusals);
  const header = (
    <PageHeader name="settings" phoneId={now?.saved.phone_id ?? phoneId} numbers={numbers} onClose={onClose}>
      {now && <SavedWhen saved={now.saved} />}
    </PageHeader>
  );
  if (now === null) {
    return (
      <div class="settings">
        {header}
        {problem ? <ProblemNotice problem={problem} onRetry={reload} /> : <p class="thread-note">{t('top.loading')}</p>}
      </div>
    );
  }
  return (
    <div ref={frame} class="settings" data-view={view}>
      {header}
      <JumpNav view={view} onView={setView} />
      <div class="settings-desk">
        <SettingsForm calls={calls} editing={{ ...editing, now }} showFirst={showFirst} focusTitle={focusTitle} />
        {may.serve && <TrialBox trial={trial} />}
      </div>
      <Leaving asks={hasChanges(now)} onLeave={() => keepDraft(drafts, discarded(now))} />
    </div>
  );
}

/** A mistake in the language of the page. */
function useDescribe() {
  const { tx, locale } = useTexts();
  return ({ field, key, values = {} }: Mistake) => {
    const shown = Object.entries(values).map(([name, value]) => [name, value.toLocaleString(locale)]);
    return { field, detail: tx(key, Object.fromEntries(shown)) };
  };
}

interface FormProps {
  calls: SettingsCalls;
  editing: SettingsEditing & { now: Editing };
  showFirst: () => void;
  focusTitle: () => void;
}

function SettingsForm({ calls, editing: { now, saving, problem, update, save }, showFirst, focusTitle }: FormProps) {
  const { manage } = useMay();
  const submit = (event: Event) => {
    event.preventDefault();
    if (manage && hasChanges(now) && now.theirs === null) save(now.saved.version);
  };
  const editor = {
    form: now.form,
    defaults: now.saved.defaults,
    problems: now.problems,
    edit: (field: string, change: Parameters<typeof edited>[2]) => update((each) => edited(each, field, change)),
  };
  return (
    <form class="settings-form" noValidate data-testid="settings" onSubmit={submit}>
      <div class="settings-scroll">
        <EditorContext.Provider value={editor}>
          <fieldset class="settings-sections" disabled={!manage}>
            <Business calls={calls} />
            <OpeningHours />
            <OutOfHours />
            <FixedTexts />
            <Behaviour />
            <Tools />
            <Prices />
            <Events calls={calls} />
          </fieldset>
          <Versions
            calls={calls}
            newest={now.saved.version}
            current={settingsOf(now.form)}
            onRestore={(earlier) => update((each) => restored(each, earlier))}
          />
        </EditorContext.Provider>
      </div>
      {manage ? (
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
      ) : (
        <ReadOnlyNote />
      )}
    </form>
  );
}

/** In the place of the save bar. */
export function ReadOnlyNote() {
  const { tx } = useTexts();
  return (
    <footer class="save-bar" data-testid="settings-read-only">
      <p class="save-note">{tx('save.ownersOnly')}</p>
    </footer>
  );
}

/** The form and the box to try it, of which a narrow screen shows one. What is refused leads to the first field that is wrong. */
function useViews(refusals: number) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>('form');
  const showFirst = () => frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (refusals === 0) return;
    setView('form');
    // The form is shown by then.
    requestAnimationFrame(showFirst);
  }, [refusals]);
  // The button that was pressed goes away.
  const focusTitle = () => frame.current?.querySelector<HTMLElement>('h1')?.focus();
  return { frame, view, setView, showFirst, focusTitle };
}
