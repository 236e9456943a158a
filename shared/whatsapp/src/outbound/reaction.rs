//! A reaction to send.
//!
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/reaction-messages>

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{Fault, FieldError};
use crate::ids::Wamid;

/// A reaction to a message of the same conversation. [`Reaction::new`] is the only way to make one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    message_id: Wamid,
    emoji: String,
}

impl Reaction {
    /// A reaction with one emoji. An empty text takes the reaction back.
    pub fn new(message_id: Wamid, emoji: &str) -> Result<Self, FieldError> {
        if emoji.is_empty() || is_one_emoji(emoji) {
            return Ok(Self { message_id, emoji: emoji.to_owned() });
        }
        Err(FieldError { field: "reaction.emoji".to_owned(), fault: Fault::NoEmoji })
    }

    pub(super) fn content(&self) -> Value {
        json!({ "message_id": self.message_id, "emoji": self.emoji })
    }
}

/// Whether a text is exactly one emoji: one sign, or several that are joined, with skin tone and the like; two letters of
/// a flag; or a keycap. The blocks of Unicode that hold emojis hold other signs too; Graph refuses those.
fn is_one_emoji(text: &str) -> bool {
    const JOINER: char = '\u{200d}';
    const KEYCAP: char = '\u{20e3}';
    let (mut signs, mut flag_letters, mut is_joined) = (0, 0, false);
    for c in text.chars() {
        match c {
            // It joins the sign before it to the one behind it.
            JOINER if is_joined || signs == 0 => return false,
            JOINER => is_joined = true,
            '\u{fe0f}' | KEYCAP | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' => {}
            '\u{1f1e6}'..='\u{1f1ff}' => flag_letters += 1,
            '0'..='9' | '#' | '*' if text.ends_with(KEYCAP) => signs += 1,
            '\u{a9}'
            | '\u{ae}'
            | '\u{203c}'..='\u{2bff}'
            | '\u{3030}'
            | '\u{303d}'
            | '\u{3297}'
            | '\u{3299}'
            | '\u{1f000}'..='\u{1fbff}' => {
                signs += i32::from(!is_joined);
                is_joined = false;
            }
            _ => return false,
        }
    }
    !is_joined && matches!((signs, flag_letters), (1, 0) | (0, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_and_nothing_else() {
        for emoji in ["👍", "❤️", "👍🏽", "👨‍👩‍👧", "🇫🇷", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "©️"]
        {
            assert!(is_one_emoji(emoji), "{emoji}");
        }
        for other in [
            "👍👍",
            "ok",
            "👍 ",
            "1",
            "é",
            "字",
            "🇫🇷🇧🇪",
            "\u{200d}",
            "👍\u{200d}",
            "\u{200d}👍",
            "👨\u{200d}\u{200d}👩",
            " ",
        ] {
            assert!(!is_one_emoji(other), "{other}");
        }
        assert!(Reaction::new("wamid.1".into(), "").is_ok());
    }
}
