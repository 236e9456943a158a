use proptest::prelude::*;

use super::*;
use crate::prompt::without_notes;
use crate::to_whatsapp;

#[test]
fn the_mark_hands_over_wherever_it_stands() {
    for (text, reason, rest) in [
        ("[hand over: a refund]", "a refund", ""),
        ("**[Hand over: a refund]**", "a refund", ""),
        ("Un instant.\n\n[hand_over : un remboursement]", "un remboursement", "Un instant."),
        ("[handover]\nA colleague answers.", "", "A colleague answers."),
        ("［hand over：返金］", "返金", ""),
        ("⟦hand over: x⟧", "x", ""),
        // In a line
        ("[hand over: refund] A colleague will call.", "refund", "A colleague will call."),
        ("[hand over: refund]: A colleague will call.", "refund", "A colleague will call."),
        ("[hand over: refund] - A colleague will call.", "refund", "A colleague will call."),
        ("Un collègue va répondre. [hand over: remboursement]", "remboursement", "Un collègue va répondre."),
        ("Un collègue va répondre. [hand over]", "", "Un collègue va répondre."),
        ("Je passe la main [hand over: remboursement].", "remboursement", "Je passe la main."),
        ("Merci. [hand over: remboursement].", "remboursement", "Merci."),
        ("See [hand over: x] there.", "x", "See there."),
        ("Un.\n\n[hand over: x]\n\nDeux.", "x", "Un.\n\nDeux."),
        // With signs
        ("[hand over: remboursement]!", "remboursement", ""),
        ("[hand over: remboursement] 🙏", "remboursement", ""),
        ("Un instant.\n[hand over: x] 🙏", "x", "Un instant.\n🙏"),
        ("1. [hand over: x]", "x", ""),
        ("- [hand over: x]", "x", ""),
        ("> [hand over: x]", "x", ""),
        ("1. Bonjour\n2. [hand over: x]", "x", "1. Bonjour"),
        ("\"[hand over: x]\"", "x", ""),
        ("« [hand over: x] »\nBonjour", "x", "Bonjour"),
        ("`[hand over: x]` Bonjour", "x", "Bonjour"),
        ("```\n[hand over: x]\n```\nBonjour", "x", "Bonjour"),
        ("[[hand over: x]] Bonjour", "x", "Bonjour"),
        ("\\[hand over: x\\] Bonjour", "x", "Bonjour"),
        ("[**hand over**: x] Bonjour", "x", "Bonjour"),
        ("\u{200b}[\u{200b}hand over: x] Bonjour", "x", "Bonjour"),
        ("[now: Friday] [hand over: x]", "x", "[now: Friday]"),
        // Over two lines, nested, without an end, twice
        ("[hand over: le client veut\nun remboursement]", "le client veut un remboursement", ""),
        ("[hand over: le client\nveut]\nUn instant.", "le client veut", "Un instant."),
        ("[hand over: wants [x] back] Bonjour", "wants [x] back", "Bonjour"),
        ("Bonjour\n[hand over: un remb", "un remb", "Bonjour"),
        ("[hand over: a\n\nBonjour", "a", "Bonjour"),
        ("[hand over]\nBonjour\n[hand over: b]", "b", "Bonjour"),
        // Other words
        ("(hand over: angry)", "angry", ""),
        ("Un instant (hand over: angry).", "angry", "Un instant."),
        ("<hand_over: angry> Bonjour", "angry", "Bonjour"),
        ("[Hand over to a colleague: refund]", "refund", ""),
        ("[hand over to a colleague]", "", ""),
        ("[Hand-over – refund]", "refund", ""),
        ("[hand over - refund]", "refund", ""),
        ("[transfert : remboursement]", "remboursement", ""),
        ("Un instant.\n[transférer à un collègue : remboursement]", "remboursement", "Un instant."),
        ("[traspasar: reembolso]", "reembolso", ""),
        ("Le llamamos. [derivar a un compañero: reembolso]", "reembolso", "Le llamamos."),
        ("[transferir: reembolso]", "reembolso", ""),
    ] {
        assert_eq!(handing_over(text), Some((reason.to_owned(), rest.to_owned())), "{text:?}");
    }
}

#[test]
fn other_words_do_not() {
    for text in [
        "",
        "I will hand over: soon.",
        "At ten we hand over the keys: at nine we clean.",
        "hand over: refund",
        "[hand overs]",
        "[hand over the keys: at nine]",
        "(hand over)",
        "(hand over at nine: the keys)",
        "Press [hand over] to go on.",
        "[hand over: the keys](https://shop.example/keys)",
        "[hand over](https://shop.example/keys)",
        "[photo]",
        "[transfert : 25 €]",
        "Options : [transfert : aéroport] ou [taxi : centre]",
        "(transfert : aéroport)",
        "[transfer: airport]",
        "[transferencia: IBAN]",
        "[é]",
        "[",
    ] {
        assert_eq!(handing_over(text), None, "{text:?}");
    }
}

#[test]
fn no_customer_sees_the_mark() {
    for (text, expected) in [
        ("[hand over: x] **Bonjour**", "*Bonjour*"),
        ("Bonjour &#91;hand over: x&#93;", "Bonjour"),
        ("[now: Friday] [hand over: x]!", ""),
        ("[hand over: x] [now: Friday]\nBonjour", "Bonjour"),
        ("{\"message\": \"[hand over: x] Bonjour\"}", "Bonjour"),
    ] {
        assert_eq!(to_whatsapp(text, 100), expected, "{text:?}");
    }
}

#[test]
fn many_brackets_take_linear_time() {
    for piece in [
        "[",
        "[hand over",
        "(hand over: ",
        "[hand over: x] ",
        "[hand over ",
        "<hand over: a\n",
        "[transfert : x",
    ] {
        let begun = std::time::Instant::now();
        let _ = handing_over(&piece.repeat(60_000 / piece.len()));
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{piece}: {:?}", begun.elapsed());
    }
}

proptest! {
    /// The notes are taken away after this, and with them no hand-over may go.
    #[test]
    fn a_mark_is_never_lost(text in "([\\[\\]()*_`> \\n-]|hand over|: |x|Bonjour|1\\. |\\[now: Friday\\]|\\[hand over: y\\]){0,12}") {
        let marked = format!("{text} [hand over: y] Bonjour");
        prop_assert!(handing_over(&marked).is_some());
        let left = handing_over(&text).map_or(text, |(_, left)| left);
        prop_assert_eq!(handing_over(&left), None);
        let _ = without_notes(&left);
    }

    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        let _ = handing_over(&text);
    }
}
