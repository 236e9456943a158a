//! A conversation as the API shows it.

use jiff::Timestamp;
use relais_aws::StoreError;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::{Assigned, CalledTool, Conversation, Preview, Reason};
use relais_core::message::{Direction, Message, MessageKey, ToolOutcome};
use relais_core::status::Shown;
use relais_whatsapp::Language;
use relais_whatsapp::ids::PhoneNumberId;
use serde::Serialize;

use crate::lookup::Lookup;
use crate::messages::{content, pending_answer, with_plus};

/// `Conversation` in `openapi.json`.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // the flags are independent
pub(crate) struct ConversationView {
    id: String,
    /// The business number that it belongs to, by id and as people write it.
    phone_id: PhoneNumberId,
    business_number: Option<String>,
    phone_number: Option<String>,
    name: Option<String>,
    username: Option<String>,
    user_id: Option<String>,
    group: Option<GroupView>,
    /// Perhaps the same person: who had this number before, or has it now.
    perhaps_same_as: Option<PersonView>,
    /// The contacts joined to this one.
    merged: Vec<PersonView>,
    unread: u32,
    last_message: Option<LastMessage>,
    last_activity: Timestamp,
    takeover: Option<TakeoverView>,
    needs_person: Option<NeedsPersonView>,
    /// Since when something that was to be sent has not arrived.
    failed_since: Option<Timestamp>,
    /// What the assistant said when it handed over.
    handed_over: Option<HandedOverView>,
    /// What tools have done of which no answer tells.
    called: Vec<CalledView>,
    window_closes_at: Option<Timestamp>,
    window_open: bool,
    opted_out: bool,
    marketing_opted_out: bool,
    closed: bool,
    answering: bool,
    assigned_to: Option<AssignedView>,
    labels: Vec<String>,
    /// It may lie in the past, as long as nobody has done anything since.
    snoozed_until: Option<Timestamp>,
    noted_at: Option<Timestamp>,
    mentioned: Vec<String>,
}

#[derive(Serialize)]
struct GroupView {
    id: String,
}

/// Another contact, so that people can tell who it is.
#[derive(Clone, Serialize)]
struct PersonView {
    id: String,
    name: Option<String>,
    username: Option<String>,
    phone_number: Option<String>,
}

#[derive(Serialize)]
struct LastMessage {
    content: String,
    direction: Direction,
    timestamp: Timestamp,
    status: Shown,
}

#[derive(Serialize)]
struct HandedOverView {
    reason: String,
    summary: String,
    wants: String,
    at: Timestamp,
}

#[derive(Serialize)]
struct CalledView {
    name: String,
    outcome: ToolOutcome,
    said: Option<String>,
}

#[derive(Serialize)]
struct TakeoverView {
    until: Timestamp,
    by: Option<String>,
}

#[derive(Serialize)]
struct AssignedView {
    to: String,
    by: Option<String>,
    at: Timestamp,
}

#[derive(Serialize)]
struct NeedsPersonView {
    reason: Reason,
    since: Timestamp,
}

/// Views of conversations in the same order, each with the status of its last message.
pub(crate) async fn conversation_views(
    lookup: Lookup<'_>,
    conversations: &[Conversation],
    language: Language,
    now: Timestamp,
) -> Result<Vec<ConversationView>, StoreError> {
    let keys: Vec<_> = conversations.iter().filter_map(last_message_to_read).collect();
    let messages = if keys.is_empty() { Vec::new() } else { lookup.store.messages(&keys).await? };
    let mut views = Vec::with_capacity(conversations.len());
    for conversation in conversations {
        let last = messages.iter().find(|message| conversation.shows(message.key.contact()));
        views.push(conversation_view(lookup, conversation, last, language, now).await?);
    }
    Ok(views)
}

/// The people that a conversation refers to: perhaps the same person, and those joined to it. Where one of these is the
/// newer and gives the whole its name, who is meant is the one that was first recorded.
async fn people(
    lookup: Lookup<'_>,
    conversation: &Conversation,
) -> Result<(Option<PersonView>, Vec<PersonView>), StoreError> {
    let joined: Vec<ContactId> = conversation.parts().skip(1).cloned().collect();
    let own = conversation.parts().take(usize::from(!joined.is_empty()));
    let all: Vec<_> = own.chain(&joined).chain(&conversation.perhaps).cloned().collect();
    if all.is_empty() {
        return Ok((None, Vec::new()));
    }
    let found = lookup.store.conversations_of(&all).await?;
    let known = |contact: &ContactId| found.iter().find(|known| known.contact == *contact);
    let view = |contact: &ContactId, identity: &Identity| {
        let Identity { name, username, wa_id, .. } = identity.clone();
        let phone_number = wa_id.map(|number| with_plus(number.as_str()));
        PersonView { id: contact.to_string(), name, username, phone_number }
    };
    let person = |contact: &ContactId| Some(view(contact, &known(contact)?.identity));
    let joined = joined.iter().filter_map(|contact| {
        let other = &known(contact)?.identity;
        let shown = &conversation.identity;
        let gives_the_name = (&other.name, &other.wa_id) == (&shown.name, &shown.wa_id);
        let first = known(&conversation.contact).filter(|_| gives_the_name);
        Some(view(contact, first.map_or(other, |first| &first.identity)))
    });
    Ok((conversation.perhaps.as_ref().and_then(person), joined.collect()))
}

/// A conversation at `now`. `last` is its last message, if that was read.
pub(crate) async fn conversation_view(
    lookup: Lookup<'_>,
    conversation: &Conversation,
    last: Option<&Message>,
    language: Language,
    now: Timestamp,
) -> Result<ConversationView, StoreError> {
    let Conversation { identity, team, .. } = conversation;
    let preview = conversation.preview.as_ref();
    let (perhaps_same_as, merged) = people(lookup, conversation).await?;
    Ok(ConversationView {
        id: conversation.contact.to_string(),
        phone_id: lookup.number_of(conversation),
        business_number: conversation.business_number.as_deref().map(with_plus),
        phone_number: identity.wa_id.as_ref().map(|number| with_plus(number.as_str())),
        name: identity.name.clone(),
        username: identity.username.clone(),
        user_id: identity.user_id.as_ref().map(ToString::to_string),
        group: conversation.group.clone().map(|id| GroupView { id }),
        perhaps_same_as,
        merged,
        unread: conversation.unread,
        last_message: preview.map(|preview| last_message_view(conversation, preview, last, language)),
        last_activity: conversation.last_activity,
        takeover: conversation
            .takeover
            .as_ref()
            .filter(|_| conversation.is_taken_over(now))
            .map(|takeover| TakeoverView { until: takeover.until, by: takeover.by.clone() }),
        needs_person: conversation
            .waits_for_person(now)
            .map(|needs| NeedsPersonView { reason: needs.reason, since: needs.since }),
        failed_since: conversation.failed,
        handed_over: conversation.handed_over.as_deref().cloned().map(|it| HandedOverView {
            reason: it.reason,
            summary: it.summary,
            wants: it.wants,
            at: it.at,
        }),
        called: conversation.calls_for_person(now).map(called_view).collect(),
        window_closes_at: conversation.window_closes_at(),
        window_open: conversation.window_is_open(now),
        opted_out: conversation.opted_out,
        marketing_opted_out: conversation.has_stopped_marketing(),
        closed: conversation.closed,
        answering: conversation.is_answering(now),
        assigned_to: team.assigned.clone().map(|Assigned { to, by, at }| AssignedView { to, by, at }),
        labels: team.labels.clone(),
        snoozed_until: team.snoozed,
        noted_at: team.noted,
        mentioned: team.mentioned.clone(),
    })
}

fn called_view(call: &CalledTool) -> CalledView {
    let outcome = if call.said.is_some() { ToolOutcome::Done } else { ToolOutcome::InDoubt };
    CalledView { name: call.name.clone(), outcome, said: call.answer().map(str::to_owned) }
}

/// The key of the last message. `None` for an inbound text, which the preview shows completely.
fn last_message_to_read(conversation: &Conversation) -> Option<MessageKey> {
    let preview = conversation.preview.as_ref()?;
    let says_all = preview.direction == Direction::Inbound && preview.kind == "text";
    conversation.key_of(&preview.sort_key).filter(|_| !says_all)
}

fn last_message_view(
    conversation: &Conversation,
    preview: &Preview,
    last: Option<&Message>,
    language: Language,
) -> LastMessage {
    let pending = pending_answer(conversation).filter(|pending| pending.key.is_reference(&preview.sort_key));
    let known = last.or(pending.as_ref());
    let key = conversation.key_of(&preview.sort_key);
    let not_known = match preview.direction {
        Direction::Inbound => Shown::Received,
        Direction::Outbound => Shown::Pending,
    };
    let content = match last.filter(|message| message.kind != "text" && !message.is_deleted()) {
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
