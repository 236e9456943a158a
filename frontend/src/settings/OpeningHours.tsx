/** When the business is open, and in which time zone. */
import { useMemo } from 'preact/hooks';
import { useEditor, useProblem } from './Editor';
import { Exceptions } from './Exceptions';
import { Line, ProblemText, Section, Tick } from './fields';
import { copiedToWeekdays, DAYS, type Day, NEW_SPAN, type Span, WEEKDAYS } from './hours';
import { Spans } from './Spans';
import { useTexts } from './text/texts';

export function OpeningHours() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const problem = useProblem('hours', true);
  const set = (hoursSet: boolean) =>
    edit('hours', ({ week }) => ({ hoursSet, week: hoursSet && isClosed(week) ? usualWeek(week) : week }));
  return (
    <Section name="hours" title={tx('hours.title')}>
      <TimeZone />
      <Tick label={tx('hours.set')} checked={form.hoursSet} onChecked={set} />
      <ProblemText id="settings-hours" problem={problem} />
      {form.hoursSet ? (
        <>
          <p class="hint">{tx('hours.hint')}</p>
          <div class="week">
            {DAYS.map((day) => (
              <DayRow key={day} day={day} />
            ))}
          </div>
          {isClosed(form.week) && (
            <p class="hint" role="status">
              {tx('hours.allClosed')}
            </p>
          )}
          <Exceptions />
        </>
      ) : (
        <p class="hint">{tx('hours.always')}</p>
      )}
    </Section>
  );
}

const isClosed = (week: Readonly<Record<Day, readonly Span[]>>) => DAYS.every((day) => week[day].length === 0);
/** To begin with. */
const usualWeek = (week: Parameters<typeof copiedToWeekdays>[0]) =>
  copiedToWeekdays({ ...week, monday: [NEW_SPAN] }, 'monday');

function DayRow({ day }: { day: Day }) {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const name = tx(`hours.${day}`);
  const field = `hours.${day}`;
  const setSpans = (spans: readonly Span[]) => edit(field, ({ week }) => ({ week: { ...week, [day]: spans } }));
  return (
    <fieldset class="week-day">
      <legend class="sr-only">{name}</legend>
      <label class="tick">
        <input
          type="checkbox"
          checked={form.week[day].length > 0}
          onChange={(event) => setSpans(event.currentTarget.checked ? [NEW_SPAN] : [])}
        />
        <span>{name}</span>
      </label>
      <Spans
        field={field}
        day={name}
        spans={form.week[day]}
        onSpans={setSpans}
        onCopy={
          WEEKDAYS.includes(day)
            ? () => edit('hours', ({ week }) => ({ week: copiedToWeekdays(week, day) }))
            : undefined
        }
      />
    </fieldset>
  );
}

function TimeZone() {
  const { tx, locale } = useTexts();
  const { form, defaults, edit } = useEditor();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const time = timeIn(form.timeZone || defaults.time_zone, locale);
  return (
    <>
      <Line
        field="time_zone"
        label={tx('hours.timeZone')}
        hint={`${tx('hours.timeZoneHint')} ${time === null ? '' : tx('hours.now', { time })}`}
        list="settings-time-zones"
        placeholder={tx('default', { value: defaults.time_zone })}
        value={form.timeZone}
        onValue={(timeZone) => edit('time_zone', () => ({ timeZone: timeZone.trim() }))}
      />
      <datalist id="settings-time-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

/** Null while no time zone is typed. */
export function timeIn(timeZone: string, locale: string): string | null {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' }).format();
  } catch {
    return null;
  }
}
