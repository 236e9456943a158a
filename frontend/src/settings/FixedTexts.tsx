/** The texts that are sent word for word: one for all, or one for each language. */
import { lengthOf } from '../inbox/length';
import { LANGUAGES, TEXT_LIMITS, TEXT_NAMES, type TextLanguage, type TextName } from './contract';
import { useEditor, useProblem } from './Editor';
import { Area, ProblemText, Section } from './fields';
import type { TextDraft } from './form';
import { useTexts } from './text/texts';

export function FixedTexts() {
  const { tx } = useTexts();
  return (
    <Section name="texts" title={tx('texts.title')}>
      <p class="hint">{tx('texts.lead')}</p>
      {TEXT_NAMES.map((name) => (
        <FixedText key={name} name={name} />
      ))}
    </Section>
  );
}

function FixedText({ name }: { name: TextName }) {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const draft = form.texts[name];
  const field = `texts.${name}`;
  const problem = useProblem(field, true);
  const title = tx(`texts.${name}`);
  const set = (path: string, change: (now: TextDraft) => Partial<TextDraft>) =>
    edit(path, ({ texts }) => ({ texts: { ...texts, [name]: { ...texts[name], ...change(texts[name]) } } }));
  return (
    <fieldset class="fixed-text">
      <legend>{title}</legend>
      <p class="hint">{tx(`texts.${name}Hint`)}</p>
      <div class="kinds">
        {(['all', 'language'] as const).map((by) => (
          <label key={by}>
            <input type="radio" name={field} checked={draft.by === by} onChange={() => set(field, () => ({ by }))} />
            {tx(`texts.${by}`)}
          </label>
        ))}
      </div>
      {draft.by === 'all' ? (
        <OneText name={name} path={field} value={draft.all} onValue={(all) => set(field, () => ({ all }))} />
      ) : (
        <>
          <ProblemText id={`settings-texts-${name}-whole`} problem={problem} />
          {LANGUAGES.map((language) => (
            <OneText
              key={language}
              name={name}
              path={`${field}.${language}`}
              language={language}
              value={draft.each[language]}
              onValue={(text) => set(`${field}.${language}`, ({ each }) => ({ each: { ...each, [language]: text } }))}
            />
          ))}
        </>
      )}
    </fieldset>
  );
}

interface OneTextProps {
  name: TextName;
  path: string;
  /** None: for all. */
  language?: TextLanguage;
  value: string;
  onValue: (value: string) => void;
}

function OneText({ name, path, language, value, onValue }: OneTextProps) {
  const { tx, locale } = useTexts();
  const { form, defaults } = useEditor();
  const most = TEXT_LIMITS[name];
  const count = lengthOf(value).units;
  const shown = language ?? (form.language || defaults.language);
  const byDefault = name === 'greeting' ? null : defaults.texts[name];
  const placeholder = byDefault === null ? tx('texts.noGreeting') : (byDefault[shown] ?? byDefault.en ?? '');
  return (
    <Area
      field={path}
      label={language ? languageName(language, locale) : tx(`texts.${name}`)}
      unseen={!language}
      aside={
        count > most * 0.9 && (
          <span class={count > most ? 'count is-over' : 'count'}>
            {tx('texts.left', { count: count.toLocaleString(locale), most: most.toLocaleString(locale) })}
          </span>
        )
      }
      rows={2}
      {...(language ? { lang: language } : {})}
      placeholder={placeholder}
      value={value}
      onValue={onValue}
    />
  );
}

/** As it is called in the language of the page. */
export function languageName(language: TextLanguage, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
}
