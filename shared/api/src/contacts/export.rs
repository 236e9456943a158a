//! Everything that is stored about a person, as JSON.
//!
//! API Gateway passes at most 6 MB, so an export has pages. The first one begins with the person and their
//! conversations. Messages follow, the newest first page by page, then notes, and the kept webhook items come last.

use std::sync::Arc;

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::dead_letter::DeadLetter;
use relais_core::media::MediaId;
use relais_core::message::{Message, MessageKey};
use relais_core::note::NoteId;
use relais_whatsapp::Language;
use serde::Serialize;
use serde_json::Value;

use super::people::{People, Person, PersonError};
use crate::conversations::{ConversationView, conversation_views};
use crate::messages::{MessageView, Place, VersionView, message_view, version_views, with_plus};
use crate::notes::NoteView;

/// Messages on a page. DynamoDB returns at most 1 MB of them.
const MESSAGES: usize = 100;

/// Bytes of webhook items on a page, after which no further one is added. One has at most 300 KB.
const ITEM_BYTES: usize = 1_500_000;

/// Notes on a page: at most a third of what an answer takes.
const NOTES: usize = 100;

/// How a cursor among the notes begins.
const NOTE_CURSOR: &str = "note.";

/// How a cursor among the webhook items begins. Any other is a message's id.
const ITEM_CURSOR: &str = "event.";

/// A sort key after those of all messages.
const AFTER_ALL: &str = "9999999999999.~";

/// `PersonExport` in `openapi.json`: one page of it.
#[derive(Serialize)]
pub struct Export {
    /// On the first page.
    person: Option<PersonView>,
    conversations: Vec<ExportedConversation>,
    messages: Vec<ExportedMessage>,
    notes: Vec<NoteView>,
    events: Vec<ExportedItem>,
    media: Vec<String>,
    /// Null when they are not reached from here.
    dead_letters: Option<Vec<ExportedLetter>>,
    /// `before` for the next page.
    next: Option<String>,
}

impl Export {
    /// `before` for the next page. `None` on the last one.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

#[derive(Default, Serialize)]
struct PersonView {
    phone_numbers: Vec<String>,
    user_ids: Vec<String>,
    names: Vec<String>,
    usernames: Vec<String>,
    last_inbound_at: Option<Timestamp>,
    last_activity: Option<Timestamp>,
}

#[derive(Serialize)]
struct ExportedConversation {
    #[serde(flatten)]
    view: ConversationView,
    /// The record as it is stored.
    record: Value,
}

#[derive(Serialize)]
struct ExportedMessage {
    #[serde(flatten)]
    view: MessageView,
    /// The JSON as Meta sent it, for more than a plain text.
    raw: Option<Value>,
    /// The name of its file in the media store, which [`Export::media`] lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// What it said before it was corrected or deleted.
    versions: Vec<VersionView>,
}

#[derive(Serialize)]
struct ExportedItem {
    id: String,
    field: String,
    at: Timestamp,
    content: Value,
}

#[derive(Serialize)]
struct ExportedLetter {
    queue: String,
    id: String,
    reason: Option<String>,
    sent_at: Timestamp,
    body: Value,
}

/// Where a page begins.
enum Start {
    Beginning,
    Before(MessageKey),
    /// Before this note, or at the newest one of this contact.
    Notes(ContactId, Option<String>),
    After(String),
}

impl People {
    /// One page of everything that is stored about a person: by number, user id or contact id. `before` is the `next`
    /// of the previous page.
    pub async fn export(
        &self,
        person: &str,
        before: Option<&str>,
        language: Language,
    ) -> Result<Export, PersonError> {
        let address = self.address(person)?;
        let person = self.find(&address).await?;
        let start = Start::read(before, &person.contacts())?;
        let mut page = match start {
            Start::Beginning => self.beginning(&person, language).await?,
            Start::Before(_) | Start::Notes(..) | Start::After(_) => Export::empty(),
        };
        let (notes, after) = match start {
            Start::After(hash) => (None, hash),
            Start::Notes(contact, before) => (Some((contact, before)), String::new()),
            Start::Beginning | Start::Before(_) => {
                let before = if let Start::Before(key) = start { Some(key) } else { None };
                if self.add_messages(&mut page, &person, before, language).await? {
                    return Ok(page);
                }
                (person.contacts().into_iter().next().map(|first| (first, None)), String::new())
            }
        };
        if let Some((contact, before)) = notes
            && self.add_notes(&mut page, &person, contact, before).await?
        {
            return Ok(page);
        }
        self.add_items(&mut page, &person, &after).await?;
        Ok(page)
    }

    async fn beginning(&self, person: &Person, language: Language) -> Result<Export, PersonError> {
        let now = self.clock.now();
        let records = self.store.records_of(&person.contacts(), &person.aliases, &self.numbers, now).await?;
        let mut mentions = person.mentions(&records);
        let media = self.elsewhere.media(&mentions).await?;
        mentions.add_all(&media);
        let letters = self.elsewhere.dead_letters(&mentions).await?;
        let views = conversation_views(self.lookup(), &person.conversations, language, now).await?;
        let conversations = views.into_iter().zip(&person.conversations).map(|(view, conversation)| {
            let record = serde_json::to_value(conversation).unwrap_or_default();
            ExportedConversation { view, record }
        });
        Ok(Export {
            person: Some(PersonView::of(person)),
            conversations: conversations.collect(),
            media: media.into_iter().chain(records.files.iter().map(MediaId::blob)).collect(),
            dead_letters: letters.map(|letters| letters.into_iter().map(ExportedLetter::of).collect()),
            ..Export::empty()
        })
    }

    /// Adds a page of messages. Returns whether more of them follow.
    async fn add_messages(
        &self,
        page: &mut Export,
        person: &Person,
        before: Option<MessageKey>,
        language: Language,
    ) -> Result<bool, PersonError> {
        let contacts = person.contacts();
        let of = |key: &MessageKey| contacts.iter().position(|contact| contact == key.contact());
        let current = before.as_ref().and_then(of).unwrap_or(0);
        let Some(contact) = contacts.get(current) else { return Ok(false) };
        let thread = self.store.thread(contact, before.as_ref().map(MessageKey::sort_key), MESSAGES).await?;
        let shown_by = person.conversations.iter().find(|conversation| conversation.contact == *contact);
        let place = shown_by.map(|conversation| Place::of(self.lookup(), conversation));
        let messages = thread.messages.iter().zip(place.iter().cycle());
        page.messages =
            messages.map(|(message, place)| ExportedMessage::of(message, place, language)).collect();
        let next = match (thread.next, contacts.get(current + 1)) {
            (Some(older), _) => MessageKey::from_sort_key(contact, &older),
            (None, Some(another)) => MessageKey::from_sort_key(another, AFTER_ALL),
            (None, None) => None,
        };
        page.next = next.map(|key| key.to_string());
        Ok(page.next.is_some())
    }

    /// Adds a page of notes, from those of this contact on. Returns whether more of them follow.
    async fn add_notes(
        &self,
        page: &mut Export,
        person: &Person,
        contact: ContactId,
        before: Option<String>,
    ) -> Result<bool, PersonError> {
        let contacts = person.contacts();
        let (mut contact, mut before) = (contact, before);
        loop {
            let found = self.store.notes(&contact, before.as_deref(), NOTES).await?;
            page.notes.extend(found.notes.iter().map(NoteView::exported));
            let place = contacts.iter().position(|known| *known == contact).unwrap_or(contacts.len());
            let following = match (found.next, contacts.get(place + 1)) {
                (Some(older), _) => Some((contact, Some(older))),
                (None, Some(another)) => Some((another.clone(), None)),
                (None, None) => None,
            };
            let Some(following) = following else { return Ok(false) };
            if !page.notes.is_empty() {
                let (contact, before) = following;
                page.next = Some(format!("{NOTE_CURSOR}{contact}.{}", before.unwrap_or_default()));
                return Ok(true);
            }
            (contact, before) = following;
        }
    }

    /// Adds the kept webhook items after the one with this hash.
    async fn add_items(&self, page: &mut Export, person: &Person, after: &str) -> Result<(), PersonError> {
        let now = self.clock.now();
        let records = self.store.records_of(&person.contacts(), &person.aliases, &self.numbers, now).await?;
        let mut mentions = person.mentions(&records);
        let media = self.elsewhere.media(&mentions).await?;
        mentions.add_all(&media);
        let mut bytes = 0;
        let items = self.store.kept_items(&Arc::new(mentions), now).await?;
        for item in items.into_iter().filter(|item| item.hash.as_str() > after) {
            if bytes > ITEM_BYTES {
                page.next = page.events.last().map(|last| format!("{ITEM_CURSOR}{}", last.id));
                break;
            }
            bytes += item.raw.len();
            let content = as_json(&item.raw);
            page.events.push(ExportedItem { id: item.hash, field: item.field, at: item.at, content });
        }
        Ok(())
    }
}

impl Start {
    fn read(before: Option<&str>, contacts: &[ContactId]) -> Result<Self, PersonError> {
        let Some(before) = before else { return Ok(Self::Beginning) };
        if let Some(hash) = before.strip_prefix(ITEM_CURSOR) {
            let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            return is_hash.then(|| Self::After(hash.to_owned())).ok_or(PersonError::BadCursor);
        }
        if let Some((contact, before)) = before.strip_prefix(NOTE_CURSOR).and_then(|at| at.split_once('.')) {
            let contact = ContactId::parse(contact).filter(|contact| contacts.contains(contact));
            let contact = contact.ok_or(PersonError::BadCursor)?;
            let is_note = before.is_empty() || NoteId::from_sort_key(&contact, before).is_some();
            let before = Some(before.to_owned()).filter(|before| !before.is_empty());
            return if is_note { Ok(Self::Notes(contact, before)) } else { Err(PersonError::BadCursor) };
        }
        let key = MessageKey::parse(before).filter(|key| contacts.contains(key.contact()));
        key.map(Self::Before).ok_or(PersonError::BadCursor)
    }
}

impl Export {
    fn empty() -> Self {
        Self {
            person: None,
            conversations: Vec::new(),
            messages: Vec::new(),
            notes: Vec::new(),
            events: Vec::new(),
            media: Vec::new(),
            dead_letters: Some(Vec::new()),
            next: None,
        }
    }
}

impl PersonView {
    fn of(person: &Person) -> Self {
        let mut view = Self::default();
        for conversation in &person.conversations {
            let identity = &conversation.identity;
            view.phone_numbers.extend(identity.wa_id.as_ref().map(|id| with_plus(id.as_str())));
            let users = identity.user_id.iter().chain(&identity.parent_user_id);
            view.user_ids.extend(users.map(ToString::to_string));
            view.names.extend(identity.name.clone());
            view.usernames.extend(identity.username.clone());
            view.last_inbound_at = view.last_inbound_at.max(conversation.last_inbound_at);
            view.last_activity = view.last_activity.max(Some(conversation.last_activity));
        }
        for texts in [&mut view.phone_numbers, &mut view.user_ids, &mut view.names, &mut view.usernames] {
            texts.sort_unstable();
            texts.dedup();
        }
        view
    }
}

impl ExportedMessage {
    fn of(message: &Message, place: &Place, language: Language) -> Self {
        Self {
            view: message_view(message, place, language),
            raw: message.raw.as_deref().map(as_json),
            file: message.media.as_ref().map(|media| media.id.blob()),
            versions: version_views(message, language, place.now),
        }
    }
}

impl ExportedLetter {
    fn of(letter: DeadLetter) -> Self {
        let body = as_json(&letter.body);
        Self { queue: letter.queue, id: letter.id, reason: letter.reason, sent_at: letter.sent_at, body }
    }
}

/// The JSON in a text; a text that is no JSON as a string.
fn as_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
