//! Telling people by Web Push that a customer waits for them, when no inbox is open.
//!
//! A push message has no content: the browser shows a fixed text, so nothing about a customer reaches a push service.
//! Messages therefore need not be counted. A browser is told about a moment, and one message about a later moment serves
//! all earlier ones. A redelivered job tells nobody twice.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Conversation;
use crate::contact::ContactId;
use crate::message::fingerprint;

/// The least time between two messages to one browser.
pub const GAP: SignedDuration = SignedDuration::from_secs(30);

/// How far the clock of whoever saved the conversation may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// The waits before further tries, also of a look at a conversation that is not saved yet.
const WAITS: [SignedDuration; 4] =
    [SignedDuration::from_secs(5), GAP, SignedDuration::from_mins(2), SignedDuration::from_mins(10)];

/// The longest wait that a push service may ask for.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(30);

/// A job: tell the browsers that asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The contact of the conversation.
    pub contact: ContactId,
    /// What happened.
    pub about: About,
    /// When it happened; of a hand-over, when the conversation was marked.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The tries that failed.
    #[serde(default)]
    pub tries: u32,
    /// When the next try is due. `None`: at once.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub due: Option<Timestamp>,
}

/// What people are told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The conversation is marked for a person.
    HandedOver,
    /// The customer wrote in a conversation that a person has taken over.
    Wrote,
}

/// Whether the reason for a push message still holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    /// It does, for these people.
    By(Whom),
    /// The conversation does not say yet what was announced.
    NotYet,
    /// Somebody has seen to it, or it did not happen.
    NoLonger,
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody who asked to be.
    Everybody,
    /// The person with this name, who has taken the conversation over.
    Named(String),
}

impl Push {
    /// The conversation of this contact was marked for a person.
    pub fn handed_over(contact: &ContactId, since: Timestamp) -> Self {
        Self { contact: contact.clone(), about: About::HandedOver, at: since, tries: 0, due: None }
    }

    /// The contact wrote in a conversation that a person has taken over.
    pub fn wrote(contact: &ContactId, now: Timestamp) -> Self {
        Self { contact: contact.clone(), about: About::Wrote, at: now, tries: 0, due: None }
    }

    /// Tells this job from others, whatever its tries.
    pub fn id(&self) -> String {
        fingerprint(&format!("{:?}/{}/{}", self.about, self.contact, self.at.as_millisecond()))
    }

    /// Whether it is still needed, by what the conversation says.
    pub fn needed(&self, conversation: &Conversation, now: Timestamp) -> Needed {
        // It was put aside: nobody is told of the end of a snooze.
        if self.at.duration_since(now) > AHEAD {
            return Needed::NoLonger;
        }
        if conversation.changed_at < self.at {
            return Needed::NotYet;
        }
        match self.about {
            About::HandedOver => {
                let waits = conversation.waits_for_person(now).filter(|needs| needs.since == self.at);
                waits.map_or(Needed::NoLonger, |_| Needed::By(Whom::Everybody))
            }
            About::Wrote => {
                let takeover = conversation.takeover.as_ref().filter(|takeover| takeover.until > now);
                let unseen = conversation.unread > 0 && conversation.awaiting.is_some();
                match takeover.filter(|_| unseen) {
                    Some(takeover) => Needed::By(takeover.by.clone().map_or(Whom::Everybody, Whom::Named)),
                    None => Needed::NoLonger,
                }
            }
        }
    }

    /// The same, due again at this time without a failure.
    #[must_use]
    pub fn due_at(self, at: Timestamp) -> Self {
        Self { due: Some(at), ..self }
    }

    /// The same after one more failed try, not before `asked` if the push service asked for a wait. `None`: it is given
    /// up.
    pub fn again(self, now: Timestamp, asked: Option<SignedDuration>) -> Option<Self> {
        let wait = *WAITS.get(usize::try_from(self.tries).ok()?)?;
        let wait = wait.max(asked.unwrap_or_default().min(LONGEST_WAIT));
        let due = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        Some(Self { tries: self.tries + 1, due: Some(due), ..self })
    }
}

/// The messages to one browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// When one was last begun, and by which job ([`Push::id`]).
    pub begun: Option<(Timestamp, String)>,
    /// The beginning of the last one that its push service took.
    pub told: Option<Timestamp>,
}

/// What a browser is to be told now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: a message that began later has been taken, or another job sees to it that one is.
    Nothing,
    /// Its last message is too recent: look again at this time.
    Later(Timestamp),
    /// A message.
    Now,
}

/// What a browser with these messages is to be told now.
///
/// A message that another job began after this moment serves this one too. If it fails, that job tries again. So while
/// a push service fails, however many customers wait, each browser has one job that keeps trying.
pub fn turn(push: &Push, messages: &Messages, now: Timestamp) -> Turn {
    if messages.told.is_some_and(|told| told >= push.at) {
        return Turn::Nothing;
    }
    let Some((begun, job)) = &messages.begun else { return Turn::Now };
    // A time that is far ahead is a wrong clock's.
    let Some(next) = begun.checked_add(GAP).ok().filter(|next| next.duration_since(now) <= GAP) else {
        return Turn::Now;
    };
    if *begun >= push.at && *job != push.id() {
        return Turn::Nothing;
    }
    if next > now { Turn::Later(next) } else { Turn::Now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Alias;
    use crate::conversation::{Reason, Takeover};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn conversation() -> Conversation {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        Conversation::new(contact, at(0))
    }

    fn taken_over(by: Option<&str>) -> Takeover {
        Takeover {
            until: at(1000),
            by: by.map(str::to_owned),
            since: Some(at(10)),
            chosen: false,
            echo_at: None,
        }
    }

    #[test]
    fn a_hand_over_is_told_until_somebody_sees_to_it() {
        let mut conversation = conversation();
        let push = Push::handed_over(&conversation.contact, at(10));
        assert_eq!(push.needed(&conversation, at(11)), Needed::NotYet);
        conversation.mark_for_person(Reason::ModelFailed, at(10));
        assert_eq!(push.needed(&conversation, at(11)), Needed::By(Whom::Everybody));
        let earlier = Push::handed_over(&conversation.contact, at(9));
        assert_eq!(earlier.needed(&conversation, at(11)), Needed::NoLonger);
        conversation.takeover = Some(Takeover { since: Some(at(11)), ..taken_over(None) });
        assert_eq!(push.needed(&conversation, at(12)), Needed::NoLonger);
        conversation.takeover = None;
        conversation.needs_person = None;
        assert_eq!(push.needed(&conversation, at(12)), Needed::NoLonger);
        let aside = Push::handed_over(&conversation.contact, at(3600));
        assert_eq!(aside.needed(&conversation, at(12)), Needed::NoLonger, "it is put aside until later");
    }

    #[test]
    fn a_message_is_told_to_who_has_taken_over() {
        let mut conversation = conversation();
        conversation.changed_at = at(20);
        conversation.unread = 1;
        let waits = serde_json::json!({"sort": "m", "since": 20_000});
        conversation.awaiting = Some(serde_json::from_value(waits).unwrap());
        let push = Push::wrote(&conversation.contact, at(20));
        assert_eq!(push.needed(&conversation, at(21)), Needed::NoLonger);
        for (by, whom) in [(None, Whom::Everybody), (Some("amina"), Whom::Named("amina".to_owned()))] {
            conversation.takeover = Some(taken_over(by));
            assert_eq!(push.needed(&conversation, at(21)), Needed::By(whom));
        }
        assert_eq!(push.needed(&conversation, at(1000)), Needed::NoLonger);
        let read = Conversation { unread: 0, ..conversation.clone() };
        assert_eq!(push.needed(&read, at(21)), Needed::NoLonger);
        conversation.awaiting = None;
        assert_eq!(push.needed(&conversation, at(21)), Needed::NoLonger);
    }

    #[test]
    fn a_browser_is_told_once_of_a_moment_and_not_twice_in_thirty_seconds() {
        let push = Push::handed_over(&conversation().contact, at(100));
        let (own, other) = (push.id(), Push::wrote(&conversation().contact, at(100)).id());
        let some = |second| Some(at(second));
        for (begun, told, now, expected) in [
            (None, None, 100, Turn::Now),
            // Told of this moment, or of a later one.
            (Some((100, &other)), some(100), 101, Turn::Nothing),
            (Some((120, &other)), some(120), 121, Turn::Nothing),
            // An earlier message.
            (Some((90, &other)), some(90), 101, Turn::Later(at(120))),
            (Some((60, &other)), some(60), 101, Turn::Now),
            // Another job sends, or tries again.
            (Some((101, &other)), None, 101, Turn::Nothing),
            (Some((101, &other)), some(50), 500, Turn::Nothing),
            // This job has failed, or its worker has stopped.
            (Some((101, &own)), None, 102, Turn::Later(at(131))),
            (Some((101, &own)), some(50), 131, Turn::Now),
            // The clock of another worker was a year ahead.
            (Some((31_536_000, &other)), None, 130, Turn::Now),
        ] {
            let messages = Messages { begun: begun.map(|(begun, job)| (at(begun), job.clone())), told };
            assert_eq!(turn(&push, &messages, at(now)), expected, "{messages:?} {now}");
        }
    }

    #[test]
    fn a_failed_message_is_tried_a_few_times_and_not_before_the_service_allows_it() {
        let mut push = Push::handed_over(&conversation().contact, at(0));
        push = push.again(at(0), Some(SignedDuration::from_secs(90))).unwrap();
        assert_eq!((push.tries, push.due), (1, Some(at(90))));
        push = push.again(at(90), None).unwrap();
        assert_eq!(push.due, Some(at(120)));
        push = push.again(at(130), Some(SignedDuration::from_hours(20_000))).unwrap();
        assert_eq!(push.due, Some(at(130 + 1800)));
        push = push.again(at(2000), None).unwrap();
        assert_eq!(push.again(at(3000), None), None);
    }
}
