//! Graph's errors: what each means, what the program does, and the advice for the people of a shop.
//!
//! Meta asks to build on `code` and `details`, not on title or HTTP status (error-codes page, 11 September 2026). The
//! split between [`Action::Retry`] and [`Action::Reconcile`] is ours. Meta only says "retry", but a message that may
//! have been sent must not be sent twice.

mod classify;
#[cfg(any(test, feature = "documented"))]
pub mod documented;
mod failed;
mod info;
mod subcodes;
mod table;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::language::Language;

pub use classify::classify;
#[cfg(feature = "client")]
pub(crate) use classify::with_subcode;
pub use failed::advice_once_failed;
pub use info::GraphErrorInfo;

/// Graph's code for a message outside the 24-hour window that is no template.
pub const WINDOW_CLOSED: i64 = 131_047;

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing was sent: retry with back-off.
    Retry,
    /// Too many messages to this one customer: wait 4^n seconds before the n-th retry, counted from 0. Other customers
    /// are not affected.
    PairLimit,
    /// The message may have been sent: wait for a status with our callback data before sending again.
    Reconcile,
    /// The token or its permissions are invalid: stop sending, alert, continue once it is fixed.
    Token,
    /// The number or the account is blocked: stop sending, alert.
    Stop,
    /// The template is refused: stop using it, alert. Other messages are not affected.
    StopTemplate,
    /// This message will never arrive: show the reason.
    GiveUp,
    /// The 24-hour window is closed: only a template may be sent.
    WindowClosed,
    /// The request itself is wrong: a defect in the program, or bad input.
    FixRequest,
}

/// One entry of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorEntry {
    /// The codes that the entry covers.
    pub codes: RangeInclusive<i64>,
    /// What the program does.
    pub action: Action,
    /// What happened, for logs and alarms.
    pub title: &'static str,
    /// What happened and what a person should do, in English.
    pub advice_en: &'static str,
    /// The same as `advice_en`, in French.
    pub advice_fr: &'static str,
}

impl ErrorEntry {
    /// What happened and what a person should do.
    pub fn advice(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.advice_en,
            Language::Fr => self.advice_fr,
        }
    }
}

/// The entry for a code, or a more precise one for the code with its subcode. A code that is not in the table gets a
/// general entry.
pub fn entry_for(code: i64, subcode: Option<i64>) -> &'static ErrorEntry {
    known(code, subcode).unwrap_or(&table::UNKNOWN)
}

/// The entry for a code, if the table has one.
pub(crate) fn known(code: i64, subcode: Option<i64>) -> Option<&'static ErrorEntry> {
    let precise = subcode.and_then(|subcode| subcodes::find(code, subcode));
    precise.or_else(|| table::TABLE.iter().find(|entry| entry.codes.contains(&code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_code_has_its_entry() {
        for (action, codes) in documented::CODES {
            for code in *codes {
                let entry = known(*code, None);
                assert_eq!(entry.map(|entry| entry.action), Some(*action), "{code}");
            }
        }
    }

    #[test]
    fn every_entry_has_a_documented_code() {
        for entry in table::TABLE {
            let mut documented = documented::CODES.iter().flat_map(|(_, codes)| codes.iter());
            assert!(documented.any(|code| entry.codes.contains(code)), "{:?} is in no test", entry.codes);
        }
    }

    #[test]
    fn no_code_has_two_entries() {
        for (at, entry) in table::TABLE.iter().enumerate() {
            for other in &table::TABLE[at + 1..] {
                let apart =
                    entry.codes.end() < other.codes.start() || other.codes.end() < entry.codes.start();
                assert!(apart, "{:?} and {:?}", entry.codes, other.codes);
            }
        }
    }

    #[test]
    fn every_entry_speaks_plainly_in_both_languages() {
        for entry in table::TABLE.iter().chain([entry_for(-1, None)]) {
            for advice in [entry.advice(Language::En), entry.advice(Language::Fr)] {
                assert!((20..=200).contains(&advice.chars().count()), "{:?}: {advice}", entry.codes);
                assert!(advice.ends_with('.'), "{advice}");
            }
            assert_ne!(entry.advice_en, entry.advice_fr);
            assert!(!entry.title.is_empty());
        }
    }

    #[test]
    fn subcodes_say_more() {
        assert_eq!(entry_for(100, Some(33)).action, Action::Stop);
        assert_eq!(entry_for(100, Some(34)).action, Action::FixRequest);
        assert_eq!(entry_for(190, Some(463)).title, "access token expired");
        assert_eq!(entry_for(190, None).title, "access token invalid");
        assert_eq!(entry_for(130_429, Some(2_494_055)).action, Action::Retry);
    }

    #[test]
    fn an_unknown_code_gets_the_general_entry() {
        for code in [-1, 5, 999_999, i64::MAX] {
            assert_eq!(entry_for(code, None).title, "unknown error");
        }
    }
}
