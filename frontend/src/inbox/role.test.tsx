/** What the pages offer to whom. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { conversation, message, NO_ACTIONS } from '../../dev/samples.ts';
import { JumpNav } from '../settings/JumpNav';
import { ReadOnlyNote } from '../settings/SettingsPage';
import { LanguageProvider } from '../text/Language';
import { ReadOnly } from './Composer';
import { Joined } from './Joined';
import { MessageBubble } from './MessageBubble';
import { type May, MayContext, mayOf } from './role';
import { ThreadHeader } from './ThreadHeader';
import { NOTHING_KNOWN } from './team/known';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const done = () => undefined;
const html = (shown: ComponentChild, may: May = mayOf('viewer')) =>
  render(
    <LanguageProvider>
      <MayContext.Provider value={may}>{shown}</MayContext.Provider>
    </LanguageProvider>,
  );

test('each role may do what the ones before it may, and all is offered until it is known', () => {
  expect(mayOf('viewer')).toEqual({ serve: false, manage: false });
  expect(mayOf('agent')).toEqual({ serve: true, manage: false });
  expect(mayOf('owner')).toEqual({ serve: true, manage: true });
  expect(mayOf(null)).toEqual(mayOf('owner'));
});

describe('a viewer', () => {
  const header = (may: May, closed = false) =>
    html(
      <ThreadHeader
        conversation={conversation('c1', { closed })}
        number={null}
        window={{ open: false }}
        now={0}
        person={null}
        actions={{ act: async () => undefined, unmerge: async () => undefined, organise: async () => undefined }}
        known={NOTHING_KNOWN}
        others={[]}
        onBack={done}
      />,
      may,
    );

  test('sees who answers, and no button that changes it', () => {
    expect(header(mayOf('agent'))).toMatch(/data-testid="takeover".*/);
    expect(header(mayOf('agent'))).toContain('Close: nothing more');
    const page = header(mayOf('viewer'));
    expect(page).toContain('takeover-who');
    expect(page).not.toContain('data-testid="takeover"');
    expect(page).not.toContain('class="button button-quiet close"');
    expect(header(mayOf('viewer'), true)).toContain('class="button button-quiet close"');
  });

  test('takes no message back, and no thread out', () => {
    const bubble = (may: May) =>
      html(
        <MessageBubble
          message={message('c.1.x', { cancellable: true, status: 'pending' })}
          author={null}
          quoted={null}
          resent={false}
          actions={NO_ACTIONS}
        />,
        may,
      );
    expect(bubble(mayOf('agent'))).toContain('data-testid="cancel"');
    expect(bubble(mayOf('viewer'))).not.toContain('data-testid="cancel"');
    const joined = (
      <Joined merged={[{ id: 'c2', name: 'Awa', phone_number: null, username: null }]} busy={false} onUndo={done} />
    );
    expect(html(joined, mayOf('agent'))).toContain('data-testid="unmerge"');
    expect(html(joined)).toContain('data-testid="joined"');
    expect(html(joined)).not.toContain('data-testid="unmerge"');
  });

  test('reads in the composer’s place why there is none', () => {
    expect(html(<ReadOnly why="role.readOnly" />)).toContain('Your role is viewer');
  });

  test('cannot try the assistant', () => {
    const nav = <JumpNav view="form" onView={done} />;
    expect(html(nav, mayOf('agent'))).toContain('view-trial');
    expect(html(nav)).not.toContain('view-trial');
    expect(html(nav)).toContain('settings-jump');
  });
});

test('in the place of the save bar stands that only owners change settings', () => {
  expect(html(<ReadOnlyNote />, mayOf('agent'))).toContain('Only owners change them');
});
