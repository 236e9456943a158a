//! Pictures: handed to a model that sees, and an honest line for one that does not.

use relais_assistant::{Asked, Assistant, Note, Picture, Shown, Speaker, Turn};
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::server::{ask_about, assistant, completion, config, requests, turn, url};

/// The header of a picture of this width.
fn picture(width: u8) -> Picture {
    let mut gif = b"GIF89a".to_vec();
    gif.extend([width, 0, 9, 0, 0x80, 0, 0]);
    Picture::read(&gif).unwrap()
}

fn photo(text: &str, widths: &[u8]) -> Turn {
    Turn {
        notes: vec![Note::Shows { what: Shown::Photo, detail: None }],
        pictures: widths.iter().copied().map(picture).collect(),
        ..turn(Speaker::Customer, text)
    }
}

/// A server that answers requests that this check lets pass.
async fn server(
    refuses: impl Fn(&Value) -> Option<(u16, &'static str)> + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| match refuses(&request.body_json().unwrap()) {
        Some((status, message)) => {
            ResponseTemplate::new(status).set_body_json(json!({"error": {"message": message, "param": null}}))
        }
        None => ResponseTemplate::new(200).set_body_json(completion("Jolie tasse.", "stop")),
    };
    Mock::given(method("POST")).respond_with(respond).mount(&server).await;
    server
}

fn pictures_in(request: &Value) -> usize {
    let parts = |message: &Value| message["content"].as_array().map_or(0, |parts| parts.len() - 1);
    request["messages"].as_array().unwrap().iter().map(parts).sum()
}

fn last_words(request: &Value) -> &str {
    let content = &request["messages"].as_array().unwrap().last().unwrap()["content"];
    content.as_str().or_else(|| content.pointer("/0/text")?.as_str()).unwrap()
}

async fn ask(assistant: &Assistant, history: &[Turn]) -> Asked {
    ask_about(assistant, "Be kind.", history).await
}

#[tokio::test]
async fn the_pictures_of_the_last_message_stand_after_its_words() {
    let server = server(|_| None).await;
    let history =
        [photo("Old", &[1]), turn(Speaker::Assistant, "Yes."), photo("", &[2, 3]), photo("Which one?", &[4])];
    let asked = ask(&assistant(config(url(&server))), &history).await;
    assert_eq!(asked.pictures(), 3);
    assert_eq!(asked.answer.unwrap().text, "Jolie tasse.");
    let request = &requests(&server).await[0];
    let messages = request["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 4);
    assert!(messages[1]["content"].as_str().unwrap().ends_with("[photo that could not be seen]\nOld"));
    let parts = messages[3]["content"].as_array().unwrap();
    assert_eq!(parts[0]["type"], "text");
    assert!(parts[0]["text"].as_str().unwrap().ends_with("[photo]\n\n[photo]\nWhich one?"));
    let urls: Vec<_> = parts[1..].iter().map(|part| part["image_url"]["url"].as_str().unwrap()).collect();
    assert_eq!(urls.len(), 3);
    assert!(urls.iter().all(|url| url.starts_with("data:image/gif;base64,R0lGODlh")));
    assert!(parts[1..].iter().all(|part| part["type"] == "image_url"));
}

#[tokio::test]
async fn more_pictures_than_a_model_takes_are_not_handed_on() {
    let server = server(|_| None).await;
    let history: Vec<_> = (1..=6).map(|n| photo(&format!("number {n}"), &[n])).collect();
    ask(&assistant(config(url(&server))), &history).await.answer.unwrap();
    let request = &requests(&server).await[0];
    assert_eq!(pictures_in(request), 4);
    let words = last_words(request);
    assert!(words.contains("[photo that could not be seen]\nnumber 2\n\n[photo]\nnumber 3"), "{words}");
}

#[tokio::test]
async fn a_model_that_sees_nothing_answers_in_the_same_question_and_is_learned() {
    for (status, message) in [
        (400, "messages[1].content must be a string"),
        (400, "Image content is not supported for this model"),
        (404, "No endpoints found that support image input"),
        (422, "unknown variant `image_url`, expected `text`"),
        (500, "image input is not supported - hint: you may need to provide the mmproj"),
        (400, "test-model is not a multimodal model"),
    ] {
        let server = server(move |request| (pictures_in(request) > 0).then_some((status, message))).await;
        let assistant = assistant(config(url(&server)));
        let asked = ask(&assistant, &[photo("C'est quoi ?", &[1])]).await;
        assert_eq!((asked.pictures(), asked.calls.len()), (0, 1), "{message}");
        assert_eq!(asked.answer.unwrap().text, "Jolie tasse.", "{message}");
        assert!(
            last_words(&requests(&server).await[1]).ends_with("[photo that could not be seen]\nC'est quoi ?")
        );
        assert_eq!(assistant.learned().len(), 1, "{message}");
        assert_eq!(assistant.learned()[0].1, "it takes no pictures");
        ask(&assistant, &[photo("Et ça ?", &[1])]).await.answer.unwrap();
        assert_eq!(requests(&server).await.len(), 3, "it is not tried again");
    }
}

#[tokio::test]
async fn a_model_that_takes_one_picture_gets_the_newest() {
    let message = "At most 1 image(s) may be provided in one request.";
    let server = server(move |request| (pictures_in(request) > 1).then_some((400, message))).await;
    let assistant = assistant(config(url(&server)));
    let asked = ask(&assistant, &[photo("A", &[1]), photo("B", &[2])]).await;
    assert_eq!(asked.pictures(), 1);
    assert!(
        last_words(&requests(&server).await[1]).ends_with("[photo that could not be seen]\nA\n\n[photo]\nB")
    );
    assert_eq!(assistant.learned()[0].1, "of pictures it takes at most 1 at once");
}

/// One customer must not blind the model for all others.
#[tokio::test]
async fn one_bad_picture_says_nothing_of_the_next() {
    for (status, message) in [
        (400, "You uploaded an unsupported image."),
        (400, "cannot identify image file"),
        (413, "Request Entity Too Large"),
        (400, "something that nobody understands"),
    ] {
        let server = server(move |request| (pictures_in(request) > 0).then_some((status, message))).await;
        let assistant = assistant(config(url(&server)));
        assert_eq!(
            ask(&assistant, &[photo("", &[1])]).await.answer.unwrap().text,
            "Jolie tasse.",
            "{message}"
        );
        assert!(assistant.learned().is_empty(), "{message}: {:?}", assistant.learned());
        ask(&assistant, &[photo("", &[1])]).await.answer.unwrap();
        assert_eq!(requests(&server).await.len(), 4, "{message}");
    }
}
