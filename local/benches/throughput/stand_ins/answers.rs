//! What is answered to which request.

use std::borrow::Cow;
use std::time::Duration;

use serde::Deserialize;

use super::Shared;
use super::delivery::Sent;
use crate::http;
use crate::payloads::{File, Kind, customer_of, kind_of};

const JSON: &str = "application/json";
/// What the customer says in the voice message. No other text of a request has these words.
const SAID: &str = "Est-ce que vous livrez à domicile le samedi ?";
/// What the model answers.
const TEXT: &str =
    "Bonjour ! Oui, nous sommes ouverts demain de 9 h 30 à 19 h, sans interruption. À demain !";
/// Bytes of a token, about.
const BYTES_OF_TOKEN: usize = 4;

/// An answer, and what follows it.
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    /// How long the caller waits for it.
    pub(super) after: Duration,
    /// The message that the request sent.
    pub(super) sent: Option<Sent>,
}

/// The part of a request to send that is used.
#[derive(Deserialize)]
struct Send<'a> {
    #[serde(borrow)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow)]
    recipient: Option<Cow<'a, str>>,
    #[serde(borrow)]
    biz_opaque_callback_data: Option<Cow<'a, str>>,
    /// Present when a message is marked as read.
    #[serde(borrow)]
    status: Option<Cow<'a, str>>,
}

impl Shared {
    pub(super) fn answer(&self, head: &[u8], body: &[u8]) -> Answer {
        let mut words = http::first_line(head);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let graph = |bytes| Answer { bytes, after: self.behaviour.graph, sent: None };
        let model = |bytes| Answer { bytes, after: self.behaviour.model, sent: None };
        match (method, parts.as_slice()) {
            ("POST", ["v1", "chat", "completions"]) => model(self.completion(body)),
            ("POST", ["v1", "audio", "transcriptions"]) => model(self.transcript()),
            ("POST", [_, number, "messages"]) => self.message(number, body),
            ("GET", ["whatsapp_business", "attachments"]) => graph(self.file(query)),
            // A program that does nothing: `ceilings.rs` posts to it.
            ("POST", ["webhook"]) => {
                Answer { bytes: http::answer("200 OK", JSON, b""), after: Duration::ZERO, sent: None }
            }
            ("GET", [_, id]) if kind_of(id).is_some() => graph(self.address_of(id)),
            _ => {
                self.ledger.note(|counts| counts.unknown.push(format!("{method} {path}")));
                let error =
                    r#"{"error":{"message":"Unknown path components","type":"OAuthException","code":2500}}"#;
                graph(http::answer("400 Bad Request", JSON, error.as_bytes()))
            }
        }
    }

    /// `POST /{version}/{phone_number_id}/messages`
    fn message(&self, number: &str, body: &[u8]) -> Answer {
        let after = self.behaviour.graph;
        let send: Send<'_> = serde_json::from_slice(body).expect("a message to send");
        if send.status.is_some() {
            let bytes = http::answer("200 OK", JSON, br#"{"success":true}"#);
            return Answer { bytes, after, sent: None };
        }
        let recipient = send.to.or(send.recipient).expect("a recipient");
        let customer = customer_of(&recipient).expect("a customer who wrote");
        let wamid = format!("wamid.HBgL{:053}", self.ledger.sent(customer, self.behaviour.status_webhooks));
        let answer = format!(
            r#"{{"messaging_product":"whatsapp","contacts":[{{"input":"{recipient}","wa_id":"{recipient}"}}],"messages":[{{"id":"{wamid}"}}]}}"#
        );
        let callback_data = send.biz_opaque_callback_data.map(Cow::into_owned);
        let sent = Sent { number: number.to_owned(), customer, wamid, callback_data };
        Answer { bytes: http::answer("200 OK", JSON, answer.as_bytes()), after, sent: Some(sent) }
    }

    /// `GET /{version}/{media_id}`
    fn address_of(&self, id: &str) -> Vec<u8> {
        let file = self.file_of(id);
        let (address, sha256, size) = (self.address, hex::encode(file.sha256), file.bytes.len());
        let answer = format!(
            r#"{{"messaging_product":"whatsapp","url":"http://{address}/whatsapp_business/attachments/?mid={id}","mime_type":"{}","sha256":"{sha256}","file_size":{size},"id":"{id}"}}"#,
            file.mime_type
        );
        http::answer("200 OK", JSON, answer.as_bytes())
    }

    fn file(&self, query: &str) -> Vec<u8> {
        let file = self.file_of(query.strip_prefix("mid=").expect("the id of a file"));
        self.ledger.note(|counts| counts.files += 1);
        http::answer("200 OK", file.mime_type, &file.bytes)
    }

    fn file_of(&self, id: &str) -> &File {
        if kind_of(id) == Some(Kind::Picture) { &self.picture } else { &self.voice }
    }

    /// `POST /v1/chat/completions`
    fn completion(&self, body: &[u8]) -> Vec<u8> {
        let streams = has(body, br#""stream":true"#) || has(body, br#""stream": true"#);
        assert!(!streams, "neither Relais nor its peers have asked for a stream so far");
        let (with_picture, with_voice) = (has(body, b";base64,"), has(body, SAID.as_bytes()));
        self.ledger.note(|counts| {
            counts.completions += 1;
            counts.with_picture += usize::from(with_picture);
            counts.with_voice += usize::from(with_voice);
        });
        let (asked, answered) = (body.len() / BYTES_OF_TOKEN, TEXT.len() / BYTES_OF_TOKEN);
        let answer = format!(
            r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1800000000,"model":"gpt-4o-mini","choices":[{{"index":0,"message":{{"role":"assistant","content":"{TEXT}","refusal":null}},"logprobs":null,"finish_reason":"stop"}}],"usage":{{"prompt_tokens":{asked},"completion_tokens":{answered},"total_tokens":{}}}}}"#,
            asked + answered
        );
        http::answer("200 OK", JSON, answer.as_bytes())
    }

    /// `POST /v1/audio/transcriptions`
    fn transcript(&self) -> Vec<u8> {
        self.ledger.note(|counts| counts.transcripts += 1);
        let answer = format!(r#"{{"text":"{SAID}","usage":{{"type":"duration","seconds":10}}}}"#);
        http::answer("200 OK", JSON, answer.as_bytes())
    }
}

/// Whether these bytes are in the body. It looks at whole words only where the first byte fits.
fn has(body: &[u8], searched: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == searched[0]) {
        rest = &rest[at..];
        if rest.starts_with(searched) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}
