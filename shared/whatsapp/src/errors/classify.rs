//! Decides the action for an answer of Graph.

use super::{Action, GraphErrorInfo, known};

/// The action for a failed call.
///
/// The code decides where the table has it. Otherwise: 429 → retry, 401 → token, 408 and 5xx → reconcile, other 4xx →
/// give up. An unexpected answer below 400 (an HTML page with status 200) may hide a message that was sent → reconcile.
pub fn classify(http_status: u16, error: Option<&GraphErrorInfo>) -> Action {
    with_subcode(http_status, error.map(|error| error.code), None)
}

pub(crate) fn with_subcode(http_status: u16, code: Option<i64>, subcode: Option<i64>) -> Action {
    /// "Account in maintenance": with 4xx nothing was sent; with 5xx that is unknown.
    const MAINTENANCE: i64 = 131_057;

    if code == Some(MAINTENANCE) && http_status >= 500 {
        return Action::Reconcile;
    }
    match code.and_then(|code| known(code, subcode)) {
        Some(entry) => entry.action,
        None => by_status(http_status),
    }
}

fn by_status(http_status: u16) -> Action {
    match http_status {
        429 => Action::Retry,
        401 => Action::Token,
        408 => Action::Reconcile,
        400..=499 => Action::GiveUp,
        _ => Action::Reconcile,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_code_then_by_status() {
        let table = [
            (429, None, Action::Retry),
            (401, None, Action::Token),
            (500, None, Action::Reconcile),
            (503, None, Action::Reconcile),
            (408, None, Action::Reconcile),
            (200, None, Action::Reconcile),
            (302, None, Action::Reconcile),
            (400, None, Action::GiveUp),
            (403, None, Action::GiveUp),
            (404, None, Action::GiveUp),
            (400, Some(131_057), Action::Retry),
            (500, Some(131_057), Action::Reconcile),
            (500, Some(4), Action::Retry),
            (400, Some(4), Action::Retry),
            (400, Some(190), Action::Token),
            (500, Some(3), Action::Token),
            (400, Some(131_056), Action::PairLimit),
            (400, Some(131_047), Action::WindowClosed),
            (400, Some(131_000), Action::Reconcile),
            (400, Some(132_015), Action::StopTemplate),
            (400, Some(999_999), Action::GiveUp),
            (500, Some(999_999), Action::Reconcile),
            (429, Some(999_999), Action::Retry),
        ];
        for (http_status, code, action) in table {
            let error = code.map(|code| GraphErrorInfo { code, ..GraphErrorInfo::default() });
            assert_eq!(classify(http_status, error.as_ref()), action, "{http_status} {code:?}");
        }
    }
}
