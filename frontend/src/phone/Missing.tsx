import { LanguageSwitch } from '../text/Language';
import { Logo } from '../ui/Icon';
import { usePhoneTexts } from './text/texts';

/** The control API is not there: Meta is real. */
export function Missing() {
  const { tx } = usePhoneTexts();
  return (
    <main class="missing">
      <div class="missing-head">
        <Logo />
        <LanguageSwitch />
      </div>
      <h1>{tx('missing')}</h1>
      <p>{tx('missingWhy')}</p>
      <p>{tx('missingHow')}</p>
      <pre>
        <code>make run</code>
      </pre>
      <a class="button button-primary" href="/">
        {tx('inbox')}
      </a>
    </main>
  );
}
