/** What the box to try the assistant shows of an answer. */
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Answer } from '../assistant/contract';
import { Problem } from '../inbox/problem';
import { LanguageProvider } from '../text/Language';
import { JumpNav, SECTIONS } from './JumpNav';
import { TrialAnswer } from './TrialAnswer';
import { TrialBox } from './TrialBox';
import { isUnanswered, type Trial } from './useTrial';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const ANSWER: Answer = {
  text: 'Rye bread is *5.20 €*.',
  tokens: { prompt: 1843, cached: 1536, answer: 61 },
  took_ms: 2318,
  cost: 0.000412,
  currency: 'EUR',
};

const done = () => undefined;
const html = (part: Partial<Answer>) =>
  render(
    <LanguageProvider>
      <TrialAnswer answer={{ ...ANSWER, ...part }} onChoose={done} />
    </LanguageProvider>,
  );

test('an answer has WhatsApp’s marks, and says what it took', () => {
  const page = html({});
  expect(page).toContain('<strong>5.20 €</strong>');
  expect(page).toContain('2.3 s · tokens: 1,843 read, 1,536 of them cached, 61 written · €0.00041');
  expect(html({ tokens: { prompt: 90, cached: 0, answer: 6 } })).toContain('tokens: 90 read, 6 written · €0.00041');
  expect(html({ cost: null, currency: null })).toContain('no price is set');
  expect(html({ text: ' ' })).toContain('Nothing is said.');
});

test('buttons and rows of a list can be chosen', () => {
  expect(html({ buttons: ['Yes', 'No'] }).match(/<button[^>]*class="trial-choice"/g)).toHaveLength(2);
  const list = { button: 'Breads', rows: [{ title: 'Rye', description: '800 g' }, { title: 'Brioche' }] };
  const page = html({ list });
  expect(page).toMatch(/<summary[^>]*>.*Breads.*<\/summary>/);
  expect(page.match(/class="trial-row"/g)).toHaveLength(2);
  expect(page).toContain('800 g');
});

test('a hand-over has the words of the model, and a fixed text its name in the form', () => {
  const page = html({ says: 'handed_over', hands_over: { reason: 'A complaint.', summary: '', wants: 'Money back' } });
  expect(page).toContain('Fixed text: Handed over to a person');
  expect(page).toMatch(/Reason:<\/dt><dd dir="auto">A complaint\./);
  expect(page).not.toContain('Summary:');
  const asked = html({ says: 'handed_over', tokens: { prompt: 0, cached: 0, answer: 0 }, cost: 0 });
  expect(asked).toMatch(/<p class="trial-measures">2\.3 s · the language model was not needed<\/p>/);
  expect(html({ says: 'unreadable' })).toContain('Fixed text: Message that cannot be read');
  expect(html({ hands_over: { reason: '', summary: ' ', wants: '' } })).toContain('It says no reason.');
});

test('what it rests on names facts, and tools with what became of them', () => {
  const tools = [{ name: 'refund', outcome: 'in_doubt' as const }];
  const page = html({ rests_on: { parts: ['Prices', 'Orders'], tools, settings_version: 7 } });
  expect(page).toContain('Prices, Orders');
  expect(page).toContain('refund (in doubt whether it was done)');
  // The settings are those in the form.
  expect(page).not.toContain('version 7');
});

const trial = (part: Partial<Trial>): Trial => ({
  turns: [],
  asking: false,
  problem: null,
  send: done,
  again: done,
  stop: done,
  restart: done,
  ...part,
});
const box = (part: Partial<Trial>) =>
  render(
    <LanguageProvider>
      <TrialBox trial={trial(part)} />
    </LanguageProvider>,
  );

test('a message without an answer can be asked again', () => {
  const turns = [{ from: 'customer' as const, text: 'Hello?' }];
  expect(isUnanswered({ turns, asking: true })).toBe(false);
  expect(isUnanswered({ turns: [...turns, { from: 'business', text: 'Yes' }], asking: false })).toBe(false);
  expect(box({ turns })).toContain('data-testid="trial-again"');
  expect(box({ turns, asking: true })).toContain('The assistant is answering…');
  expect(box({})).not.toContain('Start again');
  const problem = new Problem(502, 'model_failed', '', 'The model is down.');
  expect(box({ turns, problem })).toContain('The model is down.');
  expect(box({ turns, problem: new Problem(504, 'no_answer', '', null) })).toContain('within a minute');
});

test('every section can be jumped to', () => {
  const page = render(
    <LanguageProvider>
      <JumpNav view="form" onView={done} />
    </LanguageProvider>,
  );
  expect(page.match(/<li>/g)).toHaveLength(SECTIONS.length);
  expect(page).toMatch(/data-testid="view-form" aria-pressed="true"/);
});
