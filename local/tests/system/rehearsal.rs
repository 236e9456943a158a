//! `relais rehearse`: the example shop, and what the owner is told.

use std::fmt::Write;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::relais::{Relais, command};

/// The exit code, and what was printed.
fn told(output: &Output) -> (Option<i32>, String) {
    let printed = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&printed).into_owned())
}

fn rehearse(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    told(&command().arg("rehearse").args(arguments).envs(variables.iter().copied()).output().unwrap())
}

/// A file in a folder of its own.
fn written(name: &str, text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

fn shop() -> Value {
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/shop/settings.json");
    serde_json::from_str(&std::fs::read_to_string(settings).unwrap()).unwrap()
}

#[test]
fn the_example_shop_holds_with_the_stand_in() {
    let (code, told) = rehearse(&["examples/shop/questions.yaml"], &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("28 of 28 hold") && told.contains("the simulated model"), "{told}");
}

#[test]
fn a_wrong_expectation_fails_and_says_what_is_missing() {
    let text = "settings: {}\nquestions:\n  - ask: When do you open?\n    must: [midnight]\n    repeat: 2\n  - ask: Hello\n    must_not: [simulated]\n    hands_over: true\n  - ask: Thanks!\n    must: [welcome]\n";
    let (_folder, file) = written("q.yaml", text);
    let (code, told) = rehearse(&[&file], &[]);
    assert_eq!(code, Some(1), "{told}");
    for line in [
        "1 of 3 hold",
        "FAILS 2/2",
        "1. When do you open?\n     must have “midnight”, and has not\n     the answer: I am a simulated model",
        "2. Hello\n     must not have “simulated”, and has\n     must hand over to a person, and does not\n",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("3. Thanks!"), "{told}");
}

#[test]
fn what_cannot_be_rehearsed_is_named() {
    let (_folder, wrong) = written("q.yaml", "settings: {}\nquestions:\n  - ask: Hello\n    musst: [a]\n");
    let (_other, unusable) =
        written("q.yaml", "settings: {time_zone: Europe/Atlantis}\nquestions:\n  - ask: Hello\n");
    let (_third, fine) = written("q.yaml", "settings: {}\nquestions:\n  - ask: Hello\n");
    let real = [
        ("WHATSAPP_PHONE_ID", "1"),
        ("WHATSAPP_API_TOKEN", "t"),
        ("WHATSAPP_VERIFY_TOKEN", "v"),
        ("WHATSAPP_APP_SECRET", "s"),
    ];
    for (arguments, variables, words) in [
        (&[wrong.as_str()] as &[_], &[] as &[_], &["q.yaml", "musst", "line 4"] as &[_]),
        (&["nowhere.yaml"], &[], &["nowhere.yaml", "cannot be read"]),
        (&[&unusable], &[], &["time_zone", "Europe/Paris"]),
        (&[&fine, "--against", "nowhere.json"], &[], &["nowhere.json"]),
        (&[&fine], &real, &["OPENAI_API_KEY"]),
        (&[&fine, "--version", "1"], &[("RELAIS_DATA_DIR", "nowhere")], &["nowhere", "settings_file"]),
    ] {
        let (code, told) = rehearse(arguments, variables);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
}

#[test]
fn two_files_of_settings_are_compared_side_by_side() {
    let mut other = shop();
    other["words_for_person"] = json!(["address"]);
    other["price"] = json!({"prompt": 1000, "answer": 1000, "currency": "EUR"});
    let (_folder, other) = written("other.json", &other.to_string());
    let (code, told) = rehearse(&["examples/shop/questions.yaml", "--against", &other], &[]);
    assert_eq!(code, Some(0), "the settings that are rehearsed hold: {told}");
    assert!(told.contains("The settings differ in price, words_for_person."), "{told}");
    let row = told.lines().find(|line| line.contains("What is your address?")).unwrap();
    assert!(row.contains("holds") && row.contains("FAILS") && row.ends_with("better"), "{row}");
    assert!(told.contains("settings.json: 28 of 28 hold") && told.contains("other.json: 27 of 28"), "{told}");
    assert!(told.contains(&format!("   with {other}:\n     must have “You will find us”")), "{told}");
    assert!(told.contains(" USD.") && told.contains(" EUR."), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_versions_are_rehearsed_whether_it_runs_or_not() {
    let mut relais = Relais::start(&[]);
    for (seen, words) in [(0, "thé"), (1, "gâteau")] {
        let put = relais.http.put(format!("{}/api/settings", relais.address())).bearer_auth(&relais.token);
        let put = put.header("if-match", format!("\"{seen}\"")).json(&json!({"words_for_person": [words]}));
        assert!(put.send().await.unwrap().status().is_success());
    }
    let (_folder, file) = written("q.yaml", "questions:\n  - ask: Du thé ?\n    hands_over: false\n");
    let ask = |relais: &Relais, more: &[&str]| {
        let arguments: Vec<_> = ["rehearse", &file].iter().chain(more).copied().collect();
        told(&relais.ask(&arguments, &[]))
    };
    for runs in [true, false] {
        let (code, told) = ask(&relais, &[]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("the settings of version 2,"), "{told}");
        let (code, told) = ask(&relais, &["--version", "1", "--against-version", "2"]);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains("WORSE") && told.contains("differ in words_for_person"), "{told}");
        let (code, told) = ask(&relais, &["--version", "3"]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("no version 3"), "{told}");
        if runs {
            relais.kill();
        }
    }
    // Nothing was stored.
    relais.start_again();
    let conversations = relais.get("/api/conversations").await;
    assert_eq!(conversations["conversations"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_rate_limited_is_waited_for() {
    let server = MockServer::start().await;
    let answer = json!({"choices": [{"message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 60}}});
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "1");
    Mock::given(path("/v1/chat/completions")).respond_with(limited).up_to_n_times(3).mount(&server).await;
    Mock::given(path("/v1/chat/completions"))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&server)
        .await;
    let mut text = "settings: {}\nquestions:\n".to_owned();
    for number in 0..4 {
        writeln!(text, "  - ask: Question {number}?\n    must: ['yes']\n    stand_in: {{must: [no]}}")
            .unwrap();
    }
    text.push_str("    at: 2026-12-24 10:00\n");
    let (_folder, file) = written("q.yaml", &text);
    let address = format!("{}/v1", server.uri());
    let variables = [("OPENAI_API_KEY", "k"), ("OPENAI_BASE_URL", &address), ("OPENAI_MODEL", "small")];
    let (code, told) = tokio::task::spawn_blocking({
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        move || {
            let variables: Vec<_> = variables.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            rehearse(&[&file], &variables)
        }
    })
    .await
    .unwrap();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("to the model small."), "{told}");
    assert!(told.contains("4 of 4 hold; 400 tokens read (240 of them cached), 8 written"), "{told}");
    let asked = server.received_requests().await.unwrap();
    let at =
        asked.iter().filter(|request| String::from_utf8_lossy(&request.body).contains("24 December 2026"));
    assert_eq!((asked.len(), at.count() > 0), (7, true));
}
