/** The place of the quick replies' form, which is loaded when it is opened. */
import { useTranslation } from '../../../text/Language';
import { useLoaded } from '../../../ui/useLoaded';
import type { RepliesFormProps } from './RepliesForm';

export function RepliesSlot(props: RepliesFormProps) {
  const { t } = useTranslation();
  const Form = useLoaded(true, () => import('./RepliesForm'))?.RepliesForm;
  return Form ? <Form {...props} /> : <p class="hint">{t('thread.loading')}</p>;
}
