/** Buttons, a list, a link or a request for a location, as the customer sees them. They do nothing here. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { Marked } from '../markup/Marked';
import { type InteractiveView, readInteractive } from './interactive';

export function Interactive({ object }: { object: unknown }) {
  const { t } = useTranslation();
  const { header, body, footer, buttons, list, link, asksForLocation } = readInteractive(object);
  return (
    <div class="interactive" data-testid="interactive">
      {header && (
        <p dir="auto">
          <strong>{header}</strong>
        </p>
      )}
      {body && <Marked content={body} />}
      {footer && (
        <p class="hint" dir="auto">
          {footer}
        </p>
      )}
      {buttons.length > 0 && (
        <ul class="offered" aria-label={t('interactive.buttons')}>
          {buttons.map((title) => (
            <li key={title} dir="auto">
              {title}
            </li>
          ))}
        </ul>
      )}
      {list && <List list={list} />}
      {link && (
        <p class="offered">
          <a href={link.url} target="_blank" rel="noopener noreferrer nofollow">
            {link.text}
          </a>
        </p>
      )}
      {asksForLocation && <p class="offered">{t('interactive.location')}</p>}
    </div>
  );
}

function List({ list: { button, sections } }: { list: NonNullable<InteractiveView['list']> }) {
  const { t } = useTranslation();
  return (
    <details class="offered-list">
      <summary>
        <Icon name="burst" />
        {button ?? t('interactive.list')}
      </summary>
      {sections.map(({ title, rows }, at) => (
        <div key={`${at} ${title}`}>
          {title && <p class="type">{title}</p>}
          <ul class="offered-rows">
            {rows.map((row) => (
              <li key={row.title} dir="auto">
                {row.title}
                {row.description && <span class="hint">{row.description}</span>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  );
}
