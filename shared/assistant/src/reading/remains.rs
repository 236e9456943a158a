//! What is left around an answer, or in place of one: a fence, a label, a note about the answer, an agent's sign for none.

use super::phrases::LANGUAGES;
use super::plain::strip;
use crate::setting::unwrapped_answer;

/// The labels in front of an answer, in lower case.
#[rustfmt::skip]
const LABELS: [&str; 10] = [
    "final answer", "final response", "answer", "response", "réponse finale", "réponse", "respuesta final", "respuesta",
    "resposta final", "resposta",
];

/// What agents are taught to write when they have nothing to say.
#[rustfmt::skip]
const SENTINELS: [&str; 14] = [
    "no reply", "no response", "no answer", "no message", "no output", "no action", "noreply", "noresponse",
    "no reply needed", "no reply required", "no response needed", "no response required", "no action needed", "silent",
];

/// The same, in words that say nothing to anybody.
const VOID: [&str; 3] = ["N/A", "null", "undefined"];

/// How a note about the answer says in which language it is.
#[rustfmt::skip]
const TOLD: [&str; 12] = [
    "i answered in ", "i replied in ", "i responded in ", "i wrote in ", "i have answered in ", "i have replied in ",
    "i have responded in ", "i have written in ", "i've answered in ", "i've replied in ", "i've responded in ",
    "i've written in ",
];

/// The answer without what only surrounds it, trimmed. Empty where it says nothing.
pub(super) fn without(answer: &str) -> &str {
    let answer = unwrapped_answer(answer).unwrap_or(answer).trim();
    let answer = without_note(without_label(answer).unwrap_or(answer));
    if is_sentinel(answer) || !says_something(answer) { "" } else { answer }
}

/// Whether a text has a letter, a digit or an emoji. Signs alone are the remains of a list, a heading or a rule.
pub(crate) fn says_something(text: &str) -> bool {
    text.contains(|c: char| c.is_alphanumeric() || is_emoji(c))
}

/// Unicode's emoji, apart from those that are signs of text too. Some pictures that are none are among them.
/// <https://www.unicode.org/Public/UCD/latest/ucd/emoji/emoji-data.txt>
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{203c}' | '\u{2049}' | '\u{231a}'..='\u{23ff}' | '\u{2600}'..='\u{2767}' | '\u{2795}'..='\u{27bf}'
        | '\u{2b05}'..='\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether the whole answer is an agent's sign. In plain words it may be an answer: `No reply.`
fn is_sentinel(answer: &str) -> bool {
    let word = answer.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"' | '.' | '\''));
    let inside = word.trim_matches(['[', ']', '<', '>', '(', ')', '{', '}', '/', ' ', '_']);
    let is_marked = inside.len() < word.len() || inside.contains('_') || !inside.contains(char::is_lowercase);
    let plain = inside.to_lowercase().replace(['_', '-'], " ");
    VOID.contains(&word) || (is_marked && SENTINELS.contains(&plain.as_str()))
}

/// The text behind a label at its beginning. `None`: there is none, or it is the first of several lines that are alike.
fn without_label(answer: &str) -> Option<&str> {
    let words = answer.trim_start_matches(['*', '_']);
    let marks = answer.strip_suffix(words).unwrap_or_default();
    let behind = LABELS.iter().find_map(|label| strip(words, label))?;
    // `**Answer**: x`
    let (is_closed, behind) = behind.strip_prefix(marks).map_or((false, behind), |behind| (true, behind));
    let text = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']).strip_prefix([':', '：'])?;
    // `**Answer:** x` and `**Answer: x**`
    let text =
        if is_closed { Some(text) } else { text.strip_prefix(marks).or_else(|| text.strip_suffix(marks)) };
    let text = text?.trim();
    (says_something(text) && !is_of_list(text)).then_some(text)
}

/// Whether the line below the first one has a label of its own: `Answer: 24 h\nDelivery: 3 days`.
fn is_of_list(text: &str) -> bool {
    const MOST_WORDS: usize = 3;
    let below = text.split('\n').nth(1).unwrap_or_default();
    let label = below.split_once([':', '：']).map_or("", |(label, _)| label);
    (1..=MOST_WORDS).contains(&label.split_whitespace().count())
}

/// The answer without a last paragraph in brackets that says in which language it is.
fn without_note(answer: &str) -> &str {
    let Some((before, last)) = answer.rsplit_once("\n\n") else { return answer };
    let last = last.trim().trim_matches(['*', '_']).to_lowercase();
    let Some(note) = last.strip_prefix("(note:").and_then(|note| note.strip_suffix(')')) else {
        return answer;
    };
    let is_of_language = |told: &&str| {
        note.match_indices(*told).any(|(at, _)| {
            let rest = note.get(at + told.len()..).unwrap_or_default();
            let rest = rest.strip_prefix("the ").filter(|rest| rest.starts_with("language")).unwrap_or(rest);
            rest.starts_with("language") || LANGUAGES.iter().any(|language| rest.starts_with(language))
        })
    };
    if TOLD.iter().any(is_of_language) { before.trim() } else { answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surrounds_an_answer_goes() {
        for (answer, expected) in [
            ("```\nNous ouvrons à 9 h.\n```", "Nous ouvrons à 9 h."),
            ("```text\nNous ouvrons à 9 h.\n```", "Nous ouvrons à 9 h."),
            ("```markdown\nNous ouvrons à *9 h*.\n```", "Nous ouvrons à *9 h*."),
            ("```plaintext\nFinal answer: Oui.\n```\n", "Oui."),
            ("**Final answer:** We open at nine.", "We open at nine."),
            ("**Final Answer**: We open at nine.", "We open at nine."),
            ("**Final answer: We open at nine.**", "We open at nine."),
            ("Answer: We open at nine.", "We open at nine."),
            ("Response:\nWe open at nine.", "We open at nine."),
            ("Réponse\u{a0}: Nous ouvrons à 9 h.", "Nous ouvrons à 9 h."),
            ("*Respuesta:* Abrimos a las 9.", "Abrimos a las 9."),
            ("Resposta: Abrimos às 9.", "Abrimos às 9."),
            ("Oui.\n\n(Note: I answered in French because you wrote in French.)", "Oui."),
            ("Oui.\n\n*(Note: I replied in the language of the customer.)*", "Oui."),
        ] {
            assert_eq!(without(answer), expected, "{answer:?}");
        }
    }

    #[test]
    fn what_says_nothing_is_empty() {
        for answer in [
            "",
            "# \n\n---\n",
            "!",
            "…",
            "* * *",
            "---",
            "\u{200b}",
            ":)",
            "```\n```",
            "NO_REPLY",
            "no_reply",
            "**NO_REPLY**",
            "NO_REPLY.",
            "[no reply]",
            "[No response needed]",
            "<no_reply>",
            "<no_reply/>",
            "NO_RESPONSE",
            "NO REPLY",
            "N/A",
            "null",
            "```\nNO_REPLY\n```",
            "Answer: NO_REPLY",
        ] {
            assert_eq!(without(answer), "", "{answer:?}");
        }
    }

    #[test]
    fn an_answer_stays() {
        for answer in [
            "No reply.",
            "No answer yet.",
            "No",
            "None",
            "👍",
            "❤️",
            "☎",
            "12 €",
            "はい",
            "نعم",
            "No reply came from them: NO_REPLY is their address.",
            "Our answer: yes.",
            "Answer:",
            "**Answer:**",
            "Final price: 12 €.",
            "Response time: 24 h",
            "Response: 24 h\nDelivery: 3 days",
            "Réponses : oui.",
            "```\nlet a = 1;\n```",
            "```rust\nfn main() {}\n```",
            "Here it is:\n```\nabc\n```",
            "Oui.\n\n(Note: we answered in May.)",
            "Oui.\n\n(Note: I answered in your ticket.)",
            "Oui.\n\n(Note : fermé lundi.)",
            "(Note: I answered in French.)",
        ] {
            assert_eq!(without(answer), answer, "{answer:?}");
        }
    }
}
