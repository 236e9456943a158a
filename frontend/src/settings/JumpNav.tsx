/** The way to each section, and on a narrow screen the choice between the form and the box to try it. */
import { useMay } from '../inbox/role';
import { sectionId } from './fields';
import { useTexts } from './text/texts';

export type View = 'form' | 'trial';

/** In the order of the form. */
export const SECTIONS = [
  'business',
  'hours',
  'out',
  'texts',
  'behaviour',
  'tools',
  'price',
  'events',
  'versions',
] as const;

interface Props {
  view: View;
  onView: (view: View) => void;
}

export function JumpNav({ view, onView }: Props) {
  const { tx } = useTexts();
  const { serve } = useMay();
  return (
    <div class="settings-ways">
      {serve && <ViewSwitch view={view} onView={onView} />}
      <nav class="jump-nav" aria-label={tx('jump.label')} data-testid="settings-jump">
        <ul>
          {SECTIONS.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => jumpTo(name)}>
                {tx(`${name}.title`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

function ViewSwitch({ view, onView }: Props) {
  const { tx } = useTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div class="view-switch" role="group" aria-label={tx('view.label')}>
      {(['form', 'trial'] as const).map((each) => (
        <button
          key={each}
          type="button"
          data-testid={`view-${each}`}
          aria-pressed={view === each}
          onClick={() => onView(each)}
        >
          {tx(`view.${each}`)}
        </button>
      ))}
    </div>
  );
}

/** The heading has the focus, so that the keyboard goes on from there. */
function jumpTo(name: string): void {
  const heading = document.getElementById(sectionId(name));
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
