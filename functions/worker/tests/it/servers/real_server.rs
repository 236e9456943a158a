//! A real small model on llama.cpp's server, through the whole worker. `make test-model` starts it.
//!
//! What it writes is not checked: a model of this size knows nothing. What is checked is that its answers reach the
//! customer as messages: whole, within WhatsApp's length, without marks of its template and without Markdown.

use std::time::{Duration, Instant};

use relais_aws::http;
use relais_core::Settings;
use relais_core::config::{Model, Vars};
use relais_worker::{Businesses, assistant};

use super::run::{LONGEST, NEVER_READ};
use crate::test_app::{TestApp, is_fallback};

/// The answers' length. The model writes some 25 tokens in a second even on a busy machine.
const EXTRA_BODY: &str = r#"{"max_tokens": 80}"#;

#[tokio::test]
#[ignore = "takes a real model: make test-model"]
async fn a_real_model_answers_a_question() {
    let app = app("MODEL_SERVER").await;
    answer(&app, &["Hello, do you sell books?"]).await;
}

#[tokio::test]
#[ignore = "takes a real model: make test-model"]
async fn a_real_model_answers_a_burst_once() {
    let app = app("MODEL_SERVER").await;
    answer(&app, &["Hello", "do you sell books?", "about the sea"]).await;
}

#[tokio::test]
#[ignore = "takes a real model: make test-model"]
async fn a_real_model_answers_in_a_long_thread() {
    let app = app("MODEL_SERVER").await;
    for question in ["Hello, do you sell books?", "And maps?", "And pens?", "Thank you. How much is a pen?"] {
        answer(&app, &[question]).await;
    }
}

#[tokio::test]
#[ignore = "takes a real model: make test-model"]
async fn a_real_models_markdown_is_set_for_whatsapp() {
    let app = app("MODEL_SERVER").await;
    answer(&app, &["Write a Markdown heading, one **bold** word and a table with | of two books."]).await;
}

#[tokio::test]
#[ignore = "takes a real model: make test-model"]
async fn a_thread_that_is_too_long_for_a_tiny_context_is_answered() {
    let app = app("TINY_MODEL_SERVER").await;
    answer(&app, &["Hello!"]).await;
    for thing in ["the sea", "ships", "ports"] {
        answer(&app, &[&format!("I like {thing}. ").repeat(80)]).await;
    }
    answer(&app, &["Do you sell books?"]).await;
}

/// An app whose model is at the address in this variable.
pub(crate) async fn app(variable: &str) -> TestApp {
    let address = std::env::var_os(variable).expect("make test-model sets the address");
    let address = address.to_str().unwrap();
    let lookup = |name: &str| match name {
        "OPENAI_API_KEY" => Some("key-of-the-model".to_owned()),
        "OPENAI_BASE_URL" => Some(address.to_owned()),
        "OPENAI_MODEL" => Some("smollm2".to_owned()),
        "OPENAI_EXTRA_BODY" => Some(EXTRA_BODY.to_owned()),
        _ => None,
    };
    let model = Model::read(&mut Vars::new(&lookup)).unwrap();
    let http = http::client().unwrap();
    let app = TestApp::over(http.clone(), Settings::default()).await;
    app.with_worker(|worker| {
        worker.answerer.assistant = Some(assistant(http, model));
        let answerer = &mut worker.answerer;
        let prompt = "You answer for a bookshop, in one short sentence.";
        let (store, settings) = (answerer.store.clone(), answerer.settings.clone());
        answerer.businesses = Businesses::new(store, settings, prompt, answerer.clock.clone());
    })
}

/// The customer writes, and one fit answer of the model is accepted.
async fn answer(app: &TestApp, burst: &[&str]) {
    let (before, begun) = (app.accepted().len(), Instant::now());
    app.customer_writes(burst).await;
    app.run_jobs().await;
    let took = begun.elapsed();
    let accepted = app.accepted().split_off(before);
    assert_eq!(accepted.len(), 1);
    let text = &accepted[0].text;
    assert!(!is_fallback(text), "after {took:?}");
    assert!((1..=LONGEST).contains(&text.encode_utf16().count()));
    assert!(NEVER_READ.iter().all(|never| !text.contains(never)), "{text:?}");
    assert!(took < Duration::from_secs(25), "{took:?}");
    println!("{} characters after {:.1} s", text.chars().count(), took.as_secs_f64());
}
