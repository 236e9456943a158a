//! What a model says to itself, of a customer and of answering. It never says so to a customer.
//!
//! An answer may begin with the same words (`The user wants a quiet place?`), so the words must be many, or another
//! sign must follow.

use super::phrases::{
    ANSWERING, CUSTOMERS, DECISIONS, FILLERS, INTERJECTIONS, LANGUAGES, LIKELY, SIGNS, STRONG,
    STRONG_CHINESE, SURE, WEAK,
};
use super::plain::strip;

/// How much a beginning says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It is a monologue.
    Surely,
    /// It is one if another sign follows.
    Maybe,
    Nothing,
}

/// Whether a text is a monologue.
pub(super) fn is_one(text: &str, is_cut_off: bool) -> bool {
    let begins = |words: &[&str]| words.iter().any(|words| strip(text, words).is_some());
    match beginning(text) {
        Says::Surely => true,
        Says::Maybe => is_cut_off || begins(&SURE) || names_language(text) || has_sign(behind_sentence(text)),
        Says::Nothing => begins(&SURE) || (is_cut_off && begins(&LIKELY)),
    }
}

fn beginning(text: &str) -> Says {
    const LONGEST: usize = 100; // characters of a beginning
    let begin: String = text.chars().take(LONGEST).collect::<String>().to_lowercase();
    if DECISIONS.iter().any(|words| begin.starts_with(words)) {
        return Says::Maybe;
    }
    let (has_interjection, begin) = without_interjection(&begin);
    let Some(rest) = CUSTOMERS.iter().find_map(|customer| begin.strip_prefix(customer)) else {
        return Says::Nothing;
    };
    // These have other meanings in ordinary answers.
    let is_short = begin.starts_with("user") || begin.starts_with("customer");
    let is_asking = rest.trim_start().starts_with("is asking");
    match verb(rest) {
        Says::Surely if (has_interjection && !is_short && !asks(begin)) || is_asking => Says::Surely,
        Says::Surely => Says::Maybe,
        Says::Maybe if has_interjection => Says::Maybe,
        _ => Says::Nothing,
    }
}

/// Whether the first sentence asks or addresses the reader: `The customer wants more? We have it.`
fn asks(begin: &str) -> bool {
    let sentence = begin.split_inclusive(['.', '?', '!', '。', '\n']).next().unwrap_or_default();
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    sentence.ends_with('?') || words.any(|word| matches!(word, "you" | "your" | "vous" | "votre" | "vos"))
}

/// Whether words follow that are said of a customer, whose name may come first.
fn verb(rest: &str) -> Says {
    const LONGEST_NAME: usize = 40; // characters
    let named = rest.strip_prefix([',', '(']).map(str::trim_start).unwrap_or_default();
    let end =
        named.char_indices().take(LONGEST_NAME).find(|(_, c)| matches!(c, ',' | ')')).map(|(at, _)| at + 1);
    let rest = end.and_then(|end| named.get(end..)).unwrap_or(rest);
    let words = rest.trim_start();
    let is_apart = words.len() < rest.len();
    let begins = |verbs: &[&str]| {
        verbs.iter().any(|verb| {
            let is_suffix = verb.starts_with(['\'', '’']);
            is_suffix != is_apart
                && words.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    if begins(&STRONG)
        || STRONG_CHINESE.iter().any(|verb| words.starts_with(verb))
        || (words.starts_with('问') && !words.starts_with("问题"))
    {
        Says::Surely
    } else if begins(&WEAK) {
        Says::Maybe
    } else {
        Says::Nothing
    }
}

fn without_interjection(text: &str) -> (bool, &str) {
    let is_mark =
        |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '.' | '…' | '!' | '。' | '！' | ':');
    let after = |text: &'_ str, word: &str| {
        text.strip_prefix(word).filter(|rest| rest.starts_with(is_mark)).map(str::len)
    };
    let mut rest = text;
    // `Okay, let's see. So the user …`
    for _ in 0..3 {
        let Some(left) = INTERJECTIONS.iter().chain(&FILLERS).find_map(|word| after(rest, word)) else {
            break;
        };
        rest = rest.get(rest.len() - left..).unwrap_or_default().trim_start_matches(is_mark);
    }
    (rest.len() < text.len(), rest)
}

/// The text behind its first sentence or clause.
fn behind_sentence(text: &str) -> &str {
    let end = text.find(['.', '?', '!', '。', '？', '，', '\n', ':', ';']).unwrap_or(text.len());
    text.get(end..).unwrap_or_default()
}

/// Whether a text speaks of the customer as of somebody else, or of answering.
pub(super) fn has_sign(text: &str) -> bool {
    let lower = text.to_lowercase();
    let speaks_of_customer = || {
        // `user` alone has many other meanings.
        let customers = CUSTOMERS.iter().filter(|customer| !matches!(**customer, "user" | "customer"));
        customers.into_iter().any(|customer| {
            lower.match_indices(customer).any(|(at, found)| {
                let rest = lower.get(at + found.len()..).unwrap_or_default();
                verb(rest) != Says::Nothing
            })
        })
    };
    SIGNS.iter().any(|sign| lower.contains(sign)) || speaks_of_customer() || names_language(text)
}

/// Whether a text says in which language to answer.
fn names_language(text: &str) -> bool {
    let lower = text.to_lowercase();
    ANSWERING.iter().flat_map(|verb| lower.match_indices(verb)).any(|(at, verb)| {
        let rest = lower.get(at + verb.len()..).unwrap_or_default();
        LANGUAGES.iter().any(|language| rest.starts_with(language))
    })
}
