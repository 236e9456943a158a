//! What the model is told of what the business knows.

use serde_json::json;

use crate::business::{asked, says, sets};
use crate::test_app::TestApp;

const RULE: &str = "What you say about the business must be in these facts or in the instructions above.";

/// Facts of this many bytes at least, one part for each letter, with the opening lines and what a question is about.
fn facts(bytes: usize) -> String {
    let mut facts = "# Maison Grise\nA tea house in Vannes.\n\n".to_owned();
    for n in 0.. {
        let filler = format!("Sencha{n} grows in valley{n}. ").repeat(20);
        facts.extend(["## Tea ", &n.to_string(), "\n", &filler, "\n\n"]);
        if n == 7 {
            facts.extend(["## Parking\nBehind the house, at 13 rue du Port. ", &filler, "\n\n"]);
        }
        if facts.len() >= bytes {
            return facts;
        }
    }
    facts
}

#[tokio::test]
async fn long_facts_are_told_in_parts_at_the_end() {
    let app = TestApp::new().await;
    sets(&app, json!({"instructions": "You sell tea.", "facts": facts(90_000)})).await;
    says(&app, "wamid.1", 0, "Where is your parking?").await;
    let (first, _) = asked(&app);
    assert!(first.contains("13 rue du Port") && first.len() < 16_000, "{} bytes", first.len());
    assert!(first.trim_end().ends_with("and hand over.") && first.contains(RULE));
    let (stable, chosen) = first.split_once("\n\nToday is ").unwrap();
    assert!(chosen.contains("# Facts\n") && !stable.contains("# Facts"), "{stable}");

    says(&app, "wamid.2", 5, "🙏").await;
    says(&app, "wamid.3", 6, "Sencha12, was it?").await;
    let (second, _) = asked(&app);
    assert!(second.starts_with(stable), "all before the day stays the same");
    assert!(second.contains("valley12") && !second.contains("valley60"));
}

#[tokio::test]
async fn where_nothing_fits_the_first_parts_are_told() {
    let app = TestApp::new().await;
    sets(&app, json!({"facts": facts(90_000)})).await;
    says(&app, "wamid.1", 0, "Добрый день").await;
    let (system, _) = asked(&app);
    assert!(system.contains("A tea house in Vannes.") && system.contains("valley0"));
    assert!(!system.contains("valley60") && system.contains(RULE));
}

#[tokio::test]
async fn short_facts_are_told_whole_and_at_the_beginning() {
    let app = TestApp::new().await;
    let facts = facts(19_000);
    assert!(facts.len() <= 20_000);
    sets(&app, json!({"facts": facts})).await;
    says(&app, "wamid.1", 0, "Where is your parking?").await;
    let (system, _) = asked(&app);
    let (stable, day) = system.split_once("\n\nToday is ").unwrap();
    assert!(stable.contains(facts.trim()) && stable.contains(RULE) && !day.contains('#'));
}
