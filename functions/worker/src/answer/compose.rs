//! Asks the model, and makes the message for the customer of what it said and called.

use jiff::Timestamp;
use relais_assistant::{self as assistant, AssistantError, Question, Speaker, Tokens};
use relais_core::contact::ContactId;
use relais_core::conversation::{Composed, Conversation, HandedOver};
use relais_core::language::{CustomerLanguage, customer_language, english_name_of_country};
use relais_core::media::Understood;
use relais_core::message::{Direction, Message, MessageKey, RestsOn, ToolUse};
use relais_core::optout::wish_and_language;
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::limits::TEXT_BODY;
use relais_whatsapp::utf16_len;

use super::history::{self, Thread};
use super::tools::{Effects, Ending, Toolbox, Used};
use super::{Answerer, facts, model, pictures};
use crate::business::Business;

/// What is answered.
pub(super) struct Asked<'a> {
    /// The messages.
    pub(super) thread: &'a Thread,
    /// The conversation that they are of.
    pub(super) conversation: &'a Conversation,
    pub(super) business: &'a Business,
    /// The fixed text that takes the place of an answer of the model.
    pub(super) notice: Option<Notice>,
    /// Whether tools change anything.
    pub(super) effects: Effects<'a>,
    /// A person asks what the model would write. No word of the customer calls another one.
    pub(super) for_person: bool,
}

/// An answer, before it is sent.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) composed: Composed,
    /// Whether the messages that wait have only what the model could not hear, see or read.
    pub(super) is_lost: bool,
    /// Whether the worker may not go on: while a tool was to be called, it had lost the lease, or a person took over.
    pub(super) may_not_go_on: bool,
    /// The messages that were too much for the model.
    pub(super) unread: Vec<MessageKey>,
    /// The tokens of all calls of the model.
    pub(super) tokens: Tokens,
    /// Why the model did not answer: the error's code.
    pub(super) failure: Option<&'static str>,
}

/// What a person asks for. Nothing is changed by it.
pub(crate) struct Asking<'a> {
    /// The messages.
    pub(crate) thread: &'a Thread,
    /// The conversation that they are of.
    pub(crate) conversation: &'a Conversation,
    /// The settings.
    pub(crate) business: &'a Business,
    /// The fixed text that takes the place of an answer of the model.
    pub(crate) notice: Option<Notice>,
    /// A person asks what the model would write.
    pub(crate) for_person: bool,
}

/// What a person gets.
pub(crate) struct Composition {
    /// The answer.
    pub(crate) composed: Composed,
    /// The tokens of all calls of the model.
    pub(crate) tokens: Tokens,
    /// Why the model did not answer: the error's code.
    pub(crate) failure: Option<&'static str>,
}

/// The model's answer.
struct Said {
    answer: assistant::Answer,
    /// How many turns it does not know, oldest first.
    left_out: usize,
    /// How many pictures it knows.
    pictures: usize,
}

impl<Q: Enqueue> Answerer<Q> {
    /// As [`Self::compose`], for a person.
    pub(crate) async fn composition(&self, asking: &Asking<'_>) -> Composition {
        let Asking { thread, conversation, business, notice, for_person } = *asking;
        let effects = Effects::Rehearsed;
        let asked = Asked { thread, conversation, business, notice, effects, for_person };
        let Answer { composed, tokens, failure, .. } = self.compose(&asked).await;
        Composition { composed, tokens, failure }
    }

    /// Asks the model, or takes the fixed text of a notice.
    pub(super) async fn compose(&self, asked: &Asked<'_>) -> Answer {
        let Asked { thread, conversation, business, .. } = asked;
        let now = self.clock.now();
        let (keys, mut turns) = history::turns(thread);
        let thread = thread.messages.as_slice();
        let waiting = thread.iter().filter(|message| conversation.awaits(&message.key)).map(words_of);
        let notice = asked.notice.or_else(|| business.instead(waiting).filter(|_| !asked.for_person));
        let language = language_of(conversation, thread, notice);
        let (chosen, _share, servers) = match notice {
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
                let seeing = self.add_pictures(thread, understand, waits, &keys, &mut turns);
                let listing = self.tools.remote(&business.set.mcp, now);
                Box::pin(async { tokio::join!(choosing, seeing, listing) }).await
            }
            Some(_) => (None, None, Vec::new()),
        };
        let is_first = thread.iter().all(|message| message.direction == Direction::Inbound);
        let local = now.to_zoned(business.settings.time_zone.clone());
        let mut answer = Answer::default();
        let (said, used) = if let Some(notice) = notice {
            let called = conversation.untold_calls(now).cloned().collect();
            (Err(notice), Used { called, ..Used::default() })
        } else {
            let toolbox = Toolbox::new(business, &self.tools, &asked.effects, conversation, servers, now);
            let question = Question {
                tools: Some(&toolbox),
                instructions: &business.instructions(&local),
                chosen,
                history: &turns,
                language: language_of_number(conversation),
                hours: business.hours_now(now),
                model: business.set.model.as_deref(),
                now: local,
            };
            let number = self.sender.number_of(conversation);
            let said = self.ask_model(&conversation.contact, &number, &question, &mut answer).await;
            (said.map_err(|()| Notice::Fallback), toolbox.used())
        };
        if matches!(used.ending, Some(Ending::Lost)) {
            let composed = Composed { called: used.called, ..Composed::default() };
            return Answer { may_not_go_on: true, composed, ..answer };
        }
        answer.composed = match said {
            Ok(Said { answer: said, left_out, pictures }) => {
                let waiting = keys.iter().zip(&turns).filter(|(key, _)| conversation.awaits(key));
                let waiting = waiting.map(|(_, turn)| turn);
                pictures::count(pictures, waiting.clone().map(|turn| turn.pictures.len()).sum());
                answer.is_lost = history::has_only_lost(waiting, pictures > 0);
                answer.unread = keys.get(..left_out).unwrap_or_default().to_vec();
                let around = Around {
                    greeting: business.greeting(language).filter(|_| is_first),
                    note: business.note(conversation, language, now),
                };
                business.composed(said, used, &around, language, now)
            }
            Err(notice) => Composed {
                says: Some(notice),
                rests_on: business.rests_on(Vec::new(), used.uses),
                called: used.called,
                ..Composed::text(business.settings.texts.of(notice, language))
            },
        };
        answer
    }

    /// The model's answer, if it gives one. What it costs and why it fails is noted in `answer`.
    async fn ask_model(
        &self,
        contact: &ContactId,
        number: &PhoneNumberId,
        question: &Question<'_>,
        answer: &mut Answer,
    ) -> Result<Said, ()> {
        let Some(assistant) = self.assistant.as_ref() else {
            answer.failure = Some("no_model");
            return Err(());
        };
        if assistant.rests_until(self.clock.now()).is_some() {
            answer.failure = Some(AssistantError::RateLimited { retry_after: None }.code());
            return Err(());
        }
        if !has_question(question) {
            answer.failure = Some(AssistantError::NothingToAnswer.code());
            return Err(());
        }
        let asked = assistant.answer(question).await;
        model::report(contact, &asked);
        self.count_tokens(number, &asked);
        self.spend(&asked).await;
        answer.tokens = asked.tokens();
        answer.failure = asked.answer.as_ref().err().map(AssistantError::code);
        let (left_out, pictures) = (asked.left_out(), asked.pictures());
        asked.answer.map(|answer| Said { answer, left_out, pictures }).map_err(|_| ())
    }
}

/// What stands between an answer and the business's own lines.
const BETWEEN: &str = "\n\n";

/// The business's own lines around an answer.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// Before the first answer.
    pub(super) greeting: Option<&'a str>,
    /// After an answer in closed hours.
    pub(super) note: Option<&'a str>,
}

impl Business {
    /// The message of an answer of the model.
    pub(super) fn composed(
        &self,
        answer: assistant::Answer,
        used: Used,
        around: &Around<'_>,
        language: Option<CustomerLanguage>,
        now: Timestamp,
    ) -> Composed {
        let Used { ending, uses, called } = used;
        let ending = match (ending, answer.hands_over) {
            (None | Some(Ending::Offer(_)), Some(reason)) => Some(Ending::HandOver {
                texts: [reason, String::new(), String::new()],
                message: String::new(),
            }),
            (ending, _) => ending,
        };
        let mut composed = match ending {
            Some(Ending::HandOver { texts, message }) => {
                let both = above(&answer.text, &message);
                let message = if utf16_len(&both) <= TEXT_BODY { both } else { message };
                let hands_over = Some(Box::new(HandedOver::new([&texts[0], &texts[1], &texts[2]], now)));
                if message.is_empty() {
                    let notice = Notice::HandedOver;
                    let text = self.settings.texts.of(notice, language);
                    Composed { says: Some(notice), hands_over, ..Composed::text(text) }
                } else {
                    let (text, notes_closed) = around.with(&message, TEXT_BODY);
                    Composed { hands_over, notes_closed, ..Composed::text(text) }
                }
            }
            Some(Ending::Offer(offer)) => {
                let asked = above(&answer.text, &offer.text);
                let (text, notes_closed) = around.with(&asked, offer.most(&asked));
                let language = language.unwrap_or(self.settings.texts.language());
                if let Ok(interactive) = offer.interactive(&text, language) {
                    Composed {
                        interactive: Some(Box::new(interactive)),
                        notes_closed,
                        ..Composed::text(text)
                    }
                } else {
                    let (text, notes_closed) = around.with(&offer.lines(&asked), TEXT_BODY);
                    Composed { notes_closed, ..Composed::text(text) }
                }
            }
            Some(Ending::Lost) | None => {
                let (text, notes_closed) = around.with(&answer.text, TEXT_BODY);
                Composed { notes_closed, ..Composed::text(text) }
            }
        };
        let parts = self.knowledge().map(|knowledge| knowledge.rests_on(&composed.text)).unwrap_or_default();
        composed.rests_on = self.rests_on(parts, uses);
        composed.called = called;
        composed
    }

    /// What an answer rests on, if it is anything.
    pub(super) fn rests_on(&self, parts: Vec<String>, tools: Vec<ToolUse>) -> Option<Box<RestsOn>> {
        let is_something = !parts.is_empty() || !tools.is_empty();
        is_something.then(|| Box::new(RestsOn { parts, tools, settings_version: self.version }))
    }
}

impl Around<'_> {
    /// An answer between the greeting and the note, as far as this limit leaves them room, the note first. Also whether the
    /// note is in it.
    fn with(&self, answer: &str, most: usize) -> (String, bool) {
        let fits = |parts: &[&str]| utf16_len(&parts.join(BETWEEN)) <= most;
        let note = self.note.filter(|note| fits(&[answer, note]));
        let noted = [Some(answer), note].into_iter().flatten().collect::<Vec<_>>().join(BETWEEN);
        match self.greeting.filter(|greeting| fits(&[greeting, &noted])) {
            Some(greeting) => ([greeting, &noted].join(BETWEEN), note.is_some()),
            None => (noted, note.is_some()),
        }
    }
}

/// What the model wrote beside a call, above the call's own text. Neither is said twice.
fn above(beside: &str, own: &str) -> String {
    match (beside.trim(), own.trim()) {
        (beside, own) if own.is_empty() || beside.contains(own) => beside.to_owned(),
        (beside, own) if own.contains(beside) => own.to_owned(),
        (beside, own) => [beside, own].join(BETWEEN),
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
