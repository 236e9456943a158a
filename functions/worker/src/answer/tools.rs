//! The tools that the model may call while it writes one answer: ours, and the business's own.
//!
//! - A call has an idempotency key, made of the oldest message that waits, the tool's name and the arguments. A turn that is
//!   begun anew, after a crash or because the customer wrote more, makes the same call with the same key.
//! - A call that changes something is stored with the conversation before it is made ([`Conversation::begin_call`]). What it
//!   answered is stored when an answer is sent or dropped. In between a crash leaves it in doubt: the next worker tells
//!   the model so, and if no answer settles it, a person is told.
//! - While only fixed texts are sent, the calls stay known, with what their keys are made of: the next answer of the model
//!   tells of them, and makes none of them again.
//! - The same call is made once in an answer. What was answered is told again.
//!
//! [`Conversation::begin_call`]: relais_core::conversation::Conversation::begin_call

mod built_in;
mod clients;
mod hand_over;
mod key;
mod offer;
mod outside;
mod own;
mod remote;
mod said;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use relais_assistant::{CallContext, Calling, Outcome, Tool, ToolCall, Tools};
use relais_aws::Store;
use relais_aws::store::{Changed, Missing};
use relais_core::Clock;
use relais_core::business::schema;
use relais_core::contact::ContactId;
use relais_core::conversation::{CalledTool, Conversation};
use relais_core::message::{ToolOutcome, ToolUse};
use relais_core::metrics::{self, Metric};
use serde_json::{Map, Value, json};

use crate::business::Business;
pub(super) use built_in::Ending;
use built_in::LOOK_UP;
pub(super) use clients::Remote;
pub use clients::ToolClients;
use hand_over::HAND_OVER;
use offer::{OFFER_BUTTONS, OFFER_LIST, Offer};
use outside::Outside;
pub(super) use own::Customer;

/// Time limit of one call.
const CALL_LIMIT: Duration = Duration::from_secs(8);
/// A call is not begun with less time left than this: it would be cut off, and perhaps stay in doubt.
const LEAST_LIMIT: Duration = Duration::from_secs(1);
/// The most tools that a model is offered: OpenAI takes 128.
/// <https://platform.openai.com/docs/api-reference/chat/create>
const MOST: usize = 100;

/// What the model is told of a search that finds nothing.
const NOT_FOUND: &str = "The facts say nothing about this. Search once more in other words, or hand over.";

/// What the model is told of a call for which there is no time.
const NO_TIME: &str = "Not called: there is no time left. Answer with what you know.";

/// The tools of one answer.
pub(super) struct Toolbox<'a> {
    pub(super) business: &'a Business,
    clients: &'a ToolClients,
    /// The tools of servers.
    remote: Vec<Remote<'a>>,
    pub(super) effects: &'a Effects<'a>,
    pub(super) customer: Customer,
    list: Vec<Tool>,
    /// What the keys of its calls are made of.
    base: String,
    state: Mutex<State>,
}

/// Whether calls change anything.
pub(super) enum Effects<'a> {
    /// They do, for this conversation, by the worker that holds the lease with this token.
    Real {
        /// The store.
        store: &'a Store,
        /// The contact.
        contact: &'a ContactId,
        /// The token of the lease.
        token: &'a str,
        /// The clock.
        clock: &'a Clock,
    },
    /// Nothing may be changed: the model is told so in place of the call.
    Rehearsed,
}

/// What was called so far.
#[derive(Default)]
struct State {
    ending: Option<Ending>,
    uses: Vec<ToolUse>,
    called: Vec<CalledTool>,
    /// What each call answered, by its key.
    answers: HashMap<String, String>,
    has_changed: bool,
    /// An offer was refused, and the model was told why. The next one is made as lines.
    has_refused_offer: bool,
}

/// What became of the calls.
#[derive(Default)]
pub(super) struct Used {
    pub(super) ending: Option<Ending>,
    pub(super) uses: Vec<ToolUse>,
    pub(super) called: Vec<CalledTool>,
}

impl<'a> Toolbox<'a> {
    /// The tools for an answer in this conversation, in which some may have been called before.
    pub(super) fn new(
        business: &'a Business,
        clients: &'a ToolClients,
        effects: &'a Effects<'a>,
        conversation: &Conversation,
        servers: Vec<Remote<'a>>,
        now: Timestamp,
    ) -> Self {
        let oldest = conversation.awaiting.as_ref().and_then(|awaiting| {
            let keys = awaiting.keys(&conversation.contact);
            keys.map(|key| key.to_string()).min()
        });
        let known: Vec<_> = conversation.untold_calls(now).collect();
        let base = known.iter().map(|call| call.base.clone()).find(|base| !base.is_empty());
        let answers = known.iter().filter_map(|call| Some((call.key.clone(), call.said.clone()?)));
        let uses = known.iter().map(|call| ToolUse {
            name: call.name.clone(),
            outcome: if call.said.is_some() { ToolOutcome::Done } else { ToolOutcome::InDoubt },
        });
        let state = State {
            uses: uses.collect(),
            answers: answers.collect(),
            has_changed: known.iter().any(|call| call.untold.is_none()),
            called: known.into_iter().cloned().collect(),
            ending: None,
            has_refused_offer: false,
        };
        let mut list: Vec<_> = built_in::tools(business);
        list.extend(business.set.tools.iter().map(outside::of_business));
        let mut remote = Vec::new();
        for (server, tool) in servers {
            if list.len() < MOST && list.iter().all(|known: &Tool| known.name != tool.name) {
                list.push(outside::of_server(&tool));
                remote.push((server, tool));
            }
        }
        Self {
            list,
            remote,
            customer: match effects {
                Effects::Real { .. } => Customer::of(conversation),
                Effects::Rehearsed => Customer::nobody(),
            },
            base: base.or(oldest).unwrap_or_else(|| conversation.contact.to_string()),
            state: Mutex::new(state),
            business,
            clients,
            effects,
        }
    }

    /// What became of the calls, once the model has answered.
    pub(super) fn used(&self) -> Used {
        let State { ending, uses, called, .. } = std::mem::take(&mut *self.state());
        Used { ending, uses, called }
    }

    async fn decide(&self, call: &ToolCall, context: CallContext<'_>) -> Outcome {
        let Some(tool) = self.named(&call.name) else {
            let names: Vec<_> = self.list.iter().map(|tool| tool.name.as_str()).collect();
            let names = names.join(", ");
            return Outcome::Told(format!("Not called: there is no such tool. There are: {names}."));
        };
        if tool.name == HAND_OVER {
            return self.ends_with(hand_over::read(&call.arguments));
        }
        let Some(arguments) = call.arguments() else {
            return Outcome::Told(
                "Not called: the arguments are no JSON object. Call it again with one.".to_owned(),
            );
        };
        if is_offer(&tool.name) {
            if let Some(ending) = hand_over::in_offer(&arguments) {
                return self.ends_with(ending);
            }
            return self.offer(Offer::read(&tool.name, &arguments, context.text));
        }
        if let Some(misfit) = schema::misfit(&arguments, &tool.parameters) {
            return Outcome::Told(format!("Not called: {misfit}."));
        }
        if tool.name == LOOK_UP {
            let query = arguments.get("query").and_then(Value::as_str).unwrap_or_default();
            let found =
                self.business.knowledge().map(|knowledge| knowledge.look_up(query)).unwrap_or_default();
            return Outcome::Told(if found.is_empty() { NOT_FOUND.to_owned() } else { found });
        }
        let limit = context.limit.min(CALL_LIMIT);
        if let Some(own) = self.business.set.tools.iter().find(|own| own.name == tool.name) {
            return match own.address(&arguments) {
                Ok(_) => self.call_outside(&Outside::Own(own), &arguments, limit).await,
                Err(misfit) => Outcome::Told(format!("Not called: {misfit}.")),
            };
        }
        match self.remote.iter().find(|(_, of_server)| of_server.name == tool.name) {
            Some((server, tool)) => {
                self.call_outside(&Outside::Server(server, tool), &arguments, limit).await
            }
            None => Outcome::Told("Not called: it cannot be called now.".to_owned()),
        }
    }

    /// The tool with this name. Models also write it in other letters and behind a prefix: `functions.Hand-over`.
    fn named(&self, name: &str) -> Option<&Tool> {
        let letters = |name: &str| {
            let own = name.rsplit(['.', ':', '/']).next().unwrap_or(name).to_lowercase();
            own.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect::<String>()
        };
        let wanted = letters(name);
        let exact = self.list.iter().find(|tool| tool.name == name);
        exact.or_else(|| self.list.iter().find(|tool| letters(&tool.name) == wanted))
    }

    fn ends_with(&self, ending: Ending) -> Outcome {
        self.state().ending = Some(ending);
        Outcome::Ends
    }

    /// An offer that WhatsApp would refuse is first told to the model, and then made as lines.
    fn offer(&self, offer: Offer) -> Outcome {
        let Some(fault) = offer.fault() else { return self.ends_with(Ending::Offer(offer)) };
        let is_second = std::mem::replace(&mut self.state().has_refused_offer, true);
        if let Some(lines) = offer.into_lines().filter(|_| is_second) {
            return self.ends_with(Ending::Offer(lines));
        }
        Outcome::Told(format!("Not sent: {fault}. Call it again."))
    }

    async fn call_outside(
        &self,
        tool: &Outside<'_>,
        arguments: &Map<String, Value>,
        limit: Duration,
    ) -> Outcome {
        let (name, changes) = tool.named();
        let key = key::of(&self.base, name, arguments);
        if let Some(known) = self.state().answers.get(&key) {
            return Outcome::Told(known.clone());
        }
        if changes
            && self
                .state()
                .called
                .iter()
                .any(|call| call.name == name && call.key != key && call.said.is_none())
        {
            return Outcome::Told(said::IN_DOUBT.to_owned());
        }
        if limit < LEAST_LIMIT {
            return Outcome::Told(NO_TIME.to_owned());
        }
        // Whatever a second try brings but an answer, it says nothing of the first.
        let was_in_doubt = self.state().called.iter().any(|call| call.key == key);
        let is_rehearsed = matches!(self.effects, Effects::Rehearsed);
        if changes && is_rehearsed {
            self.note(name, ToolOutcome::Done);
            return Outcome::Told(
                "This is a rehearsal, so nothing was done. Answer as if the tool had done it.".to_owned(),
            );
        }
        if changes
            && !self
                .begin(CalledTool::begun(&self.base, name, &key, &Value::from(arguments.clone()).to_string()))
                .await
        {
            self.state().ending = Some(Ending::Lost);
            return Outcome::Ends;
        }
        // If it is dropped in the middle of the call, this is what is known of it.
        let place = self.note(name, if changes { ToolOutcome::InDoubt } else { ToolOutcome::Failed });
        let (outcome, told) = match tool {
            Outside::Own(tool) => {
                let outward = &self.clients.outward;
                let said = own::call(outward, tool, arguments, &key, &self.customer, limit).await;
                tracing::info!(tool = name, status = said.status(), "a tool was called");
                said.means(changes)
            }
            Outside::Server(server, tool) => {
                remote::call(&self.clients.mcp, server, tool, arguments, &key, limit).await
            }
        };
        let (outcome, told) = match outcome {
            ToolOutcome::Failed if was_in_doubt => (ToolOutcome::InDoubt, said::IN_DOUBT.to_owned()),
            outcome => (outcome, tool.without_secret(told)),
        };
        if outcome != ToolOutcome::Done {
            metrics::count(Metric::ToolFailures, 1);
        }
        let mut state = self.state();
        if let Some(it) = state.uses.get_mut(place) {
            it.outcome = outcome;
        }
        match outcome {
            ToolOutcome::Done => {
                state.answers.insert(key.clone(), told.clone());
                state.called.iter_mut().filter(|call| call.key == key).for_each(|call| call.done(&told));
            }
            // Certainly nothing was done.
            ToolOutcome::Failed => state.called.retain(|call| call.key != key),
            ToolOutcome::InDoubt => {}
        }
        Outcome::Told(told)
    }

    /// Stores that a call begins. `false`: it may not be made, because the lease is lost or a person took over.
    async fn begin(&self, call: CalledTool) -> bool {
        let Effects::Real { store, contact, token, clock } = self.effects else { return false };
        let may = AtomicBool::new(false);
        let begin = |conversation: &mut Conversation, now| {
            may.store(conversation.begin_call(&call, token, now), Ordering::Relaxed);
        };
        let stored = store.change_conversation(contact, clock, Missing::Skip, begin).await;
        match stored {
            Ok(Changed::Saved) if may.load(Ordering::Relaxed) => {}
            Ok(_) => return false,
            Err(error) => {
                tracing::warn!(%contact, %error, "a call of a tool could not be stored, so it is not made");
                return false;
            }
        }
        let mut state = self.state();
        state.has_changed = true;
        state.called.retain(|known| known.key != call.key);
        state.uses.retain(|known| known.name != call.name || known.outcome != ToolOutcome::InDoubt);
        state.called.push(call);
        true
    }

    fn note(&self, name: &str, outcome: ToolOutcome) -> usize {
        let mut state = self.state();
        state.uses.push(ToolUse { name: name.to_owned(), outcome });
        state.uses.len() - 1
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tools for Toolbox<'_> {
    fn list(&self) -> &[Tool] {
        &self.list
    }

    /// Whatever brings an answer first, then a hand-over, then what is offered: the last two end the turn, and a hand-over is
    /// never lost.
    fn order(&self, calls: &mut [ToolCall]) {
        calls.sort_by_key(|call| self.named(&call.name).map_or(0, |tool| built_in::place(&tool.name)));
    }

    fn call<'a>(&'a self, call: &'a ToolCall, context: CallContext<'a>) -> Calling<'a> {
        Box::pin(self.decide(call, context))
    }

    fn end(&self, call: &ToolCall, text: &str) -> bool {
        let Some(tool) = self.named(&call.name) else { return false };
        let ending = match tool.name.as_str() {
            HAND_OVER => Some(hand_over::read(&call.arguments)),
            name if is_offer(name) => {
                let offer = Offer::read(name, &call.arguments().unwrap_or_default(), text);
                let offer = if offer.fault().is_none() { Some(offer) } else { offer.into_lines() };
                offer.map(Ending::Offer)
            }
            _ => None,
        };
        ending.is_some_and(|ending| self.ends_with(ending) == Outcome::Ends)
    }

    fn has_changed(&self) -> bool {
        self.state().has_changed
    }

    fn earlier(&self) -> Vec<(ToolCall, String)> {
        let state = self.state();
        let earlier = state.called.iter().enumerate().map(|(place, call)| {
            let mut made = ToolCall {
                id: format!("earlier_{place}"),
                name: call.name.clone(),
                arguments: call.arguments.clone(),
            };
            // Only their beginning is kept, and servers refuse what is no JSON.
            if made.arguments().is_none() {
                made.arguments = json!({"cut": call.arguments}).to_string();
            }
            (made, call.said.clone().unwrap_or_else(|| said::IN_DOUBT.to_owned()))
        });
        earlier.collect()
    }
}

fn is_offer(name: &str) -> bool {
    matches!(name, OFFER_BUTTONS | OFFER_LIST)
}
