//! What the model is told of what the business knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::routing::post;
use relais_core::config::Model;
use serde_json::{Value, json};

use crate::business::{asked, says, sets};
use crate::test_app::{TestApp, serve};

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

/// What the stand-in for a model that embeds does.
#[derive(Clone, Copy, PartialEq)]
enum Embeds {
    Well,
    NotAtAll,
    TooLate,
    TooFew,
}

/// The app with a model that embeds: texts of parking are near to those of cars, and far from all others. Also how many texts
/// it was asked for, and calls.
async fn embedding(how: Embeds) -> (TestApp, Arc<[AtomicUsize; 2]>) {
    let asked = Arc::new([const { AtomicUsize::new(0) }; 2]);
    let counts = Arc::clone(&asked);
    let embed = move |Json(request): Json<Value>| async move {
        let texts = request["input"].as_array().unwrap();
        counts[0].fetch_add(texts.len(), Ordering::Relaxed);
        counts[1].fetch_add(1, Ordering::Relaxed);
        if how == Embeds::TooLate {
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
        let is_of_cars =
            |text: &Value| ["voiture", "Parking"].iter().any(|word| text.as_str().unwrap().contains(word));
        let vector = |text| if is_of_cars(text) { json!([1.0, 0.1]) } else { json!([0.1, 1.0]) };
        let mut data: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| json!({"index": index, "embedding": vector(text)}))
            .collect();
        data.reverse();
        match how {
            Embeds::NotAtAll => (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({}))),
            Embeds::TooFew => (StatusCode::OK, Json(json!({"data": data[1..]}))),
            Embeds::Well | Embeds::TooLate => (StatusCode::OK, Json(json!({"data": data}))),
        }
    };
    let app = TestApp::new().await;
    let address = serve(app.simulator.servers().route("/v1/embeddings", post(embed))).await;
    let model = Model::at(Some(format!("{address}/v1")), None, "k".into());
    let model = Model { embedding: Some("embed-1".to_owned()), ..model };
    let http = app.http.clone();
    let app = app.with_worker(|worker| {
        worker.answerer.assistant = Some(relais_worker::assistant(http, model));
    });
    sets(&app, json!({"facts": facts(90_000)})).await;
    (app, asked)
}

#[tokio::test]
async fn a_model_that_embeds_finds_what_no_word_names() {
    let (app, texts) = embedding(Embeds::Well).await;
    says(&app, "wamid.1", 0, "Ma voiture, elle va où ?").await;
    let (system, _) = asked(&app);
    assert!(system.contains("13 rue du Port"), "{system}");
    let (parts, calls) = (texts[0].load(Ordering::Relaxed), texts[1].load(Ordering::Relaxed));
    assert!(parts > 100 && calls < 6, "{parts} texts in {calls} calls");
    says(&app, "wamid.2", 5, "Et ma voiture ?").await;
    assert_eq!(texts[0].load(Ordering::Relaxed), parts + 1, "the parts are embedded once");
    says(&app, "wamid.3", 6, "Sencha12, was it?").await;
    assert!(asked(&app).0.contains("valley12"), "words decide too");
}

#[tokio::test]
async fn without_vectors_words_decide_and_the_model_that_embeds_rests() {
    for how in [Embeds::NotAtAll, Embeds::TooLate, Embeds::TooFew] {
        let (app, texts) = embedding(how).await;
        says(&app, "wamid.1", 0, "Where is your parking?").await;
        assert!(asked(&app).0.contains("13 rue du Port"));
        says(&app, "wamid.2", 5, "And Sencha12?").await;
        assert!(asked(&app).0.contains("valley12"));
        assert_eq!(texts[1].load(Ordering::Relaxed), 1, "it is not asked at each turn");
        assert_eq!(app.accepted().len(), 2);
    }
}

#[tokio::test]
async fn short_facts_are_not_embedded() {
    let (app, texts) = embedding(Embeds::Well).await;
    sets(&app, json!({"facts": "- Parking: behind the house."})).await;
    says(&app, "wamid.1", 0, "Ma voiture, elle va où ?").await;
    assert!(asked(&app).0.contains("behind the house"));
    assert_eq!(texts[0].load(Ordering::Relaxed), 0);
}
