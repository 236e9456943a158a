/** Buttons, rows and links under a message of the business. */
import { useId, useState } from 'preact/hooks';
import { usePhoneTexts } from '../text/texts';
import { type Choice, sectionsOf } from './offered';
import { text } from './read';

interface Props {
  type: string;
  content: unknown;
  onTap: (id: string) => void;
  onLocation: () => void;
}

export function Choices({ type, content, onTap, onLocation }: Props) {
  const { tx } = usePhoneTexts();
  const footer = text(content, 'footer', 'text') || text(content, 'footer');
  const kind = text(content, 'type');
  const sections = sectionsOf(type, content);
  return (
    <>
      {footer && <p class="phone-footer">{footer}</p>}
      {kind === 'location_request_message' && (
        <button type="button" class="phone-choice" data-testid="phone-choice" onClick={onLocation}>
          {tx('sendLocation')}
        </button>
      )}
      {kind === 'list' ? (
        <List label={text(content, 'action', 'button')} sections={sections} onTap={onTap} />
      ) : (
        sections.flatMap(({ choices }) => choices).map((each) => <One key={each.title} choice={each} onTap={onTap} />)
      )}
    </>
  );
}

function One({ choice: { id, title, description, url }, onTap }: { choice: Choice; onTap: (id: string) => void }) {
  if (url !== null) {
    return (
      <a class="phone-choice" data-testid="phone-choice" href={url} target="_blank" rel="noopener noreferrer">
        {title}
      </a>
    );
  }
  return (
    <button type="button" class="phone-choice" data-testid="phone-choice" data-choice={id} onClick={() => onTap(id)}>
      {title}
      {description && <span>{description}</span>}
    </button>
  );
}

interface ListProps {
  label: string;
  sections: ReturnType<typeof sectionsOf>;
  onTap: (id: string) => void;
}

/** Opened by its button, as on a real phone. */
function List({ label, sections, onTap }: ListProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class="phone-choice"
        data-testid="phone-list"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen((now) => !now)}
      >
        {label}
      </button>
      <div id={id} hidden={!open}>
        {sections.map(({ title, choices }) => (
          <section key={title} aria-label={title || label}>
            {title && <h3 class="phone-kind">{title}</h3>}
            {choices.map((each) => (
              <One key={each.id} choice={each} onTap={onTap} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
