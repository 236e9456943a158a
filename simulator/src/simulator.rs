//! The handle that the servers, the tests and the phone share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use crate::accepted::AcceptedSend;
use crate::config::SimulatorConfig;
use crate::phone::Customer;
use crate::requests::{ReceivedRequest, note};
use crate::settings::Settings;
use crate::world::World;
use crate::{graph, model, phone};

/// Most webhooks that are sent at the same time.
const CONCURRENT_WEBHOOKS: usize = 64;

/// Meta, the model and the phone, simulated. Clones share everything.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    config: SimulatorConfig,
    world: Mutex<World>,
    /// Counts changes, and wakes the callers of [`Simulator::wait_until`].
    changes: watch::Sender<u64>,
    webhook_slots: Semaphore,
}

/// Leaves people's texts out, so that a simulator can be logged safely.
impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").finish_non_exhaustive()
    }
}

impl Simulator {
    /// A simulator with two customers who have not written yet.
    pub fn new(config: SimulatorConfig) -> Self {
        let world = Mutex::new(World::new(config.seed, &config.clock));
        Self(Arc::new(Inner {
            config,
            world,
            changes: watch::Sender::new(0),
            webhook_slots: Semaphore::new(CONCURRENT_WEBHOOKS),
        }))
    }

    /// Graph and the model, with their real paths. `GRAPH_API_URL` is the listener's address, `OPENAI_BASE_URL` is that
    /// address and `/v1`.
    pub fn servers(&self) -> Router {
        graph::router(self.clone())
            .merge(model::router(self.clone()))
            .layer(from_fn_with_state(self.clone(), note))
    }

    /// The control API of the phone, to be nested under `/phone/api`.
    pub fn phone(&self) -> Router {
        phone::router(self.clone())
    }

    /// Invents a customer. The same name gets the same number in every run, unless it is taken.
    pub fn add_customer(&self, name: &str) -> Customer {
        self.with(|world| world.phone.add(name.to_owned()))
    }

    /// Makes a customer of an earlier run known again, so that messages still reach them. The 24-hour window counts
    /// from `last_wrote`, for the first business number.
    pub fn restore_customer(&self, wa_id: &str, name: &str, last_wrote: Option<Timestamp>) {
        self.with(|world| {
            world.phone.restore(wa_id, name.to_owned(), self.config().default_number(), last_wrote);
        });
    }

    /// The current settings.
    pub fn settings(&self) -> Settings {
        self.read(|world| world.settings.clone())
    }

    /// Changes the settings, from the next call and the next webhook on.
    pub fn set_settings(&self, settings: Settings) {
        self.with(|world| {
            world.settings = settings;
            world.phone.touch();
        });
        if !self.read(|world| world.settings.hold_statuses) {
            self.release_statuses();
        }
    }

    /// Sets the address of the inbox for the phone's page.
    pub fn set_inbox_url(&self, url: Option<String>) {
        self.with(|world| {
            world.inbox_url = url;
            world.phone.touch();
        });
    }

    /// Sets whether this crate's model gives the answers, which the phone's page shows. True by default.
    pub fn set_model_simulated(&self, simulated: bool) {
        self.with(|world| {
            world.model_simulated = simulated;
            world.phone.touch();
        });
    }

    /// The newest 20,000 messages that Graph accepted, oldest first.
    pub fn accepted(&self) -> Vec<AcceptedSend> {
        let kept: Vec<_> = self.read(|world| world.accepted.iter().cloned().collect());
        kept.iter().map(AcceptedSend::from).collect()
    }

    /// How many messages Graph has accepted since the start.
    pub fn accepted_count(&self) -> u64 {
        self.read(|world| world.accepted.total())
    }

    /// The newest requests that Graph and the model received, oldest first: at most 5,000 and 32 MiB.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.read(|world| world.requests.to_vec())
    }

    /// The number of webhooks that were not yet answered 200: not yet due, being sent, waiting for a retry, or given up
    /// after half an hour.
    pub fn undelivered_webhooks(&self) -> u64 {
        self.read(|world| world.undelivered)
    }

    /// Waits until `look` returns a value. It is called now and after every change. Limit the wait with a timeout.
    pub async fn wait_until<T>(&self, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let mut changes = self.0.changes.subscribe();
        loop {
            changes.borrow_and_update();
            if let Some(found) = look(self) {
                return found;
            }
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await; // the sender lives as long as `self`
            }
        }
    }

    /// Waits until Graph has accepted this many messages since the start. Returns those that are kept.
    pub async fn wait_for_accepted(&self, count: u64) -> Vec<AcceptedSend> {
        self.wait_until(|simulator| (simulator.accepted_count() >= count).then_some(())).await;
        self.accepted()
    }

    /// Waits until every webhook has been answered 200.
    pub async fn wait_for_webhooks(&self) {
        self.wait_until(|simulator| (simulator.undelivered_webhooks() == 0).then_some(())).await;
    }

    pub(crate) fn config(&self) -> &SimulatorConfig {
        &self.0.config
    }

    pub(crate) fn webhook_slots(&self) -> &Semaphore {
        &self.0.webhook_slots
    }

    /// Changes the state, and wakes the callers that wait for a change.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let result = self.with_unannounced(act);
        self.0.changes.send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Changes the state without waking anyone.
    pub(crate) fn with_unannounced<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.0.world.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut world)
    }

    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.with_unannounced(|world| look(world))
    }
}
