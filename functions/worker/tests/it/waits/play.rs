//! Plays a history on a test app.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use relais_core::Settings;
use relais_core::relevance::Relevance;
use relais_simulator::ModelFailure;
use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::webhook::Origin;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use super::history::{Act, Graph, History, Model, Step, Time};
use super::kinds::Kind;
use super::record::{Customer, text_by_a_person};
use crate::test_app::{BUSINESS, TestApp};

/// How long a person pauses the assistant, or puts a conversation aside.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// How long it may take until no job is left, once everything works.
const UNTIL_QUIET: SignedDuration = SignedDuration::from_hours(40);

/// While Graph refuses everything, waiting jobs ask every minute. A longer time than this is passed without them.
const PATIENCE: SignedDuration = SignedDuration::from_mins(20);

/// Plays a history, and then lets time pass until no job is left. Returns how many messages ended in which way, or what
/// must not happen.
pub(super) async fn play(
    http: &reqwest::Client,
    history: &History,
) -> Result<BTreeMap<&'static str, u64>, String> {
    let mut settings = Settings::default();
    if history.low_caps {
        (settings.max_replies_per_hour, settings.max_replies_per_day) = (3, 5);
    }
    settings.max_model_tokens_per_day = history.low_budget.then_some(200);
    let app = TestApp::over(http.clone(), settings).await;
    let customers =
        (1..=history.customers).map(|number| Customer::new(format!("3363998000{number}"))).collect();
    let mut play = Play {
        app,
        customers,
        graph: Graph::Works,
        unclear: false,
        model: Model::Works,
        count: 0,
        sent: 0,
        asked: 0,
    };
    for step in &history.steps {
        play.step(*step).await.map_err(|wrong| format!("at {step:?}: {wrong}"))?;
    }
    play.end().await
}

struct Play {
    app: TestApp,
    customers: Vec<Customer>,
    graph: Graph,
    /// A send may have been accepted without our knowing it.
    unclear: bool,
    model: Model,
    /// The step, from 1.
    count: usize,
    /// Accepted messages that were looked at.
    sent: usize,
    /// Requests that were looked at.
    asked: usize,
}

impl Play {
    async fn step(&mut self, step: Step) -> Result<(), String> {
        self.count += 1;
        let who = |who: usize| who % self.customers.len();
        match step {
            Step::Writes(number, kind) => self.writes(who(number), kind).await,
            Step::Corrects(number) => self.corrects(who(number)).await,
            Step::Deletes(number) => self.deletes(who(number)).await,
            Step::Echo(number) => self.echo(who(number)).await,
            Step::MissedCall(number) => self.missed_call(who(number)).await,
            Step::Inbox(number, act) => self.inbox(who(number), act).await,
            Step::Pass(time) => {
                let time = match time {
                    Time::Seconds(seconds) => SignedDuration::from_secs(seconds),
                    Time::Minutes(minutes) => SignedDuration::from_mins(minutes),
                    Time::Hours(hours) => SignedDuration::from_hours(hours),
                };
                self.pass(time).await
            }
            Step::Graph(graph) => {
                self.set_graph(graph);
                Ok(())
            }
            Step::Model(model) => {
                self.set_model(model);
                Ok(())
            }
        }
    }

    async fn writes(&mut self, who: usize, kind: Kind) -> Result<(), String> {
        let at = self.app.clock.now().as_second();
        let words = format!("Question {} de c{who}.", self.count);
        let wa_id = self.customers[who].wa_id.clone();
        let message = kind.message(&wa_id, &format!("wamid.{}", self.count), at, &words);
        let parsed = InboundMessage::parse(&to_raw_value(&message).unwrap());
        let relevance = Relevance::of(Origin::Messages, &parsed);
        let last = relevance.opens_window().then(|| self.app.clock.now());
        self.app.simulator.restore_customer(&wa_id, "Client", last);
        self.app.post_messages(&message.to_string()).await;
        let (what, text) = (format!("{kind:?}"), parsed.text().unwrap_or_default());
        let at = Timestamp::from_second(at).unwrap();
        if kind == Kind::Text {
            self.customers[who].last_text = Some(self.count);
        }
        self.customers[who].writes(self.count, &what, text, relevance, at);
        self.record().await
    }

    async fn corrects(&mut self, who: usize) -> Result<(), String> {
        let customer = &mut self.customers[who];
        let Some(of) = customer.last_text else { return Ok(()) };
        let now = self.app.clock.now();
        let text = json!({"type": "text", "text": {"body": format!("Correction {} de c{who}.", self.count)}});
        let edit = json!({"from": customer.wa_id, "id": format!("wamid.{}", self.count),
            "timestamp": now.as_second().to_string(), "type": "edit",
            "edit": {"original_message_id": format!("wamid.{of}"), "message": text}});
        customer.corrects(of, self.count, now);
        self.app.post_messages(&edit.to_string()).await;
        self.record().await
    }

    async fn deletes(&mut self, who: usize) -> Result<(), String> {
        let customer = &mut self.customers[who];
        let Some(of) = customer.last_text.take() else { return Ok(()) };
        let revoke = json!({"from": customer.wa_id, "id": format!("wamid.{}", self.count),
            "timestamp": self.app.clock.now().as_second().to_string(), "type": "revoke",
            "revoke": {"original_message_id": format!("wamid.{of}")}});
        customer.deletes(of);
        self.app.post_messages(&revoke.to_string()).await;
        self.record().await
    }

    async fn echo(&mut self, who: usize) -> Result<(), String> {
        let now = self.app.clock.now();
        let at = now.as_second();
        let echo = json!({"from": "33199000001", "to": self.customers[who].wa_id, "id": format!("wamid.{}", self.count),
            "timestamp": at.to_string(), "type": "text", "text": {"body": "Du téléphone"}});
        self.post("smb_message_echoes", "message_echoes", &echo).await;
        self.customers[who].echo(Timestamp::from_second(at).unwrap(), now);
        self.record().await
    }

    async fn missed_call(&mut self, who: usize) -> Result<(), String> {
        let at = self.app.clock.now().as_second();
        let wa_id = self.customers[who].wa_id.clone();
        let call = json!({"id": "call", "from": wa_id, "to": "33199000001", "event": "terminate",
            "direction": "USER_INITIATED", "timestamp": at.to_string(), "status": "FAILED"});
        self.app.simulator.restore_customer(&wa_id, "Client", Some(self.app.clock.now()));
        self.post("calls", "calls", &call).await;
        self.customers[who].calls(self.count, Timestamp::from_second(at).unwrap());
        self.record().await
    }

    async fn post(&self, field: &str, list: &str, part: &Value) {
        let metadata = json!({"display_phone_number": "33199000001", "phone_number_id": BUSINESS});
        let value = json!({"messaging_product": "whatsapp", "metadata": metadata, list: [part]});
        let changes = json!([{"field": field, "value": value}]);
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]});
        assert_eq!(self.app.post(&body.to_string()).await, 200);
    }

    async fn inbox(&mut self, who: usize, act: Act) -> Result<(), String> {
        let wa_id = self.customers[who].wa_id.clone();
        let action = |action: &str| (format!("/api/conversations/{wa_id}/{action}"), json!({}));
        let send = |what: Value| {
            let mut body = what;
            body["to_number"] = json!(wa_id);
            ("/api/send_message".to_owned(), body)
        };
        let (path, body) = match act {
            Act::TakeOver => action("takeover"),
            Act::Pause | Act::Snooze => {
                let name = if act == Act::Pause { "takeover" } else { "snooze" };
                (action(name).0, json!({"until": (self.app.clock.now() + HOUR).to_string()}))
            }
            Act::HandBack => action("handback"),
            Act::Close => action("close"),
            Act::Read => action("read"),
            Act::Text => send(json!({"message": text_by_a_person(self.count)})),
            Act::Template => send(json!({"template": {"name": "bonjour", "language": "fr"}})),
        };
        let now = self.app.clock.now();
        let (status, answer) = self.app.api_post(&path, &body).await;
        let customer = &mut self.customers[who];
        // 502: Graph refused what is stored.
        let done = status.is_success() || (status.as_u16() == 502 && answer.get("message").is_some());
        match act {
            _ if !done => {}
            Act::TakeOver => customer.taken_over(now),
            Act::Pause => customer.paused_until(now + HOUR),
            Act::HandBack => customer.handed_back(),
            Act::Close => customer.closed(),
            Act::Text => customer.person_wrote(now),
            Act::Read | Act::Template | Act::Snooze => {}
        }
        self.look(&[])
    }

    fn set_graph(&mut self, graph: Graph) {
        self.graph = graph;
        self.unclear |= matches!(graph, Graph::Unclear | Graph::Late);
        self.app.simulate(|settings| {
            settings.graph_5xx_rate = f64::from(u8::from(graph == Graph::Unclear));
            settings.graph_throttle_rate = f64::from(u8::from(graph == Graph::Throttles));
            settings.lose_answers = graph == Graph::Late;
            settings.hold_statuses = graph == Graph::Late;
            settings.fail_code = (graph == Graph::Refuses).then_some(190);
            settings.fail_status_code = (graph == Graph::FailsLater).then_some(131_042);
        });
    }

    fn set_model(&mut self, model: Model) {
        self.model = model;
        let failure = (model == Model::Fails).then_some(ModelFailure::Error401);
        self.app.simulate(|settings| settings.model_failure = failure);
        self.app.switch_model(model != Model::Off);
    }

    /// Records what was posted. Reply jobs are not done: no time passes.
    async fn record(&mut self) -> Result<(), String> {
        self.pass(SignedDuration::ZERO).await
    }

    /// Lets time pass, from one due job to the next.
    async fn pass(&mut self, time: SignedDuration) -> Result<(), String> {
        let begun = self.app.clock.now();
        let end = begun + time;
        loop {
            self.app.simulator.wait_for_webhooks().await;
            let now = self.app.clock.now();
            let silenced: Vec<_> = self.customers.iter().map(|customer| customer.is_silenced(now)).collect();
            let worked = self.app.work_once().await;
            self.look(&silenced)?;
            if worked {
                continue;
            }
            self.app.simulator.wait_for_webhooks().await;
            let Some(due) = self.app.next_due().await.filter(|due| *due <= end) else { break };
            let refused = self.graph == Graph::Refuses && now.duration_since(begun) > PATIENCE;
            let next = if refused { end } else { due };
            self.app.clock.advance(next.duration_since(now).max(SignedDuration::ZERO));
        }
        let rest = end.duration_since(self.app.clock.now());
        self.app.clock.advance(rest.max(SignedDuration::ZERO));
        Ok(())
    }

    /// Looks at what Graph accepted and what the model was asked since the last look. `silenced`: whose conversations the
    /// model must not be asked about.
    fn look(&mut self, silenced: &[bool]) -> Result<(), String> {
        for asked in self.questions() {
            let all = 0..self.customers.len();
            let whose: Vec<_> = all.clone().filter(|who| asked.contains(&format!("de c{who}."))).collect();
            // Some messages have no words.
            let whose = if whose.is_empty() { all.collect() } else { whose };
            if whose.iter().all(|who| silenced.get(*who).is_some_and(|silenced| *silenced)) {
                return Err(format!(
                    "the model is asked although customer {whose:?} opted out or was taken over"
                ));
            }
            if self.model == Model::Works {
                for who in whose {
                    self.customers[who].model_answered();
                }
            }
        }
        let total = usize::try_from(self.app.simulator.accepted_count()).unwrap();
        if total > self.sent {
            for send in self.app.accepted().into_iter().skip(std::mem::replace(&mut self.sent, total)) {
                let customer = self.customers.iter_mut().find(|customer| customer.wa_id == send.to);
                let customer = customer.ok_or("a message to nobody of these")?;
                let reaches = self.graph != Graph::FailsLater;
                customer.accepted(&send, reaches, if self.unclear { 2 } else { 1 })?;
            }
        }
        Ok(())
    }

    /// The prompts since the last look.
    fn questions(&mut self) -> Vec<String> {
        let count = self.app.simulator.requests_count();
        let seen = std::mem::replace(&mut self.asked, count);
        if count == seen {
            return Vec::new();
        }
        let requests = self.app.simulator.requests_after(seen).into_iter();
        let questions = requests.filter(|request| request.path.ends_with("/completions"));
        questions.map(|request| request.body.to_string()).collect()
    }

    /// Everything works again, and time passes until no job is left.
    async fn end(mut self) -> Result<BTreeMap<&'static str, u64>, String> {
        self.set_graph(Graph::Works);
        self.set_model(Model::Works);
        self.pass(UNTIL_QUIET).await.map_err(|wrong| format!("afterwards: {wrong}"))?;
        for queue in [&self.app.events, &self.app.replies] {
            let depth = queue.depth().await.unwrap();
            if depth.dead + depth.delayed + depth.in_flight + depth.visible > 0 {
                return Err(format!("jobs are left in {}: {depth:?}", queue.name()));
            }
        }
        let list = self.app.api("/api/conversations?filter=needs_person&limit=100").await;
        let listed: Vec<_> = list["conversations"].as_array().unwrap().iter().collect();
        let mut ends = BTreeMap::new();
        for customer in &self.customers {
            let number = json!(format!("+{}", customer.wa_id));
            let is_listed = listed.iter().any(|view| view["phone_number"] == number);
            for end in customer.ends(is_listed)? {
                *ends.entry(end).or_default() += 1;
            }
        }
        Ok(ends)
    }
}
