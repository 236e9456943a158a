//! Whether voice messages are transcribed. Nothing is sent to a model: that would cost, and take a voice.

use super::super::report::Level;
use super::advice::Line;

/// The line of the report. `model`: the one that transcribes. `listed`: whether the server's list of models names it, if the
/// server has one.
pub(super) fn advice(is_on: bool, model: Option<&str>, listed: Option<bool>) -> Line {
    let try_it = "write a voice message to the business number and look at its transcript in the inbox";
    match (is_on, model, listed) {
        (false, ..) => (Level::Ok, "they are not transcribed, because RELAIS_UNDERSTAND leaves them out".to_owned()),
        (true, None, _) => (
            Level::Warning,
            "they are not transcribed, and each is marked for a person: set OPENAI_TRANSCRIBE_MODEL to a model of \
             OPENAI_BASE_URL that transcribes, or leave voice out of RELAIS_UNDERSTAND"
                .to_owned(),
        ),
        (true, Some(model), Some(true)) => (Level::Ok, format!("the server has {model}, which transcribes them")),
        (true, Some(model), Some(false)) => (
            Level::Warning,
            format!("the server's list of models does not name {model}: check OPENAI_TRANSCRIBE_MODEL, or {try_it}"),
        ),
        (true, Some(model), None) => {
            (Level::Ok, format!("{model} transcribes them. The server lists no models: to be sure, {try_it}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_of_transcription_has_a_line() {
        for (state, level, part) in [
            ((false, None, None), Level::Ok, "RELAIS_UNDERSTAND"),
            ((true, None, None), Level::Warning, "set OPENAI_TRANSCRIBE_MODEL"),
            ((true, Some("w"), Some(true)), Level::Ok, "the server has w"),
            ((true, Some("w"), Some(false)), Level::Warning, "does not name w"),
            ((true, Some("w"), None), Level::Ok, "write a voice message"),
        ] {
            let (found, text) = advice(state.0, state.1, state.2);
            assert!(found == level, "{state:?}");
            assert!(text.contains(part), "{text}");
        }
    }
}
