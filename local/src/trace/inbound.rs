//! The story of a message that a customer wrote.

use jiff::{SignedDuration, Timestamp};
use relais_core::conversation::{Awaiting, Conversation};
use relais_core::media::{Media, MediaProblem, MediaState};
use relais_core::message::{Direction, Message, SentBy};
use relais_core::timing::LONGEST_BURST;

use super::outbound::{came, outcome, sent, stopped};
use super::reasons::{next, why};
use super::story::{Step, Stored, time};
use crate::dead_letters::span;

/// From this delay on a step is late.
const LATE: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn tell(stored: &Stored) -> (Vec<Step>, Vec<String>) {
    let Some(message) = &stored.message else { return announced(stored) };
    let mut steps = vec![Step::metas(message.timestamp, "the customer wrote it")];
    steps.extend(came(message));
    let is_unchanged = message.media.is_none() && message.revisions.is_empty();
    let recorded = if is_unchanged { "recorded by a worker" } else { "its record changed last" };
    steps.push(Step::ours(message.changed_at, recorded));
    steps.extend(message.media.as_ref().map(|media| Step::untimed(file(media))));
    if let Some(at) = message.revisions.edits.last().map(|edit| edit.at) {
        steps.push(Step::metas(at, "the customer corrected it last"));
    }
    if let Some(at) = message.deleted_at() {
        steps.push(Step::metas(at, "the customer deleted it"));
    }
    let mut meaning = late(message, is_unchanged);
    let Some(conversation) = &stored.conversation else {
        meaning.push(
            "Its conversation is not here: the person was erased, and so is the message soon.".to_owned(),
        );
        return (steps, meaning);
    };
    let answers = answers(stored, conversation, message);
    let question = answers.first().and_then(|answer| question_of(stored, message, answer));
    if let Some(question) = question {
        let together = if is_burst(message, question) {
            "it was answered together with"
        } else {
            "the next answer is to"
        };
        steps.push(Step::untimed(format!("{together} {}", question.key)));
    }
    for answer in &answers {
        steps.extend(sent(answer));
    }
    steps.extend(marks(conversation, came_at(message)));
    meaning.push(state(stored, conversation, message, &answers));
    if answers.is_empty() && message.deleted_at().is_none() {
        meaning.extend(window(conversation, stored.now));
    }
    (steps, meaning)
}

/// A message that its conversation knows of, and that is not stored.
fn announced(stored: &Stored) -> (Vec<Step>, Vec<String>) {
    let awaiting = stored.conversation.as_ref().and_then(|conversation| conversation.awaiting.as_ref());
    let steps =
        awaiting.map(|awaiting| Step::ours(awaiting.since, "its burst was announced in its conversation"));
    let meaning = "It is announced in its conversation and not stored: its worker is at work or was stopped, and the job is \
                   redelivered within minutes. If it stays like this, look at the dead letters and the log.";
    (steps.into_iter().collect(), vec![meaning.to_owned()])
}

fn came_at(message: &Message) -> Timestamp {
    Timestamp::from_microsecond(message.came_at).unwrap_or(message.timestamp)
}

/// The delays before it was recorded that are worth a look.
fn late(message: &Message, is_unchanged: bool) -> Vec<String> {
    let mut late = Vec::new();
    let came = came_at(message);
    let delivery = came.duration_since(message.timestamp);
    if delivery >= LATE {
        late.push(format!(
            "It came {} after it was written: Meta was late, or its first webhooks were not answered with 200.",
            span(delivery.as_secs())
        ));
    }
    let recording = message.changed_at.duration_since(came);
    if is_unchanged && recording >= LATE {
        late.push(format!(
            "It was recorded {} after it came: the events queue was long, or its job failed before (`job not done` in the \
             log).",
            span(recording.as_secs())
        ));
    }
    late
}

fn file(media: &Media) -> String {
    let state = match media.state {
        MediaState::Fetching => "is being fetched",
        MediaState::Stored if media.to_understand => "is stored and being read",
        MediaState::Stored => "is stored",
        MediaState::Failed => "could not be fetched",
        MediaState::Expired => "was never fetched, and Meta no longer has it",
    };
    let problem = media.problem.map_or("", |problem| match problem {
        MediaProblem::NotPassedOn => ": Meta itself could not get it from the phone",
        MediaProblem::TooLarge => ": it is too large",
        MediaProblem::Different => ": its bytes are not those that Meta announced",
        MediaProblem::ForeignAddress => ": its address is not one of Meta's",
        MediaProblem::Refused => ": Graph refused it or has it no more",
        MediaProblem::NotReached => ": Graph or the media store did not answer",
    });
    format!("its file {state}{problem}")
}

/// What was sent in answer to it, as far as it waits no more: the assistant's answer, else the first message after it,
/// and what people sent again.
fn answers(stored: &Stored, conversation: &Conversation, message: &Message) -> Vec<Message> {
    if conversation.awaits(&message.key) {
        return Vec::new();
    }
    let since = came_at(message);
    let is_after = |other: &&Message| match other.sent_by {
        // The phone app's messages have Meta's time.
        Some(SentBy::App) => other.timestamp >= message.timestamp,
        _ => other.timestamp >= since,
    };
    let outbound = || stored.around.iter().filter(|other| other.direction == Direction::Outbound);
    let own = message.key.of_answer();
    let exact = outbound().find(|other| other.key == own);
    let first = exact.or_else(|| outbound().filter(is_after).min_by_key(|other| other.timestamp));
    let begun = || {
        let outgoing = conversation.outgoing.as_ref()?;
        outgoing.to_message(&conversation.contact, conversation.changed_at).filter(|begun| is_after(&begun))
    };
    let Some(first) = first.cloned().or_else(begun) else { return Vec::new() };
    let again = first.key.to_string();
    let again = outbound().filter(|other| other.resend_of.as_deref() == Some(again.as_str())).cloned();
    let again: Vec<_> = again.collect();
    [vec![first], again].concat()
}

/// The other message that this answer is to.
fn question_of<'a>(stored: &'a Stored, message: &Message, answer: &Message) -> Option<&'a Message> {
    let mut others = stored.around.iter().filter(|other| other.key != message.key);
    others.find(|other| other.key.of_answer() == answer.key)
}

/// Whether both came so close together that one answer served them.
fn is_burst(message: &Message, other: &Message) -> bool {
    came_at(other).duration_since(came_at(message)).abs() < LONGEST_BURST
}

/// What the conversation says of itself since then.
fn marks(conversation: &Conversation, since: Timestamp) -> Vec<Step> {
    let mut marks = Vec::new();
    let mut add = |at: Option<Timestamp>, what: String| {
        if let Some(at) = at.filter(|at| *at >= since) {
            marks.push(Step::ours(at, what));
        }
    };
    if let Some(takeover) = &conversation.takeover {
        add(takeover.since, format!("a person took over, until {}", time(takeover.until)));
    }
    add(conversation.handed_over.as_ref().map(|handed| handed.at), "the assistant handed over".to_owned());
    if let Some(needs) = conversation.needs_person {
        add(Some(needs.since), format!("marked for a person: {}", why(needs.reason)));
    }
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// What became of it, and what to do.
fn state(stored: &Stored, conversation: &Conversation, message: &Message, answers: &[Message]) -> String {
    if message.is_deleted() {
        return "The customer deleted it, so it is not answered.".to_owned();
    }
    if let Some(awaiting) = conversation.awaiting.as_ref().filter(|_| conversation.awaits(&message.key)) {
        return format!("Recorded, not answered yet: {}", waits(stored, conversation, message, awaiting));
    }
    if let Some(answer) = answers.last() {
        let question = question_of(stored, message, answer);
        let who = match answer.sent_by {
            Some(SentBy::Agent) => "A person, or a system by the API, wrote after it",
            Some(SentBy::App) => "A person wrote after it in the phone app",
            Some(SentBy::Assistant) | None if question.is_none_or(|question| is_burst(message, question)) => {
                "The assistant answered it"
            }
            Some(SentBy::Assistant) | None => "It waits no more, and the assistant answered a later message",
        };
        let outgoing = super::outbound::outgoing_of(stored, answer);
        let marked = conversation.needs_person.map_or(String::new(), |needs| {
            format!(" The conversation is marked for a person: {}. {}", why(needs.reason), next(needs.reason))
        });
        return format!("{who} with {}. {}{marked}", answer.key, outcome(answer, outgoing, stored));
    }
    if let Some(needs) = conversation.needs_person {
        return format!("Recorded, not answered: {}. {}", why(needs.reason), next(needs.reason));
    }
    if conversation.opted_out {
        return "Recorded, not answered: the customer has opted out of automatic answers. A person may answer in the inbox."
            .to_owned();
    }
    if conversation.closed {
        return "Recorded, not answered: a person closed the conversation.".to_owned();
    }
    "Recorded, and it waits for no answer. Either it needs none, as a reaction, a rating or an old message; or a person dealt \
     with it; or the answer has expired. Its line `message recorded` in the log has `waits`."
        .to_owned()
}

/// What it waits for.
fn waits(stored: &Stored, conversation: &Conversation, message: &Message, awaiting: &Awaiting) -> String {
    let now = stored.now;
    if let Some(takeover) = conversation.takeover.as_ref().filter(|takeover| takeover.until > now) {
        let until = time(takeover.until);
        return if takeover.chosen {
            format!(
                "the assistant is paused in this conversation until {until}. Answer in the inbox, or end the pause."
            )
        } else {
            format!(
                "a person has taken over until {until}. Answer in the inbox, or hand back to the assistant."
            )
        };
    }
    if let Some(stopped) = stopped(&stored.breaker) {
        return format!("its answer cannot be sent. {stopped}");
    }
    if let Some(lease) = conversation.lease.as_ref().filter(|lease| lease.until > now) {
        return format!("a worker is writing an answer; its lease ends at {}.", time(lease.until));
    }
    if conversation.outgoing.is_some() {
        return "an earlier answer in this conversation is not settled, and it is answered after that."
            .to_owned();
    }
    if message.media.as_ref().is_some_and(Media::is_expected) && now.duration_since(awaiting.since) < LATE {
        return "the answer waits for its file.".to_owned();
    }
    let waiting = now.duration_since(awaiting.since);
    if waiting < LONGEST_BURST {
        return "the customer may go on writing, and one answer serves them all; it comes within seconds."
            .to_owned();
    }
    format!(
        "it is due, and has waited for {}. Its job is in the replies queue and is tried again, or it is a dead letter; nothing \
         is at work if Relais does not run. `relais doctor` looks at the queue and the model; `job not done` in the log has the \
         cause.",
        span(waiting.as_secs())
    )
}

/// Until when a person may answer with free text.
fn window(conversation: &Conversation, now: Timestamp) -> Option<String> {
    let closes = conversation.window_closes_at()?;
    Some(if closes > now {
        format!("Free text may be sent to the customer until {}.", time(closes))
    } else {
        format!("The 24 hours ended at {}: only a template may be sent.", time(closes))
    })
}
