/** What the forms of the composer make. */
import { expect, test, vi } from 'vitest';
import { createDrafts } from '../drafts';
import { cardOf, missingInCard, NEW_CARD } from './card';
import { type ChoicesDraft, interactiveOf, missingIn, NEW_CHOICES } from './choices';
import { coordinatesIn, isAddress } from './coordinates';
import { keepForm, moveForms, readForm } from './formDraft';
import { ignoreStray, pastedFiles } from './useDrop';

const draft = (part: Partial<ChoicesDraft>): ChoicesDraft => ({ ...NEW_CHOICES, body: 'Which day?', ...part });

test.each<[string, Partial<ChoicesDraft>, ReturnType<typeof missingIn>]>([
  ['no text', { body: ' ', buttons: ['Yes'] }, 'body'],
  ['no button', { buttons: ['', ' '] }, 'choice'],
  ['two equal buttons', { buttons: ['Yes', 'Yes '] }, 'twice'],
  ['one button', { buttons: ['Yes', ''] }, null],
  ['a list without an opener', { kind: 'list', rows: [{ title: 'Mon', description: '' }] }, 'opener'],
  ['a list', { kind: 'list', opener: 'Days', rows: [{ title: 'Mon', description: '' }] }, null],
  ['a link without a text', { kind: 'link', url: 'https://shop.example' }, 'linkText'],
  ['a link that is none', { kind: 'link', linkText: 'Shop', url: 'javascript:alert(1)' }, 'url'],
  ['a link', { kind: 'link', linkText: 'Shop', url: 'https://shop.example' }, null],
  ['a request for a location', { kind: 'location' }, null],
])('%s', (_, part, missing) => expect(missingIn(draft(part))).toBe(missing));

test('reply buttons in Meta’s form; what is empty is left out', () => {
  expect(interactiveOf(draft({ buttons: ['Tuesday', '', ' Friday '], header: ' Delivery ' }))).toEqual({
    type: 'button',
    header: { type: 'text', text: 'Delivery' },
    body: { text: 'Which day?' },
    action: {
      buttons: [
        { type: 'reply', reply: { id: 'choice-1', title: 'Tuesday' } },
        { type: 'reply', reply: { id: 'choice-2', title: 'Friday' } },
      ],
    },
  });
});

test('a list in Meta’s form', () => {
  const rows = [
    { title: 'Mon', description: 'before noon' },
    { title: '', description: 'nothing' },
    { title: 'Tue', description: '' },
  ];
  expect(interactiveOf(draft({ kind: 'list', opener: 'Days', rows, footer: 'Thanks' }))).toEqual({
    type: 'list',
    body: { text: 'Which day?' },
    footer: { text: 'Thanks' },
    action: {
      button: 'Days',
      sections: [
        {
          rows: [
            { id: 'choice-1', title: 'Mon', description: 'before noon' },
            { id: 'choice-2', title: 'Tue' },
          ],
        },
      ],
    },
  });
});

test('a link and a request for a location in Meta’s form', () => {
  const link = draft({ kind: 'link', linkText: 'Shop', url: ' https://shop.example ' });
  expect(interactiveOf(link).action).toEqual({
    name: 'cta_url',
    parameters: { display_text: 'Shop', url: 'https://shop.example' },
  });
  expect(interactiveOf(draft({ kind: 'location', header: 'no' }))).toEqual({
    type: 'location_request_message',
    body: { text: 'Which day?' },
    action: { name: 'send_location' },
  });
});

test.each([
  ['45.764, 4.8357', [45.764, 4.8357]],
  ['-33.9 18.42', [-33.9, 18.42]],
  ['45.764,4.8357', [45.764, 4.8357]],
  ['45,764 4,8357', [45.764, 4.8357]],
  ['45,764; 4,8357', [45.764, 4.8357]],
  ['-45,764, 4,8357', [-45.764, 4.8357]],
  ['45 4', [45, 4]],
  // Half of a place, with a decimal comma.
  ['45,76', null],
  ['https://www.openstreetmap.org/#map=17/45.764/4.8357', [45.764, 4.8357]],
  ['https://www.openstreetmap.org/?mlat=45.764&mlon=4.8357#map=17/1/1', [45.764, 4.8357]],
  ['https://maps.example/maps/place/X/@45.764,4.8357,17z', [45.764, 4.8357]],
  ['https://maps.example/?q=45.764%2C4.8357', [45.764, 4.8357]],
  ['geo:45.764,4.8357', [45.764, 4.8357]],
  ['91, 0', null],
  ['0, 181', null],
  ['12 rue des Tisserands', null],
  ['', null],
])('the place of %j is %j', (text, place) => {
  const [latitude, longitude] = place ?? [];
  expect(coordinatesIn(text)).toEqual(place && { latitude, longitude });
});

test.each([
  ['https://maps.app.goo.gl/x1', true],
  ['maps.app.goo.gl/x1', true],
  ['12 rue des Tisserands', false],
  ['45.764', false],
])('%j is the address of a page: %s', (text, address) => expect(isAddress(text)).toBe(address));

test('a form is kept by conversation until it is empty again, and goes along when that is joined', () => {
  const drafts = createDrafts({ read: () => null, write: () => undefined }, '');
  const keeping = { id: 'c', drafts };
  keepForm(keeping, 'card', { ...NEW_CARD, name: 'Awa' }, NEW_CARD);
  expect(readForm(keeping, 'card', NEW_CARD)).toEqual({ ...NEW_CARD, name: 'Awa' });
  expect(readForm({ id: 'd', drafts }, 'card', NEW_CARD)).toEqual(NEW_CARD);
  moveForms(drafts, 'c', 'd');
  expect(readForm(keeping, 'card', NEW_CARD)).toEqual(NEW_CARD);
  expect(readForm({ id: 'd', drafts }, 'card', NEW_CARD).name).toBe('Awa');
  keepForm({ id: 'd', drafts }, 'card', NEW_CARD, NEW_CARD);
  expect(drafts.get('d card')).toBeUndefined();
});

test.each<[string, readonly string[], boolean, string, boolean]>([
  ['a file beside the conversation', ['Files'], false, '', true],
  ['a file on the conversation', ['Files'], true, '', false],
  ['a file on a field for files', ['Files'], false, 'file', false],
  ['a dragged text', ['text/plain'], false, '', false],
])('%s: the browser is kept from opening it', (_, types, defaultPrevented, type, prevented) => {
  const preventDefault = vi.fn();
  const dataTransfer = { types, dropEffect: 'copy' as const };
  ignoreStray({ defaultPrevented, preventDefault, target: { type } as unknown as EventTarget, dataTransfer });
  expect(preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0);
});

test('a card needs a name and a way to reach the person', () => {
  expect(missingInCard(NEW_CARD)).toBe('name');
  expect(missingInCard({ ...NEW_CARD, name: 'Atelier' })).toBe('reach');
  expect(missingInCard({ ...NEW_CARD, name: 'Atelier', email: 'a@shop.example' })).toBeNull();
  expect(missingInCard({ ...NEW_CARD, name: 'Atelier', phone: 'abc' })).toBe('number');
  expect(missingInCard({ ...NEW_CARD, name: 'Atelier', phone: '06 39 98 00 01' })).toBe('number');
  expect(missingInCard({ ...NEW_CARD, name: 'Atelier', email: 'notmail' })).toBe('email');
  expect(cardOf({ ...NEW_CARD, name: ' Atelier ', phone: '+33 (0)6 39 98 00 01' })).toEqual({
    name: { formatted_name: 'Atelier', first_name: 'Atelier' },
    phones: [{ phone: '+33639980001', type: 'WORK' }],
  });
});

test('a copied table is pasted as text, a copied picture as a file', () => {
  const picture = new File(['x'], 'a.png', { type: 'image/png' });
  const files = [picture] as unknown as FileList;
  expect(pastedFiles({ files, types: ['Files'] })).toEqual([picture]);
  expect(pastedFiles({ files, types: ['text/plain', 'Files'] })).toEqual([]);
  expect(pastedFiles(null)).toEqual([]);
});
