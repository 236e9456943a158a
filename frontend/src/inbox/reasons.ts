/** Why a conversation needs a person: shortly for the list, and with what to do for the conversation. */
import type { TextKey } from '../text/translate';
import type { Reason } from './contract';

interface Words {
  reason: TextKey;
  advice: TextKey;
}

const WORDS: Readonly<Record<Reason, Words>> = {
  model_failed: { reason: 'reason.modelFailed', advice: 'advice.modelFailed' },
  assistant_off: { reason: 'reason.assistantOff', advice: 'advice.answer' },
  window_closed: { reason: 'reason.windowClosed', advice: 'advice.windowClosed' },
  rate_cap: { reason: 'reason.rateCap', advice: 'advice.cap' },
  send_failed: { reason: 'reason.sendFailed', advice: 'advice.sendFailed' },
  sending_stopped: { reason: 'reason.sendingStopped', advice: 'advice.sendingStopped' },
  nobody_answered: { reason: 'reason.nobodyAnswered', advice: 'advice.nobodyAnswered' },
  opted_out: { reason: 'reason.optedOut', advice: 'advice.optedOut' },
  unreadable: { reason: 'reason.unreadable', advice: 'advice.unreadable' },
  missed_call: { reason: 'reason.missedCall', advice: 'advice.missedCall' },
  corrected: { reason: 'reason.corrected', advice: 'advice.corrected' },
  not_understood: { reason: 'reason.notUnderstood', advice: 'advice.notUnderstood' },
  outcome_unknown: { reason: 'reason.outcomeUnknown', advice: 'advice.outcomeUnknown' },
  cancelled: { reason: 'reason.cancelled', advice: 'advice.cancelled' },
  closed: { reason: 'reason.closed', advice: 'advice.answer' },
  handed_over: { reason: 'reason.handedOver', advice: 'advice.handedOver' },
  tool_in_doubt: { reason: 'reason.toolInDoubt', advice: 'advice.toolInDoubt' },
  tool_acted: { reason: 'reason.toolActed', advice: 'advice.toolActed' },
  not_helped: { reason: 'reason.notHelped', advice: 'advice.notHelped' },
  snooze_ended: { reason: 'reason.snoozeEnded', advice: 'advice.snoozeEnded' },
  asked_for_person: { reason: 'reason.askedForPerson', advice: 'advice.answer' },
  day_cap: { reason: 'reason.dayCap', advice: 'advice.cap' },
  model_budget: { reason: 'reason.modelBudget', advice: 'advice.answer' },
};

/** A reason that this page does not know leads to the conversation. */
export function wordsOf(reason: Reason): Words {
  return WORDS[reason] ?? { reason: 'reason.other', advice: 'advice.other' };
}
