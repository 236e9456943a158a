/** The search of the open conversation: its button, what it opens, and the message to go to. */
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { Api } from './api';
import type { Message } from './contract';
import { type EscapeLayers, Layers } from './escape';
import { ThreadFind } from './ThreadFind';
import type { Sought } from './useJump';

interface Options {
  api: Api;
  id: string;
  now: number;
  messages: readonly Message[];
  section: RefObject<HTMLElement | null>;
  layers: EscapeLayers;
}

export function useFinding({ api, id, now, messages, section, layers }: Options) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [sought, setSought] = useState<Sought | null>(null);
  const toggle = () => {
    setOpen(!open);
    setSought(null);
    if (open) section.current?.querySelector<HTMLElement>('[data-testid="find"]')?.focus();
  };
  const button = (
    <button
      type="button"
      class="button button-quiet find"
      data-testid="find"
      aria-expanded={open}
      aria-label={t('find.label')}
      title={t('find.label')}
      onClick={toggle}
    >
      <Icon name="search" />
    </button>
  );
  const panel = open && (
    <Layers.Provider value={layers}>
      <ThreadFind
        api={api}
        id={id}
        now={now}
        messages={messages}
        onGo={(message) => setSought({ id: message })}
        onClose={toggle}
      />
    </Layers.Provider>
  );
  return { button, panel, sought };
}
