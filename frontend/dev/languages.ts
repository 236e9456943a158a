/** For the tests: the texts of the inbox in every language. */
import '../src/text/translate.ts';
import { loadLanguage } from '../src/text/catalogue.ts';
import { languages } from '../src/text/languages.ts';

await Promise.all(languages.map(loadLanguage));
