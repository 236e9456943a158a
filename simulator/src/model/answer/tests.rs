use super::*;

fn customer(text: &str) -> Turn {
    Turn { role: Role::Customer, text: text.to_owned(), seen: Vec::new() }
}

fn assistant(text: &str) -> Turn {
    Turn { role: Role::Assistant, text: text.to_owned(), seen: Vec::new() }
}

#[test]
fn the_first_answer_says_that_it_is_simulated_in_the_customers_language() {
    for (text, simulated, rest) in [
        ("Bonjour", "simulé", "Comment puis-je vous aider ?"),
        ("Hello there", "simulated", "How can I help you?"),
        ("What are your opening hours?", "simulated", "Monday to Saturday"),
        ("Vous ouvrez à quelle heure ?", "simulé", "du lundi au samedi"),
    ] {
        let answer = answer(&[customer(text)]);
        assert!(answer.contains(simulated) && answer.contains("OPENAI_API_KEY"), "{answer}");
        assert!(answer.contains(rest), "{answer}");
    }
}

#[test]
fn what_is_shown_is_said_before_the_answer_to_the_words() {
    let shows = |seen, text| Turn { seen, ..customer(text) };
    let photo = || Seen::Picture(["a PNG of 9 bytes".to_owned(), "un PNG de 9 octets".to_owned()]);
    let document = Seen::Document("Total 12 €".to_owned());
    let before = assistant("Bonjour !");
    for (turn, expected) in [
        (shows(vec![photo()], "Combien ça coûte ?"), "Je vois : un PNG de 9 octets.\n\nNos tarifs"),
        (
            shows(vec![document], "Is it right, and when do you deliver?"),
            "The document says: “Total 12 €”\n\nOrders",
        ),
        (
            shows(vec![photo(), Seen::Nothing], ""),
            "I see a PNG of 9 bytes. I could not make out what you sent; please write it.",
        ),
    ] {
        let answer = answer(&[customer("?"), Turn { ..assistant(&before.text) }, turn]);
        assert!(answer.starts_with(expected), "{answer}");
    }
}

#[test]
fn later_answers_do_not_say_it_again() {
    let turns = [customer("Bonjour"), assistant("Bonjour !"), customer("Merci beaucoup")];
    assert_eq!(answer(&turns), "Avec plaisir !");
}

#[test]
fn a_burst_is_answered_as_a_whole() {
    let turns = [
        customer("Hello"),
        assistant("Hello!"),
        customer("What are your hours?"),
        customer("And where are you?"),
    ];
    let answer = answer(&turns);
    assert!(answer.contains("Monday") && answer.contains("Chestnut"), "{answer}");
}

#[test]
fn anything_else_is_acknowledged_in_its_own_words() {
    let turns = [customer("Hi"), assistant("Hello!"), customer("Do you repair old clocks?")];
    let known = answer(&turns);
    assert!(known.contains("“Do you repair old clocks?”"), "{known}");
    let long = format!("Je cherche {}", "une horloge ancienne ".repeat(20));
    let cut = answer(&[customer("Salut"), assistant("Bonjour !"), customer(&long)]);
    assert!(cut.contains('…') && cut.chars().count() < 200, "{cut}");
}

#[test]
fn a_word_without_a_language_keeps_the_one_of_before() {
    let turns = [customer("Je voudrais de l'aide"), assistant("Oui ?"), customer("ok")];
    assert!(answer(&turns).starts_with("Vous écrivez"));
    assert!(answer(&[assistant("?"), customer("ok")]).starts_with("You wrote"));
}

#[test]
fn a_prompt_without_a_question_is_answered() {
    let system = Turn { role: Role::System, text: "Be brief.".to_owned(), seen: Vec::new() };
    assert!(answer(&[system]).contains("Your message has arrived."));
}
