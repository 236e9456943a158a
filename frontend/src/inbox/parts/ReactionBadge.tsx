/** The reactions to a message, on its lower edge. */
import { useTranslation } from '../../text/Language';
import type { Reaction } from './reactions';

export function ReactionBadge({ reactions }: { reactions: readonly Reaction[] }) {
  const { t } = useTranslation();
  if (reactions.length === 0) return null;
  const said = reactions.map(({ emoji, outbound, who }) => {
    if (outbound) return t('reaction.ours', { emoji });
    return who === null ? t('reaction.customer', { emoji }) : t('reaction.theirs', { emoji, who });
  });
  return (
    <p class="reactions" data-testid="reactions" title={said.join('\n')}>
      <span aria-hidden="true">{[...new Set(reactions.map(({ emoji }) => emoji))].join(' ')}</span>
      {reactions.length > 1 && <span aria-hidden="true">{reactions.length}</span>}
      <span class="sr-only">{said.join(', ')}</span>
    </p>
  );
}
