import { render } from 'preact';
import { LanguageProvider, loadInitialLanguage } from '../text/Language';
import '../ui/tokens.css';
import '../ui/base.css';
import '../inbox/markup/marked.css';
import './page.css';
import './handset.css';
import './faults.css';
import '../ui/contrast.css';
import { App } from './App';

const root = document.getElementById('app');
if (root) {
  void loadInitialLanguage().then(() =>
    render(
      <LanguageProvider>
        <App />
      </LanguageProvider>,
      root,
    ),
  );
}
