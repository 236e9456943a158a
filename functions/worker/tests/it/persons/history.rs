//! Histories of persons: what happens to them, and the webhooks that Meta sends about it.

use proptest::prelude::*;
use relais_core::job::EventJob;
use relais_whatsapp::webhook::split;
use serde_json::{Value, json};

/// The business numbers.
pub(super) const BUSINESSES: [&str; 2] = ["100000000000001", "100000000000002"];

/// Persons. The last one shows no user id, as in payloads from before April 2026.
const PERSONS: usize = 3;
const WITHOUT_USER_ID: usize = PERSONS - 1;

/// Phone numbers in the world.
const NUMBERS: usize = 5;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A person writes to a business number, or is written to from its phone app. Those with a user id may hide their
    /// number.
    Message { person: usize, business: usize, hides_number: bool, is_echo: bool },
    /// A person moves to another number, if it is free. With it comes a new user id.
    Move { person: usize, to: usize, notice: NoticeKind },
}

/// How Meta tells of a new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoticeKind {
    /// Not at all.
    None,
    /// `user_changed_number`.
    Number,
    /// `user_changed_user_id`, without a number.
    UserId,
    /// The field `user_id_update`, with the new number.
    Update,
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let notice = prop_oneof![
        1 => Just(NoticeKind::None),
        2 => Just(NoticeKind::Number),
        1 => Just(NoticeKind::UserId),
        1 => Just(NoticeKind::Update),
    ];
    prop_oneof![
        3 => (0..PERSONS, 0..BUSINESSES.len(), prop::bool::weighted(0.3), prop::bool::weighted(0.15)).prop_map(
            |(person, business, hides_number, is_echo)| Step::Message { person, business, hides_number, is_echo }
        ),
        1 => (0..PERSONS, 0..NUMBERS, notice).prop_map(|(person, to, notice)| Step::Move { person, to, notice }),
    ]
}

/// The ids of a person for a time. Another number or a new user id begins another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Epoch {
    pub(super) person: usize,
    pub(super) number: usize,
    /// Counts from 0.
    pub(super) count: usize,
}

/// A webhook, and what is true about it.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// A message.
    Message { id: usize, at: i64, business: usize, epoch: Epoch, shows_number: bool, is_echo: bool },
    /// A notice that one epoch follows another.
    Notice { id: usize, at: i64, business: usize, from: Epoch, to: Epoch, kind: NoticeKind },
}

/// A history, and what must be true after it.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) events: Vec<Event>,
    /// Pairs of epochs that a notice connects.
    pub(super) connected: Vec<(Epoch, Epoch)>,
}

impl History {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut now: Vec<Epoch> =
            (0..PERSONS).map(|person| Epoch { person, number: person, count: 0 }).collect();
        // Without user ids nobody can tell the next owner of a number from the former one.
        let mut not_again = vec![WITHOUT_USER_ID];
        let mut history = Self { events: Vec::new(), connected: Vec::new() };
        for (position, step) in steps.iter().enumerate() {
            let at = 1_790_000_000 + 100 * i64::try_from(position).unwrap();
            match *step {
                Step::Message { person, business, hides_number, is_echo } => {
                    let epoch = now[person];
                    let shows_number = !hides_number || person == WITHOUT_USER_ID;
                    let id = history.events.len();
                    history.events.push(Event::Message { id, at, business, epoch, shows_number, is_echo });
                }
                Step::Move { person, to, notice } => {
                    let from = now[person];
                    let taken = now.iter().any(|epoch| epoch.number == to);
                    let fresh_only = person == WITHOUT_USER_ID && history.was_held(to, &now);
                    if taken || not_again.contains(&to) || fresh_only {
                        continue;
                    }
                    let next = Epoch { person, number: to, count: from.count + 1 };
                    now[person] = next;
                    if person == WITHOUT_USER_ID {
                        not_again.push(to);
                    }
                    history.tell(at, from, next, notice);
                }
            }
        }
        history
    }

    fn was_held(&self, number: usize, now: &[Epoch]) -> bool {
        number < PERSONS
            || now.iter().any(|epoch| epoch.number == number)
            || self.connected.iter().any(|(from, to)| from.number == number || to.number == number)
            || self.events.iter().any(|event| event.epochs().iter().any(|epoch| epoch.number == number))
    }

    fn tell(&mut self, at: i64, from: Epoch, to: Epoch, notice: NoticeKind) {
        // The two other kinds are about user ids.
        let kind = match notice {
            NoticeKind::UserId | NoticeKind::Update if from.person == WITHOUT_USER_ID => NoticeKind::Number,
            kind => kind,
        };
        if kind == NoticeKind::None {
            return;
        }
        self.connected.push((from, to));
        for business in 0..BUSINESSES.len() {
            let id = self.events.len();
            self.events.push(Event::Notice { id, at, business, from, to, kind });
        }
    }
}

impl Epoch {
    pub(super) fn number(self) -> String {
        format!("3363998000{}", self.number)
    }

    pub(super) fn user(self) -> Option<String> {
        (self.person != WITHOUT_USER_ID).then(|| format!("FR.{}00{}", self.person + 1, self.count))
    }
}

impl Event {
    fn epochs(&self) -> Vec<Epoch> {
        match self {
            Self::Message { epoch, .. } => vec![*epoch],
            Self::Notice { from, to, .. } => vec![*from, *to],
        }
    }

    pub(super) fn wamid(&self) -> String {
        let (Self::Message { id, .. } | Self::Notice { id, .. }) = self;
        format!("wamid.{id}")
    }

    /// The job that records it.
    pub(super) fn job(&self) -> EventJob {
        let (field, business, list, part) = match self {
            Self::Message { at, business, epoch, shows_number, is_echo, .. } => {
                let keys = if *is_echo { ["to", "to_user_id"] } else { ["from", "from_user_id"] };
                let mut message = json!({"id": self.wamid(), "timestamp": at.to_string(),
                    "type": "text", "text": {"body": "Bonjour"}});
                message[keys[0]] = json!(shows_number.then(|| epoch.number()));
                message[keys[1]] = json!(epoch.user());
                let (field, list) = if *is_echo {
                    ("smb_message_echoes", "message_echoes")
                } else {
                    ("messages", "messages")
                };
                (field, *business, list, message)
            }
            Self::Notice { at, business, from, to, kind, .. } => {
                let (field, list, notice) = notice(&self.wamid(), *at, *from, *to, *kind);
                (field, *business, list, notice)
            }
        };
        let body: Value = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
            "field": field,
            "value": {"metadata": {"phone_number_id": BUSINESSES[business]}, list: [part]},
        }]}]});
        let item = split(body.to_string().as_bytes()).unwrap().into_iter().next().unwrap();
        EventJob::Item { item, came_at: 0 }
    }
}

fn notice(
    wamid: &str,
    at: i64,
    from: Epoch,
    to: Epoch,
    kind: NoticeKind,
) -> (&'static str, &'static str, Value) {
    let at = at.to_string();
    let system = |from_key: &str, from: Option<String>, system: Value| {
        let mut message = json!({"id": wamid, "timestamp": at, "type": "system", "system": system});
        message[from_key] = json!(from);
        ("messages", "messages", message)
    };
    match kind {
        NoticeKind::UserId => system(
            "from_user_id",
            to.user(),
            json!({"type": "user_changed_user_id", "user_id": to.user(), "previous_user_id": from.user()}),
        ),
        NoticeKind::Update => (
            "user_id_update",
            "user_id_update",
            json!({"wa_id": to.number(), "user_id": {"previous": from.user(), "current": to.user()}, "timestamp": at}),
        ),
        NoticeKind::Number | NoticeKind::None => system(
            "from",
            Some(from.number()),
            json!({"type": "user_changed_number", "wa_id": to.number(),
                "user_id": to.user(), "previous_user_id": from.user()}),
        ),
    }
}

/// A number that a contact has shown passes to another one.
pub(super) fn a_number_passes() -> Vec<Step> {
    let text = |person, business| Step::Message { person, business, hides_number: false, is_echo: false };
    let to = |person, to, notice| Step::Move { person, to, notice };
    vec![text(0, 0), text(1, 0), to(0, 3, NoticeKind::None), to(1, 0, NoticeKind::Number), text(1, 0)]
}

/// Histories that people describe, or that the model has found.
pub(super) fn known() -> Vec<Vec<Step>> {
    let text = |person, business| Step::Message { person, business, hides_number: false, is_echo: false };
    let hidden = |person| Step::Message { person, business: 0, hides_number: true, is_echo: false };
    let to = |person, to, notice| Step::Move { person, to, notice };
    vec![
        // The next owner of a number.
        vec![text(0, 0), to(0, 3, NoticeKind::None), to(1, 0, NoticeKind::None), text(1, 0)],
        vec![text(0, 0), to(0, 3, NoticeKind::Number), to(1, 0, NoticeKind::Number), text(1, 0), text(0, 0)],
        // Two persons swap numbers.
        vec![
            text(0, 0),
            text(1, 0),
            to(0, 3, NoticeKind::Number),
            to(1, 0, NoticeKind::Number),
            to(0, 1, NoticeKind::Number),
            text(0, 0),
            text(1, 0),
        ],
        // A customer who hides the number gets another user id.
        vec![hidden(0), to(0, 3, NoticeKind::UserId), hidden(0)],
        vec![text(0, 0), to(0, 3, NoticeKind::Update), hidden(0)],
        // Two changes, one after the other.
        vec![text(0, 0), to(0, 3, NoticeKind::UserId), to(0, 4, NoticeKind::Number), text(0, 0)],
        // A customer without a user id.
        vec![text(2, 0), to(2, 4, NoticeKind::Number), text(2, 0)],
        // Two business numbers.
        vec![text(0, 0), text(0, 1), to(0, 3, NoticeKind::Number), text(0, 1)],
    ]
}
