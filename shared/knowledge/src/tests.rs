use proptest::prelude::*;

use super::*;

const SHOP: &str = "# Boulangerie du Port\nNous faisons du pain au levain, à Vannes, depuis 1987. Le four est visible depuis la \
    rue, et l'on peut venir regarder. Nous sommes quatre : deux boulangers, un pâtissier et une vendeuse. Les farines viennent \
    du moulin de Saint-Avé. Nous ne vendons rien de congelé et tout est fait sur place, chaque nuit, à la main.\n\n## Delivery\n\
    We deliver within 8 km of the harbour, from Tuesday to Saturday. It costs 4,90 € and nothing above 35 €. Orders that come \
    before noon arrive the same afternoon, the others on the next day. The driver rings once and waits three minutes. There \
    is no delivery on public holidays, and none to the islands, where the ferry has its own service for parcels.\n\n## Gâteaux\n\
    Un gâteau d'anniversaire se commande 48 heures avant. Il coûte 28 € pour six personnes et 42 € pour dix. L'inscription en \
    chocolat est offerte, vingt lettres au plus. Nous demandons un acompte de 10 €, rendu si vous annulez la veille. Les parfums \
    sont la fraise, le praliné et la poire ; la fraise ne se fait que de mai à septembre, quand elle vient de Plougastel.";

#[test]
fn the_parts_that_fit_come_in_the_order_of_the_facts() {
    let knowledge = Knowledge::of(SHOP);
    let asked = Asked { waiting: "Do you deliver? Combien coûte un gâteau ?", earlier: "" };
    let text = knowledge.best(asked, 10_000);
    let (delivery, cakes) = (text.find("8 km").unwrap(), text.find("48 heures").unwrap());
    assert!(delivery < cakes);
    assert!(!knowledge.best(Asked { waiting: "deliver", earlier: "" }, 10_000).contains("48 heures"));
    assert!(knowledge.best(Asked { waiting: "et pour dix ?", earlier: "un gâteau" }, 600).contains("42 €"));
}

#[test]
fn without_a_match_the_first_parts_are_chosen_and_nothing_is_looked_up() {
    let knowledge = Knowledge::of(SHOP);
    for waiting in ["", "xyzzy", "🙏🙏", "?", "где вы?"] {
        assert!(knowledge.best(Asked { waiting, earlier: "" }, 700).contains("1987"), "{waiting}");
        assert_eq!(knowledge.look_up(waiting), "");
    }
    assert!(
        knowledge.look_up("livraison delivery").starts_with("## Boulangerie du Port › Delivery\nWe deliver")
    );
}

#[test]
fn an_answer_rests_on_the_parts_that_its_words_come_from() {
    let knowledge = Knowledge::of(SHOP);
    let rests_on = |answer: &str| knowledge.rests_on(answer);
    assert_eq!(rests_on("Delivery is 4.90 €, free above 35 €."), ["Boulangerie du Port › Delivery"]);
    assert_eq!(
        rests_on("Un gâteau pour six coûte 28 €, avec un acompte de 10 €."),
        ["Boulangerie du Port › Gâteaux"]
    );
    assert_eq!(
        rests_on("Un gâteau pour dix coûte 42 €. We deliver it within 8 km of the harbour for 4,90 €."),
        ["Boulangerie du Port › Delivery", "Boulangerie du Port › Gâteaux"]
    );
    for nothing in [
        "Bonjour ! Comment puis-je vous aider ?",
        "Hello, how can I help you today?",
        "Je ne sais pas, une collègue vous répondra.",
        "I do not know that. A colleague will answer you.",
        "Avec plaisir, à bientôt !",
        "",
        "🙏",
    ] {
        assert_eq!(rests_on(nothing), [""; 0], "{nothing}");
    }
}

#[test]
fn a_text_is_within_its_budget_also_where_one_part_is_larger() {
    let knowledge = Knowledge::of(&"🙏 pain ".repeat(3_000));
    for most in [0, 1, 7, 100, 4_000, 10_000] {
        assert!(knowledge.best(Asked { waiting: "pain", earlier: "" }, most).len() <= most);
    }
    assert!(knowledge.look_up("pain").len() <= MOST_LOOKED_UP);
    let nothing = Knowledge::of(" \n ");
    assert_eq!(
        (nothing.best(Asked::default(), 100), nothing.look_up("a"), nothing.rests_on("a")),
        Default::default()
    );
}

#[test]
fn two_rankings_are_joined_by_their_places() {
    assert_eq!(fused(&[3, 1], &[1, 2]), [1, 3, 2]);
    assert_eq!(fused(&[], &[5, 4]), [5, 4]);
    assert_eq!(fused(&[], &[]), [0; 0]);
}

#[test]
fn debug_shows_no_facts() {
    assert_eq!(format!("{:?}", Knowledge::of("MARKER")), "Knowledge { parts: 1, .. }");
}

/// It takes as long for any text as the measure in the README says, within the factor of a slow machine without
/// optimisation.
#[test]
fn a_text_made_to_harm_is_indexed_in_bounded_time() {
    let rare = (0..17_000).map(|n| format!("w{n:05x}")).collect::<Vec<_>>().join(" ");
    for text in ["a".repeat(100_000), "a ".repeat(50_000), "# a\n".repeat(25_000), "1,".repeat(50_000), rare]
    {
        let began = std::time::Instant::now();
        let knowledge = Knowledge::of(&text);
        let _ = knowledge.best(Asked { waiting: &text, earlier: &text }, 10_000);
        let _ = knowledge.rests_on(text.get(..4_096).unwrap());
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}

proptest! {
    #[test]
    fn any_text_has_a_defined_end(facts in "\\PC{0,400}|(\\PC|[\n\r#|\\-]){0,600}", asked in "\\PC{0,80}", most in 0..3_000_usize) {
        let knowledge = Knowledge::of(&facts);
        let text = knowledge.best(Asked { waiting: &asked, earlier: &facts }, most);
        prop_assert!(text.len() <= most);
        prop_assert!(knowledge.look_up(&asked).len() <= MOST_LOOKED_UP);
        prop_assert!(knowledge.rests_on(&asked).len() <= 3);
    }
}
