use proptest::prelude::*;

use super::*;
use CustomerLanguage::{Arabic, English, French, Portuguese, Spanish};

const STOPS: &[(&str, Option<CustomerLanguage>)] = &[
    ("STOP", None),
    (" STOP. ", None),
    ("stop", None),
    ("Stop!", None),
    ("STOP 🙏", None),
    ("🛑 stop 🛑", None),
    ("*STOP*", None),
    ("_stop_", None),
    ("«STOP»", None),
    ("\"stop\"", None),
    ("“Stop”", None),
    ("'STOP'", None),
    ("#stop", None),
    ("/stop", None),
    ("s.t.o.p", None),
    ("STOP STOP STOP", None),
    ("stop\nstop", None),
    ("ＳＴＯＰ", None),
    ("𝐒𝐓𝐎𝐏", None),
    ("S\u{200b}TOP\u{feff}", None),
    ("\u{202b}stop\u{202c}", None),
    ("ok stop", None),
    ("Stop. Merci", Some(French)),
    ("Stop. Thank you", Some(English)),
    ("Stop please", Some(English)),
    ("please stop", Some(English)),
    ("Stop svp", Some(French)),
    ("Stop s'il vous plaît", Some(French)),
    ("Stop s’il te plaît", Some(French)),
    ("Bonjour, stop, merci beaucoup", Some(French)),
    ("non merci, stop", Some(French)),
    ("Stop gracias", Some(Spanish)),
    ("stop, obrigada", Some(Portuguese)),
    ("stop شكرا", Some(Arabic)),
    ("Stop. Danke", None),
    ("stop grazie", None),
    ("unsubscribe", Some(English)),
    ("please unsubscribe", Some(English)),
    ("Unsubscribe me please!", Some(English)),
    ("opt-out", None),
    ("OPT OUT", None),
    ("Stop promotions", Some(English)),
    ("Don't contact me again", Some(English)),
    ("Don’t message me", Some(English)),
    ("Please remove me from your list.", Some(English)),
    ("Arrêt", Some(French)),
    ("arre\u{302}t", Some(French)),
    ("ARRÊT !!!", Some(French)),
    ("arret", Some(French)),
    ("désabonnez-moi", Some(French)),
    ("Désabonnez moi SVP", Some(French)),
    ("de\u{301}sabonner", Some(French)),
    ("ne m'écrivez plus", Some(French)),
    ("Ne m’écrivez plus, merci.", Some(French)),
    ("Merci de ne plus me contacter", Some(French)),
    ("Merci de me désinscrire", Some(French)),
    ("STOP PUB", Some(French)),
    ("Arrêter les promotions", Some(French)),
    ("BAJA", Some(Spanish)),
    ("Baja por favor", Some(Spanish)),
    ("quiero darme de baja", Some(Spanish)),
    ("PARAR", None),
    ("por favor parar", None),
    ("parar, gracias", Some(Spanish)),
    ("No me escriban más", Some(Spanish)),
    ("Hola, denme de baja por favor. Gracias", Some(Spanish)),
    ("Detener promociones", Some(Spanish)),
    ("SAIR", Some(Portuguese)),
    ("Sair, obrigado", Some(Portuguese)),
    ("Parar promoções", Some(Portuguese)),
    ("não quero mais receber mensagens", Some(Portuguese)),
    ("Me tira da lista, por favor", Some(Portuguese)),
    ("توقف", Some(Arabic)),
    ("تَوَقَّفْ", Some(Arabic)),
    ("أوقف", Some(Arabic)),
    ("إيقاف", Some(Arabic)),
    ("إيقـــاف الرسائل", Some(Arabic)),
    ("إلغاء الاشتراك من فضلك", Some(Arabic)),
    ("الغاء الإشتراك", Some(Arabic)),
    ("لا تراسلوني مرة أخرى", Some(Arabic)),
    ("Bitte abmelden", None),
    ("Schreiben Sie mir nicht mehr!", None),
    ("keine Werbung mehr, danke", None),
    ("Non scrivetemi più", None),
    ("disiscrivimi per favore", None),
    ("Afmelden aub", None),
    ("geen berichten meer, dank u wel", None),
    ("RET", None),
    ("Lütfen mesaj atmayın", None),
    ("Abonelikten çık", None),
    ("BERHENTİ", None),
    ("tolong berhenti", None),
    ("Jangan hubungi saya lagi, terima kasih", None),
    ("Unsubscribe from Promos", Some(English)),
    ("Unsubscribe from All", Some(English)),
    ("Stop Offers", Some(English)),
    ("No more offers", Some(English)),
    ("Please unsubscribe me from this service", Some(English)),
    ("I don't want to receive messages", Some(English)),
    ("please remove my number", Some(English)),
    ("Wrong number, stop texting me", Some(English)),
    ("Wrong number. STOP", Some(English)),
    ("Ne plus recevoir", Some(French)),
    ("Ne plus recevoir de promotions", Some(French)),
    ("Stop aux promotions", Some(French)),
    ("Me désabonner des promos", Some(French)),
    ("plus de message svp", Some(French)),
    ("No más promociones", Some(Spanish)),
    ("Não receber mais promoções", Some(Portuguese)),
    ("Werbung abbestellen", None),
    ("Отписаться", None),
    ("Стоп, пожалуйста", None),
    ("Не присылайте мне сообщения", None),
];

const STARTS: &[(&str, Option<CustomerLanguage>)] = &[
    ("START", None),
    ("Start!", None),
    ("start please", Some(English)),
    ("unstop", None),
    ("Subscribe", Some(English)),
    ("Reprendre", Some(French)),
    ("réabonnez-moi svp", Some(French)),
    ("ALTA", Some(Spanish)),
    ("voltar", Some(Portuguese)),
    ("Começar", Some(Portuguese)),
    ("ابدأ", Some(Arabic)),
    ("اِبْدَأ", Some(Arabic)),
    ("استئناف", Some(Arabic)),
    ("mulai", None),
    ("başla", None),
    ("Подписаться", None),
];

const NEITHER: &[&str] = &[
    "",
    " ",
    "🙏",
    "?",
    "ok",
    "merci",
    "please",
    "gracias",
    "Stop?",
    "Stop ?",
    "¿Parar?",
    "Baja?",
    "توقف؟",
    "ＳＴＯＰ？",
    "¿Hay vuelos en temporada baja?",
    "Stop at noon?",
    "Stop at noon",
    "Do you stop at noon?",
    "which stop?",
    "which stop",
    "the second stop",
    "non stop",
    "nonstop",
    "stop talking about it and tell me the price",
    "Stop it",
    "don't stop",
    "please don't stop",
    "can't stop",
    "stop, start",
    "start stop",
    "arrêt de bus",
    "à l'arrêt Bellecour",
    "un arrêt maladie",
    "planta baja",
    "en temporada baja",
    "baja el precio",
    "La baja por favor de mi hermano",
    "para",
    "para dos",
    "alto",
    "parar em frente à loja",
    "sair às oito",
    "posso sair mais cedo",
    "cancel",
    "Cancel my order",
    "end",
    "quit",
    "annuler",
    "cancelar",
    "cancelar mi pedido",
    "abbrechen",
    "annulla",
    "basta",
    "basta così",
    "iptal",
    "red",
    "fin",
    "no",
    "non merci",
    "no thanks",
    "unsubscribe my brother from the gym",
    "how do I unsubscribe",
    "How do I unsubscribe?",
    "Unsubscribe from All?",
    "Comment ne plus recevoir de promotions",
    "Plus d'offres",
    "more offers",
    "no more offers on the red one",
    "unsubscribe from the gym",
    "Ne plus recevoir le colis chez moi",
    "plus de messages vocaux",
    "wrong number",
    "Wrong number on my order",
    "mauvais numéro",
    "please remove my number from the order",
    "I don't want to receive messages about my order at night",
    "Как отписаться",
    "спасибо",
    "остановка",
    "I want to stop smoking",
    "remove me one pizza",
    "remove the onions",
    "je veux m'abonner au magazine",
    "متى تتوقف الحافلة",
    "اشتراك شهري",
    "anmelden für den Kurs",
    "ich möchte das Paket abbestellen und neu bestellen",
    "geen uien",
    "dur bakalım geliyorum",
    "2",
    "STOP 2",
    "bus stop",
    "stopover",
    "stops",
    "ends",
    "Stopwatch",
    "full stop.",
    "starter",
    "start at 8",
    "when do you start",
    "stop stop stop stop stop stop stop stop stop stop stop stop stop stop stop stop stop",
];

#[test]
fn a_wish_counts_in_every_form_and_nothing_else_does() {
    let mut wrong = Vec::new();
    let wishes = STOPS.iter().map(|(text, language)| (*text, Some((Wish::Stop, *language))));
    let wishes = wishes.chain(STARTS.iter().map(|(text, language)| (*text, Some((Wish::Start, *language)))));
    for (text, expected) in wishes.chain(NEITHER.iter().map(|text| (*text, None))) {
        let read = wish_and_language(text);
        if read != expected {
            wrong.push(format!("{text}: {read:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(STOPS.len() + STARTS.len() + NEITHER.len() >= 150);
}

#[test]
fn every_phrase_is_folded_listed_once_and_read_as_it_says() {
    let mut seen = std::collections::BTreeSet::new();
    let phrases = PHRASES
        .iter()
        .flat_map(|(wish, language, list)| list.iter().map(move |p| (Some(*wish), *language, *p)));
    let courtesy =
        COURTESY.iter().flat_map(|(language, list)| list.iter().map(move |p| (None, *language, *p)));
    for (expected, language, phrase) in phrases.chain(courtesy) {
        assert_eq!(words(&folded(phrase)).collect::<Vec<_>>().join(" "), phrase, "not folded");
        assert!(seen.insert(phrase), "{phrase} is listed twice");
        let expected = expected.map(|wish| (wish, language));
        assert_eq!(wish_and_language(phrase), expected, "{phrase}");
    }
}

/// The confirmation of an opt-out names words that undo it.
#[test]
fn the_words_that_the_confirmation_names_are_read_as_start() {
    use crate::texts::{Notice, Texts};
    let texts = Texts::default();
    for (language, word) in [(Spanish, "ALTA"), (Portuguese, "VOLTAR"), (Arabic, "«ابدأ»")] {
        assert!(texts.of(Notice::OptOut, Some(language)).contains(word), "{language:?}");
        assert_eq!(wish_and_language(word), Some((Wish::Start, Some(language))));
    }
    assert_eq!(wish("START"), Some(Wish::Start));
}

fn phrase() -> impl Strategy<Value = (Wish, String)> {
    let all: Vec<_> = PHRASES
        .iter()
        .flat_map(|(wish, _, list)| list.iter().map(|phrase| (*wish, (*phrase).to_owned())))
        .collect();
    prop::sample::select(all)
}

/// Marks, blanks and courtesy of any language.
fn decoration() -> impl Strategy<Value = String> {
    let mut all: Vec<String> =
        ["", " ", ".", "!!", " 🙏 ", "\n", "…", "«", "»", "\"", "*", " - ", "\u{200f}", "👍🏽", ", "]
            .map(str::to_owned)
            .to_vec();
    all.extend(COURTESY.iter().flat_map(|(_, list)| list.iter().map(|phrase| format!(" {phrase} "))));
    prop::sample::select(all)
}

proptest! {
    #[test]
    fn marks_and_courtesy_around_a_wish_change_nothing(
        (wish_meant, text) in phrase(), before in decoration(), after in decoration(), upper in any::<bool>()
    ) {
        let text = if upper { text.to_uppercase() } else { text };
        prop_assert_eq!(wish(&format!("{before}{text}{after}")), Some(wish_meant));
    }

    #[test]
    fn a_question_is_no_wish((_, text) in phrase(), before in decoration(), after in decoration(), mark in "[?？؟]") {
        let text = format!("{before}{text}{mark}{after}");
        prop_assert_eq!(wish(&text), None);
    }

    #[test]
    fn any_other_word_makes_it_no_wish((_, text) in phrase(), word in "(x[a-z]{4,8}x|[0-9]{1,4})", first in any::<bool>()) {
        let text = if first { format!("{word} {text}") } else { format!("{text} {word}") };
        prop_assert_eq!(wish(&text), None);
    }

    #[test]
    fn any_text_is_read(text in ".*") {
        let _ = wish(&text);
    }
}
