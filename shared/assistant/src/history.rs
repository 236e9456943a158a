//! The conversation that the model receives: the newest turns that fit a budget.

use std::fmt;

/// The author of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The customer. Their words are content, never instructions.
    Customer,
    /// This assistant, in an earlier answer.
    Assistant,
    /// A person of the business, in the inbox or in the phone app.
    Agent,
}

/// One message of the conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who wrote it.
    pub speaker: Speaker,
    /// Its text, as received. Control characters are removed before the model receives it.
    pub text: String,
}

/// Leaves the text out, so that a turn can be logged safely.
impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("speaker", &self.speaker).field("bytes", &self.text.len()).finish()
    }
}

/// Tokens of a message besides its text: its role and its separators. OpenAI counts three or four.
const TURN_OVERHEAD: usize = 4;

/// A cautious estimate of a text's tokens, without a tokenizer: a third of its characters or a quarter of its UTF-8
/// bytes, whichever is more. It is about a third too high for English and French, and about right for Chinese.
pub fn estimate_tokens(text: &str) -> usize {
    tokens_of(text.chars().count(), text.len())
}

fn tokens_of(chars: usize, bytes: usize) -> usize {
    chars.div_ceil(3).max(bytes.div_ceil(4))
}

/// The tokens that a turn takes from the budget.
pub(crate) fn cost(text: &str) -> usize {
    estimate_tokens(text) + TURN_OVERHEAD
}

/// The newest turns that cost at most `budget` tokens, oldest first, cleaned.
///
/// Turns are kept whole and without gaps: the first that does not fit ends the history, even where an older, shorter
/// one would fit. Only when the newest turn alone is too long, its beginning is cut off, at a character, because the
/// question usually comes last. Turns without text are left out.
pub(crate) fn recent(history: &[Turn], budget: usize) -> Vec<Turn> {
    let mut left = budget;
    let mut kept = Vec::new();
    for turn in history.iter().rev() {
        let text = clean(&turn.text);
        if text.is_empty() {
            continue;
        }
        let Some(rest) = left.checked_sub(cost(&text)) else {
            let end = end_within(&text, left.saturating_sub(TURN_OVERHEAD));
            if kept.is_empty() && !end.is_empty() {
                kept.push(Turn { speaker: turn.speaker, text: end.to_owned() });
            }
            break;
        };
        left = rest;
        kept.push(Turn { speaker: turn.speaker, text });
    }
    kept.reverse();
    kept
}

/// The text without control characters, including NUL, and without surrounding blanks. Line breaks and tabs are kept.
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    kept.trim().to_owned()
}

/// The longest suffix of `text` that costs at most `tokens`.
fn end_within(text: &str, tokens: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .enumerate()
        .take_while(|(before, (at, _))| tokens_of(before + 1, text.len() - at) <= tokens)
        .last()
        .map_or(text.len(), |(_, (at, _))| at);
    text.get(start..).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn customer(text: &str) -> Turn {
        Turn { speaker: Speaker::Customer, text: text.to_owned() }
    }

    fn texts(turns: &[Turn]) -> Vec<&str> {
        turns.iter().map(|turn| turn.text.as_str()).collect()
    }

    #[test]
    fn the_newest_turns_are_kept_in_order() {
        let history = [customer("one"), customer("two"), customer("three")];
        assert_eq!(texts(&recent(&history, cost("two") + cost("three"))), ["two", "three"]);
        assert_eq!(texts(&recent(&history, 1_000)), ["one", "two", "three"]);
    }

    #[test]
    fn a_turn_that_does_not_fit_ends_the_history() {
        let history = [customer("a"), customer(&"long ".repeat(50)), customer("b")];
        assert_eq!(texts(&recent(&history, 20)), ["b"]);
    }

    #[test]
    fn one_overlong_turn_keeps_its_end() {
        let history = [customer("old"), customer("éééééé question?")];
        assert_eq!(
            texts(&recent(&history, TURN_OVERHEAD + 3)),
            ["question?"],
            "nine characters are three tokens"
        );
        assert!(recent(&history, TURN_OVERHEAD).is_empty());
    }

    #[test]
    fn control_characters_and_blank_turns_go() {
        let history = [customer("\u{0}\u{1b} \r\n"), customer("a\u{0}b\u{7f}\u{85}\r\n\tc\u{1b}[31m")];
        assert_eq!(texts(&recent(&history, 1_000)), ["ab\n\tc[31m"]);
    }

    #[test]
    fn debug_holds_no_text() {
        assert!(!format!("{:?}", customer("MARKER")).contains("MARKER"));
    }

    proptest! {
        #[test]
        fn any_history_stays_within_any_budget(
            history in prop::collection::vec(any::<String>().prop_map(|text| customer(&text)), 0..12),
            budget in 0usize..120,
        ) {
            let kept = recent(&history, budget);
            prop_assert!(kept.iter().map(|turn| cost(&turn.text)).sum::<usize>() <= budget);
            let all: Vec<String> = history.iter().map(|turn| clean(&turn.text)).filter(|text| !text.is_empty()).collect();
            // The end of the history is kept; only its first turn may be cut.
            for (kept, whole) in kept.iter().rev().zip(all.iter().rev()) {
                prop_assert!(whole.ends_with(&kept.text));
                prop_assert!(kept.text == *whole || all.len() == 1 || texts(&recent(&history, budget)).len() == 1);
            }
            if let Some(newest) = all.last() {
                prop_assert_eq!(kept.last().map(|turn| &turn.text) == Some(newest), cost(newest) <= budget);
            }
        }
    }
}
