#![doc = include_str!("../README.md")]

mod address;
mod auth;
mod body;
mod changes;
mod contacts;
mod conversations;
mod drafts;
mod events;
mod facts;
mod health;
mod joining;
mod language;
mod looking;
mod lookup;
mod me;
mod media;
mod messages;
mod notes;
mod openapi;
mod problem;
mod push;
mod response;
mod role;
mod routes;
mod send;
mod session;
mod settings;
mod team;
mod templates;
mod usage;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use relais_aws::Store;
use relais_aws::store::{Announcer, RecentSettings};
use relais_core::blob::SharedMedia;
use relais_core::queue::Enqueue;
use relais_core::texts::DEFAULT_SYSTEM_PROMPT;
use relais_core::{Clock, Settings};
use relais_sending::Sender;
use tokio::sync::Mutex;

pub use auth::{Auth, Claims};
pub use changes::stream::ChangeSignal;
pub use contacts::{
    Elsewhere, ElsewhereError, Erased, Export, Nowhere, OnlyBlobs, Pending, People, PersonError,
};
pub use media::{NotSendable, ToSend};

use conversations::Receipts;
use media::Signer;
use problem::{Problem, texts};
use templates::Templates;

/// What the handlers use.
#[derive(Debug)]
pub struct Api<Q> {
    /// Conversations, messages, idempotency keys and the circuit breaker.
    pub store: Store,
    /// Sends messages.
    pub sender: Sender,
    /// The queue for the jobs that settle sends.
    pub replies: Q,
    /// The files of messages.
    pub files: SharedMedia,
    /// Among others, how long a takeover lasts and when a send is settled.
    pub settings: Settings,
    /// The time.
    pub clock: Clock,
    /// How this process is set up.
    pub status: Status,
    system_prompt: String,
    /// What the announcing of events looks at.
    recent_settings: RecentSettings,
    people: People,
    receipts: Receipts,
    templates: Templates,
    signer: Signer,
    /// Locked while an upload is given bytes, is given to a contact, or is cancelled. On one machine this process does all
    /// of it, so none of these comes between the steps of another.
    uploads: Mutex<()>,
    /// Which conversations change, where this process can tell.
    changed: Option<ChangeSignal>,
}

/// How a process is set up, as the health check shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Messages go to the simulated phone and not to Meta.
    pub meta_simulated: bool,
    /// Answers come from the stand-in and not from a model.
    pub model_simulated: bool,
    /// The assistant answers customers.
    pub assistant_on: bool,
}

impl<Q: Enqueue> Api<Q> {
    /// The API over its parts.
    pub fn new(
        store: Store,
        sender: Sender,
        replies: Q,
        files: SharedMedia,
        settings: Settings,
        clock: Clock,
        status: Status,
    ) -> Self {
        let recent_settings = RecentSettings::new(store.clone(), clock.clone());
        let announcer =
            Arc::new(Announcer::new(recent_settings.clone(), sender.numbers.clone(), replies.clone()));
        let mut sender = sender;
        sender.store = sender.store.announcing(announcer.clone());
        let store = store.announcing(announcer);
        let people = People::new(store.clone(), sender.numbers.clone(), clock.clone())
            .in_country(settings.default_country);
        Self {
            store,
            sender,
            replies,
            files,
            settings,
            clock,
            status,
            system_prompt: DEFAULT_SYSTEM_PROMPT.to_owned(),
            recent_settings,
            people,
            receipts: Receipts::default(),
            templates: Templates::default(),
            signer: Signer::default(),
            uploads: Mutex::default(),
            changed: None,
        }
    }

    /// The same API, which shows this as the instructions of numbers that have set none.
    #[must_use]
    pub fn with_system_prompt(self, system_prompt: String) -> Self {
        Self { system_prompt, ..self }
    }

    /// The same API, which streams what this signal carries.
    #[must_use]
    pub fn with_changes(self, changed: ChangeSignal) -> Self {
        Self { changed: Some(changed), ..self }
    }

    /// The same API, which exports and erases also what lies here.
    #[must_use]
    pub fn and(self, elsewhere: impl Elsewhere) -> Self {
        Self { people: self.people.and(elsewhere), ..self }
    }
}

/// The paths under `/api`, answered by this API. The router has no fallback, so it can be merged with other routers.
pub fn router<Q: Enqueue>(api: Arc<Api<Q>>, auth: Auth) -> Router {
    paths(auth).with_state(api)
}

/// The paths under `/api`, for an API that is still to come: `with_state` gives it.
///
/// It is one router that grows, because a merge builds all routes anew, at each start of a function.
pub fn paths<Q: Enqueue>(auth: Auth) -> Router<Arc<Api<Q>>> {
    let closed = routes::routes().into_iter();
    let closed = closed.fold(Router::new(), |router, (path, calls)| router.route(path, calls.into_inner()));
    let closed = ["/api", "/api/", "/api/{*rest}"]
        .into_iter()
        .fold(closed, |router, path| router.route(path, any(nothing_here)));
    // What is added from here on needs no identity.
    let open = media::signed_routes().into_iter();
    let all = open.fold(identified(closed, auth), |router, (path, calls)| router.route(path, calls));
    all.route(openapi::PATH, get(openapi::document)).layer(from_fn(response::finish))
}

/// Requires an owner for these routes.
pub fn for_owners(routes: Router, auth: Auth) -> Router {
    identified(role::owners_only(routes), auth)
}

/// Requires a verified caller for these routes.
fn identified<S: Clone + Send + Sync + 'static>(routes: Router<S>, auth: Auth) -> Router<S> {
    routes.layer(from_fn_with_state(Arc::new(auth), auth::authenticate))
}

async fn nothing_here() -> Problem {
    Problem::of(&texts::NOT_FOUND)
}
