//! What happens in a history.

use proptest::prelude::*;

use super::kinds::Kind;

/// A history.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Customers, from 1.
    pub(super) customers: usize,
    /// Three answers an hour and five a day, in place of caps that no history reaches.
    pub(super) low_caps: bool,
    /// The model may use few tokens a day.
    pub(super) low_budget: bool,
    pub(super) steps: Vec<Step>,
}

/// One thing that happens. Customers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A customer writes.
    Writes(usize, Kind),
    /// A customer corrects their last text.
    Corrects(usize),
    /// A customer deletes their last text.
    Deletes(usize),
    /// The phone app writes: its greeting, if that comes at once, else a person.
    Echo(usize),
    /// A person does something in the inbox.
    Inbox(usize, Act),
    /// A customer calls, and nobody answers.
    MissedCall(usize),
    /// Time passes, and jobs are done.
    Pass(Time),
    /// From now on Graph behaves like this.
    Graph(Graph),
    /// From now on the model behaves like this.
    Model(Model),
}

/// What a person does in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Text,
    Template,
    TakeOver,
    /// A takeover of an hour.
    Pause,
    HandBack,
    /// Puts the conversation aside for an hour.
    Snooze,
    Close,
    Read,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Seconds(i64),
    Minutes(i64),
    Hours(i64),
}

/// How Graph behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Graph {
    Works,
    /// It answers with a server error, and half of the messages are accepted all the same.
    Unclear,
    /// It accepts messages, but its answers are lost, and statuses come only when it behaves otherwise.
    Late,
    /// It refuses the token.
    Refuses,
    /// It accepts messages, and says later that the account's payment failed.
    FailsLater,
    /// It asks for a pause.
    Throttles,
}

/// How the model behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Model {
    Works,
    Fails,
    /// None is configured.
    Off,
}

/// Random histories. They shrink to shorter ones with fewer customers, plainer messages and no failures.
pub(super) fn history() -> impl Strategy<Value = History> {
    let customers = prop_oneof![3 => Just(1_usize), 1 => 2..=3_usize];
    // In a long history most of what waits is answered together with something later.
    let steps = prop_oneof![prop::collection::vec(step(), 2..8), prop::collection::vec(step(), 4..30)];
    let rare = || prop::bool::weighted(0.15);
    (customers, rare(), rare(), steps).prop_map(|(customers, low_caps, low_budget, steps)| History {
        customers,
        low_caps,
        low_budget,
        steps,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..3_usize;
    let often = [Kind::Text, Kind::Text, Kind::Text, Kind::Text, Kind::Stop, Kind::Start, Kind::Unsupported];
    let kind =
        prop_oneof![3 => prop::sample::select(often.to_vec()), 1 => prop::sample::select(Kind::ALL.to_vec())];
    prop_oneof![
        11 => (who(), kind).prop_map(|(who, kind)| Step::Writes(who, kind)),
        1 => who().prop_map(Step::Corrects),
        1 => who().prop_map(Step::Deletes),
        2 => who().prop_map(Step::Echo),
        4 => (who(), act()).prop_map(|(who, act)| Step::Inbox(who, act)),
        1 => who().prop_map(Step::MissedCall),
        9 => time().prop_map(Step::Pass),
        2 => graph().prop_map(Step::Graph),
        2 => model().prop_map(Step::Model),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::Text),
        1 => Just(Act::Template),
        2 => Just(Act::TakeOver),
        1 => Just(Act::Pause),
        2 => Just(Act::HandBack),
        2 => Just(Act::Snooze),
        1 => Just(Act::Close),
        1 => Just(Act::Read),
    ]
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        8 => (1..30_i64).prop_map(Time::Seconds),
        3 => Just(Time::Minutes(5)),
        3 => Just(Time::Minutes(16)),
        1 => Just(Time::Hours(2)),
        1 => Just(Time::Hours(13)),
        1 => Just(Time::Hours(25)),
    ]
}

fn graph() -> impl Strategy<Value = Graph> {
    use Graph::{FailsLater, Late, Refuses, Throttles, Unclear, Works};
    let fails = prop::sample::select(vec![
        Unclear, Unclear, Late, Late, Refuses, Refuses, FailsLater, FailsLater, Throttles,
    ]);
    prop_oneof![1 => Just(Works), 2 => fails]
}

fn model() -> impl Strategy<Value = Model> {
    prop_oneof![2 => Just(Model::Works), 4 => Just(Model::Fails), 1 => Just(Model::Off)]
}

/// Histories that people describe, or that failed once.
pub(super) fn known() -> Vec<History> {
    let one = |steps: Vec<Step>| History { customers: 1, low_caps: false, low_budget: false, steps };
    let text = Step::Writes(0, Kind::Text);
    let later = Step::Pass(Time::Seconds(20));
    let stop = Step::Writes(0, Kind::Stop);
    vec![
        // What waits when a person takes over waits for them.
        one(vec![text, Step::Inbox(0, Act::TakeOver), Step::Inbox(0, Act::HandBack), later]),
        one(vec![text, Step::Inbox(0, Act::TakeOver), Step::Pass(Time::Hours(25))]),
        // One confirmation, and what is written after it is for a person.
        one(vec![text, stop, later, stop, later, text, later]),
        // What comes during a takeover is answered after it, or marked when the window has closed.
        one(vec![text, later, Step::Inbox(0, Act::TakeOver), text, later, Step::Inbox(0, Act::HandBack)]),
        one(vec![text, later, Step::Inbox(0, Act::TakeOver), text, Step::Pass(Time::Hours(25))]),
        // One fallback, until the model works again.
        one(vec![
            Step::Model(Model::Fails),
            text,
            later,
            text,
            later,
            Step::Model(Model::Works),
            text,
            later,
        ]),
        // Told once that it cannot be read, then marked.
        one(vec![Step::Writes(0, Kind::Unsupported), later, Step::Writes(0, Kind::Unsupported), later]),
        // What only a person can answer stays marked when the assistant answers what waited during a takeover.
        one(vec![
            Step::Echo(0),
            text,
            Step::Pass(Time::Minutes(16)),
            Step::Writes(0, Kind::CallPermission),
            Step::Inbox(0, Act::HandBack),
            later,
        ]),
        // What is put aside is waited for again, and what comes meanwhile is answered.
        one(vec![text, later, Step::Inbox(0, Act::Snooze), Step::Pass(Time::Hours(2))]),
        one(vec![Step::MissedCall(0), Step::Inbox(0, Act::Snooze), text, later]),
        one(vec![Step::MissedCall(0), Step::Inbox(0, Act::Snooze), Step::Pass(Time::Minutes(16))]),
        one(vec![text, Step::Inbox(0, Act::Pause), text, Step::Inbox(0, Act::Snooze)]),
        // The assistant answers at the end of a pause.
        one(vec![text, later, Step::Inbox(0, Act::Pause), text, Step::Inbox(0, Act::Text), text]),
        // The greeting of the phone app answers nothing.
        one(vec![text, Step::Echo(0), later]),
    ]
}
