//! The conditions that must be met when a person has written and everything is over.

use relais_aws::store::Outcome;
use relais_core::contact::Identity;
use relais_core::conversation::Reason;
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::status::Shown;

use super::acts::Act;
use super::calls::{Fault, Target};
use super::promises::Wrong;
use super::turn::{Run, Turn};
use crate::test_app::{CUSTOMER, find};
use crate::uploading::upload_id;

impl Run {
    /// The conditions that are not met: the person's message is stored once and went out, the customer's text has an
    /// answer, and nothing is left.
    pub(super) async fn wrong_after_writing(&self, turn: &Turn) -> Vec<String> {
        let mut wrong = Wrong::default();
        let done = turn.leaves || self.was_successful();
        wrong.unless(done, "the person's call never succeeded");
        self.no_job_is_left(&mut wrong).await;
        let identity = Identity { wa_id: Some(CUSTOMER.into()), ..Identity::default() };
        if find(&self.app.store, &identity).await.is_none() {
            // The call failed before it stored anything, and the person saw that.
            wrong.unless(turn.leaves && self.app.accepted().is_empty(), "there is no conversation");
            return wrong.0;
        }
        let thread = self.app.thread().await;
        let (inbound, outbound): (Vec<_>, Vec<_>) =
            thread.iter().partition(|message| message.direction == Direction::Inbound);
        let recorded: Vec<_> = inbound.iter().map(|message| message.text.as_str()).collect();
        wrong.unless(recorded == turn.texts, &format!("recorded {recorded:?}"));
        let count = |by| outbound.iter().filter(|message| message.sent_by == Some(by)).count();
        let (written, answers) = (count(SentBy::Agent), count(SentBy::Assistant));
        let is_written = written == 1 || (turn.leaves && written == 0);
        wrong.unless(is_written, &format!("{written} messages of the person are stored"));
        wrong.unless(answers <= turn.texts.len(), &format!("{answers} answers of the assistant"));
        wrong.unless(turn.texts.is_empty() || !outbound.is_empty(), "the customer has no answer");
        for message in &outbound {
            // The answer was refused, and the person wrote before its next attempt.
            let given_up = turn.stopped && written == 1 && message.sent_by == Some(SentBy::Assistant);
            if !(given_up && message.error.as_ref().is_some_and(|error| error.code == 0)) {
                self.went_out(turn, message, &mut wrong).await;
            }
        }
        let is_stored = |data: Option<&str>| outbound.iter().any(|sent| data == Some(&data_of(sent)));
        let known = self.app.accepted().iter().all(|send| is_stored(send.callback_data.as_deref()));
        wrong.unless(known, "Graph accepted a message that is not in the thread");
        self.conversation_rests(turn, &mut wrong).await;
        if turn.act == Some(Act::File) {
            self.upload_rests(turn, written == 1, &mut wrong).await;
        }
        wrong.0
    }

    /// Of a person's file nothing is left that does not expire within a day.
    pub(super) async fn no_upload(&self, wrong: &mut Wrong) {
        let id = upload_id();
        let kept = self.app.worker.answerer.files.size(&id.blob()).await.unwrap();
        wrong.unless(kept.is_none(), "the file is kept although its customer was erased");
        for record in
            self.app.records().await.iter().filter(|record| record.contains(&format!("upload.{id}")))
        {
            wrong.unless(record.contains("\"expires\""), &format!("the record of the file stays: {record}"));
        }
    }

    /// A file whose message is stored is kept, and was uploaded to Graph once if nothing took that away. Any other file is
    /// where it expires, and so does its record.
    async fn upload_rests(&self, turn: &Turn, is_sent: bool, wrong: &mut Wrong) {
        let id = upload_id();
        let files = &self.app.worker.answerer.files;
        let kept = files.size(&id.blob()).await.unwrap().is_some();
        let unsent = files.size(&id.unsent_blob()).await.unwrap().is_some();
        wrong.unless((kept, unsent) == (is_sent, !is_sent), &format!("kept {kept}, unsent {unsent}"));
        let records = self.app.records().await;
        let record = records.iter().find(|record| record.contains(&format!("upload.{id}")));
        let expires = record.map(|record| record.contains("\"expires\""));
        wrong.unless(expires == Some(!is_sent), &format!("the record of the file: {record:?}"));
        let again = usize::from(turn.planned(takes_the_upload));
        let uploads = self.app.uploads();
        wrong.unless(uploads <= 1 + again, &format!("the file was uploaded {uploads} times"));
    }

    /// The message was accepted once, and its statuses are stored. A second fault may leave its outcome unknown. Then it
    /// may be repeated once, and in the end it is known or a person is told.
    async fn went_out(&self, turn: &Turn, message: &Message, wrong: &mut Wrong) {
        let accepted = self.app.accepted();
        let data = data_of(message);
        let times = accepted.iter().filter(|send| send.callback_data.as_ref() == Some(&data)).count();
        let most = if turn.plan.len() > 1 { 2 } else { 1 };
        wrong.unless(times <= most, &format!("the same message was accepted {times} times"));
        let is_known = times > 0 && message.shown() == Shown::Read && message.error.is_none();
        let is_marked = turn.plan.len() > 1 && self.is_shown_as_unknown(message).await;
        wrong.unless(is_known || is_marked, &format!("{:?}, accepted {times} times", message.shown()));
        wrong.unless(message.sending.is_none(), "the intent of a message is left");
    }

    async fn conversation_rests(&self, turn: &Turn, wrong: &mut Wrong) {
        let conversation = self.app.conversation().await;
        wrong.unless(!conversation.is_answering(self.app.clock.now()), "a lease is held");
        wrong.unless(conversation.awaiting.is_none(), "a message still waits for an answer");
        if let Some(outgoing) = &conversation.outgoing {
            let key = MessageKey::from_reference(&conversation.contact, &outgoing.sort_key).unwrap();
            let outcome = self.app.store.outcome(&key).await.unwrap();
            wrong
                .unless(!matches!(outcome, Outcome::Unknown | Outcome::Reported), "an answer is not settled");
        }
        let reason = conversation.needs_person.map(|needs| needs.reason);
        let stopped = turn.stopped && matches!(reason, Some(Reason::SendingStopped | Reason::SendFailed));
        let unknown = turn.plan.len() > 1 && reason == Some(Reason::OutcomeUnknown);
        wrong.unless(stopped || unknown || reason.is_none(), &format!("marked for a person: {reason:?}"));
    }

    async fn is_shown_as_unknown(&self, message: &Message) -> bool {
        let reason = self.app.conversation().await.needs_person.map(|needs| needs.reason);
        message.shown() == Shown::Unknown && reason == Some(Reason::OutcomeUnknown)
    }
}

/// Whether this fault can make a second upload necessary: one between the request and the note of its outcome, or a sleep
/// for longer than an upload belongs to one worker.
fn takes_the_upload(target: &Target, fault: Fault) -> bool {
    let sleeps = matches!(fault, Fault::SleepBefore(_) | Fault::SleepAfter(_));
    sleeps || target.label == "upload" || target.label == "UpdateItem upload"
}

fn data_of(message: &Message) -> String {
    message.key.to_callback_data()
}
