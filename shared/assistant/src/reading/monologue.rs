//! What a model says to itself, of a customer and of answering. It never says so to a customer.
//!
//! An answer may begin with the same words (`The user wants a quiet place?`), so the words must be many, or another
//! sign must follow.

use super::plain::strip;

/// What a model says before it speaks of the customer.
const INTERJECTIONS: [&str; 21] = [
    "okay",
    "ok",
    "alright",
    "all right",
    "hmm",
    "hm",
    "well",
    "so",
    "right",
    "first",
    "now",
    "d'accord",
    "bon",
    "très bien",
    "vale",
    "de acuerdo",
    "bien",
    "gut",
    "va bene",
    "好的",
    "嗯",
];

const FILLERS: [&str; 7] = ["so", "first", "now", "then", "here", "donc", "alors"];

/// The customer, as a model names them to itself.
const CUSTOMERS: [&str; 19] = [
    "the user",
    "this user",
    "the customer",
    "the client",
    "user",
    "customer",
    "l'utilisateur",
    "l’utilisateur",
    "le client",
    "la cliente",
    "el usuario",
    "el cliente",
    "der nutzer",
    "der benutzer",
    "der kunde",
    "l'utente",
    "o usuário",
    "用户",
    "客户",
];

/// What only a model that thinks says of the customer.
const STRONG: [&str; 43] = [
    "is asking",
    "is greeting",
    "is looking",
    "is inquiring",
    "is requesting",
    "is saying",
    "is speaking",
    "is writing",
    "is trying",
    "asks",
    "asked",
    "wants",
    "wanted",
    "wrote",
    "writes",
    "said",
    "says",
    "greeted",
    "greets",
    "has asked",
    "has sent",
    "has written",
    "just asked",
    "just said",
    "just sent",
    "'s message",
    "'s question",
    "'s query",
    "’s message",
    "demande",
    "veut",
    "souhaite",
    "a demandé",
    "dit",
    "salue",
    "quiere",
    "pregunta",
    "pide",
    "dice",
    "fragt",
    "möchte",
    "chiede",
    "vuole",
];

const STRONG_CHINESE: [&str; 16] = [
    "想",
    "问我",
    "问了",
    "问的",
    "在问",
    "询问",
    "希望",
    "的问题",
    "的消息",
    "正在",
    "发来",
    "说：",
    "说了",
    "说他",
    "说她",
    "说想",
];

/// What may be said of a customer to anybody.
const WEAK: [&str; 14] = [
    "is",
    "has",
    "needs",
    "just",
    "seems",
    "sent",
    "might",
    "requests",
    "mentioned",
    "mentions",
    "would",
    "est",
    "ist",
    "está",
];

/// How a model decides to answer.
const DECISIONS: [&str; 6] = [
    "we need to answer",
    "we need to respond",
    "we need to reply",
    "we should answer",
    "we should respond",
    "i need to respond to the",
];

/// Words that say that a text is about an answer and not the answer.
const SIGNS: [&str; 22] = [
    "so answer",
    "so respond",
    "so reply",
    "so i should",
    "so i'll",
    "so we should",
    "i should ",
    "we should ",
    "we need to answer",
    "we need to respond",
    "we need to reply",
    "we need to produce",
    "we need to provide",
    "let's answer",
    "let's respond",
    "let's craft",
    "must respond",
    "my response should",
    "the response should",
    "the answer should",
    "the reply should",
    "system prompt",
];

/// Verbs before `in French`.
const ANSWERING: [&str; 3] = ["answer in ", "respond in ", "reply in "];

/// What follows them, at its beginning.
const LANGUAGES: [&str; 14] = [
    "english",
    "french",
    "german",
    "spanish",
    "italian",
    "portuguese",
    "dutch",
    "arabic",
    "chinese",
    "russian",
    "turkish",
    "the same language",
    "the user",
    "their language",
];

/// Certain from their first words on.
const SURE: [&str; 4] = [
    "thinking process:\n",
    "here's a thinking process",
    "here is a thinking process",
    "let me think about how to",
];

/// Words with which an ordinary answer may begin too. An answer that met the length limit is thoughts then.
const LIKELY: [&str; 7] = [
    "we need to ",
    "let me think",
    "let's think",
    "first, i need to",
    "okay, let me",
    "okay, let's",
    "thinking process:",
];

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
        Says::Maybe => is_cut_off || has_sign(behind_sentence(text)),
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
    let is_asking = rest.trim_start().starts_with("is asking");
    match verb(rest) {
        Says::Surely if has_interjection || is_asking => Says::Surely,
        Says::Surely => Says::Maybe,
        Says::Maybe if has_interjection => Says::Maybe,
        _ => Says::Nothing,
    }
}

/// Whether words follow that are said of a customer.
fn verb(rest: &str) -> Says {
    let words = rest.trim_start();
    let is_apart = words.len() < rest.len();
    let begins = |verbs: &[&str]| {
        verbs.iter().any(|verb| {
            let is_suffix = verb.starts_with(['\'', '’']);
            is_suffix != is_apart
                && words.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    if begins(&STRONG) || STRONG_CHINESE.iter().any(|verb| words.starts_with(verb)) {
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
    let Some(left) = INTERJECTIONS.iter().find_map(|word| after(text, word)) else { return (false, text) };
    let rest = text.get(text.len() - left..).unwrap_or_default().trim_start_matches(is_mark);
    let left = FILLERS.iter().find_map(|word| after(rest, word)).unwrap_or(rest.len());
    (true, rest.get(rest.len() - left..).unwrap_or_default().trim_start_matches(is_mark))
}

/// The text behind its first sentence or clause.
fn behind_sentence(text: &str) -> &str {
    let end = text.find(['.', '?', '!', '。', '？', '\n', ':', ';']).unwrap_or(text.len());
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
    let names_language = || {
        ANSWERING.iter().flat_map(|verb| lower.match_indices(verb)).any(|(at, verb)| {
            let rest = lower.get(at + verb.len()..).unwrap_or_default();
            LANGUAGES.iter().any(|language| rest.starts_with(language))
        })
    };
    SIGNS.iter().any(|sign| lower.contains(sign)) || speaks_of_customer() || names_language()
}
