//! Graph's error table, end to end. Graph refuses an answer with every documented code. The test measures from outside
//! when the worker calls Graph again.

use jiff::SignedDuration;
use relais_aws::http;
use relais_core::Settings;
use relais_core::retry::{LONGEST_RETRY_AFTER, MAX_ATTEMPTS, MAX_UNCLEAR_CALLS};
use relais_core::timing::{PROBE_INTERVAL, SETTLE};
use relais_whatsapp::errors::{Action, documented};
use serde_json::{Value, json};

use crate::test_app::{CUSTOMER, TestApp};

/// The effect that Meta documents for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Documented {
    /// Back off and retry. Give up after [`MAX_ATTEMPTS`].
    Retry,
    /// The same, with a wait of at least 4^n seconds after attempt n, from 0.
    PairLimit,
    /// Wait for a status before the one further attempt. Give up as unknown after [`MAX_UNCLEAR_CALLS`].
    Reconcile,
    /// Keep all messages, notify people, and probe once a minute.
    Stop,
    /// The window is closed: only a template may be sent.
    TemplateNeeded,
    /// Make one attempt, and record the reason.
    GiveUp,
}

use Documented::{GiveUp, PairLimit, Reconcile, Retry, Stop, TemplateNeeded};

impl Documented {
    fn of(action: Action) -> Self {
        match action {
            Action::Retry => Retry,
            Action::PairLimit => PairLimit,
            Action::Reconcile => Reconcile,
            Action::Token | Action::Stop => Stop,
            Action::WindowClosed => TemplateNeeded,
            Action::GiveUp | Action::FixRequest | Action::StopTemplate => GiveUp,
        }
    }
}

impl Documented {
    /// The attempts after which a refused message still waits.
    fn attempts(self) -> usize {
        if self == Reconcile { MAX_UNCLEAR_CALLS as usize - 1 } else { 2 }
    }
}

/// The code whose meaning depends on the HTTP status.
const BY_STATUS: (i64, [(Documented, u16); 2]) = (131_057, [(Retry, 400), (Reconcile, 500)]);

#[tokio::test]
async fn every_documented_code_has_its_documented_effect() {
    let http = http::client().unwrap();
    let by_status = BY_STATUS.1.map(|(documented, status)| (documented, Some(status), vec![BY_STATUS.0]));
    let plain = documented::CODES.iter().map(|(action, codes)| {
        let codes = codes.iter().copied().filter(|code| *code != BY_STATUS.0);
        (Documented::of(*action), None, codes.collect())
    });
    let mut cases = 0;
    for (documented, status, codes) in plain.chain(by_status) {
        for (place, code) in codes.into_iter().enumerate() {
            let refusal = Refusal { code: Some(code), status, retry_after: None };
            // The first code of each kind is tested to the last attempt.
            let attempts = if place == 0 { MAX_ATTEMPTS as usize + 1 } else { documented.attempts() };
            refusal.run(&http, attempts).await.expect(documented).await;
            cases += 1;
        }
    }
    println!("{cases} codes");
}

#[tokio::test]
async fn refusals_without_a_code_are_distinguished_by_their_status() {
    let http = http::client().unwrap();
    for (documented, status) in
        [(Retry, 429), (Reconcile, 408), (Reconcile, 500), (Reconcile, 502), (Stop, 401), (GiveUp, 404)]
    {
        let refusal = Refusal { code: None, status: Some(status), retry_after: None };
        refusal.run(&http, documented.attempts()).await.expect(documented).await;
    }
}

#[tokio::test]
async fn retry_after_is_honoured_within_bounds() {
    let http = http::client().unwrap();
    let longest = LONGEST_RETRY_AFTER.as_secs().unsigned_abs();
    for (code, status) in [(Some(130_429), None), (Some(4), Some(429)), (None, Some(429))] {
        for (asked, kept) in [(7, 7), (3_600, longest), (u64::from(u32::MAX), longest)] {
            let refusal = Refusal { code, status, retry_after: Some(asked) };
            let attempts = refusal.run(&http, 2).await;
            let wait = attempts.waits[0];
            assert!((kept..=kept + 1).contains(&wait.as_secs().unsigned_abs()), "{refusal:?}: {wait:?}");
        }
    }
}

#[tokio::test]
async fn many_refused_sends_are_not_retried_at_the_same_moment() {
    let http = http::client().unwrap();
    let refusal = Refusal { code: Some(130_429), status: None, retry_after: None };
    let mut waits = Vec::new();
    for _ in 0..12 {
        waits.push(refusal.run(&http, 2).await.waits[0]);
    }
    assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
}

/// How Graph refuses every send.
#[derive(Clone, Copy, Debug)]
struct Refusal {
    code: Option<i64>,
    status: Option<u16>,
    retry_after: Option<u64>,
}

/// The observed attempts.
struct Attempts {
    refusal: Refusal,
    app: TestApp,
    /// The times between them.
    waits: Vec<SignedDuration>,
    /// Whether a further attempt is planned.
    goes_on: bool,
}

impl Refusal {
    /// A customer writes, and Graph refuses every attempt to answer. Ends when no job is left, or after `most`
    /// attempts.
    async fn run(self, http: &reqwest::Client, most: usize) -> Attempts {
        let app = TestApp::over(http.clone(), Settings::default()).await;
        app.simulate(|settings| {
            settings.fail_code = self.code;
            settings.fail_http = self.status;
            settings.retry_after_s = self.retry_after;
        });
        app.customer_writes(&["Bonjour"]).await;
        let (mut times, mut read_at) = (Vec::new(), app.clock.now());
        let goes_on = loop {
            while app.work_once().await {}
            if sends(&app) > times.len() {
                times.push(app.clock.now());
            }
            if times.len() >= most {
                break true;
            }
            if waiting(&app).await == 0 {
                break false;
            }
            let waited = times.last().map(|last| app.clock.now().duration_since(*last)).unwrap_or_default();
            let long = waited >= SignedDuration::from_secs(7);
            app.clock.advance(SignedDuration::from_millis(if long { 1000 } else { 250 }));
            if app.clock.now().duration_since(read_at) > SignedDuration::from_secs(30) {
                app.another_customer_reads().await;
                read_at = app.clock.now();
            }
        };
        let waits = times.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect();
        Attempts { refusal: self, app, waits, goes_on }
    }
}

impl Attempts {
    async fn expect(self, documented: Documented) {
        let refusal = self.refusal;
        for (n, wait) in (0..).zip(&self.waits) {
            let seconds = wait.as_secs_f64();
            let (least, most) = bounds(documented, n);
            assert!((least..=most).contains(&seconds), "{refusal:?}: wait {n} is {seconds} s");
        }
        match documented {
            TemplateNeeded | GiveUp => {
                assert_eq!((self.waits.len(), self.goes_on), (0, false), "{refusal:?}: one attempt");
            }
            Stop => assert!(self.goes_on, "{refusal:?}: nothing is given up"),
            Reconcile if !self.goes_on => {
                assert_eq!(self.waits.len() + 1, MAX_UNCLEAR_CALLS as usize, "{refusal:?}");
            }
            Retry | PairLimit if !self.goes_on => {
                assert_eq!(self.waits.len() + 1, MAX_ATTEMPTS as usize, "{refusal:?}");
            }
            Retry | PairLimit | Reconcile => {}
        }
        if self.goes_on {
            self.is_held(documented).await;
            self.is_sent_once_fixed().await;
        } else {
            self.is_given_up(documented).await;
        }
    }

    /// The text is kept and shown as pending, and one job waits. People are notified only if they must do something.
    async fn is_held(&self, documented: Documented) {
        let refusal = self.refusal;
        let stopped = documented == Stop;
        let message = self.answer().await;
        assert_eq!((&message["status"], &message["error"]), (&json!("pending"), &Value::Null), "{refusal:?}");
        assert_ne!(message["content"], "", "{refusal:?}");
        let reason = if stopped { json!("sending_stopped") } else { Value::Null };
        assert_eq!(self.needs_person().await, reason, "{refusal:?}");
        let sending = self.app.api("/api/health").await["sending"].take();
        assert_eq!(sending["stopped"], json!(stopped), "{refusal:?}");
        if stopped {
            assert_eq!(sending["code"], json!(refusal.code.unwrap_or(0)), "{refusal:?}");
            assert!(sending["advice"].as_str().is_some_and(|advice| advice.len() > 20), "{refusal:?}");
        }
        assert_eq!(waiting(&self.app).await, 1, "{refusal:?}: one job waits");
    }

    async fn is_sent_once_fixed(&self) {
        let refusal = self.refusal;
        self.app.simulate(|settings| (settings.fail_code, settings.fail_http) = (None, None));
        self.app.another_customer_reads().await;
        self.app.run_jobs().await;
        assert_eq!(self.app.accepted().len(), 1, "{refusal:?}: it is sent once Graph accepts it");
        assert_eq!(self.answer().await["status"], "read", "{refusal:?}");
        assert_eq!(self.app.api("/api/health").await["sending"]["stopped"], false, "{refusal:?}");
        self.app.assert_quiet().await;
    }

    /// The message is shown as failed, with the reason and what to do, and the conversation is marked for a person.
    async fn is_given_up(&self, documented: Documented) {
        let refusal = self.refusal;
        let message = self.answer().await;
        let is_unknown = documented == Reconcile;
        assert_eq!(message["status"], if is_unknown { "unknown" } else { "failed" }, "{refusal:?}");
        let error = &message["error"];
        let code = refusal.code.filter(|_| !is_unknown);
        assert_eq!(error["code"], json!(code), "{refusal:?}");
        for words in ["title", "advice"] {
            assert!(error[words].as_str().is_some_and(|text| text.len() > 8), "{refusal:?}: {error}");
        }
        let reason = match documented {
            TemplateNeeded => "window_closed",
            Reconcile => "outcome_unknown",
            _ => "send_failed",
        };
        assert_eq!(self.needs_person().await, reason, "{refusal:?}");
        assert_eq!(self.app.accepted().len(), 0, "{refusal:?}");
        self.app.assert_quiet().await;
    }

    /// The one answer, as the API shows it.
    async fn answer(&self) -> Value {
        let thread = self.app.api(&format!("/api/messages/{CUSTOMER}")).await;
        let messages = thread["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 2, "{:?}: a question and an answer", self.refusal);
        assert_eq!(messages[1]["sent_by"], "assistant", "{:?}", self.refusal);
        messages[1].clone()
    }

    async fn needs_person(&self) -> Value {
        let mut list = self.app.api("/api/conversations").await;
        let conversations = list["conversations"].as_array_mut().unwrap();
        let own = conversations.iter_mut().find(|it| it["phone_number"] == format!("+{CUSTOMER}")).unwrap();
        own["needs_person"]["reason"].take()
    }
}

/// The least and most seconds between attempt `n`, from 0, and the next one. The clock advances by at most a second at
/// a time.
fn bounds(documented: Documented, n: i32) -> (f64, f64) {
    const LONGEST: f64 = 300.0;
    let jittered = |base: f64| {
        let wait = (2.0 * base.powi(n)).min(LONGEST);
        (wait * 0.75, wait * 1.25 + 1.0)
    };
    match documented {
        Retry => jittered(2.0),
        PairLimit => {
            let wait = 4_f64.powi(n).min(LONGEST);
            (wait, wait * 1.5 + 1.0)
        }
        Reconcile => (SETTLE.as_secs_f64(), SETTLE.as_secs_f64() + 30.0),
        Stop => (PROBE_INTERVAL.as_secs_f64() * 2.0, PROBE_INTERVAL.as_secs_f64() * 2.0 + 16.0),
        TemplateNeeded | GiveUp => (0.0, 0.0),
    }
}

fn sends(app: &TestApp) -> usize {
    app.simulator.requests().iter().filter(|request| request.body["type"] == "text").count()
}

/// The number of jobs that are not done.
async fn waiting(app: &TestApp) -> u64 {
    let mut jobs = 0;
    for queue in [&app.events, &app.replies] {
        let depth = queue.depth().await.unwrap();
        jobs += depth.visible + depth.delayed + depth.in_flight;
    }
    jobs
}
