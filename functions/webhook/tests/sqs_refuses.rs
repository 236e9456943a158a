//! SQS stores all of a batch, a part of it, or nothing. Meta is asked to retry unless SQS stored everything, and Meta's
//! retry completes the rest.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a case that cannot go on has failed

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use http::{HeaderMap, Method};
use relais_aws::access::{Access, Credentials};
use relais_aws::http::client;
use relais_aws::sqs::SqsQueue;
use relais_core::Clock;
use relais_core::job::{self, EventJob};
use relais_embedded::FileBlobs;
use relais_webhook::{Sample, Webhook};
use relais_whatsapp::signature::{AppSecrets, sign};
use relais_whatsapp::webhook::ItemContent;
use secrecy::SecretString;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// Messages in the webhook: three batches of SQS.
const MESSAGES: usize = 25;

/// What SQS does with one entry of one request.
#[derive(Clone, Copy, PartialEq)]
enum EntryResult {
    Taken,
    /// Refused; a retry may succeed.
    Refused,
    /// Refused; a retry would be refused too.
    Faulty,
    /// The request fails before any entry is stored.
    Down,
    /// Every entry is stored, and the response is lost.
    Lost,
}

/// The result of an entry, by the number of its request and its place in it, both from 0.
type Plan = fn(usize, usize) -> EntryResult;

#[derive(Clone)]
struct Sqs {
    plan: Arc<Mutex<Plan>>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    taken: Vec<String>,
}

impl Respond for Sqs {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let (plan, mut seen) = (*self.plan.lock().unwrap(), self.seen.lock().unwrap());
        let number = seen.requests;
        seen.requests += 1;
        let (mut successful, mut failed, mut lost) = (Vec::new(), Vec::new(), false);
        for (place, entry) in body["Entries"].as_array().unwrap().iter().enumerate() {
            let (id, result) = (&entry["Id"], plan(number, place));
            match result {
                EntryResult::Down => return ResponseTemplate::new(500),
                EntryResult::Taken | EntryResult::Lost => {
                    seen.taken.push(entry["MessageBody"].as_str().unwrap().to_owned());
                    successful.push(json!({"Id": id, "MessageId": "m", "MD5OfMessageBody": "0"}));
                }
                EntryResult::Refused | EntryResult::Faulty => {
                    let code = if result == EntryResult::Refused {
                        "InternalError"
                    } else {
                        "InvalidMessageContents"
                    };
                    failed
                        .push(json!({"Id": id, "Code": code, "SenderFault": result == EntryResult::Faulty}));
                }
            }
            lost |= result == EntryResult::Lost;
        }
        if lost {
            return ResponseTemplate::new(500);
        }
        ResponseTemplate::new(200).set_body_json(json!({"Successful": successful, "Failed": failed}))
    }
}

#[tokio::test]
async fn meta_retries_until_sqs_has_stored_everything() {
    use EntryResult::{Down, Faulty, Lost, Refused, Taken};
    let cases: [(&str, u16, usize, Plan); 10] = [
        ("all is well", 200, 25, |_, _| Taken),
        (
            "one is refused once",
            200,
            25,
            |request, entry| if (request, entry) == (1, 3) { Refused } else { Taken },
        ),
        ("all are refused once", 200, 25, |request, _| if request % 2 == 0 { Refused } else { Taken }),
        ("one is refused again and again", 503, 9, |_, entry| if entry == 0 { Refused } else { Taken }),
        ("one of the second batch is faulty", 503, 19, |request, entry| {
            if (request, entry) == (1, 9) { Faulty } else { Taken }
        }),
        ("it is down from the second batch on", 503, 10, |request, _| if request > 0 { Down } else { Taken }),
        ("it is down", 503, 0, |_, _| Down),
        ("it is down once", 200, 25, |request, _| if request == 1 { Down } else { Taken }),
        ("one answer is lost", 200, 30, |request, _| if request == 2 { Lost } else { Taken }),
        ("the last answers are lost", 503, 35, |request, _| if request > 1 { Lost } else { Taken }),
    ];
    for (what, status, taken, plan) in cases {
        let server = MockServer::start().await;
        let sqs = Sqs { plan: Arc::new(Mutex::new(plan)), seen: Arc::default() };
        Mock::given(any()).respond_with(sqs.clone()).mount(&server).await;
        let folder = tempfile::tempdir().unwrap();
        let webhook = webhook(&server.uri(), FileBlobs::open(folder.path()).unwrap());

        assert_eq!(post(&webhook).await, status, "{what}");
        // After the first attempt, an entry that is always refused is alone in its request.
        let first = sqs.seen.lock().unwrap().taken.len();
        assert_eq!(first, taken, "{what}");

        if status != 200 {
            *sqs.plan.lock().unwrap() = |_, _| Taken;
            assert_eq!(post(&webhook).await, 200, "{what}: Meta's retry");
        }
        let seen = sqs.seen.lock().unwrap();
        let ids: HashSet<_> = seen.taken.iter().map(|body| wamid(body)).collect();
        assert_eq!(ids.len(), MESSAGES, "{what}: none is missing");
    }
}

fn webhook(endpoint: &str, blobs: FileBlobs) -> Webhook<SqsQueue, FileBlobs> {
    let keys = Credentials::new("key", "secret", None);
    let access = Access::new(client().unwrap(), "eu-west-3", Some(keys)).at(endpoint);
    Webhook {
        events: SqsQueue::new(&access, format!("{endpoint}/1/events")),
        blobs,
        app_secrets: AppSecrets::parse("secret").unwrap(),
        verify_token: SecretString::from("token"),
        clock: Clock::system(),
        warnings: Sample::of_warnings(),
    }
}

async fn post(webhook: &Webhook<SqsQueue, FileBlobs>) -> u16 {
    let messages: Vec<_> = (0..MESSAGES)
        .map(|n| json!({"from": "33639980001", "id": format!("wamid.{n}"), "timestamp": "1800000000", "type": "text"}))
        .collect();
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "metadata": {"phone_number_id": "2"}, "messages": messages,
        }}]}],
    })
    .to_string();
    let mut headers = HeaderMap::new();
    let signature = sign(&SecretString::from("secret"), body.as_bytes());
    headers.insert("X-Hub-Signature-256", signature.parse().unwrap());
    webhook.respond(&Method::POST, "", &headers, body.as_bytes()).await.status().as_u16()
}

fn wamid(body: &str) -> String {
    let Ok(EventJob::Item { item, .. }) = job::decode(body) else { panic!("no job: {body}") };
    let ItemContent::Message { message, .. } = item.content else { panic!("no message: {body}") };
    let message: Value = serde_json::from_str(message.get()).unwrap();
    message["id"].as_str().unwrap().to_owned()
}
