//! The fault that is injected into a call about messages. There is none unless the settings ask for it.

use std::time::Duration;

use super::error::GraphError;
use crate::random::Random;
use crate::settings::Settings;

/// How long an answer takes that the caller is not expected to wait for.
pub(super) const UNANSWERED: Duration = Duration::from_mins(1);
/// The server errors, of which one is chosen at random.
const SERVER_ERRORS: [i64; 4] = [131_000, 2, 131_016, 133_004];

/// The fault of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The call is answered normally.
    None,
    /// The answer comes after the caller's time limit.
    TimedOut { takes_effect: bool },
    /// The answer is this server error.
    ServerError { code: i64, takes_effect: bool },
    /// Refused for its rate. The call has no effect.
    Throttled,
}

impl Fault {
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
            Self::None
        }
    }

    pub(super) fn takes_effect(self) -> bool {
        match self {
            Self::None => true,
            Self::TimedOut { takes_effect } | Self::ServerError { takes_effect, .. } => takes_effect,
            Self::Throttled => false,
        }
    }

    /// The error that replaces the answer.
    pub(super) fn error(self) -> Option<GraphError> {
        match self {
            Self::None | Self::TimedOut { takes_effect: true } => None,
            Self::TimedOut { .. } => Some(GraphError::of(2)),
            Self::ServerError { code, .. } => Some(GraphError::of(code)),
            Self::Throttled => Some(GraphError::of(130_429)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(settings: &Settings) -> Vec<Fault> {
        let mut luck = Random::seeded(11);
        (0..1000).map(|_| Fault::draw(settings, &mut luck)).collect()
    }

    #[test]
    fn default_settings_inject_no_faults() {
        assert!(draws(&Settings::default()).iter().all(|fault| *fault == Fault::None));
    }

    #[test]
    fn faults_come_at_their_rates_and_before_or_after_the_effect() {
        let settings = Settings {
            graph_timeout_rate: 0.2,
            graph_5xx_rate: 0.2,
            graph_throttle_rate: 0.2,
            ..Settings::default()
        };
        let faults = draws(&settings);
        let count = |which: fn(&Fault) -> bool| faults.iter().filter(|fault| which(fault)).count();
        assert!((150..250).contains(&count(|fault| *fault == Fault::Throttled)));
        for takes_effect in [true, false] {
            let errors = faults.iter().filter(
                |fault| matches!(fault, Fault::ServerError { takes_effect: effect, .. } if *effect == takes_effect),
            );
            assert!((40..130).contains(&errors.count()));
            let late = Fault::TimedOut { takes_effect };
            assert!((30..120).contains(&faults.iter().filter(|fault| **fault == late).count()));
        }
        assert_eq!(faults, draws(&settings), "the same seed gives the same faults");
    }

    #[test]
    fn server_errors_are_server_errors() {
        for code in SERVER_ERRORS {
            assert!(GraphError::of(code).http.is_server_error(), "{code}");
        }
    }
}
