/** What a text looks like at the customer's, where it has marks that WhatsApp shows otherwise than they are typed. */
import { useMemo } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { MAX_LENGTH } from '../length';
import { blocksOf } from './blocks';
import { Marked } from './Marked';

export function MarkPreview({ text }: { text: string }) {
  const { t } = useTranslation();
  const marked = useMemo(() => text.length <= MAX_LENGTH && hasMarks(text), [text]);
  if (!marked) return null;
  return (
    <div class="mark-preview" data-testid="mark-preview">
      <p class="hint">{t('composer.preview')}</p>
      <Marked content={text} />
    </div>
  );
}

/** Whether anything of it is shown otherwise than it is typed. An address is not. */
export function hasMarks(text: string): boolean {
  return blocksOf(text).some(
    (block) =>
      block.kind !== 'text' || block.of.some((part) => typeof part !== 'string' && ('mark' in part || 'code' in part)),
  );
}
