//! The webhooks that Meta sends, signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relais_core::Clock;
use relais_simulator::Sample;
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use crate::http;

/// Meta's limit for one number is a thousand messages a second, and Relais keeps it. So the customers write to several.
pub(crate) const NUMBERS: [&str; 4] =
    ["100000000000001", "100000000000002", "100000000000003", "100000000000004"];
/// The app secret.
pub(crate) const SECRET: &str = "secret";

/// What customers write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Picture,
    Voice,
}

/// A file that customers send, of a usual size.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mime_type: &'static str,
    pub(crate) sha256: [u8; 32],
}

impl File {
    /// The sample of this name, with zeros behind its end up to this size.
    pub(crate) fn new(name: &str, size: usize) -> Self {
        let sample = Sample::named(name).expect("a sample of this name");
        let mut bytes = sample.bytes.to_vec();
        bytes.resize(size, 0);
        let sha256 = Sha256::digest(&bytes).into();
        Self { bytes, mime_type: sample.mime_type, sha256 }
    }

    /// A photo, as WhatsApp sends it on.
    pub(crate) fn picture() -> Self {
        Self::new("photo", 150_000)
    }

    /// A voice message of about ten seconds.
    pub(crate) fn voice() -> Self {
        Self::new("voice-fr", 20_000)
    }
}

/// Makes webhooks. Each has messages that no other one has.
pub(crate) struct Payloads {
    secret: SecretString,
    messages: usize,
    picture_sha256: String,
    voice_sha256: String,
}

impl Payloads {
    pub(crate) fn new() -> Self {
        Self {
            secret: SecretString::from(SECRET),
            messages: 0,
            picture_sha256: STANDARD.encode(File::picture().sha256),
            voice_sha256: STANDARD.encode(File::voice().sha256),
        }
    }

    /// A message of this customer to the first number.
    pub(crate) fn at_first_number(&mut self, customer: usize) -> Vec<u8> {
        self.webhook(NUMBERS[0], customer, Kind::Text, 1)
    }

    /// A message of this customer to the number that they write to.
    pub(crate) fn message(&mut self, customer: usize, kind: Kind) -> Vec<u8> {
        self.webhook(NUMBERS[customer % NUMBERS.len()], customer, kind, 1)
    }

    /// Several messages of one customer.
    pub(crate) fn flood(&mut self, customer: usize, messages: usize) -> Vec<u8> {
        self.webhook(NUMBERS[0], customer, Kind::Text, messages)
    }

    /// A message of each of these customers, all in one webhook.
    pub(crate) fn of_many(&mut self, customers: impl Iterator<Item = usize>) -> Vec<u8> {
        let (contacts, messages): (Vec<_>, Vec<_>) =
            customers.map(|customer| (contact(customer), self.item(customer, Kind::Text))).unzip();
        self.signed(NUMBERS[0], &contacts.join(","), &messages.join(","))
    }

    fn webhook(&mut self, number: &str, customer: usize, kind: Kind, messages: usize) -> Vec<u8> {
        let messages: Vec<_> = (0..messages).map(|_| self.item(customer, kind)).collect();
        self.signed(number, &contact(customer), &messages.join(","))
    }

    fn signed(&self, number: &str, contacts: &str, messages: &str) -> Vec<u8> {
        let body = envelope(number, &format!(r#""contacts":[{contacts}],"messages":[{messages}]"#));
        http::webhook(&sign(&self.secret, body.as_bytes()), &body)
    }

    fn item(&mut self, customer: usize, kind: Kind) -> String {
        self.messages += 1;
        let n = self.messages;
        let (picture, voice) = (&self.picture_sha256, &self.voice_sha256);
        let content = match kind {
            Kind::Text => r#""type":"text","text":{"body":"Bonjour, vous êtes ouverts demain ?"}"#.to_owned(),
            Kind::Picture => format!(
                r#""type":"image","image":{{"id":"{}","mime_type":"image/jpeg","sha256":"{picture}","caption":"Vous l’avez encore ?"}}"#,
                media_id(kind, n)
            ),
            Kind::Voice => format!(
                r#""type":"audio","audio":{{"id":"{}","mime_type":"audio/ogg; codecs=opus","sha256":"{voice}","voice":true}}"#,
                media_id(kind, n)
            ),
        };
        let (wa_id, user_id, now) = (wa_id(customer), user_id(customer), now());
        format!(
            r#"{{"from":"{wa_id}","from_user_id":"{user_id}","id":"wamid.{n:057}","timestamp":"{now}",{content}}}"#
        )
    }
}

/// One status of a message that was sent to this customer, signed.
pub(crate) fn statuses(
    secret: &SecretString,
    number: &str,
    customer: usize,
    wamid: &str,
    callback_data: Option<&str>,
    names: &[&str],
) -> Vec<u8> {
    let (wa_id, user_id, now) = (wa_id(customer), user_id(customer), now());
    let data =
        callback_data.map(|data| format!(r#","biz_opaque_callback_data":"{data}""#)).unwrap_or_default();
    let status = |name: &&str| {
        let pricing =
            r#","pricing":{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}"#;
        let pricing = if *name == "read" { "" } else { pricing };
        format!(
            r#"{{"id":"{wamid}","status":"{name}","timestamp":"{now}","recipient_id":"{wa_id}","recipient_user_id":"{user_id}"{data}{pricing}}}"#
        )
    };
    let statuses = names.iter().map(status).collect::<Vec<_>>().join(",");
    let body = envelope(number, &format!(r#""contacts":[{}],"statuses":[{statuses}]"#, contact(customer)));
    http::webhook(&sign(secret, body.as_bytes()), &body)
}

/// The customer whom Meta knows by this number or user id.
pub(crate) fn customer_of(id: &str) -> Option<usize> {
    id.strip_prefix("336399").or_else(|| id.strip_prefix("FR.1000000000"))?.parse().ok()
}

/// A customer's number. There are a hundred thousand.
pub(crate) fn wa_id(customer: usize) -> String {
    format!("336399{customer:05}")
}

fn user_id(customer: usize) -> String {
    format!("FR.1000000000{customer:05}")
}

/// What the file of this id is. `None`: it is no file.
pub(crate) fn kind_of(media_id: &str) -> Option<Kind> {
    match media_id.get(..4)? {
        "2000" => Some(Kind::Picture),
        "3000" => Some(Kind::Voice),
        _ => None,
    }
}

fn media_id(kind: Kind, n: usize) -> String {
    let class = if kind == Kind::Picture { 2 } else { 3 };
    format!("{class}{n:015}")
}

fn contact(customer: usize) -> String {
    let (wa_id, user_id) = (wa_id(customer), user_id(customer));
    format!(r#"{{"profile":{{"name":"Someone"}},"wa_id":"{wa_id}","user_id":"{user_id}"}}"#)
}

fn envelope(number: &str, value: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"2","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"33199000001","phone_number_id":"{number}"}},{value}}}}}]}}]}}"#
    )
}

fn now() -> i64 {
    Clock::system().now().as_second()
}
