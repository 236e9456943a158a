//! The statuses of an accepted message, one webhook each.

use std::time::Duration;

use jiff::Timestamp;

use super::payload::{self, Status};
use super::sender::Webhook;
use crate::Simulator;
use crate::graph::GraphError;
use crate::phone::Customer;
use crate::random::Random;
use crate::settings::Settings;

/// Meta could not deliver the message: the recipient does not use WhatsApp.
const UNDELIVERABLE: i64 = 131_026;

/// An accepted message whose statuses are still to be sent.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The id of the business number that sent it.
    pub(crate) from: String,
    pub(crate) wamid: String,
    /// The recipient. For an unknown recipient, the input of the send.
    pub(crate) recipient: Result<Customer, String>,
    pub(crate) callback_data: Option<String>,
    pub(crate) pricing_category: String,
    /// Reactions have no status but `sent`.
    pub(crate) only_sent: bool,
}

/// Statuses that are held back.
#[derive(Debug)]
pub(crate) struct Held {
    outcome: Outcome,
    steps: Vec<Step>,
    /// When the message was accepted.
    at: Timestamp,
}

/// A status and the delay before it.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    after: Duration,
    name: &'static str,
    error: Option<i64>,
}

impl Simulator {
    /// Sends the statuses of a message that has just been accepted, or holds them back.
    pub(crate) fn report(&self, outcome: Outcome) {
        let now = self.config().clock.now();
        let due = self.with(|world| {
            let steps = plan(&world.settings, &outcome, &mut world.luck);
            if world.settings.hold_statuses {
                world.held.push(Held { outcome, steps, at: now });
                return None;
            }
            world.undelivered += u64::try_from(steps.len()).unwrap_or(u64::MAX);
            Some((outcome, steps))
        });
        if let Some((outcome, steps)) = due.filter(|(_, steps)| !steps.is_empty()) {
            tokio::spawn(self.clone().send_statuses(outcome, steps, None));
        }
    }

    /// Sends the statuses that were held back, each with the time at which its message was accepted.
    pub(crate) fn release_statuses(&self) {
        let held = self.with(|world| {
            let held = std::mem::take(&mut world.held);
            let steps: usize = held.iter().map(|held| held.steps.len()).sum();
            world.undelivered += u64::try_from(steps).unwrap_or(u64::MAX);
            held
        });
        for Held { outcome, steps, at } in held {
            tokio::spawn(self.clone().send_statuses(outcome, steps, Some(at)));
        }
    }

    /// `at`: the time that the statuses show, if it is not the present one.
    async fn send_statuses(self, outcome: Outcome, steps: Vec<Step>, at: Option<Timestamp>) {
        for step in steps {
            if !step.after.is_zero() {
                tokio::time::sleep(step.after).await;
            }
            let error = step.error.map(GraphError::of);
            let priced = matches!(step.name, "sent" | "delivered");
            let status = Status {
                number: &outcome.from,
                wamid: &outcome.wamid,
                name: step.name,
                at: at.unwrap_or_else(|| self.config().clock.now()),
                recipient: outcome.recipient.as_ref().map_err(String::as_str),
                callback_data: outcome.callback_data.as_deref(),
                pricing_category: priced.then_some(outcome.pricing_category.as_str()),
                error: error.as_ref(),
            };
            let body = payload::status(self.config(), &status);
            self.deliver(Webhook::new(body)).await;
        }
    }
}

fn plan(settings: &Settings, outcome: &Outcome, luck: &mut Random) -> Vec<Step> {
    if !settings.send_statuses {
        return Vec::new();
    }
    let step = |name, after_ms| Step { after: Duration::from_millis(after_ms), name, error: None };
    let unknown = outcome.recipient.is_err().then_some(UNDELIVERABLE);
    if let Some(code) = unknown.or(settings.fail_status_code) {
        let failed = step("failed", settings.sent_after_ms);
        return vec![Step { error: Some(code), ..failed }];
    }
    let delivery = settings.delivered_after_ms.saturating_sub(settings.sent_after_ms);
    let mut steps = vec![step("sent", settings.sent_after_ms)];
    if !outcome.only_sent {
        steps.push(step("delivered", delivery));
        steps.push(step("read", settings.read_after_ms));
    }
    if settings.shuffle_statuses {
        luck.shuffle(&mut steps);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(recipient: Result<Customer, String>) -> Outcome {
        Outcome {
            from: "1".to_owned(),
            wamid: "wamid.1".to_owned(),
            recipient,
            callback_data: None,
            pricing_category: "service".to_owned(),
            only_sent: false,
        }
    }

    fn customer() -> Customer {
        Customer::new("33639980142".to_owned(), "Camille".to_owned())
    }

    fn names(settings: &Settings, outcome: &Outcome) -> Vec<(&'static str, u128)> {
        let steps = plan(settings, outcome, &mut Random::seeded(5));
        let steps = steps.iter();
        steps.map(|step| (step.name, step.after.as_millis())).collect()
    }

    #[test]
    fn statuses_come_in_their_natural_order() {
        let natural = [("sent", 50), ("delivered", 100), ("read", 1500)];
        assert_eq!(names(&Settings::default(), &outcome(Ok(customer()))), natural);
    }

    #[test]
    fn each_switch_does_its_work() {
        let with = |settings: Settings| names(&settings, &outcome(Ok(customer())));
        let silent = Settings { send_statuses: false, ..Settings::default() };
        assert!(with(silent).is_empty());
        let failing = Settings { fail_status_code: Some(131_049), ..Settings::default() };
        assert_eq!(with(failing), [("failed", 50)]);
        let mut orders = std::collections::HashSet::new();
        let settings = Settings { shuffle_statuses: true, ..Settings::immediate() };
        let mut luck = Random::seeded(5);
        for _ in 0..100 {
            let steps = plan(&settings, &outcome(Ok(customer())), &mut luck);
            orders.insert(steps.iter().map(|step| step.name).collect::<Vec<_>>());
        }
        assert_eq!(orders.len(), 6);
    }

    #[test]
    fn nobody_there_means_failed() {
        let nobody = outcome(Err("33100000000".to_owned()));
        assert_eq!(names(&Settings::default(), &nobody), [("failed", 50)]);
    }

    #[test]
    fn a_reaction_is_only_sent() {
        let reaction = Outcome { only_sent: true, ..outcome(Ok(customer())) };
        assert_eq!(names(&Settings::default(), &reaction), [("sent", 50)]);
    }
}
