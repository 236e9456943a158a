//! Whether the same model is asked once more, and how.

use std::time::Duration;

use crate::AssistantError;
use crate::dialect::Effort;
use crate::prompt::Wish;
use crate::server::Manner;

/// The longest wait before asking again. A longer one is left to the caller, whose queue can wait at no cost.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The wait after a failure that passes, when the server names none.
const USUAL_WAIT: Duration = Duration::from_millis(500);

/// How the model is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    pub(crate) wait: Duration,
    pub(crate) manner: Manner,
}

impl Again {
    const AT_ONCE: Self =
        Self { wait: Duration::ZERO, manner: Manner { wish: Wish::Usual, effort: Effort::Usual } };
    const WITH_LESS_EFFORT: Self =
        Self { wait: Duration::ZERO, manner: Manner { wish: Wish::Usual, effort: Effort::Less } };
    /// After an answer that is too long for one message.
    pub(crate) const SHORTER: Self =
        Self { wait: Duration::ZERO, manner: Manner { wish: Wish::Shorter, effort: Effort::Usual } };
}

/// How to ask again after this error. `None`: it would not help, or would come too late.
pub(crate) fn after(error: &AssistantError) -> Option<Again> {
    match error {
        AssistantError::Empty | AssistantError::Torn | AssistantError::Malformed => Some(Again::AT_ONCE),
        AssistantError::OnlyThoughts | AssistantError::TimedOut => Some(Again::WITH_LESS_EFFORT),
        // Request timeout and conflict; OpenAI's own clients retry both.
        AssistantError::Unreachable(_) | AssistantError::Refused { status: 408 | 409 } => {
            Some(Again { wait: USUAL_WAIT, ..Again::AT_ONCE })
        }
        AssistantError::RateLimited { retry_after } | AssistantError::Unavailable { retry_after, .. } => {
            let wait = retry_after.unwrap_or(USUAL_WAIT);
            (wait <= LONGEST_WAIT).then_some(Again { wait, ..Again::AT_ONCE })
        }
        AssistantError::NothingToAnswer
        | AssistantError::Declined
        | AssistantError::Refused { .. }
        | AssistantError::TooLong
        | AssistantError::Quota
        | AssistantError::Key
        | AssistantError::Address => None,
    }
}
