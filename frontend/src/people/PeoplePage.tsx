/** Who is signed in, what each role may do, and how people are added and removed. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../inbox/api';
import type { Me, Role } from '../inbox/contract';
import type { PageProps } from '../inbox/Page';
import { PageHeader } from '../inbox/PageHeader';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { asProblem, type Problem } from '../inbox/problem';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { useReload } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { ABILITIES, COMMANDS, mayDo, ROLES } from './abilities';
import { usePeopleTexts } from './text/texts';
import './people.css';

const TIMEOUT_MS = 15_000;

type Props = Pick<PageProps, 'api' | 'person' | 'onClose' | 'onSignOut'>;

export function PeoplePage({ api, person, onClose, onSignOut }: Props) {
  const { tx } = usePeopleTexts();
  const { me, problem, reload } = useMe(api);
  return (
    <div class="people" data-testid="people">
      <PageHeader name="people" phoneId={null} numbers={[]} onClose={onClose} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <div class="people-scroll" tabIndex={0}>
        {problem && <ProblemNotice problem={problem} onRetry={reload} />}
        {me === null && !problem && (
          <p class="thread-note" role="status">
            {tx('loading')}
          </p>
        )}
        {me && <You me={me} person={person} onSignOut={onSignOut} />}
        <Roles own={me?.role ?? null} />
        {me && <Others me={me} byToken={person === null} />}
      </div>
    </div>
  );
}

function useMe({ call }: Pick<Api, 'call'>) {
  const [me, setMe] = useState<Me | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reloads, reload] = useReload();
  // biome-ignore lint/correctness/useExhaustiveDependencies(reloads): a higher number loads again
  useEffect(() => {
    let wanted = true;
    setProblem(null);
    void call('/api/me', {}, TIMEOUT_MS).then(
      (found) => wanted && setMe(found as Me),
      (error: unknown) => wanted && setProblem(asProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [call, reloads]);
  return { me, problem, reload };
}

export function You({ me, person, onSignOut }: { me: Me; person: Person | null; onSignOut: () => void }) {
  const { t } = useTranslation();
  const { tx } = usePeopleTexts();
  const name = person?.name ?? me.name ?? person?.username ?? null;
  const names: [label: string, value: string | null][] = [
    [tx('you.name'), name],
    [tx('you.email'), person?.email ?? null],
    // Only where it says something else.
    [tx('you.shown'), me.name === name ? null : me.name],
  ];
  return (
    <section class="people-part" aria-labelledby="people-you" data-testid="people-you">
      <h2 id="people-you">{tx('you.title')}</h2>
      {person === null && <p>{tx('you.token')}</p>}
      <dl class="people-facts">
        {names.map(([label, value]) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
        )}
        <div>
          <dt>{tx('you.role')}</dt>
          <dd>
            <strong data-testid="people-role">{tx(`role.${me.role}`)}</strong> {tx(`role.${me.role}.may`)}
          </dd>
        </div>
      </dl>
      <button type="button" class="button" data-testid="people-sign-out" onClick={onSignOut}>
        <Icon name="leave" />
        {t('signin.out')}
      </button>
    </section>
  );
}

/** The roles side by side. The person's own is marked. */
export function Roles({ own }: { own: Role | null }) {
  const { tx } = usePeopleTexts();
  return (
    <section class="people-part" aria-labelledby="people-roles" data-testid="people-roles">
      <h2 id="people-roles">{tx('roles.title')}</h2>
      <table class="roles">
        <thead>
          <tr>
            <th scope="col">{tx('roles.may')}</th>
            {ROLES.map((each) => (
              <th key={each} scope="col" class={each === own ? 'is-own' : undefined}>
                {tx(`role.${each}`)}
                {each === own && <span class="roles-own">{tx('roles.yours')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ABILITIES.map(({ name, role: needed }) => (
            <tr key={name}>
              <th scope="row">{tx(`may.${name}`)}</th>
              {ROLES.map((each) => (
                <td key={each} class={each === own ? 'is-own' : undefined}>
                  <Answer yes={mayDo(each, needed)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{tx('roles.versions')}</p>
    </section>
  );
}

function Answer({ yes }: { yes: boolean }) {
  const { tx } = usePeopleTexts();
  return (
    <>
      {yes ? <Icon name="check" /> : <span aria-hidden="true">–</span>}
      <span class="sr-only">{tx(yes ? 'roles.yes' : 'roles.no')}</span>
    </>
  );
}

/** How others are let in, and kept out. */
export function Others({ me: { role }, byToken }: { me: Me; byToken: boolean }) {
  const { tx } = usePeopleTexts();
  return (
    <section class="people-part" aria-labelledby="people-others" data-testid="people-others">
      <h2 id="people-others">{tx('others.title')}</h2>
      {byToken && (
        <>
          <p>{tx('others.token')}</p>
          <p>{tx('others.tokenEnd')}</p>
          <p>{tx('others.accounts')}</p>
        </>
      )}
      {!byToken && role !== 'owner' && <p>{tx('others.ask')}</p>}
      {!byToken && role === 'owner' && (
        <>
          <p>{tx('others.pool')}</p>
          <h3>{tx('others.add')}</h3>
          <p>{tx('others.addHow')}</p>
          <Commands lines={COMMANDS.add} label={tx('others.add')} />
          <h3>{tx('others.remove')}</h3>
          <p>{tx('others.removeHow')}</p>
          <Commands lines={COMMANDS.remove} label={tx('others.remove')} />
          <p class="hint">{tx('others.acts')}</p>
        </>
      )}
    </section>
  );
}

function Commands({ lines, label }: { lines: readonly string[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section class="commands" tabIndex={0} aria-label={label} dir="ltr">
      <pre>
        <code>{lines.join('\n')}</code>
      </pre>
    </section>
  );
}
