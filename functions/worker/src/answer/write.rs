//! Writes an answer: asks the model, and uses the fallback text if the model cannot answer.

use std::pin::pin;
use std::time::Duration;

use relais_assistant::{Question, Speaker};
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::language::{CustomerLanguage, customer_language, english_name_of_country};
use relais_core::media::Understood;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::optout::wish_and_language;
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_whatsapp::ids::{PhoneNumberId, Recipient, Wamid};
use relais_whatsapp::limits::TEXT_BODY;
use relais_whatsapp::utf16_len;
use tokio::time::timeout;

use super::{Answerer, Job, facts, history, model, pictures};
use crate::WorkError;
use crate::business::Business;

/// How long a finished answer waits for the call that shows the typing indicator.
const TYPING_TIMEOUT: Duration = Duration::from_secs(1);

/// What stands between an answer and the business's own lines.
const BETWEEN: &str = "\n\n";

/// A written answer: the model's, or a fixed text.
pub(super) struct Written {
    pub(super) text: String,
    /// The fixed text that it is. `None`: the model wrote it.
    pub(super) says: Option<Notice>,
    /// Keys of the messages that this answers: those that were read, without those that were too much for the model.
    /// Messages that have nothing to tell are among them, and the job's own, which may be too old to be read.
    pub(super) read: Vec<MessageKey>,
    /// The ids that the messages which wait for an answer came from.
    pub(super) senders: Vec<(MessageKey, Recipient)>,
    /// The messages that were deleted and still wait for an answer: the worker that records the deletion has died, or
    /// is about to change the conversation.
    pub(super) withdrawn: Vec<Message>,
    /// Whether the messages that wait have only what the model could not hear, see or read.
    pub(super) is_lost: bool,
    /// Whether it ends with the text for closed hours.
    pub(super) notes_closed: bool,
}

/// The model's answer.
struct Said {
    text: String,
    /// How many turns it does not know, oldest first.
    left_out: usize,
    /// How many pictures it knows.
    pictures: usize,
}

impl<Q: Enqueue> Answerer<Q> {
    /// Asks the model, or takes the fixed text of this notice, while the customer sees that the business number is
    /// typing.
    pub(super) async fn write(
        &self,
        job: &Job<'_>,
        conversation: &Conversation,
        business: &Business,
        notice: Option<Notice>,
    ) -> Result<Written, WorkError> {
        let contact = job.contact;
        let now = self.clock.now();
        let from = &self.sender.number_of(conversation);
        let thread = self.thread(conversation).await?;
        let (keys, mut turns) = history::turns(&thread);
        let thread = thread.messages;
        let senders = self.senders(conversation, &thread).await?;
        let withdrawn: Vec<_> = thread
            .iter()
            .filter(|message| message.is_deleted() && conversation.awaits(&message.key))
            .cloned()
            .collect();
        if !withdrawn.is_empty() {
            let (text, read) = (String::new(), Vec::new());
            let (is_lost, notes_closed) = (false, false);
            return Ok(Written { text, says: None, read, senders, withdrawn, is_lost, notes_closed });
        }
        let waiting = thread.iter().filter(|message| conversation.awaits(&message.key)).map(words_of);
        let notice = notice.or_else(|| business.instead(waiting));
        let last = thread.iter().rev().find(|message| message.direction == Direction::Inbound);
        let wamid = last.and_then(|message| message.wamid.clone());
        let language = language_of(conversation, &thread, notice);
        let (chosen, _share) = match notice {
            None => {
                let waits = |key: &MessageKey| conversation.awaits(key);
                let understand = business.settings.understand;
                let words = business.facts_are_chosen().then(|| facts::words(&keys, &turns, waits));
                let choosing = async {
                    match &words {
                        Some(words) => self.choose_facts(business, words).await,
                        None => None,
                    }
                };
                let seeing = self.add_pictures(&thread, understand, waits, &keys, &mut turns);
                Box::pin(async { tokio::join!(choosing, seeing) }).await
            }
            Some(_) => (None, None),
        };
        let is_first = thread.iter().all(|message| message.direction == Direction::Inbound);
        let local = now.to_zoned(business.settings.time_zone.clone());
        let question = Question {
            instructions: &business.instructions(&local),
            chosen,
            history: &turns,
            language: language_of_number(conversation),
            hours: business.hours_now(now),
            model: business.set.model.as_deref(),
            now: local,
        };
        let mut read: Vec<_> = thread.into_iter().map(|message| message.key).collect();
        read.extend(MessageKey::from_reference(contact, job.sort_key));

        let mut typing = pin!(self.show_typing(contact, from, wamid.as_ref()));
        let mut asking = pin!(self.ask_model(contact, &question, notice));
        let answer = tokio::select! {
            biased;
            () = &mut typing => asking.await,
            answer = &mut asking => {
                let _ = timeout(TYPING_TIMEOUT, typing).await;
                answer
            }
        };
        let (mut is_lost, mut notes_closed) = (false, false);
        let (text, says) = match answer {
            Ok(Said { text, left_out, pictures }) => {
                let waiting = keys.iter().zip(&turns).filter(|(key, _)| conversation.awaits(key));
                let waiting = waiting.map(|(_, turn)| turn);
                pictures::count(pictures, waiting.clone().map(|turn| turn.pictures.len()).sum());
                is_lost = history::has_only_lost(waiting, pictures > 0);
                // They still wait, and the next answer reads them.
                let unread = keys.get(..left_out).unwrap_or_default();
                read.retain(|key| !unread.contains(key));
                let greeting = business.greeting(language).filter(|_| is_first);
                let note = business.note(conversation, language, now);
                let (text, is_noted) = with(greeting, &text, note);
                notes_closed = is_noted;
                (text, None)
            }
            Err(notice) => (business.settings.texts.of(notice, language).to_owned(), Some(notice)),
        };
        Ok(Written { text, says, read, senders, withdrawn, is_lost, notes_closed })
    }

    /// The model's answer, or the notice that takes its place.
    async fn ask_model(
        &self,
        contact: &ContactId,
        question: &Question<'_>,
        notice: Option<Notice>,
    ) -> Result<Said, Notice> {
        if let Some(notice) = notice {
            return Err(notice);
        }
        let assistant = self.assistant.as_ref();
        let Some(assistant) =
            assistant.filter(|model| model.rests_until(self.clock.now()).is_none() && has_question(question))
        else {
            return Err(Notice::Fallback);
        };
        let asked = assistant.answer(question).await;
        model::report(contact, &asked);
        self.spend(&asked).await;
        let (left_out, pictures) = (asked.left_out(), asked.pictures());
        asked
            .answer
            .map(|answer| Said { text: answer.text, left_out, pictures })
            .map_err(|_| Notice::Fallback)
    }

    /// The ids that the waiting messages came from. A number that another contact holds by now is left out: its next
    /// owner must not get the answer.
    async fn senders(
        &self,
        conversation: &Conversation,
        thread: &[Message],
    ) -> Result<Vec<(MessageKey, Recipient)>, WorkError> {
        let mut senders = Vec::new();
        for message in thread.iter().filter(|message| conversation.awaits(&message.key)) {
            let Some(sender) = message.from.as_deref().map(Recipient::of) else { continue };
            let is_theirs = match &sender {
                Recipient::Phone(number) if conversation.identity.wa_id.as_ref() != Some(number) => {
                    self.store.holds(&self.sender.number_of(conversation), number, conversation).await?
                }
                Recipient::Phone(_) | Recipient::User(_) => true,
            };
            if is_theirs {
                senders.push((message.key.clone(), sender));
            }
        }
        Ok(senders)
    }

    /// Marks the customer's last message as read and shows the typing indicator. A failure is only logged.
    async fn show_typing(&self, contact: &ContactId, from: &PhoneNumberId, wamid: Option<&Wamid>) {
        if let Some(wamid) = wamid
            && self.sender.serves(from)
            && let Err(error) = self.sender.graph().await.mark_read(from, wamid, true).await
        {
            tracing::warn!(%contact, code = error.code(), %error, "typing indicator could not be shown");
        }
    }
}

/// An answer between a greeting and a note, as far as WhatsApp's limit leaves them room, the note first. Also whether the
/// note is in it.
fn with(greeting: Option<&str>, answer: &str, note: Option<&str>) -> (String, bool) {
    let fits = |parts: &[&str]| utf16_len(&parts.join(BETWEEN)) <= TEXT_BODY;
    let note = note.filter(|note| fits(&[answer, note]));
    let noted = [Some(answer), note].into_iter().flatten().collect::<Vec<_>>().join(BETWEEN);
    match greeting.filter(|greeting| fits(&[greeting, &noted])) {
        Some(greeting) => ([greeting, &noted].join(BETWEEN), note.is_some()),
        None => (noted, note.is_some()),
    }
}

fn has_question(question: &Question<'_>) -> bool {
    question.history.iter().any(|turn| turn.speaker == Speaker::Customer)
}

/// The English name of the language of the country of the customer's number.
fn language_of_number(conversation: &Conversation) -> Option<&'static str> {
    conversation.identity.wa_id.as_ref().and_then(english_name_of_country)
}

/// What a message says, in its own words or in the transcript of a voice.
fn words_of(message: &Message) -> &str {
    match message.media.as_ref().and_then(|media| media.understood.as_ref()) {
        Some(Understood::Transcript(words)) => words,
        _ => &message.text,
    }
}

/// The language of the customer's last words, or of their number. The words of an opt-out tell it by themselves.
fn language_of(
    conversation: &Conversation,
    thread: &[Message],
    notice: Option<Notice>,
) -> Option<CustomerLanguage> {
    let theirs = thread.iter().rev().filter(|message| message.direction == Direction::Inbound);
    let mut texts = theirs.map(words_of);
    let by_wish = match (notice, texts.clone().next()) {
        (Some(Notice::OptOut), Some(last)) => wish_and_language(last).and_then(|(_, language)| language),
        _ => None,
    };
    by_wish.or_else(|| customer_language(&mut texts, conversation.identity.wa_id.as_ref()))
}
