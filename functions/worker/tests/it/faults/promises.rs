//! The conditions that every turn must meet when it is over.

use relais_aws::store::Outcome;
use relais_core::contact::Identity;
use relais_core::conversation::{List, Reason};
use relais_core::message::{Direction, Message, MessageKey, ToolOutcome};
use relais_core::status::Shown;
use relais_simulator::AcceptedSend;

use super::acts::Act;
use super::turn::{Run, Turn};
use crate::test_app::{CUSTOMER, find, is_fallback};

impl Run {
    /// The conditions that are not met.
    pub(super) async fn wrong(&self, turn: &Turn) -> Vec<String> {
        let accepted = self.app.accepted();
        let thread = self.app.thread().await;
        let (inbound, outbound): (Vec<_>, Vec<_>) =
            thread.iter().partition(|message| message.direction == Direction::Inbound);
        let mut wrong = Wrong::default();
        let mut recorded: Vec<_> = inbound.iter().map(|message| message.text.as_str()).collect();
        recorded.sort_unstable();
        wrong.unless(recorded == turn.texts, &format!("recorded {recorded:?}"));
        twice_at_most(&accepted, &mut wrong);
        if turn.alone {
            self.known_or_marked(turn, &outbound, &mut wrong).await;
            return wrong.0;
        }
        // A second fault may hit the one repeat. Then the answer is shown as unknown.
        let unknown = self.unknown(turn, &outbound).await;
        let outbound: Vec<_> = outbound.into_iter().filter(|answer| !unknown.contains(answer)).collect();
        if turn.refused.is_none() {
            answers(turn, &accepted, &unknown, &mut wrong);
            wrong.unless(outbound.len() == accepted.len(), &format!("{} answers stored", outbound.len()));
        } else {
            wrong.unless(accepted.is_empty(), "accepted though refused");
        }
        for message in outbound {
            outcome(turn, message, &accepted, &mut wrong);
        }
        self.conversation(turn, !unknown.is_empty(), &mut wrong).await;
        self.lists(&mut wrong).await;
        if turn.tool {
            self.tool(turn, &mut wrong).await;
        }
        if turn.pictures {
            self.picture(turn, &mut wrong).await;
        }
        self.no_job_is_left(&mut wrong).await;
        wrong.0
    }

    /// The conversation is on each list that it belongs on, and found by its number.
    async fn lists(&self, wrong: &mut Wrong) {
        let (conversation, now) = (self.app.conversation().await, self.app.clock.now());
        for (list, belongs) in [
            (List::Waiting, conversation.needs_person.is_some()),
            (List::Unread, conversation.unread > 0),
            (List::Failed, conversation.failed.is_some()),
        ] {
            let listed = self.app.store.listed(list, None, 10, now).await.unwrap().contacts;
            let is_listed = listed.iter().any(|(contact, _)| *contact == conversation.contact);
            wrong.unless(is_listed || !belongs, &format!("it is not on the list {list:?}"));
        }
        let found = self.app.store.find_keys(CUSTOMER, None, 10).await.unwrap().contacts;
        wrong.unless(found.len() == 1, "the customer is not found by number");
    }

    /// No job is left, and none is dead-lettered.
    pub(super) async fn no_job_is_left(&self, wrong: &mut Wrong) {
        for queue in [&self.app.events, &self.app.replies] {
            let depth = queue.depth().await.unwrap();
            let left = depth.visible + depth.delayed + depth.in_flight;
            wrong.unless((left, depth.dead) == (0, 0), &format!("{left} jobs left, {} dead", depth.dead));
        }
    }

    /// Without any other status no answer goes out twice. Each text has an answer whose outcome is known, or one that is
    /// shown as unknown, and then the conversation is marked for a person.
    async fn known_or_marked(&self, turn: &Turn, answers: &[&Message], wrong: &mut Wrong) {
        let accepted = self.app.accepted();
        wrong.unless(accepted.len() <= 1, "sent twice although no status came");
        wrong.unless(answers.len() == turn.texts.len(), &format!("{} answers stored", answers.len()));
        let reason = self.app.conversation().await.needs_person.map(|needs| needs.reason);
        for answer in answers {
            let marked = answer.shown() == Shown::Unknown && reason == Some(Reason::OutcomeUnknown);
            let known = answer.shown() == Shown::Read && accepted.len() == 1;
            wrong.unless(marked || known, &format!("{:?}, marked for {reason:?}", answer.shown()));
        }
        self.no_job_is_left(wrong).await;
    }

    /// What is left of a person who was erased while a job was under way.
    pub(super) async fn not_erased(&self, turn: &Turn) -> Vec<String> {
        let mut wrong = Wrong::default();
        self.no_file(turn, &mut wrong).await;
        if turn.act == Some(Act::File) {
            self.no_upload(&mut wrong).await;
        }
        for record in self.app.records().await {
            let kept = self.app.private_words().into_iter().find(|word| record.contains(word));
            wrong.unless(kept.is_none(), &format!("{kept:?} is left in {record}"));
        }
        let identity = Identity { wa_id: Some(CUSTOMER.into()), ..Identity::default() };
        let contact = find(&self.app.store, &identity).await;
        wrong.unless(contact.is_none(), "the number still leads to a conversation");
        self.no_job_is_left(&mut wrong).await;
        wrong.0
    }

    /// The answers that ended as unknown, if that is possible in this turn and a person is told of it.
    async fn unknown<'a>(&self, turn: &Turn, answers: &[&'a Message]) -> Vec<&'a Message> {
        let reason = self.app.conversation().await.needs_person.map(|needs| needs.reason);
        let possible = turn.plan.len() > 1 && reason == Some(Reason::OutcomeUnknown);
        let unknown = answers.iter().filter(|answer| possible && answer.shown() == Shown::Unknown);
        unknown.copied().collect()
    }

    /// The shop has done it once at most, and an answer tells of it, or that it is in doubt. Then a person is told.
    async fn tool(&self, turn: &Turn, wrong: &mut Wrong) {
        let done = self.done.lock().unwrap().len();
        wrong.unless(done == 1 || !turn.plan.is_empty(), "the tool was not called");
        wrong.unless(done <= 1, &format!("the tool has done it {done} times"));
        let told = self.tool_outcomes().await;
        wrong.unless(done == 0 || !told.is_empty(), "no answer tells of what the tool has done");
        let is_known = told.contains(&ToolOutcome::Done) || told.contains(&ToolOutcome::InDoubt);
        wrong.unless(done == 0 || is_known, &format!("what the tool has done is told as {told:?}"));
        // After a fallback the next answer still has to tell of it.
        let says_nothing = self.app.accepted().last().is_some_and(|answer| is_fallback(&answer.text));
        let left = self.app.conversation().await.called;
        wrong.unless(left.is_empty() || says_nothing, "a call is left in doubt");
    }

    /// What the answers say of the tool.
    async fn tool_outcomes(&self) -> Vec<ToolOutcome> {
        let thread = self.app.thread().await.into_iter().filter_map(|message| message.rests_on);
        thread.flat_map(|rests_on| rests_on.tools).map(|tool| tool.outcome).collect()
    }

    async fn conversation(&self, turn: &Turn, is_unknown: bool, wrong: &mut Wrong) {
        let conversation = self.app.conversation().await;
        let now = self.app.clock.now();
        wrong.unless(!conversation.is_answering(now), "a lease is held");
        wrong.unless(conversation.awaiting.is_none(), "a message still waits for an answer");
        let unread = usize::try_from(conversation.unread).unwrap();
        // If there are several messages, one that is announced twice may be counted twice.
        let right = unread == turn.texts.len() || (turn.texts.len() > 1 && unread > turn.texts.len());
        wrong.unless(right, &format!("{unread} unread"));
        if let Some(outgoing) = &conversation.outgoing {
            let key = MessageKey::from_sort_key(&conversation.contact, &outgoing.sort_key).unwrap();
            let outcome = self.app.store.outcome(&key).await.unwrap();
            wrong.unless(
                outcome != Outcome::Unknown && outcome != Outcome::Reported,
                "an answer is not settled",
            );
        }
        let reason = conversation.needs_person.map(|needs| needs.reason);
        let expected = match (turn.refused.or(turn.fails), self.app.accepted().first()) {
            (Some(_), _) => Some(Reason::SendFailed),
            (None, Some(answer)) if is_fallback(&answer.text) && !conversation.called.is_empty() => {
                Some(Reason::ToolActed)
            }
            (None, Some(answer)) if is_fallback(&answer.text) => Some(Reason::ModelFailed),
            (None, _) => None,
        };
        let is_in_doubt = self.tool_outcomes().await.contains(&ToolOutcome::InDoubt);
        let expected = if is_in_doubt { Some(Reason::ToolInDoubt) } else { expected };
        // The conversation whose send opened the circuit breaker is marked, unless the fault hit that write. Those that
        // find it open are not marked.
        let stopped = turn.stopped && reason == Some(Reason::SendingStopped);
        let unknown = is_unknown && reason == Some(Reason::OutcomeUnknown);
        wrong.unless(stopped || unknown || reason == expected, &format!("marked for a person: {reason:?}"));
    }
}

/// No text is accepted more than twice under any fault.
fn twice_at_most(accepted: &[AcceptedSend], wrong: &mut Wrong) {
    for send in accepted {
        let same = accepted.iter().filter(|other| other.callback_data == send.callback_data).count();
        wrong.unless(same <= 2, &format!("the same text was accepted {same} times"));
    }
}

/// Each answer was sent once, each answers a message that no earlier answer has read, and every message was read.
fn answers(turn: &Turn, accepted: &[AcceptedSend], unknown: &[&Message], wrong: &mut Wrong) {
    let mut unanswered = turn.texts.clone();
    unanswered
        .retain(|text| !unknown.iter().any(|answer| answer.text.contains(text) || is_fallback(&answer.text)));
    for (position, answer) in accepted.iter().enumerate() {
        let before = accepted.iter().take(position);
        let twice = before.clone().any(|earlier| earlier.callback_data == answer.callback_data);
        wrong.unless(!twice, "the same answer went out twice");
        let left = unanswered.len();
        unanswered.retain(|text| !is_fallback(&answer.text) && !answer.text.contains(text));
        wrong.unless(unanswered.len() < left, &format!("answer {} answers no new message", position + 1));
    }
    wrong.unless(unanswered.is_empty(), &format!("without an answer: {unanswered:?}"));
}

fn outcome(turn: &Turn, message: &Message, accepted: &[AcceptedSend], wrong: &mut Wrong) {
    let statuses: Vec<_> = message.statuses.iter().map(|(name, _)| name.to_owned()).collect();
    if let Some(code) = turn.refused.or(turn.fails) {
        let stored = message.error.as_ref().map(|error| error.code);
        wrong.unless(stored == Some(code), &format!("stored with the error {stored:?}"));
        return;
    }
    wrong.unless(statuses == ["delivered", "read", "sent"], &format!("statuses {statuses:?}"));
    wrong.unless(message.error.is_none(), "stored with an error");
    let data = Some(message.key.to_callback_data());
    let sent = accepted.iter().find(|send| send.callback_data == data);
    let same = sent.is_some_and(|send| {
        send.text == message.text && message.wamid.as_ref().is_some_and(|wamid| wamid.as_str() == send.wamid)
    });
    wrong.unless(same, "the stored message differs from the sent one");
}

#[derive(Default)]
pub(super) struct Wrong(pub(super) Vec<String>);

impl Wrong {
    pub(super) fn unless(&mut self, right: bool, what: &str) {
        if !right {
            self.0.push(what.to_owned());
        }
    }
}
