//! How many tokens a text has, estimated without a tokenizer.

/// Tokens of a message besides its text: its role and its separators. OpenAI counts three or four.
pub(super) const TURN_OVERHEAD: usize = 4;

/// A cautious estimate of a text's tokens, without a tokenizer: a third of its characters or a quarter of its UTF-8
/// bytes, whichever is more. It is about a third too high for English and French, and about right for Chinese.
pub fn estimate_tokens(text: &str) -> usize {
    tokens_of(text.chars().count(), text.len())
}

fn tokens_of(chars: usize, bytes: usize) -> usize {
    chars.div_ceil(3).max(bytes.div_ceil(4))
}

/// The tokens that a turn takes from the budget.
pub(super) fn cost(text: &str) -> usize {
    estimate_tokens(text) + TURN_OVERHEAD
}

/// The longest suffix of `text` that has at most `tokens`, without surrounding blanks.
pub(super) fn end_within(text: &str, tokens: usize) -> &str {
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

    proptest! {
        #[test]
        fn the_end_of_a_text_fits(text in any::<String>(), tokens in 0usize..40) {
            let end = end_within(&text, tokens);
            prop_assert!(estimate_tokens(end) <= tokens);
            prop_assert!(text.trim().ends_with(end));
        }
    }
}
