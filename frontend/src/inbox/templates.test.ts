import { expect, test } from 'vitest';
import { componentsOf, fieldsOf, filled, inWords, missing, sorted, valuesOf } from './templates';
import { need, OFFER, template, withGaps } from './templates.test-data';

const UPLOAD = 'upload-0123456789abcdef0123456789abcdef';
const VALUES = { header: UPLOAD, 'body.1': ' Awa ', 'button.1': '42', 'button.2': 'MAI' };

test('the form asks for every required part, in the order of the message', () => {
  expect(fieldsOf(OFFER).map(({ key, kind }) => `${key} ${kind}`)).toEqual([
    'header file',
    'body.1 text',
    'button.1 ending',
    'button.2 code',
  ]);
  const here = template('here', { needs: [need('header', 'location')] });
  expect(fieldsOf(here).map(({ kind }) => kind)).toEqual(['latitude', 'longitude', 'name', 'address']);
});

test('values go out trimmed, each in its part', () => {
  expect(componentsOf(OFFER, VALUES)).toEqual([
    { type: 'header', parameters: [{ type: 'image', image: { file: UPLOAD } }] },
    { type: 'body', parameters: [{ type: 'text', text: 'Awa' }] },
    { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '42' }] },
    { type: 'button', sub_type: 'copy_code', index: '2', parameters: [{ type: 'coupon_code', coupon_code: 'MAI' }] },
  ]);
  const link = { ...VALUES, header: 'https://shop.example/a.png' };
  expect(componentsOf(OFFER, link)[0]?.parameters).toEqual([
    { type: 'image', image: { link: 'https://shop.example/a.png' } },
  ]);
});

test('placeholders with a name are named, and a document keeps its name', () => {
  expect(componentsOf(withGaps('t', ['day']), { 'body.day': 'lundi' })).toEqual([
    { type: 'body', parameters: [{ type: 'text', text: 'lundi', parameter_name: 'day' }] },
  ]);
  const quote = template('quote', { needs: [need('header', 'document')] });
  expect(componentsOf(quote, { header: UPLOAD, 'header.filename': 'devis.pdf' })[0]?.parameters).toEqual([
    { type: 'document', document: { file: UPLOAD, filename: 'devis.pdf' } },
  ]);
});

test('a place and a form go out in Meta’s form', () => {
  const here = template('here', {
    needs: [need('header', 'location'), need('button', 'flow', { index: 0, required: false })],
  });
  const values = {
    'header.latitude': '45,76',
    'header.longitude': '4.83',
    'header.name': 'Nous',
    'header.address': 'Lyon',
  };
  expect(componentsOf(here, values)).toEqual([
    {
      type: 'header',
      parameters: [{ type: 'location', location: { latitude: 45.76, longitude: 4.83, name: 'Nous', address: 'Lyon' } }],
    },
    {
      type: 'button',
      sub_type: 'flow',
      index: '0',
      parameters: [{ type: 'action', action: { flow_token: 'unused' } }],
    },
  ]);
});

test('a template without parts to fill in has no components', () => {
  expect(componentsOf(template('hello'), {})).toEqual([]);
  expect(missing(template('hello'), {})).toBeUndefined();
});

test.each([
  ['header', ''],
  ['header', 'http://shop.example/a.png'],
  ['header', 'https://localhost'],
  ['body.1', '  '],
  ['button.1', ''],
  ['button.2', 'x'.repeat(21)],
])('%s “%s” is not filled in', (key, value) => {
  expect(missing(OFFER, { ...VALUES, [key]: value })?.key).toBe(key);
  expect(missing(OFFER, VALUES)).toBeUndefined();
});

test.each(['91', 'x', ''])('%s is no latitude', (latitude) => {
  const here = template('here', { needs: [need('header', 'location')] });
  expect(missing(here, { 'header.latitude': latitude })?.key).toBe('header.latitude');
});

test('what was sent becomes the values again', () => {
  const trimmed = { ...VALUES, 'body.1': 'Awa' };
  expect(valuesOf(componentsOf(OFFER, trimmed))).toEqual(trimmed);
  const named = withGaps('t', ['who', 'day']);
  expect(valuesOf(componentsOf(named, { 'body.who': 'Awa', 'body.day': 'lundi' }))).toEqual({
    'body.who': 'Awa',
    'body.day': 'lundi',
  });
  const here = template('here', { needs: [need('header', 'location')] });
  const place = {
    'header.latitude': '45.76',
    'header.longitude': '4.83',
    'header.name': 'Nous',
    'header.address': 'Lyon',
  };
  expect(valuesOf(componentsOf(here, place))).toEqual(place);
});

test('the preview shows what is filled and what is not', () => {
  expect(filled('Hello {{1}}, {{ 2 }}', 'body', { 'body.1': 'Awa', 'body.2': '  ' })).toBe('Hello Awa, {{ 2 }}');
  expect(filled('{{1}}', 'body', { 'body.1': '$& {{2}}' })).toBe('$& {{2}}');
  expect(filled('{{1}}', 'header', { 'body.1': 'no' })).toBe('{{1}}');
  expect(inWords(OFFER, VALUES)).toBe('Bonjour Awa');
  expect(inWords(template('hello'), {})).toBe('hello');
});

test('those that cannot be sent stand apart', () => {
  const paused = template('paused', { sendable: false, why_not: 'Paused.' });
  expect(sorted([paused, OFFER])).toEqual({ sendable: [OFFER], others: [paused] });
});
