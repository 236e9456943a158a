import { describe, expect, test } from 'vitest';
import { folded, matchesQuery, partsOfNumber } from './search';

const zoe = { name: 'Zoé Martin', username: 'zoe_m', phone_number: '+33639980001', user_id: null };
const chloe = {
  name: 'Chloe\u0301 Mu\u0308ller',
  username: 'chloe_r',
  phone_number: null,
  user_id: 'FR.99110042',
};

// The tables are those of shared/api/src/conversations/search.rs and search/text.rs.
describe('folded', () => {
  test.each([
    ['Chloé', 'chloe'],
    ['CHLOÉ', 'chloe'],
    ['Chloe\u0301', 'chloe'],
    ['  Chloé \u200f', 'chloe'],
    ['Müller', 'muller'],
    ['Mu\u0308ller', 'muller'],
    ['François', 'francois'],
    ['Ñandú Ibáñez', 'nandu ibanez'],
    ['Škoda Žižek', 'skoda zizek'],
    ['Nguyễn Thị Hường', 'nguyen thi huong'],
    ['Groß', 'gross'],
    ['GROẞ', 'gross'],
    ['Œuvre Lætitia', 'oeuvre laetitia'],
    ['Søren Łukasz Đorđe Þór', 'soren lukasz dorde thor'],
    ['İstanbul Işık', 'istanbul isik'],
    ['ΣΟΦΟΣ Νίκος', 'σοφοσ νικοσ'],
    ['Йосиф Ёлка', 'иосиф елка'],
    ['Ｃｈｌｏé', 'chloe'],
    ['ﬁona', 'fiona'],
    ['Jean\u2011Pierre', 'jean pierre'],
    ['Jean - Pierre', 'jean pierre'],
    ['Jean\u00a0Pierre', 'jean pierre'],
    ['d’Arc O\u0027Brien', "d'arc o'brien"],
    ['مُحَمَّد', 'محمد'],
    ['שָׁלוֹם', 'שלום'],
    ['कि', 'कि'],
    ['Shop ٢٤', 'shop 24'],
    ['', ''],
    [' - ', ''],
  ])('%j is %j', (written, expected) => {
    expect(folded(written)).toBe(expected);
  });
});

describe('matchesQuery', () => {
  test.each([
    'chloe',
    'Chloé',
    'CHLOÉ',
    'chloe\u0301',
    'muller',
    'Müller',
    'chloé m',
    'chloe\u00a0muller',
    '@chloe_r',
    '@chloe',
    '＠chloe_r',
    'loe_r',
    'FR.99110042',
    '\u202aFR.99110042\u202c ',
    'fr.9911',
    'FR.',
    '9911',
    '',
    '  ',
  ])('%j finds Chloé', (query) => {
    expect(matchesQuery(chloe, query)).toBe(true);
  });

  test.each(['@muller', 'fr', 'FR.1', '@zoe', 'chloë b', 'DE.99110042', '-', '\u200e'])('%j does not', (query) => {
    expect(matchesQuery(chloe, query)).toBe(false);
  });
});

describe('a part of a number', () => {
  test.each([
    '639980',
    '9980',
    '+33 6 39-98',
    '33639980001',
    '0033 6 39',
    '+33 (0)6 39 98',
    '33 (0)6 39',
    '+33 06 39',
    '0033 06 39',
    '(0)6 39 98',
    '06.39.98',
    '06 39 98',
    '6\u201139\u202f98',
    '\u202a+33 6 39',
    '＋３３６３９',
    '٠٦٣٩٩٨',
    'tel:+33639',
    '98/00/01',
    'zoe',
    'MARTIN',
  ])('%j finds Zoé', (query) => {
    expect(matchesQuery(zoe, query)).toBe(true);
  });

  test.each(['+34 639', '0', '00', '06 40', '+33 (0)7', '½', 'paul', '44', 'zoé 33', '+', '()'])(
    '%j does not',
    (query) => {
      expect(matchesQuery(zoe, query)).toBe(false);
    },
  );

  test.each(['+39 06 698', '+39 (0)6 698', '06 698', '0039 06 69'])('%j finds a number that keeps its 0', (query) => {
    expect(matchesQuery({ ...zoe, phone_number: '+390669812345' }, query)).toBe(true);
  });

  test('a description without a user id is searched as well', () => {
    expect(matchesQuery({ name: null, username: null, phone_number: null }, 'FR.1')).toBe(false);
  });
});

test('what is no number has no digits to find', () => {
  for (const text of ['zoé 33', '33 6 +', 'FR.12', '', '()']) expect(partsOfNumber(text)).toEqual([]);
});
