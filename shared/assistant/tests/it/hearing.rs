//! Transcription: the request as servers expect it, and each end of it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use relais_assistant::{AssistantConfig, AssistantError, MOST_SOUND_BYTES, ModelServer, Sound, Transcribed};
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::server::{assistant, config, model, url};

/// Chunks that come one by one.
struct Chunks(Vec<io::Result<Bytes>>);

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready((!self.0.is_empty()).then(|| self.0.remove(0)))
    }
}

fn sound(mime_type: &str, size: u64, chunks: Vec<io::Result<Bytes>>) -> Sound {
    Sound { mime_type: mime_type.to_owned(), size, bytes: Box::pin(Chunks(chunks)) }
}

fn voice() -> Sound {
    let chunks = ["OggS", "one", "two"].map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())));
    sound("audio/ogg; codecs=opus", 10, chunks.into())
}

async fn hearing(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let mock = Mock::given(method("POST")).and(path("/v1/audio/transcriptions"));
    mock.and(header("authorization", "Bearer sk-test")).respond_with(response).mount(&server).await;
    server
}

fn named(server: &MockServer) -> AssistantConfig {
    AssistantConfig { transcribe_model: Some("whisper-small".to_owned()), ..config(url(server)) }
}

async fn transcribe(server: &MockServer, sound: Sound) -> Transcribed {
    let config = AssistantConfig { transcribe_deadline: Duration::from_millis(500), ..named(server) };
    assistant(config).transcribe(sound).await.unwrap()
}

#[tokio::test]
async fn a_voice_message_is_sent_as_a_form_of_known_length() {
    let response = json!({"text": " Vous ouvrez demain ? ", "usage": {"type": "duration", "seconds": 3}});
    let server = hearing(ResponseTemplate::new(200).set_body_json(response)).await;
    let transcribed = transcribe(&server, voice()).await;
    assert_eq!(transcribed.words.unwrap().as_deref(), Some("Vous ouvrez demain ?"));
    assert_eq!(transcribed.seconds, Some(3));

    let request: &Request = &server.received_requests().await.unwrap()[0];
    let text = String::from_utf8(request.body.clone()).unwrap();
    assert_eq!(request.headers["content-length"], text.len().to_string().as_str());
    let content_type = request.headers["content-type"].to_str().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper-small\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"response_format\"\r\n\r\njson\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"audio.ogg\"\r\n\
         content-type: audio/ogg\r\n\r\nOggSonetwo\r\n--{boundary}--\r\n"
    );
    assert_eq!(text, expected);
    transcribe(&server, voice()).await.words.unwrap();
    let second = &server.received_requests().await.unwrap()[1];
    assert_ne!(request.headers["content-type"], second.headers["content-type"], "nobody knows the boundary");
}

#[tokio::test]
async fn the_name_of_the_file_tells_its_format() {
    let server = hearing(ResponseTemplate::new(200).set_body_json(json!({"text": "Oui"}))).await;
    for (mime_type, ending) in [
        ("audio/mpeg", "mp3"),
        ("Audio/MP4", "m4a"),
        ("audio/aac", "m4a"),
        ("audio/amr", "amr"),
        ("x/\"\r\ny", "ogg"),
    ] {
        transcribe(&server, sound(mime_type, 1, vec![Ok(Bytes::from_static(b"a"))])).await.words.unwrap();
        let requests = server.received_requests().await.unwrap();
        let body = String::from_utf8(requests.last().unwrap().body.clone()).unwrap();
        assert!(body.contains(&format!("filename=\"audio.{ending}\"\r\n")), "{mime_type}");
    }
}

#[tokio::test]
async fn silence_and_plain_text_are_understood() {
    let made_up = json!({"text": "Sous-titres réalisés par la communauté d'Amara.org"});
    let server = hearing(ResponseTemplate::new(200).set_body_json(made_up)).await;
    assert_eq!(transcribe(&server, voice()).await.words.unwrap(), None);
    let server = hearing(ResponseTemplate::new(200).set_body_string("Bonjour\n")).await;
    assert_eq!(transcribe(&server, voice()).await.words.unwrap().as_deref(), Some("Bonjour"));
}

#[tokio::test]
async fn each_failure_has_the_code_of_the_other_calls() {
    let refusal = |status| ResponseTemplate::new(status).set_body_json(json!({"error": {"message": "no"}}));
    for (response, code) in [
        (refusal(400), "refused"),
        (refusal(404), "refused"),
        (refusal(401), "key"),
        (refusal(413), "prompt_too_long"),
        (refusal(429).insert_header("retry-after", "7"), "rate_limited"),
        (refusal(503), "unavailable"),
        (ResponseTemplate::new(200).set_body_string("<html>"), "malformed"),
        (ResponseTemplate::new(200).set_delay(Duration::from_secs(30)), "timed_out"),
    ] {
        let server = hearing(response).await;
        assert_eq!(transcribe(&server, voice()).await.words.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn a_sound_whose_size_is_wrong_is_not_heard() {
    let server = hearing(ResponseTemplate::new(200).set_body_json(json!({"text": "Oui"}))).await;
    let bytes = || Ok(Bytes::from_static(b"abc"));
    for sound in [
        sound("audio/ogg", 4, vec![bytes()]),
        sound("audio/ogg", 2, vec![bytes()]),
        sound("audio/ogg", 9, vec![bytes(), Err(io::ErrorKind::BrokenPipe.into())]),
    ] {
        assert!(transcribe(&server, sound).await.words.is_err());
    }
    let large = sound("audio/ogg", MOST_SOUND_BYTES + 1, vec![bytes()]);
    assert!(matches!(transcribe(&server, large).await.words, Err(AssistantError::TooLong)));
}

#[tokio::test]
async fn the_list_of_models_is_asked_for_the_one_that_transcribes() {
    let list =
        |status, body: &str| ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json");
    for (response, expected) in [
        (list(200, r#"{"object":"list","data":[{"id":"a"},{"id":"whisper-small"}]}"#), Some(true)),
        (list(200, r#"{"data":[{"id":"a"}]}"#), Some(false)),
        (list(404, r#"{"data":[]}"#), None),
        (list(200, "<html>"), None),
    ] {
        let server = MockServer::start().await;
        let mock = Mock::given(method("GET")).and(path("/v1/models"));
        mock.and(header("authorization", "Bearer sk-test")).respond_with(response).mount(&server).await;
        assert_eq!(assistant(named(&server)).lists_transcribe_model().await, expected);
    }
    let server = MockServer::start().await;
    assert_eq!(assistant(config(url(&server))).lists_transcribe_model().await, None);
}

#[test]
fn only_openai_itself_has_a_model_by_default() {
    let at = |base_url: Option<&str>| ModelServer { base_url: base_url.map(str::to_owned), ..model("") };
    let named = |base_url, transcribe_model| {
        let config = AssistantConfig { transcribe_model, ..AssistantConfig::new(at(base_url)) };
        assistant(config).transcribe_model().map(str::to_owned)
    };
    assert_eq!(named(None, None).as_deref(), Some("gpt-4o-mini-transcribe"));
    assert_eq!(named(Some("https://eu.api.openai.com/v1"), None).as_deref(), Some("gpt-4o-mini-transcribe"));
    assert_eq!(named(Some("http://localhost:11434/v1"), None), None);
    assert_eq!(named(Some("https://a.openai.azure.com"), None), None, "a deployment has any name");
    assert_eq!(named(Some("http://localhost:8000/v1"), Some("w".to_owned())).as_deref(), Some("w"));
}
