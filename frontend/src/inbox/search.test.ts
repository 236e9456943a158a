import { describe, expect, test } from 'vitest';
import { folded, matchesQuery } from './search';

const zoe = { name: 'Zoé Martin', username: 'zoe_m', phone_number: '+33639980001', user_id: null };
const chloe = {
  name: 'Chloe\u0301 Mu\u0308ller',
  username: 'chloe_r',
  phone_number: null,
  user_id: 'FR.99110042',
};

// The tables are those of shared/core/src/find.rs and shared/api/src/conversations/search/tests.rs.
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
    'mull chl',
    'chloe\u00a0muller',
    '@chloe_r',
    '@chloe',
    '＠chloe_r',
    'FR.99110042',
    '\u202aFR.99110042\u202c ',
    '',
    '  ',
  ])('%j finds Chloé', (query) => {
    expect(matchesQuery(chloe, query)).toBe(true);
  });

  test.each(['loe', 'fr', 'FR.1', '@zoe', 'chloë b', 'DE.99110042', '-', '\u200e', '🙏'])('%j does not', (query) => {
    expect(matchesQuery(chloe, query)).toBe(false);
  });

  test.each([
    ['山田太郎', '太郎', true],
    ['김철수', '철수', true],
    ['مُحَمَّد عَلِيّ', 'محمد', true],
    ['Йосиф Ёлка', 'елк', true],
    ['a'.repeat(3_000), 'a'.repeat(3_000), true],
    ['🌸'.repeat(512), '🌸', false],
    ['\u202eZoé', 'zoe', true],
  ])('%j and %j', (name, query, found) => {
    expect(matchesQuery({ name, username: null, phone_number: null }, query)).toBe(found);
  });
});

describe('the beginning of a number', () => {
  test.each([
    '639980',
    '+33 6 39-98',
    '33639980001',
    '0033 6 39',
    '+33 (0)6 39 98',
    '33 (0)6 39',
    '+33 06 39',
    '0033 06 39',
    '(0)6 39 98',
    '06.39.98',
    '6\u201139\u202f98',
    '\u202a+33 6 39',
    '＋３３６３９',
    '٠٦٣٩٩٨',
    'tel:+33639',
    'zoé 33',
  ])('%j finds Zoé', (query) => {
    expect(matchesQuery(zoe, query)).toBe(true);
  });

  test.each(['+39 06 698', '+39 (0)6 698', '06 698', '0039 06 69'])('%j finds a Roman', (query) => {
    expect(matchesQuery({ ...zoe, phone_number: '+390669812345' }, query)).toBe(true);
  });

  test.each(['9980', '+34 639', '06 40', '+33 (0)7', '½', '+', '()', 'zoé 44'])('%j does not', (query) => {
    expect(matchesQuery(zoe, query)).toBe(false);
  });
});
