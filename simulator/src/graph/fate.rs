//! What befalls a call about messages: nothing on a good day, anything in a soak test.

use std::time::Duration;

use super::error::GraphError;
use crate::random::Random;
use crate::settings::Settings;

/// How long an answer takes that is not meant to be waited for.
pub(super) const UNANSWERED: Duration = Duration::from_mins(1);
/// The server errors that Graph answers with, of which one is chosen.
const SERVER_ERRORS: [i64; 4] = [131_000, 2, 131_016, 133_004];

/// What befalls a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Answered,
    /// The answer comes too late.
    TimedOut {
        takes_effect: bool,
    },
    /// The answer is this server error.
    ServerError {
        code: i64,
        takes_effect: bool,
    },
    /// Refused for the rate. Nothing happens.
    Throttled,
}

impl Fate {
    pub(super) fn draw(settings: &Settings, luck: &mut Random) -> Self {
        if luck.chance(settings.graph_throttle_rate) {
            Self::Throttled
        } else if luck.chance(settings.graph_5xx_rate) {
            let choice = usize::try_from(luck.next() % 4).unwrap_or(0);
            Self::ServerError {
                code: SERVER_ERRORS.get(choice).copied().unwrap_or(131_000),
                takes_effect: luck.chance(0.5),
            }
        } else if luck.chance(settings.graph_timeout_rate) {
            Self::TimedOut { takes_effect: luck.chance(0.5) }
        } else {
            Self::Answered
        }
    }

    pub(super) fn takes_effect(self) -> bool {
        match self {
            Self::Answered => true,
            Self::TimedOut { takes_effect } | Self::ServerError { takes_effect, .. } => takes_effect,
            Self::Throttled => false,
        }
    }

    /// The error that stands in place of the answer.
    pub(super) fn error(self) -> Option<GraphError> {
        match self {
            Self::Answered | Self::TimedOut { takes_effect: true } => None,
            Self::TimedOut { .. } => Some(GraphError::of(2)),
            Self::ServerError { code, .. } => Some(GraphError::of(code)),
            Self::Throttled => Some(GraphError::of(130_429)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(settings: &Settings) -> Vec<Fate> {
        let mut luck = Random::seeded(11);
        (0..1000).map(|_| Fate::draw(settings, &mut luck)).collect()
    }

    #[test]
    fn a_good_day_has_no_accidents() {
        assert!(draws(&Settings::default()).iter().all(|fate| *fate == Fate::Answered));
    }

    #[test]
    fn accidents_come_at_their_rates_and_before_or_after_the_effect() {
        let settings = Settings {
            graph_timeout_rate: 0.2,
            graph_5xx_rate: 0.2,
            graph_throttle_rate: 0.2,
            ..Settings::default()
        };
        let fates = draws(&settings);
        let count = |which: fn(&Fate) -> bool| fates.iter().filter(|fate| which(fate)).count();
        assert!((150..250).contains(&count(|fate| *fate == Fate::Throttled)));
        for takes_effect in [true, false] {
            let errors = fates.iter().filter(
                |fate| matches!(fate, Fate::ServerError { takes_effect: effect, .. } if *effect == takes_effect),
            );
            assert!((40..130).contains(&errors.count()));
            let late = Fate::TimedOut { takes_effect };
            assert!((30..120).contains(&fates.iter().filter(|fate| **fate == late).count()));
        }
        assert_eq!(fates, draws(&settings), "the same seed, the same accidents");
    }

    #[test]
    fn server_errors_are_server_errors() {
        for code in SERVER_ERRORS {
            assert!(GraphError::of(code).http.is_server_error(), "{code}");
        }
    }
}
