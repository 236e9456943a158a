//! Requests that Meta and others may send.

use std::time::Duration;

use relais_embedded::memory::{Fault, Memory};
use relais_whatsapp::signature::sign;

use super::*;

fn webhook(memory: &Memory) -> Webhook<Memory, Memory> {
    Webhook {
        events: memory.clone(),
        blobs: memory.clone(),
        app_secrets: AppSecrets::parse("new-secret,old-secret").unwrap(),
        verify_token: SecretString::from("token"),
        clock: Clock::system(),
        warnings: Sample::of_warnings(),
    }
}

async fn post(memory: &Memory, body: &[u8], signature: Option<&str>) -> Response<String> {
    let mut headers = HeaderMap::new();
    if let Some(signature) = signature {
        headers.insert("X-Hub-Signature-256", signature.parse().unwrap());
    }
    webhook(memory).respond(&Method::POST, "", &headers, body).await
}

async fn post_signed(memory: &Memory, body: &[u8]) -> u16 {
    let signature = sign(&SecretString::from("old-secret"), body);
    post(memory, body, Some(&signature)).await.status().as_u16()
}

fn texts(count: usize, text: &str) -> Vec<u8> {
    let messages: Vec<_> = (0..count)
        .map(|n| format!(r#"{{"from":"33639980001","id":"wamid.{n}","timestamp":"1800000000","type":"text","text":{{"body":"{text}"}}}}"#))
        .collect();
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"2"}},"messages":[{}]}}}}]}}]}}"#,
        messages.join(",")
    )
    .into_bytes()
}

#[tokio::test]
async fn what_is_not_signed_by_a_secret_of_ours_is_refused_and_not_stored() {
    let body = texts(1, "Bonjour");
    let right = sign(&SecretString::from("new-secret"), &body);
    let wrong = sign(&SecretString::from("guess"), &body);
    let short = &right[..40];
    let sha1 = "sha1=0123456789012345678901234567890123456789";
    for signature in [None, Some(""), Some("sha256="), Some(short), Some(sha1), Some(wrong.as_str())] {
        let memory = Memory::default();
        let response = post(&memory, &body, signature).await;
        assert_eq!(response.status(), 403, "{signature:?}");
        assert!(!response.body().contains(&right[7..]), "the response holds the expected value");
        assert!(memory.bodies().is_empty());
    }
}

#[tokio::test]
async fn both_secrets_are_accepted_while_one_is_being_changed() {
    let body = texts(1, "Bonjour");
    for secret in ["new-secret", "old-secret"] {
        let signature = sign(&SecretString::from(secret), &body);
        assert_eq!(post(&Memory::default(), &body, Some(&signature)).await.status(), 200, "{secret}");
    }
}

#[tokio::test]
async fn a_thousand_updates_become_a_thousand_jobs() {
    let memory = Memory::default();
    assert_eq!(post_signed(&memory, &texts(1000, "Bonjour")).await, 200);
    let bodies = memory.bodies();
    assert_eq!(bodies.len(), 1000);
    assert!(bodies.iter().all(|body| matches!(job::decode::<EventJob>(body), Ok(EventJob::Item { .. }))));
}

#[tokio::test]
async fn signed_bodies_that_are_no_webhooks_are_kept() {
    for body in [&b""[..], b"not json", b"[1,2]", b"{\"object\":1}", b"\xff\xfe"] {
        let memory = Memory::default();
        assert_eq!(post_signed(&memory, body).await, 200);
        assert_eq!(memory.bodies().len(), 1, "{body:?}");
    }
}

#[tokio::test]
async fn an_item_too_large_for_the_queue_is_stored_and_pointed_to() {
    let memory = Memory::default();
    assert_eq!(post_signed(&memory, &texts(1, &"x".repeat(2_000_000))).await, 200);
    let bodies = memory.bodies();
    let Ok(EventJob::StoredItem(name)) = job::decode(&bodies[0]) else { panic!("no pointer: {}", bodies[0]) };
    let blobs = memory.blobs();
    let stored = String::from_utf8(blobs[&name].clone()).unwrap();
    assert!(matches!(job::decode::<EventJob>(&stored), Ok(EventJob::Item { .. })));
}

#[tokio::test]
async fn a_body_above_four_mebibytes_is_refused() {
    let memory = Memory::default();
    assert_eq!(post_signed(&memory, &vec![b' '; MAX_BODY + 1]).await, 413);
    assert!(memory.bodies().is_empty());
}

#[tokio::test]
async fn meta_is_asked_to_retry_when_the_queue_refuses() {
    let memory = Memory::with(Fault::Refuses);
    assert_eq!(post_signed(&memory, &texts(1, "Bonjour")).await, 503);
}

#[tokio::test]
async fn meta_is_asked_to_retry_when_the_queue_does_not_answer() {
    let memory = Memory::with(Fault::Hangs);
    let body = texts(1, "Bonjour");
    let signature = sign(&SecretString::from("new-secret"), &body);
    let response = webhook(&memory).receive(&body, Some(&signature), Duration::from_millis(20)).await;
    assert_eq!(response.status(), 503);
}

#[tokio::test]
async fn the_handshake_returns_the_challenge_only_for_the_right_token() {
    let cases = [
        ("hub.mode=subscribe&hub.verify_token=token&hub.challenge=1158201444", 200),
        ("hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1158201444", 403),
        ("hub.mode=subscribe&hub.verify_token=&hub.challenge=1158201444", 403),
        ("hub.mode=subscribe&hub.challenge=1158201444", 403),
        ("hub.mode=subscribe&hub.verify_token=token&hub.challenge=%3Cscript%3E", 403),
        ("hub.mode=subscribe&hub.verify_token=token&hub.challenge=123456789012345678901", 403),
        ("", 403),
    ];
    let webhook = webhook(&Memory::default());
    for (query, expected) in cases {
        let response = webhook.respond(&Method::GET, query, &HeaderMap::new(), b"").await;
        assert_eq!(response.status(), expected, "{query}");
        assert_eq!(response.body() == "1158201444", expected == 200, "{query}");
    }
}

#[tokio::test]
async fn an_empty_verify_token_accepts_nobody() {
    let webhook = Webhook { verify_token: SecretString::from(""), ..webhook(&Memory::default()) };
    let query = "hub.mode=subscribe&hub.verify_token=&hub.challenge=1";
    assert_eq!(webhook.respond(&Method::GET, query, &HeaderMap::new(), b"").await.status(), 403);
}

/// Needs no secret, so on AWS it costs no read of one, however old the values are.
#[test]
fn what_has_not_even_the_form_of_metas_requests_is_refused_without_a_secret() {
    let refused = |method: &Method, query: &str, signature: Option<&str>, body: &[u8]| {
        let mut headers = HeaderMap::new();
        headers.extend(
            signature.map(|value| (http::HeaderName::from_static(SIGNATURE_HEADER), value.parse().unwrap())),
        );
        let (warnings, clock) = (Sample::of_warnings(), Clock::system());
        refuse(&warnings, &clock, method, query, &headers, body).map(|response| response.status().as_u16())
    };
    let (get, post) = (Method::GET, Method::POST);
    let (forged, huge) = (format!("sha256={}", "0".repeat(64)), vec![b' '; MAX_BODY + 1]);
    assert_eq!(refused(&post, "", None, b"{}"), Some(403));
    assert_eq!(refused(&post, "", Some("sha256=1"), b"{}"), Some(403));
    assert_eq!(refused(&post, "", Some(&forged), &huge), Some(413));
    assert_eq!(refused(&get, "hub.mode=subscribe&hub.challenge=1", None, b""), Some(403));
    assert_eq!(refused(&Method::PUT, "", Some(&forged), b"{}"), Some(405));
    assert_eq!(refused(&post, "", Some(&forged), b"{}"), None, "only a secret can tell");
    assert_eq!(refused(&get, "hub.mode=subscribe&hub.verify_token=x&hub.challenge=1", None, b""), None);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let response = webhook(&Memory::default()).respond(&Method::PUT, "", &HeaderMap::new(), b"").await;
    assert_eq!(response.status(), 405);
}
