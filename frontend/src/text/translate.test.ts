import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadLanguage } from './catalogue';
import { directionOf, languages, localeOf, pickLanguage } from './languages';
import { problemText, SUMMARIES, summaryText } from './serverTexts';
import { translate, translateCount } from './translate';

beforeAll(() => Promise.all(languages.map(loadLanguage)));

test('placeholders are filled, unknown ones stay visible', () => {
  expect(translate('en', 'window.closesIn', { duration: '3 h' })).toBe('Window closes in 3 h');
  expect(translate('en', 'window.closesIn')).toBe('Window closes in {duration}');
});

test('a value is never read as a placeholder itself', () => {
  expect(translate('en', 'thread.announce', { who: '{text}', text: 'x' })).toBe('{text}: x');
});

describe('counting', () => {
  test('each language has its own rule', () => {
    expect(translateCount('en', 'thread.new', 0)).toBe('0 new messages');
    expect(translateCount('fr', 'thread.new', 0)).toBe('0 nouveau message');
    expect(translateCount('en', 'thread.new', 1)).toBe('1 new message');
    expect(translateCount('fr', 'thread.new', 2)).toBe('2 nouveaux messages');
    expect(translateCount('es', 'thread.new', 0)).toBe('0 mensajes nuevos');
    expect(translateCount('pt', 'thread.new', 0)).toBe('0 mensagem nova');
  });

  test.each([
    [0, 'لا رسائل جديدة'],
    [1, 'رسالة جديدة واحدة'],
    [2, 'رسالتان جديدتان'],
    [3, '3 رسائل جديدة'],
    [11, '11 رسالة جديدة'],
    [100, '100 رسالة جديدة'],
  ])('Arabic has a form for %d', (count, said) => {
    expect(translateCount('ar', 'thread.new', count, 'ar-MA')).toBe(said);
  });
});

test('numbers are written as in the reader’s region, and texts as they are', () => {
  expect(translate('en', 'composer.left', { count: 4096 }, 'en-GB')).toBe('4,096 characters left');
  expect(translate('es', 'composer.left', { count: 14096 }, 'es-ES')).toBe('Quedan 14.096 caracteres');
  expect(translate('ar', 'composer.left', { count: 40 }, 'ar-EG')).toBe('الأحرف المتبقية: ٤٠');
  expect(translate('en', 'message.code', { code: '131047' }, 'en-GB')).toBe('code 131047');
});

test('what may run the other way is isolated', () => {
  expect(translate('en', 'same.joined', { name: 'Awa' })).toBe('Joined with Awa');
  expect(translate('en', 'same.joined', { name: 'محمد' })).toBe('Joined with \u2068محمد\u2069');
  expect(translate('ar', 'number.at', { number: '+33 6' })).toBe('على رقمنا \u2068+33 6\u2069');
});

test('the language is the first preferred one there is', () => {
  expect(pickLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr');
  expect(pickLanguage(['pt-BR', 'en'])).toBe('pt');
  expect(pickLanguage(['est', 'ar-EG'])).toBe('ar');
  expect(pickLanguage(['de'])).toBe('en');
  expect(localeOf('en', ['fr', 'en-GB', 'en'])).toBe('en-GB');
  expect(localeOf('es', ['est', 'en'])).toBe('es');
  expect(localeOf('fr', ['en-GB'])).toBe('fr');
});

test('only Arabic runs from right to left', () => {
  expect(languages.filter((each) => directionOf(each) === 'rtl')).toEqual(['ar']);
});

test('a line of French is not cut before its punctuation', () => {
  expect(translate('fr', 'thread.announce', { who: 'a :', text: 'b !' })).toBe('a :\u00a0: b !');
});

test('a problem is explained here only where the server does not know the language', () => {
  expect(problemText('en', 'window_closed')).toBeNull();
  expect(problemText('fr', 'window_closed')).toBeNull();
  expect(problemText('es', 'window_closed')?.title).toBe('La ventana de 24 horas está cerrada');
  expect(problemText('ar', 'invalid_settings')).toEqual({ title: 'إعدادات لا يمكن حفظها', detail: null });
  expect(problemText('pt', 'a code of a later version')).toBeNull();
});

describe('a message in words', () => {
  test('the words are those of the server', () => {
    const server = readFileSync(new URL('../../../shared/whatsapp/src/message/summary.rs', import.meta.url), 'utf8');
    const words = [...server.matchAll(/^const \w+: Word =\s*word\(\s*"([^"]+)"/gm)].map(([, word]) => word);
    expect(words).toEqual([...SUMMARIES]);
  });

  test.each([
    ['📷 Photo', '📷 Foto'],
    ['📷 Photo: the coat', '📷 Foto: the coat'],
    ['📍 Asks for the location: Where?', '📍 Pide la ubicación: Where?'],
    ['📞 Missed call', '📞 Llamada perdida'],
    ['Reacted 👍', 'Reaccionó con 👍'],
    ['Took a reaction back', 'Retiró una reacción'],
    ['Reacted badly to the tea', 'Reacted badly to the tea'],
    ['Reaction: none', 'Reaction: none'],
    ['Hola', 'Hola'],
    ['', ''],
  ])('%s is %s', (content, said) => expect(summaryText('es', content)).toBe(said));

  test('where the server knows the language its words stand', () => {
    expect(summaryText('fr', '📷 Photo')).toBe('📷 Photo');
    expect(summaryText('en', '📷 Photo')).toBe('📷 Photo');
  });
});
