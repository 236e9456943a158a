//! The language of a short text.
//!
//! A statistical library was tried first (`docs/dependencies.md`). It is made for whole sentences: it was sure of one in
//! four of a shop's short ones. Small words are surer. A text shows a language if the words of that language outweigh
//! those of every other one; else it shows none.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::CustomerLanguage::{self, Arabic};
use super::words::{NOT_ARABIC, SIGNS, WORDS};
use crate::folding::{folded, words};

/// The points of a word that one list alone has, or of a sign.
const SURE: u32 = 3;
/// The points of a word that two lists have. In more lists it has none.
const SHARED: u32 = 1;
/// By how much the best language must outweigh the second, which also is the least that shows a language.
const MARGIN: u32 = 2;
/// Words of a long text that are looked at.
const MOST_WORDS: usize = 100;

/// Which lists have a word.
static LISTS: LazyLock<HashMap<&str, [bool; WORDS.len()]>> = LazyLock::new(|| {
    let mut lists = HashMap::new();
    for (place, (_, list)) in WORDS.iter().enumerate() {
        for word in list.split_ascii_whitespace() {
            let has: &mut [bool; WORDS.len()] = lists.entry(word).or_default();
            has.iter_mut().skip(place).take(1).for_each(|has| *has = true);
        }
    }
    lists
});

/// The language that a text shows. `None`: none of the five, or none clearly.
pub(super) fn language_of(text: &str) -> Option<CustomerLanguage> {
    let folded = folded(text);
    if is_in_arabic_letters(&folded) {
        // Persians greet with this word, and Arabs too.
        let is_shared = folded.trim() == "سلام";
        return Some(Arabic).filter(|_| !is_shared && !text.contains(NOT_ARABIC));
    }
    let mut scores = [0; WORDS.len()];
    for word in words(&folded).take(MOST_WORDS) {
        let Some(&has) = LISTS.get(word) else { continue };
        let points = match has.into_iter().filter(|has| *has).count() {
            1 => SURE,
            2 => SHARED,
            _ => 0,
        };
        add(&mut scores, points, has);
    }
    let lower = text.to_lowercase();
    for (_, language) in SIGNS.iter().filter(|(sign, _)| lower.contains(*sign)) {
        add(&mut scores, SURE, WORDS.map(|(of, _)| of == Some(*language)));
    }
    clear_winner(scores)
}

fn add<const N: usize>(scores: &mut [u32; N], points: u32, to: [bool; N]) {
    for (score, _) in scores.iter_mut().zip(to).filter(|(_, gets)| *gets) {
        *score += points;
    }
}

fn clear_winner<const N: usize>(scores: [u32; N]) -> Option<CustomerLanguage> {
    let mut ranked: Vec<_> = scores.into_iter().zip(WORDS.map(|(language, _)| language)).collect();
    ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut ranked = ranked.into_iter();
    let (best, language) = ranked.next()?;
    let (second, _) = ranked.next()?;
    language.filter(|_| best >= second + MARGIN)
}

fn is_in_arabic_letters(folded: &str) -> bool {
    let letters = || folded.chars().filter(|c| c.is_alphabetic());
    let arabic = letters().filter(|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}')).count();
    arabic >= 2 && arabic * 2 > letters().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CustomerLanguage::{English, French, Portuguese, Spanish};

    const SENTENCES: &[(Option<CustomerLanguage>, &[&str])] = &[
        (
            Some(Spanish),
            &[
                "Hola, ¿a qué hora abren?",
                "a que hora abren",
                "hola",
                "Buenos días",
                "cuanto cuesta el envio",
                "quiero reservar una mesa para dos",
                "mi pedido no ha llegado",
                "¿Hay vuelos en temporada baja?",
                "tienen talla 38",
                "muchas gracias!!",
                "necesito cambiar la dirección",
                "Cuánto vale",
                "ya pagué",
            ],
        ),
        (
            Some(French),
            &[
                "Bonjour, vous ouvrez à quelle heure ?",
                "vous ouvrez a quelle heure",
                "cc vous livrez ?",
                "Bonjour",
                "où est ma commande",
                "ou est ma commande",
                "ma commande n’est pas arrivée",
                "je voudrais réserver une table pour deux",
                "Merci beaucoup",
                "c'est combien la pizza",
                "BONSOIR J'AI PAS RECU MON COLIS",
                "d'accord merci",
                "vous êtes fermés lundi ?",
            ],
        ),
        (
            Some(English),
            &[
                "What time do you open?",
                "Hi is this still available",
                "how much is it",
                "I'd like to book a table for two",
                "my order has not arrived",
                "can I get a refund",
                "thanks",
                "do you deliver to 75011",
                "Is there parking",
                "i dont want onions",
                "Please unsubscribe",
                "where are you",
                "are you open today?",
            ],
        ),
        (
            Some(Portuguese),
            &[
                "Olá, a que horas abrem?",
                "qual o preço do bolo?",
                "tem entrega hoje?",
                "quero reservar uma mesa para dois",
                "meu pedido não chegou",
                "obrigado",
                "Bom dia, vocês entregam?",
                "oi tudo bem",
                "vc tem pix?",
                "gostaria de saber o valor",
                "ainda não recebi",
                "quanto é o frete?",
                "quanto custa",
            ],
        ),
        (
            Some(Arabic),
            &[
                "مرحبا، متى تفتحون؟",
                "السلام عليكم",
                "كم السعر",
                "بِكَمْ هذا",
                "أين طلبي؟",
                "شكراً",
                "OK شكرا جزيلا",
                "عايز احجز ترابيزة",
            ],
        ),
        (
            None,
            &[
                "",
                "ok",
                "👍",
                "2",
                "12345",
                "pizza",
                "Paris",
                "hello",
                "?",
                "Maria",
                "OK 👍",
                "menu",
                "no",
                "la la la",
                "iPhone 15 Pro",
                "https://example.com",
                "xyzzy",
                "Guten Tag, wann haben Sie geöffnet?",
                "Ciao, a che ora aprite?",
                "quanto costa la consegna",
                "merhaba kaçta açılıyorsunuz",
                "Halo kak, jam berapa buka?",
                "hoe laat gaan jullie open",
                "buna, cand deschideti",
                "سلام",
                "سلام، ساعت کاری شما چیست؟",
                "آپ کب کھولتے ہیں؟",
                "Во сколько вы открываетесь?",
                "何時に開きますか",
                "salam chhal taman",
                "namaste kitna hai",
            ],
        ),
    ];

    #[test]
    fn a_shops_short_sentences_show_their_language_or_none() {
        let mut wrong = Vec::new();
        for (expected, sentences) in SENTENCES {
            for sentence in *sentences {
                let shown = language_of(sentence);
                if shown != *expected {
                    wrong.push(format!("{sentence}: {shown:?} instead of {expected:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(SENTENCES.iter().map(|(_, sentences)| sentences.len()).sum::<usize>() >= 60);
    }

    #[test]
    fn the_lists_are_folded() {
        for (_, list) in WORDS {
            for word in list.split_ascii_whitespace() {
                assert_eq!(words(&folded(word)).collect::<Vec<_>>(), [word]);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at(text in ".*") {
            let _ = language_of(&text);
        }

        #[test]
        fn case_and_composition_change_nothing(text in "[a-zéàçñãü ?¿']{0,40}") {
            let decomposed: String = icu_normalizer::DecomposingNormalizer::new_nfd().normalize(&text).into_owned();
            let shown = language_of(&text);
            proptest::prop_assert_eq!(shown, language_of(&text.to_uppercase()));
            // ñ and ã are signs only as one character.
            if !text.contains(['ñ', 'ã']) {
                proptest::prop_assert_eq!(shown, language_of(&decomposed));
            }
        }
    }
}
