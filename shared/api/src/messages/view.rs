//! A message as the API shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message, RestsOn, SendFailure, SentBy};
use relais_core::status::Shown;
use relais_whatsapp::errors::{ErrorEntry, advice_once_failed, entry_for};
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::{Language, Wamid};
use serde::Serialize;

use super::content;
use super::details::Details;
use super::file::FileView;
use crate::lookup::Lookup;
use crate::problem::Both;

/// `Message` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct MessageView {
    id: String,
    message_id: Option<String>,
    conversation_id: String,
    phone_id: PhoneNumberId,
    direction: Direction,
    from_number: Option<String>,
    to_number: Option<String>,
    /// Who wrote it in a group.
    from_name: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    content: String,
    timestamp: Timestamp,
    status: Shown,
    statuses: BTreeMap<String, Timestamp>,
    error: Option<FailureView>,
    sent_by: Option<SentBy>,
    reply_to: Option<String>,
    resend_of: Option<String>,
    /// Why a person sent it although the customer had opted out.
    #[serde(skip_serializing_if = "Option::is_none")]
    override_reason: Option<String>,
    /// When its sender deleted it. Then it has no content.
    deleted_at: Option<Timestamp>,
    /// When its sender last corrected it.
    edited_at: Option<Timestamp>,
    /// It waits to be sent, and may be cancelled unless a call is under way.
    cancellable: bool,
    /// What the assistant's answer rests on.
    rests_on: Option<Box<RestsOn>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<FileView>,
    #[serde(flatten)]
    details: Details,
}

#[derive(Serialize)]
struct FailureView {
    /// Graph's code; null when Graph gave none.
    code: Option<i64>,
    title: String,
    detail: Option<String>,
    advice: &'static str,
}

/// The conversation that shows a message. The message itself may be stored under a contact joined to it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    conversation: ContactId,
    phone_id: PhoneNumberId,
    /// The time at which the message is shown.
    pub(crate) now: Timestamp,
}

impl Place {
    pub(crate) fn of(lookup: Lookup<'_>, conversation: &Conversation) -> Self {
        let phone_id = lookup.number_of(conversation);
        Self { conversation: conversation.contact.clone(), phone_id, now: lookup.now }
    }
}

/// A message in the caller's language.
pub(crate) fn message_view(message: &Message, place: &Place, language: Language) -> MessageView {
    let parsed = content::parsed(message);
    MessageView {
        id: message.key.to_string(),
        message_id: message.wamid.as_ref().map(Wamid::to_string),
        conversation_id: place.conversation.to_string(),
        phone_id: place.phone_id.clone(),
        direction: message.direction,
        from_number: message.from.as_deref().map(with_plus),
        to_number: message.to.as_deref().map(with_plus),
        from_name: message.from_name.clone(),
        kind: message.kind.clone(),
        content: content::of_message(message, parsed.as_ref(), language),
        timestamp: message.timestamp,
        status: message.shown(),
        statuses: message.statuses.iter().map(|(name, at)| (name.to_owned(), at)).collect(),
        error: FailureView::of_message(message, language),
        sent_by: message.sent_by,
        reply_to: message.reply_to.as_ref().map(Wamid::to_string),
        resend_of: message.resend_of.clone(),
        override_reason: message.override_reason.clone(),
        deleted_at: message.deleted_at(),
        edited_at: message.edited_at(),
        rests_on: message.rests_on.clone(),
        cancellable: message.sending.is_some() && !message.is_settled(),
        media: FileView::of(message, parsed.as_ref(), language, place.now),
        details: parsed.map(Details::of).unwrap_or_default(),
    }
}

/// The answer that the assistant has begun to send and that is not stored as a message yet.
pub(crate) fn pending_answer(conversation: &Conversation) -> Option<Message> {
    conversation.outgoing.as_ref()?.to_message(&conversation.contact, conversation.changed_at)
}

/// A failure without a code is stored as 0. Graph's own code 0 is a token error, so it must not be looked up.
fn looked_up(code: i64) -> i64 {
    const UNKNOWN: i64 = -1;
    if code == 0 { UNKNOWN } else { code }
}

/// The entry of the error table for a stored code.
pub(crate) fn advice_for(code: i64) -> &'static ErrorEntry {
    entry_for(looked_up(code), None)
}

/// The advice at a message that failed for good with this stored code.
pub(crate) fn advice_of_failed(code: i64, language: Language) -> &'static str {
    advice_once_failed(looked_up(code), language)
}

/// What people read at a message whose outcome is not known.
pub(crate) const OUTCOME_UNKNOWN: Both<&str> = Both {
    en: "We do not know whether this message arrived, and we do not repeat it. Look at the phone or ask the customer, and send it again if it is needed.",
    fr: "On ne sait pas si ce message est arrivé, et il n'est pas renvoyé tout seul. Regardez sur le téléphone ou demandez au client, et renvoyez-le au besoin.",
};

/// What people read at a message that one of them cancelled.
const CANCELLED: Both<&str> = Both {
    en: "Somebody cancelled this message before it was sent. Send it again if it is needed after all.",
    fr: "Quelqu'un a annulé ce message avant son envoi. Renvoyez-le s'il faut finalement l'envoyer.",
};

impl FailureView {
    fn of_message(message: &Message, language: Language) -> Option<Self> {
        if message.is_unknown() {
            return Some(Self {
                code: None,
                title: "outcome unknown".to_owned(),
                detail: None,
                advice: OUTCOME_UNKNOWN.of(language),
            });
        }
        message.error.as_ref().map(|failure| Self::of(failure, language))
    }

    fn of(failure: &SendFailure, language: Language) -> Self {
        if failure.cancelled {
            return Self {
                code: None,
                title: "cancelled".to_owned(),
                detail: None,
                advice: CANCELLED.of(language),
            };
        }
        let entry = advice_for(failure.code);
        let code = Some(failure.code).filter(|code| *code != 0);
        let title = failure.title.clone().filter(|_| code.is_some());
        Self {
            code,
            title: title.unwrap_or_else(|| entry.title.to_owned()),
            detail: failure.detail.clone(),
            advice: advice_of_failed(failure.code, language),
        }
    }
}

/// A phone number with a leading `+`; any other id unchanged.
pub(crate) fn with_plus(id: &str) -> String {
    let is_number = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    if is_number { format!("+{id}") } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_get_a_plus() {
        assert_eq!(with_plus("33639980001"), "+33639980001");
        for other in ["+1 555-0100", "FR.123", ""] {
            assert_eq!(with_plus(other), other);
        }
    }

    #[test]
    fn a_failure_without_a_code_is_no_token_error() {
        let failure = SendFailure { title: Some("authentication failed".into()), ..SendFailure::default() };
        let view = FailureView::of(&failure, Language::En);
        assert_eq!((view.code, view.title.as_str()), (None, "unknown error"));
        assert_eq!(advice_for(131_026).title, "undeliverable");
    }
}
