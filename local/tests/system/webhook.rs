//! The webhook's endpoint, through the real server.

use relais_whatsapp::signature::sign;
use secrecy::SecretString;

use crate::stand_ins::{self, now, text_webhook};

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_and_the_signature_are_checked() {
    let outside = stand_ins::start(&[]).await;
    let webhook = format!("{}/webhook", outside.relais.address());
    let handshake = |token: &str, challenge: &str| {
        let query = [("hub.mode", "subscribe"), ("hub.verify_token", token), ("hub.challenge", challenge)];
        outside.relais.http.get(&webhook).query(&query).send()
    };
    let answer = handshake("a-verify-token", "1158201444").await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (200, "1158201444"));
    for (token, challenge) in [("wrong", "1"), ("", "1"), ("a-verify-token", "<b>"), ("a-verify-token", "")] {
        assert_eq!(handshake(token, challenge).await.unwrap().status(), 403, "{token} {challenge}");
    }

    let body = text_webhook("33639980050", "wamid.z", "Bonjour", now());
    let wrong = sign(&SecretString::from("not the secret"), body.as_bytes());
    let post = |signature: Option<&str>, body: Vec<u8>| {
        let request = outside.relais.http.post(&webhook).body(body);
        match signature {
            Some(signature) => request.header("X-Hub-Signature-256", signature),
            None => request,
        }
        .send()
    };
    for signature in [None, Some(wrong.as_str()), Some("sha1=00"), Some("sha256=")] {
        assert_eq!(post(signature, body.clone().into_bytes()).await.unwrap().status(), 403);
    }
    let large = post(Some(&wrong), vec![b'x'; 4 * 1024 * 1024 + 1]).await.unwrap();
    assert_eq!(large.status(), 413);
    let list = outside.relais.get("/api/conversations").await;
    assert_eq!(list["conversations"].as_array().unwrap().len(), 0, "nothing was stored");
}
