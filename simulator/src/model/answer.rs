//! The answers of the simulated model: short, sensible, and equal for equal conversations.

use relais_whatsapp::language::Language;

/// Longest quote of the customer's own words, in characters.
const QUOTE: usize = 120;
/// Most subjects in one answer.
const SUBJECTS: usize = 2;

/// The author of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    System,
    Customer,
    Assistant,
}

/// One message of the prompt.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) role: Role,
    pub(super) text: String,
    /// What it shows besides its words.
    pub(super) seen: Vec<Seen>,
}

/// What a turn shows besides its words.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    /// A picture, described in English and in French.
    Picture([String; 2]),
    /// A document, with its text.
    Document(String),
    /// Something else that is no words, with what the line in the prompt says of it: a place, a name, an emoji.
    Told(&'static Told, String),
    /// Something that could not be understood.
    Nothing,
}

/// Content that the model is told of by a line.
#[derive(Debug)]
pub(super) struct Told {
    /// How its line begins.
    opening: &'static str,
    en: &'static str,
    fr: &'static str,
}

static TOLD: [Told; 4] = [
    Told { opening: "location", en: "a location", fr: "une position" },
    Told { opening: "contact card", en: "a contact card", fr: "une fiche de contact" },
    Told { opening: "sticker", en: "a sticker", fr: "un autocollant" },
    Told { opening: "ordered", en: "an order", fr: "une commande" },
];

impl Told {
    /// What a line that begins with this tells of.
    pub(super) fn named(opening: &str) -> Option<&'static Self> {
        TOLD.iter().find(|it| it.opening == opening)
    }
}

/// A subject that the model has an answer for.
struct Subject {
    words: &'static [&'static str],
    en: &'static str,
    fr: &'static str,
}

const PERSON: [&str; 7] = ["human", "person", "agent", "humain", "conseiller", "conseillère", "quelqu'un"];

#[rustfmt::skip] // a table
static KNOWN: [Subject; 7] = [
    Subject { words: &["open", "opening", "hours", "close", "closed", "closing", "ouvert", "ouverts", "ouverte", "ouvrez", "ouverture", "horaire", "horaires", "fermé", "fermés", "fermez", "fermeture", "heures"],
        en: "We are open Monday to Saturday, from 9 am to 7 pm.",
        fr: "Nous sommes ouverts du lundi au samedi, de 9 h à 19 h." },
    Subject { words: &["address", "where", "located", "location", "directions", "parking", "adresse", "où", "trouver", "situé", "situés"],
        en: "You will find us at 12 Chestnut Street, right by the market square.",
        fr: "Vous nous trouverez au 12 rue des Marronniers, près de la place du marché." },
    Subject { words: &["price", "prices", "cost", "costs", "much", "prix", "tarif", "tarifs", "coûte", "combien"],
        en: "Our prices start at 15 euros; tell me what you have in mind and I will say more.",
        fr: "Nos tarifs commencent à 15 euros ; dites-moi ce que vous cherchez et je vous en dirai plus." },
    Subject { words: &["order", "delivery", "deliver", "shipping", "parcel", "commande", "commandes", "livraison", "livrez", "colis"],
        en: "Orders leave within two working days. Do you have an order number?",
        fr: "Les commandes partent sous deux jours ouvrés. Avez-vous un numéro de commande ?" },
    Subject { words: &["appointment", "book", "booking", "reservation", "reserve", "table", "rendez", "rdv", "réserver", "réservation"],
        en: "Gladly. Which day and time would suit you?",
        fr: "Avec plaisir. Quel jour et quelle heure vous conviendraient ?" },
    Subject { words: &PERSON,
        en: "A person from the team will read this conversation.",
        fr: "Une personne de l'équipe va lire cette conversation." },
    Subject { words: &["thanks", "thank", "merci"],
        en: "You are welcome!",
        fr: "Avec plaisir !" },
];

const GREETINGS: [&str; 8] = ["hello", "hi", "hey", "morning", "bonjour", "bonsoir", "salut", "coucou"];

#[rustfmt::skip] // a table
const FRENCH: [&str; 44] = [
    "bonjour", "bonsoir", "salut", "coucou", "merci", "oui", "non", "je", "j'ai", "j'aimerais", "tu", "vous", "nous", "il", "elle",
    "le", "la", "les", "un", "une", "des", "du", "de", "est", "êtes", "c'est", "et", "que", "qui", "quoi", "quel", "quelle",
    "quels", "quelles", "quand", "où", "comment", "combien", "pour", "avec", "dans", "sur", "mon", "votre",
];

#[rustfmt::skip] // a table
const ENGLISH: [&str; 44] = [
    "hello", "hi", "hey", "thanks", "thank", "yes", "no", "i", "i'm", "i'd", "you", "we", "he", "she", "they",
    "the", "a", "an", "is", "are", "it's", "and", "what", "who", "which", "when", "where", "how", "much", "for",
    "with", "in", "at", "my", "your", "do", "does", "can", "could", "would", "have", "to", "of", "please",
];

/// Whether these words ask for a person.
pub(super) fn asks_for_person(words: &[String]) -> bool {
    words.iter().any(|word| PERSON.contains(&word.as_str()))
}

/// What the customer wrote since the last answer.
pub(super) fn asked(turns: &[Turn]) -> String {
    let last_answer = turns.iter().rposition(|turn| turn.role == Role::Assistant);
    let new = turns.iter().skip(last_answer.map_or(0, |place| place + 1));
    let asked: Vec<&str> =
        new.filter(|turn| turn.role == Role::Customer).map(|turn| turn.text.trim()).collect();
    asked.join(" ").trim().to_owned()
}

/// The answer to a conversation.
pub(super) fn answer(turns: &[Turn]) -> String {
    let last_answer = turns.iter().rposition(|turn| turn.role == Role::Assistant);
    let new = turns.iter().skip(last_answer.map_or(0, |place| place + 1));
    let new = new.filter(|turn| turn.role == Role::Customer);
    let seen: Vec<_> = new.flat_map(|turn| &turn.seen).collect();
    let asked = asked(turns);
    let language = language(&asked).or_else(|| {
        let earlier = turns.iter().rev().filter(|turn| turn.role == Role::Customer);
        earlier.map(|turn| &turn.text).find_map(|text| self::language(text))
    });
    let language = language.unwrap_or_default();
    let mut parts = Vec::new();
    if last_answer.is_none() {
        parts.push(introduction(language).to_owned());
    }
    let shown: Vec<_> = seen.into_iter().map(|seen| shown(seen, language)).collect();
    if !shown.is_empty() {
        parts.push(shown.join(" "));
    }
    if !asked.is_empty() || shown.is_empty() {
        parts.push(reply(&asked, language));
    }
    parts.join("\n\n")
}

/// A sentence about what a turn shows.
fn shown(seen: &Seen, language: Language) -> String {
    match (language, seen) {
        (Language::En, Seen::Picture([what, _])) => format!("I see {what}."),
        (Language::Fr, Seen::Picture([_, what])) => format!("Je vois : {what}."),
        (Language::En, Seen::Document(text)) => format!("The document says: “{}”", quote(text)),
        (Language::Fr, Seen::Document(text)) => format!("Le document dit : « {} »", quote(text)),
        (Language::En, Seen::Told(it, said)) if said.is_empty() => format!("You sent {}.", it.en),
        (Language::Fr, Seen::Told(it, said)) if said.is_empty() => format!("Vous avez envoyé {}.", it.fr),
        (Language::En, Seen::Told(it, said)) => format!("You sent {}: {}.", it.en, quote(said)),
        (Language::Fr, Seen::Told(it, said)) => format!("Vous avez envoyé {} : {}.", it.fr, quote(said)),
        (Language::En, Seen::Nothing) => "I could not make out what you sent; please write it.".to_owned(),
        (Language::Fr, Seen::Nothing) => {
            "Je n'ai pas pu comprendre ce que vous avez envoyé ; merci de l'écrire.".to_owned()
        }
    }
}

fn introduction(language: Language) -> &'static str {
    language.of(
        "I am a simulated model, standing in for the real one. For real answers, set OPENAI_API_KEY and start Relais again.",
        "Je suis un modèle simulé, qui remplace le vrai. Pour de vraies réponses, renseignez OPENAI_API_KEY et relancez Relais.",
    )
}

fn reply(asked: &str, language: Language) -> String {
    let words = words(asked);
    let greeted = words.iter().any(|word| GREETINGS.contains(&word.as_str()));
    let known =
        KNOWN.iter().filter(|subject| words.iter().any(|word| subject.words.contains(&word.as_str())));
    let mut parts: Vec<String> =
        known.take(SUBJECTS).map(|subject| language.of(subject.en, subject.fr).to_owned()).collect();
    let said_more = words.iter().filter(|word| !GREETINGS.contains(&word.as_str())).count() > 2;
    if parts.is_empty() && (said_more || !greeted) {
        parts.push(acknowledgement(asked, language));
    } else if parts.is_empty() {
        parts.push(language.of("How can I help you?", "Comment puis-je vous aider ?").to_owned());
    }
    if greeted {
        parts.insert(0, language.of("Hello!", "Bonjour !").to_owned());
    }
    parts.join(" ")
}

fn acknowledgement(asked: &str, language: Language) -> String {
    if asked.is_empty() {
        return language.of("Your message has arrived.", "Votre message est bien arrivé.").to_owned();
    }
    let quote = quote(asked);
    match (language, asked.contains('?')) {
        (Language::En, true) => format!("You asked: “{quote}” I have noted your question."),
        (Language::En, false) => format!("You wrote: “{quote}” I have noted it."),
        (Language::Fr, true) => format!("Vous demandez : « {quote} » Votre question est bien notée."),
        (Language::Fr, false) => format!("Vous écrivez : « {quote} » C'est bien noté."),
    }
}

/// The beginning of a text, cut between two words.
fn quote(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= QUOTE {
        return text;
    }
    let start: String = text.chars().take(QUOTE).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// French or English. `None` when the words do not decide.
pub(super) fn language(text: &str) -> Option<Language> {
    let words = words(text);
    let among = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let accents = text.chars().filter(|letter| "éèêëàâçùûîïôœÉÈÀÇ".contains(*letter)).count();
    let (french, english) = (among(&FRENCH) + accents, among(&ENGLISH));
    match french.cmp(&english) {
        std::cmp::Ordering::Greater => Some(Language::Fr),
        std::cmp::Ordering::Less => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}

pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
