/** What the assistant does, and how much. */
import { LANGUAGES, MOST_WORDS, SWITCH_DEFAULTS } from './contract';
import { useEditor } from './Editor';
import { languageName } from './FixedTexts';
import { Area, Choice, Line, Section, Tick } from './fields';
import type { Form, Switch } from './form';
import { useTexts } from './text/texts';

export function Behaviour() {
  const { tx } = useTexts();
  return (
    <Section name="behaviour" title={tx('behaviour.title')}>
      <OnOff name="assistant" hint={tx('behaviour.assistantHint')} />
      <fieldset class="ticks-list">
        <legend>{tx('behaviour.understands')}</legend>
        <OnOff name="voice" />
        <OnOff name="pictures" />
        <OnOff name="documents" />
      </fieldset>
      <OnOff name="buttons" hint={tx('behaviour.buttonsHint')} />
      <OnOff name="satisfaction" hint={tx('behaviour.satisfactionHint')} />
      <Answers />
      <Ceilings />
    </Section>
  );
}

/** What equals the default is not set. */
function OnOff({ name, hint }: { name: Switch; hint?: string }) {
  const { tx } = useTexts();
  const { form, defaults, edit } = useEditor();
  const byDefault = { ...SWITCH_DEFAULTS, ...defaults }[name];
  return (
    <Tick
      field={name}
      label={tx(`behaviour.${name}`)}
      {...(hint === undefined ? {} : { hint })}
      checked={form[name] ?? byDefault}
      onChecked={(on) => edit(name, () => ({ [name]: on === byDefault ? null : on }))}
    />
  );
}

function Answers() {
  const { tx, locale } = useTexts();
  const { form, defaults, edit } = useEditor();
  const lengths: [Form['length'], string][] = (['short', 'medium', 'long'] as const).map((each) => [
    each,
    tx(`behaviour.${each}`),
  ]);
  const languages: [Form['language'], string][] = LANGUAGES.map((each) => [each, languageName(each, locale)]);
  return (
    <>
      <div class="setting-pair">
        <Choice
          field="length"
          label={tx('behaviour.length')}
          value={form.length}
          options={[['', tx('asDefault')], ...lengths]}
          onValue={(length) => edit('length', () => ({ length }))}
        />
        <Choice
          field="language"
          label={tx('behaviour.language')}
          hint={tx('behaviour.languageHint')}
          value={form.language}
          options={[['', tx('default', { value: languageName(defaults.language, locale) })], ...languages]}
          onValue={(language) => edit('language', () => ({ language }))}
        />
      </div>
      <Area
        field="words_for_person"
        label={tx('behaviour.words')}
        hint={tx('behaviour.wordsHint', { most: MOST_WORDS })}
        value={form.words}
        onValue={(words) => edit('words_for_person', () => ({ words }))}
      />
    </>
  );
}

function Ceilings() {
  const { tx } = useTexts();
  const { form, defaults, edit } = useEditor();
  const byDefault = (value: number) => tx('default', { value });
  return (
    <>
      <div class="setting-pair">
        <Line
          field="max_replies_per_hour"
          label={tx('behaviour.perHour')}
          inputMode="numeric"
          placeholder={byDefault(defaults.max_replies_per_hour)}
          value={form.perHour}
          onValue={(perHour) => edit('max_replies_per_hour', () => ({ perHour }))}
        />
        <Line
          field="max_replies_per_day"
          label={tx('behaviour.perDay')}
          inputMode="numeric"
          placeholder={byDefault(defaults.max_replies_per_day)}
          value={form.perDay}
          onValue={(perDay) => edit('max_replies_per_day', () => ({ perDay }))}
        />
      </div>
      <Line
        field="model"
        label={tx('behaviour.model')}
        hint={tx('behaviour.modelHint')}
        value={form.model}
        onValue={(model) => edit('model', () => ({ model }))}
      />
    </>
  );
}
