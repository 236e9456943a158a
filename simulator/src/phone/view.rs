//! The phone's state as JSON.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::customer::Record;
use super::memory::{Direction, Phone, PhoneMessage};
use crate::config::SimulatorConfig;
use crate::settings::Settings;
use crate::world::World;

#[derive(Serialize)]
struct State<'a> {
    seq: u64,
    now: Timestamp,
    business: Business<'a>,
    model_simulated: bool,
    customers: Vec<CustomerView<'a>>,
    settings: &'a Settings,
    inbox_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Business<'a> {
    name: &'a str,
    phone_number: &'a str,
}

#[derive(Serialize)]
struct CustomerView<'a> {
    wa_id: &'a str,
    name: &'a str,
    typing: bool,
    blocked: bool,
    messages: Vec<MessageView<'a>>,
}

#[derive(Serialize)]
struct MessageView<'a> {
    id: &'a str,
    direction: Direction,
    #[serde(rename = "type")]
    kind: &'a str,
    text: &'a str,
    /// The part of the webhook or of the send that is not text, under Meta's names.
    content: Option<&'a Value>,
    reply_to: Option<&'a str>,
    timestamp: Timestamp,
    status: Option<&'static str>,
    edited: bool,
    deleted: bool,
}

/// The inbox as everybody may see its address: on the same server, without a token.
const INBOX: &str = "/";

/// The whole state. `None` when it has not changed since `since`. The inbox's address has its token only for callers on
/// `this_machine`.
pub(super) fn state(
    world: &mut World,
    config: &SimulatorConfig,
    since: Option<u64>,
    this_machine: bool,
) -> Result<Option<Vec<u8>>, serde_json::Error> {
    let now = config.clock.now();
    world.phone.end_typing(now);
    if since == Some(world.phone.seq) {
        return Ok(None);
    }
    let phone = &world.phone;
    let state = State {
        seq: phone.seq,
        now,
        business: Business { name: &config.business_name, phone_number: &config.display_phone_number },
        model_simulated: world.model_simulated,
        customers: phone.customers().map(|record| customer(phone, record)).collect(),
        settings: &world.settings,
        inbox_url: world.inbox_url.as_deref().map(|url| if this_machine { url } else { INBOX }),
    };
    serde_json::to_vec(&state).map(Some)
}

fn customer<'a>(phone: &'a Phone, record: &'a Record) -> CustomerView<'a> {
    let numbers = record.messages.iter();
    let messages = numbers.filter_map(|&number| {
        let message = phone.messages.get(number)?;
        Some(MessageView {
            id: &message.wamid,
            direction: message.direction,
            kind: &message.kind,
            text: &message.text,
            content: message.content.as_ref(),
            reply_to: message.reply_to.as_deref(),
            timestamp: message.at,
            status: status(message, record.read_up_to >= Some(number)),
            edited: message.edited,
            deleted: message.deleted,
        })
    });
    CustomerView {
        wa_id: &record.customer.wa_id,
        name: &record.customer.name,
        typing: phone.is_typing(&record.customer.wa_id),
        blocked: false,
        messages: messages.collect(),
    }
}

/// The status of the customer's own messages, shown as ticks. Messages of the business have none.
fn status(message: &PhoneMessage, read: bool) -> Option<&'static str> {
    match (message.direction, read, message.delivered) {
        (Direction::In, _, _) => None,
        (Direction::Out, true, _) => Some("read"),
        (Direction::Out, false, true) => Some("delivered"),
        (Direction::Out, false, false) => Some("sent"),
    }
}
