//! Whether long facts are chosen by their meaning too.

use super::super::report::Level;
use super::advice::Line;

/// The line of the report. `listed`: whether the server's list of models names the model, if the server has one.
pub(super) fn advice(model: &str, listed: Option<bool>) -> Line {
    match listed {
        Some(true) => (Level::Ok, format!("the server has {model}, which embeds them")),
        Some(false) => (
            Level::Warning,
            format!(
                "the server's list of models does not name {model}: check OPENAI_EMBEDDING_MODEL. If it is wrong, facts \
                 above 20 KB are chosen by their words alone"
            ),
        ),
        None => (
            Level::Ok,
            format!(
                "{model} embeds them. The server lists no models: a failure is counted as EmbeddingsFailed"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_of_embedding_has_a_line() {
        for (listed, level, part) in [
            (Some(true), Level::Ok, "the server has e"),
            (Some(false), Level::Warning, "does not name e"),
            (None, Level::Ok, "EmbeddingsFailed"),
        ] {
            let (found, text) = advice("e", listed);
            assert!(found == level && text.contains(part), "{text}");
        }
    }
}
