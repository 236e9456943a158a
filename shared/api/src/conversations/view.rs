//! A conversation as the API shows it.

use jiff::Timestamp;
use relais_aws::{Store, StoreError};
use relais_core::conversation::{Conversation, Preview, Reason};
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::status::Shown;
use relais_whatsapp::Language;
use serde::Serialize;

use crate::messages::{content, pending_answer, with_plus};

/// `Conversation` in `openapi.json`.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // the flags are independent
pub(crate) struct ConversationView {
    id: String,
    phone_number: Option<String>,
    name: Option<String>,
    username: Option<String>,
    unread: u32,
    last_message: Option<LastMessage>,
    last_activity: Timestamp,
    takeover: Option<TakeoverView>,
    needs_person: Option<NeedsPersonView>,
    window_closes_at: Option<Timestamp>,
    window_open: bool,
    opted_out: bool,
    closed: bool,
    answering: bool,
}

#[derive(Serialize)]
struct LastMessage {
    content: String,
    direction: Direction,
    timestamp: Timestamp,
    status: Shown,
}

#[derive(Serialize)]
struct TakeoverView {
    until: Timestamp,
    by: Option<String>,
}

#[derive(Serialize)]
struct NeedsPersonView {
    reason: Reason,
    since: Timestamp,
}

/// Views of conversations in the same order, each with the status of its last message.
pub(crate) async fn conversation_views(
    store: &Store,
    conversations: &[Conversation],
    language: Language,
    now: Timestamp,
) -> Result<Vec<ConversationView>, StoreError> {
    let keys: Vec<_> = conversations.iter().filter_map(last_message_to_read).collect();
    let messages = if keys.is_empty() { Vec::new() } else { store.messages(&keys).await? };
    let last_of = |conversation: &Conversation| {
        messages.iter().find(|message| *message.key.contact() == conversation.contact)
    };
    let views = conversations
        .iter()
        .map(|conversation| conversation_view(conversation, last_of(conversation), language, now));
    Ok(views.collect())
}

/// A conversation at `now`. `last` is its last message, if that was read.
pub(crate) fn conversation_view(
    conversation: &Conversation,
    last: Option<&Message>,
    language: Language,
    now: Timestamp,
) -> ConversationView {
    let Conversation { identity, .. } = conversation;
    let preview = conversation.preview.as_ref();
    ConversationView {
        id: conversation.contact.to_string(),
        phone_number: identity.wa_id.as_ref().map(|number| with_plus(number.as_str())),
        name: identity.name.clone(),
        username: identity.username.clone(),
        unread: conversation.unread,
        last_message: preview.map(|preview| last_message_view(conversation, preview, last, language)),
        last_activity: conversation.last_activity,
        takeover: conversation
            .takeover
            .as_ref()
            .filter(|_| conversation.is_taken_over(now))
            .map(|takeover| TakeoverView { until: takeover.until, by: takeover.by.clone() }),
        needs_person: conversation
            .needs_person
            .map(|needs| NeedsPersonView { reason: needs.reason, since: needs.since }),
        window_closes_at: conversation.window_closes_at(),
        window_open: conversation.window_is_open(now),
        opted_out: conversation.opted_out,
        closed: conversation.closed,
        answering: conversation.is_answering(now),
    }
}

/// The key of the last message. `None` for an inbound text, which the preview shows completely.
fn last_message_to_read(conversation: &Conversation) -> Option<MessageKey> {
    let preview = conversation.preview.as_ref()?;
    let says_all = preview.direction == Direction::Inbound && preview.kind == "text";
    MessageKey::from_sort_key(&conversation.contact, &preview.sort_key).filter(|_| !says_all)
}

fn last_message_view(
    conversation: &Conversation,
    preview: &Preview,
    last: Option<&Message>,
    language: Language,
) -> LastMessage {
    let pending = pending_answer(conversation).filter(|pending| pending.key.sort_key() == preview.sort_key);
    let known = last.or(pending.as_ref());
    let key = MessageKey::from_sort_key(&conversation.contact, &preview.sort_key);
    let not_known = match preview.direction {
        Direction::Inbound => Shown::Received,
        Direction::Outbound => Shown::Pending,
    };
    let content = match last.filter(|message| message.kind != "text") {
        Some(message) => content::of_message(message, content::parsed(message).as_ref(), language),
        None => content::of_preview(preview, language),
    };
    let timestamp = known.map(|message| message.timestamp).or(key.map(|key| key.at()));
    LastMessage {
        content,
        direction: preview.direction,
        timestamp: timestamp.unwrap_or(conversation.last_activity),
        status: known.map_or(not_known, Message::shown),
    }
}
