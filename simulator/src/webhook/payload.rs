//! The JSON of webhooks, as Meta sent it in 2026: with business-scoped user ids, times as strings of seconds.

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::config::SimulatorConfig;
use crate::graph::GraphError;
use crate::phone::Customer;

/// A customer's message.
pub(crate) struct Inbound<'a> {
    /// The id of the business number that it is written to.
    pub(crate) number: &'a str,
    pub(crate) customer: &'a Customer,
    pub(crate) wamid: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) kind: &'static str,
    /// The members that the type needs.
    pub(crate) members: Value,
}

/// A status of a message that the business sent.
pub(crate) struct Status<'a> {
    /// The id of the business number that sent the message.
    pub(crate) number: &'a str,
    pub(crate) wamid: &'a str,
    pub(crate) name: &'static str,
    pub(crate) at: Timestamp,
    /// The recipient. For an unknown recipient, the input of the send.
    pub(crate) recipient: Result<&'a Customer, &'a str>,
    pub(crate) callback_data: Option<&'a str>,
    /// Present with `sent` and `delivered`.
    pub(crate) pricing_category: Option<&'a str>,
    pub(crate) error: Option<&'a GraphError>,
}

/// The webhook of a customer's message.
pub(crate) fn inbound(config: &SimulatorConfig, message: Inbound<'_>) -> Bytes {
    let (number, customer) = (message.number, message.customer);
    let mut members = members_of(message);
    insert(&mut members, "from", &customer.wa_id);
    insert(&mut members, "from_user_id", &customer.user_id);
    envelope(config, number, "messages", json!({"contacts": [contact(customer)], "messages": [members]}))
}

/// The two webhooks of a call that a customer makes and nobody answers: its beginning, and its end without a duration
/// (Meta, "Calling API webhooks").
pub(crate) fn missed_call(config: &SimulatorConfig, call: &Inbound<'_>) -> [Bytes; 2] {
    [("connect", None), ("terminate", Some("FAILED"))].map(|(event, status)| {
        let mut members = Map::new();
        insert(&mut members, "id", &call.wamid.replacen("wamid.", "wacid.", 1));
        insert(&mut members, "from", &call.customer.wa_id);
        insert(&mut members, "from_user_id", &call.customer.user_id);
        insert(&mut members, "to", &config.digits_of(call.number).unwrap_or_default());
        insert(&mut members, "event", event);
        insert(&mut members, "direction", "USER_INITIATED");
        insert(&mut members, "timestamp", &seconds(call.at));
        if let Some(status) = status {
            insert(&mut members, "status", status);
        }
        let value = json!({"contacts": [contact(call.customer)], "calls": [members]});
        envelope(config, call.number, "calls", value)
    })
}

/// The webhook of a message that the business wrote, or changed, in its phone app.
pub(crate) fn echo(config: &SimulatorConfig, message: Inbound<'_>) -> Bytes {
    let (number, customer) = (message.number, message.customer);
    let mut members = members_of(message);
    insert(&mut members, "from", &config.digits_of(number).unwrap_or_default());
    insert(&mut members, "to", &customer.wa_id);
    insert(&mut members, "to_user_id", &customer.user_id);
    let value = json!({"contacts": [contact(customer)], "message_echoes": [members]});
    envelope(config, number, "smb_message_echoes", value)
}

fn members_of(message: Inbound<'_>) -> Map<String, Value> {
    let mut members = match message.members {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    insert(&mut members, "id", message.wamid);
    insert(&mut members, "timestamp", &seconds(message.at));
    insert(&mut members, "type", message.kind);
    members
}

/// The webhook of a status.
pub(crate) fn status(config: &SimulatorConfig, status: &Status<'_>) -> Bytes {
    let mut members = Map::new();
    insert(&mut members, "id", status.wamid);
    insert(&mut members, "status", status.name);
    insert(&mut members, "timestamp", &seconds(status.at));
    match status.recipient {
        Ok(customer) => {
            insert(&mut members, "recipient_id", &customer.wa_id);
            insert(&mut members, "recipient_user_id", &customer.user_id);
        }
        Err(input) => insert(&mut members, "recipient_id", input),
    }
    if let Some(data) = status.callback_data {
        insert(&mut members, "biz_opaque_callback_data", data);
    }
    if let Some(category) = status.pricing_category {
        let pricing = json!({
            "billable": true, "pricing_model": "PMP", "category": category, "type": "regular",
        });
        members.insert("pricing".to_owned(), pricing);
    }
    if let Some(error) = status.error {
        members.insert("errors".to_owned(), json!([error.in_status()]));
    }
    let mut value = json!({"statuses": [members]});
    // Since 2026, failed statuses have no contacts.
    if let (Ok(customer), None, Some(value)) = (status.recipient, status.error, value.as_object_mut()) {
        value.insert("contacts".to_owned(), json!([contact(customer)]));
    }
    envelope(config, status.number, "messages", value)
}

fn envelope(config: &SimulatorConfig, number: &str, field: &str, mut value: Value) -> Bytes {
    if let Some(value) = value.as_object_mut() {
        let metadata = json!({
            "display_phone_number": config.digits_of(number),
            "phone_number_id": number,
        });
        value.insert("messaging_product".to_owned(), json!("whatsapp"));
        value.insert("metadata".to_owned(), metadata);
    }
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": config.waba_id, "changes": [{"value": value, "field": field}]}],
    });
    Bytes::from(body.to_string())
}

fn contact(customer: &Customer) -> Value {
    json!({
        "profile": {"name": customer.name},
        "wa_id": customer.wa_id,
        "user_id": customer.user_id,
    })
}

fn seconds(at: Timestamp) -> String {
    at.as_second().to_string()
}

fn insert(members: &mut Map<String, Value>, name: &str, value: &str) {
    members.insert(name.to_owned(), Value::String(value.to_owned()));
}
