//! `POST /{version}/{phone_number_id}/messages`: sends a message, or marks one as read with a typing indicator.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::access::Params;
use super::error::GraphError;
use super::faults::{Fault, UNANSWERED};
use super::request::{self, Recipient, SendRequest, text_at};
use super::templates::shown;
use crate::Simulator;
use crate::accepted::Kept;
use crate::ids::Author;
use crate::phone::{Customer, MessageFromBusiness, Phone};
use crate::webhook::statuses::Outcome;

/// More than 24 hours since the customer's last message.
const WINDOW_CLOSED: i64 = 131_047;

/// Everything takes effect before the answer begins, so a caller that hangs up changes nothing.
pub(super) async fn post(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(error) = simulator.admit(&version, &headers, &params) {
        return simulator.answer(Err::<(), _>(error)).await;
    }
    if !simulator.config().phone_number_ids.contains(&id) {
        let error = GraphError::unknown_object("post", &id);
        return simulator.answer(Err::<(), _>(error)).await;
    }
    let fault = simulator.with(|world| Fault::draw(&world.settings, &mut world.luck));
    let outcome = if fault.takes_effect() { simulator.act(&id, &body) } else { Ok(Effect::default()) };
    let late = outcome.as_ref().is_ok_and(|effect| effect.is_send)
        && simulator.read(|world| world.settings.timeout_after_accepting);
    if late || matches!(fault, Fault::TimedOut { .. }) {
        tokio::time::sleep(UNANSWERED).await;
    }
    let lost = outcome.as_ref().is_ok_and(|effect| effect.is_send)
        && simulator.read(|world| world.settings.lose_answers);
    let answer = match fault.error() {
        Some(error) => Err(error),
        None if lost => return (StatusCode::GATEWAY_TIMEOUT, "<html>Gateway Timeout</html>").into_response(),
        None => outcome.map(|effect| Json(effect.answer)),
    };
    simulator.answer(answer).await
}

/// The answer of a call, and whether it sent a message.
#[derive(Debug, Default)]
struct Effect {
    answer: Value,
    is_send: bool,
}

impl Simulator {
    fn act(&self, number: &str, bytes: &Bytes) -> Result<Effect, GraphError> {
        let body = request::checked_body(bytes)?;
        if body.get("status").is_some() {
            return self.mark_read(number, &body);
        }
        if let Some(error) = self.read(|world| GraphError::chosen(&world.settings)) {
            return Err(error);
        }
        self.accept(number, request::read(&body)?, bytes)
    }

    /// The customer sees blue ticks, and a typing indicator if the call asks for it.
    fn mark_read(&self, number: &str, body: &Value) -> Result<Effect, GraphError> {
        match text_at(body, "/status") {
            Some("read") => {}
            _ => return Err(GraphError::parameter("Param status must be one of {READ}.")),
        }
        let wamid = text_at(body, "/message_id").ok_or_else(|| GraphError::missing("message_id"))?;
        let typing = body.get("typing_indicator").is_some();
        if typing && text_at(body, "/typing_indicator/type") != Some("text") {
            return Err(GraphError::parameter("Param typing_indicator['type'] must be one of {TEXT}."));
        }
        let now = self.config().clock.now();
        self.with(|world| {
            let reader = world.phone.read(number, wamid);
            let wa_id = reader.ok_or_else(|| GraphError::because(131_009, "Message ID is not valid."))?;
            if typing {
                world.phone.typing(wa_id, now);
            }
            Ok(Effect { answer: json!({"success": true}), is_send: false })
        })
    }

    fn accept(&self, number: &str, send: SendRequest, bytes: &Bytes) -> Result<Effect, GraphError> {
        if self.config().digits_of(number).is_some_and(|own| send.recipient == Recipient::Number(own)) {
            return Err(GraphError::of(131_021));
        }
        let now = self.config().clock.now();
        let is_template = send.template_category.is_some();
        let (outcome, answer) = self.with(|world| {
            let customer = match &send.recipient {
                Recipient::Number(number) => world.phone.customer(number),
                Recipient::UserId(id) => world.phone.customer_by_user_id(id),
            };
            if !is_template && customer.is_some_and(|customer| !customer.window_is_open(number, now)) {
                return Err(GraphError::of(WINDOW_CLOSED));
            }
            let customer = customer.map(|record| record.customer.clone());
            let to = to(&send, customer.as_ref());
            let wamid = world.ids.wamid(&to, Author::Business);
            world.accepted.push(Kept {
                wamid: wamid.as_str().into(),
                from: number.into(),
                to: to.as_str().into(),
                callback_data: send.callback_data.as_deref().map(Into::into),
                kind: send.kind.as_str().into(),
                text: send.text.as_str().into(),
                at: now,
                request: bytes.clone(),
            });
            // A message that will fail is never shown on the phone.
            if customer.is_some() && world.settings.fail_status_code.is_none() {
                let body = serde_json::from_slice(bytes).unwrap_or_default();
                show(&mut world.phone, &Place { number, to: &to, wamid: &wamid, at: now }, &send, &body);
            }
            let answer = answer(&send, customer.as_ref(), &wamid);
            let outcome = Outcome {
                from: number.to_owned(),
                wamid,
                recipient: customer.ok_or_else(|| to.clone()),
                only_sent: send.kind == "reaction",
                pricing_category: send.template_category.unwrap_or_else(|| "service".to_owned()),
                callback_data: send.callback_data,
            };
            Ok((outcome, answer))
        })?;
        self.report(outcome);
        Ok(Effect { answer, is_send: true })
    }
}

fn to(send: &SendRequest, customer: Option<&Customer>) -> String {
    match (customer, &send.recipient) {
        (Some(customer), _) => customer.wa_id.clone(),
        (None, Recipient::Number(number)) => number.clone(),
        (None, Recipient::UserId(id)) => id.clone(),
    }
}

/// Where and when a message arrives.
struct Place<'a> {
    number: &'a str,
    to: &'a str,
    wamid: &'a str,
    at: jiff::Timestamp,
}

/// Shows the message on the phone, with everything in it that is not text.
fn show(phone: &mut Phone, place: &Place<'_>, send: &SendRequest, body: &Value) {
    let content = body.get(&send.kind).filter(|_| send.kind != "text").cloned();
    let content = if send.kind == "template" { content.as_ref().and_then(shown) } else { content };
    phone.received(MessageFromBusiness {
        number: place.number,
        wa_id: place.to,
        wamid: place.wamid,
        kind: &send.kind,
        text: &send.text,
        content,
        reply_to: text_at(body, "/context/message_id"),
        at: place.at,
    });
}

fn answer(send: &SendRequest, customer: Option<&Customer>, wamid: &str) -> Value {
    let mut contact = json!({"input": send.input});
    if let Some(contact) = contact.as_object_mut() {
        if let Recipient::Number(number) = &send.recipient {
            contact.insert("wa_id".to_owned(), json!(number));
        }
        if let Some(customer) = customer {
            contact.insert("user_id".to_owned(), json!(customer.user_id));
        }
    }
    let mut message = json!({"id": wamid});
    if let (true, Some(message)) = (send.template_category.is_some(), message.as_object_mut()) {
        message.insert("message_status".to_owned(), json!("accepted"));
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}
