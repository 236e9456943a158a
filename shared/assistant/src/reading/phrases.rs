//! What models say to themselves, in lower case. See [`super::monologue`].

/// What a model says before it speaks of the customer.
#[rustfmt::skip]
pub(super) const INTERJECTIONS: [&str; 26] = [
    "okay", "ok", "alright", "all right", "hmm", "hm", "well", "so", "right", "first", "now", "d'accord",
    "bon", "très bien", "vale", "de acuerdo", "bien", "gut", "va bene", "好的", "嗯", "首先", "let me see",
    "let's see", "let me think", "entendu",
];

/// What may stand between an interjection and the customer.
#[rustfmt::skip]
pub(super) const FILLERS: [&str; 7] = [
    "so", "first", "now", "then", "here", "donc", "alors",
];

/// The customer, as a model names them to itself.
#[rustfmt::skip]
pub(super) const CUSTOMERS: [&str; 19] = [
    "the user", "this user", "the customer", "the client", "user", "customer", "l'utilisateur",
    "l’utilisateur", "le client", "la cliente", "el usuario", "el cliente", "der nutzer", "der benutzer",
    "der kunde", "l'utente", "o usuário", "用户", "客户",
];

/// What only a model that thinks says of the customer.
#[rustfmt::skip]
pub(super) const STRONG: [&str; 48] = [
    "is asking", "is greeting", "is looking", "is inquiring", "is requesting", "is saying", "is speaking",
    "is writing", "is trying", "asks", "asked", "wants", "wanted", "wrote", "writes", "said", "says",
    "greeted", "greets", "has asked", "has sent", "has written", "just asked", "just said", "just sent",
    "'s message", "'s question", "'s query", "’s message", "demande", "veut", "souhaite", "a demandé",
    "dit", "salue", "quiere", "pregunta", "pide", "dice", "fragt", "möchte", "chiede", "vuole", "a écrit",
    "a posé", "quer", "pergunta", "deseja",
];

/// The same in Chinese, where no blank follows.
#[rustfmt::skip]
pub(super) const STRONG_CHINESE: [&str; 16] = [
    "想", "问我", "问了", "问的", "在问", "询问", "希望", "的问题", "的消息", "正在", "发来", "说：", "说了", "说他", "说她", "说想",
];

/// What may be said of a customer to anybody.
#[rustfmt::skip]
pub(super) const WEAK: [&str; 14] = [
    "is", "has", "needs", "just", "seems", "sent", "might", "requests", "mentioned", "mentions", "would",
    "est", "ist", "está",
];

/// How a model decides to answer.
#[rustfmt::skip]
pub(super) const DECISIONS: [&str; 9] = [
    "we need to answer", "we need to respond", "we need to reply", "we should answer", "we should respond",
    "i need to respond to the", "need to answer", "need to respond", "need to reply",
];

/// Words that say that a text is about an answer and not the answer.
#[rustfmt::skip]
pub(super) const SIGNS: [&str; 33] = [
    "so answer", "so respond", "so reply", "so i should", "so i'll", "so we should", "i should ",
    "we should ", "we need to answer", "we need to respond", "we need to reply", "we need to produce",
    "we need to provide", "let's answer", "let's respond", "let's craft", "must respond",
    "my response should", "the response should", "the answer should", "the reply should", "system prompt",
    "je dois répondre", "il faut répondre", "debo responder", "tengo que responder", "devo responder",
    "devo rispondere", "ich sollte auf", "ich muss auf", "我应该", "我需要", "用中文回",
];

/// Verbs before `in French`.
#[rustfmt::skip]
pub(super) const ANSWERING: [&str; 3] = [
    "answer in ", "respond in ", "reply in ",
];

/// What follows them, at its beginning.
#[rustfmt::skip]
pub(super) const LANGUAGES: [&str; 14] = [
    "english", "french", "german", "spanish", "italian", "portuguese", "dutch", "arabic", "chinese",
    "russian", "turkish", "the same language", "the user", "their language",
];

/// Certain from their first words on.
#[rustfmt::skip]
pub(super) const SURE: [&str; 11] = [
    "thinking process:\n", "here's a thinking process", "here is a thinking process",
    "let me think about how to", "i need to answer the user", "i need to answer the customer",
    "i need to respond to the user", "i need to respond to the customer", "we need to answer the user",
    "we need to respond to the user", "we need to respond as",
];

/// Words with which an ordinary answer may begin too. An answer that met the length limit is thoughts then.
#[rustfmt::skip]
pub(super) const LIKELY: [&str; 7] = [
    "we need to ", "let me think", "let's think", "first, i need to", "okay, let me", "okay, let's",
    "thinking process:",
];
