import { render } from 'preact';
import { LanguageProvider, loadInitialLanguage } from '../text/Language';
import '../ui/tokens.css';
import '../ui/base.css';
import './layout.css';
import './list.css';
import './markup/marked.css';
import './thread.css';
import './media.css';
import './composer.css';
import './attach.css';
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
