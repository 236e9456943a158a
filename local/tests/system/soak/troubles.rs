//! What happens to a burst besides its texts: people take over, customers correct, delete and opt out.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer_key::Customer;
use super::bystanders::Inbox;
use super::chance::Chance;
use crate::stand_ins::{now, text_webhook};

/// What happens to a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    None,
    /// A person takes over before it, and hands back after it.
    TakenOver,
    /// As before, and the person answers it.
    AnsweredByPerson,
    /// A person writes in the phone app before it, and hands back in the inbox after it.
    Phone,
    /// The customer corrects the last message.
    Corrected,
    /// The customer deletes the first message.
    Deleted,
    /// Its last message is STOP.
    Stop,
    /// Its second message is START.
    Start,
}

const SPECIAL: [Trouble; 6] = [
    Trouble::TakenOver,
    Trouble::AnsweredByPerson,
    Trouble::Phone,
    Trouble::Corrected,
    Trouble::Deleted,
    Trouble::Stop,
];

impl Trouble {
    /// The trouble of this customer's next burst. The first burst has none, the second one has, and the third one undoes
    /// a STOP.
    pub(super) fn of_next(customer: &Customer, chance: &mut Chance) -> Self {
        match (customer.bursts.len(), customer.bursts.last().map(|burst| burst.trouble)) {
            (_, Some(Self::Stop)) => Self::Start,
            (1, _) => SPECIAL[usize::try_from(chance.within(0..SPECIAL.len() as u64)).unwrap()],
            _ => Self::None,
        }
    }

    /// The fewest messages of such a burst.
    pub(super) fn fewest(self) -> u64 {
        if matches!(self, Self::Deleted | Self::Stop | Self::Start) { 2 } else { 1 }
    }

    /// The text of message `n` of `count`, from 1.
    pub(super) fn text(self, n: i64, count: i64) -> Option<&'static str> {
        match self {
            Self::Stop if n == count => Some("STOP"),
            Self::Start if n == 2 => Some("START"),
            _ => None,
        }
    }

    /// Before the customer writes. Returns a webhook to deliver, if any.
    pub(super) async fn before(self, customer: &Customer, inbox: &Inbox) -> Option<String> {
        let burst = customer.bursts.len();
        match self {
            Self::TakenOver | Self::AnsweredByPerson => {
                inbox
                    .until_done(&format!("conversations/{}/takeover", customer.wa_id), &Value::Null, "")
                    .await;
                None
            }
            Self::Phone => {
                let wa_id = &customer.wa_id;
                let id = format!("wamid.echo.{wa_id}.{burst}");
                let echo = json!({"from": "33199000001", "to": wa_id, "id": id,
                    "timestamp": time(now()), "type": "text", "text": {"body": "Bonjour"}});
                Some(webhook_of("smb_message_echoes", "message_echoes", wa_id, &echo))
            }
            _ => None,
        }
    }

    /// After the burst is recorded. Returns a webhook to deliver, if any.
    pub(super) async fn after(self, customer: &Customer, inbox: &Inbox) -> Option<String> {
        let (wa_id, burst) = (&customer.wa_id, customer.bursts.last()?);
        let change = |kind: &str, changed: Value| {
            let id = format!("{}.{kind}", changed["original_message_id"].as_str().unwrap());
            let mut message = json!({"from": wa_id, "id": id, "timestamp": time(now()), "type": kind});
            message[kind] = changed;
            Some(webhook_of("messages", "messages", wa_id, &message))
        };
        match self {
            Self::AnsweredByPerson => {
                let key = format!("{wa_id}-{}", customer.bursts.len());
                let text = json!({"to_number": wa_id, "message": "Bonjour, me voici"});
                inbox.until_done("send_message", &text, &key).await;
                self.hand_back(wa_id, inbox).await
            }
            Self::TakenOver | Self::Phone => self.hand_back(wa_id, inbox).await,
            Self::Corrected => {
                let message = json!({"type": "text", "text": {"body": "Bonjour encore"}});
                change("edit", json!({"original_message_id": burst.ids.last()?, "message": message}))
            }
            Self::Deleted => change("revoke", json!({"original_message_id": burst.ids.first()?})),
            Self::None | Self::Stop | Self::Start => None,
        }
    }

    async fn hand_back(self, wa_id: &str, inbox: &Inbox) -> Option<String> {
        inbox.until_done(&format!("conversations/{wa_id}/handback"), &Value::Null, "").await;
        None
    }
}

fn time(at: Timestamp) -> String {
    at.as_second().to_string()
}

/// A webhook with this message only.
fn webhook_of(field: &str, list: &str, wa_id: &str, message: &Value) -> String {
    let mut webhook: Value = serde_json::from_str(&text_webhook(wa_id, "", "", now())).unwrap();
    let change = &mut webhook["entry"][0]["changes"][0];
    change["field"] = json!(field);
    change["value"].as_object_mut().unwrap().remove("messages");
    change["value"][list] = json!([message]);
    webhook.to_string()
}
