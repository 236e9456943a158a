//! What is owed to a customer and what has become of it, from what the customer and people see. It knows the rules of
//! opt-outs, windows and takeovers by itself, not from the product's records.

use jiff::{SignedDuration, Timestamp};
use relais_core::optout::{self, Wish};
use relais_core::relevance::Relevance;
use relais_core::texts::{Notice, Texts};
use relais_core::{CustomerLanguage, MessageKey, timing};
use relais_simulator::AcceptedSend;

/// The text that a person writes in the inbox in this step.
pub(super) fn text_by_a_person(step: usize) -> String {
    format!("{BY_A_PERSON} {step}")
}

const BY_A_PERSON: &str = "De la main d'une personne,";

const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// One customer.
#[derive(Debug, Default)]
pub(super) struct Customer {
    pub(super) wa_id: String,
    /// The step in which they wrote their last text.
    pub(super) last_text: Option<usize>,
    owed: Vec<Owed>,
    opened: Option<Timestamp>,
    last: Option<Timestamp>,
    pub(super) opted_out: bool,
    taken_until: Option<Timestamp>,
    /// A person chose that time.
    chosen: bool,
    /// The fallback was sent, and neither did the model answer since nor did a person care.
    has_fallback: bool,
    /// STOPs that changed something, and confirmations.
    stops: usize,
    confirmations: usize,
    /// Callback data of what Graph accepted.
    accepted: Vec<String>,
}

/// Something that deserves an answer, a fixed text or a person.
#[derive(Debug)]
struct Owed {
    what: String,
    /// The step in which it came.
    step: usize,
    at: Timestamp,
    /// Only a person can answer it.
    for_person: bool,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Answered,
    Refused,
    Closed,
    TakenBack,
}

impl Customer {
    pub(super) fn new(wa_id: String) -> Self {
        Self { wa_id, ..Self::default() }
    }

    pub(super) fn writes(
        &mut self,
        step: usize,
        what: &str,
        text: &str,
        relevance: Relevance,
        at: Timestamp,
    ) {
        if relevance.opens_window() {
            self.opens_window(at);
        }
        let for_person = matches!(relevance, Relevance::ForPerson | Relevance::SentForPerson);
        let deserves = for_person || matches!(relevance, Relevance::DeservesAnswer | Relevance::Unreadable);
        if !deserves {
            return;
        }
        self.owe(step, what, at, for_person);
        match optout::wish(text) {
            Some(Wish::Stop) => {
                self.stops += usize::from(!std::mem::replace(&mut self.opted_out, true));
                self.end_all(End::Refused, |owed| !owed.for_person);
            }
            Some(Wish::Start) if std::mem::take(&mut self.opted_out) => {
                for owed in self.owed.iter_mut().filter(|owed| owed.end == Some(End::Refused)) {
                    owed.end = None;
                }
            }
            _ => {}
        }
    }

    /// The customer corrects the text of step `of`. If it was answered, a person must look, unless one is there or the
    /// customer opted out.
    pub(super) fn corrects(&mut self, of: usize, step: usize, now: Timestamp) {
        let answered = self.owed.iter().find(|owed| owed.step == of && owed.end == Some(End::Answered));
        if let Some(at) = answered.map(|owed| owed.at)
            && !self.is_silenced(now)
        {
            self.owe(step, "a correction", at, true);
        }
    }

    /// The customer deletes the text of step `of`.
    pub(super) fn deletes(&mut self, of: usize) {
        self.end_all(End::TakenBack, |owed| owed.step == of);
    }

    pub(super) fn calls(&mut self, step: usize, at: Timestamp) {
        self.opens_window(at);
        self.owe(step, "a missed call", at, true);
    }

    fn owe(&mut self, step: usize, what: &str, at: Timestamp, for_person: bool) {
        self.owed.push(Owed { what: what.to_owned(), step, at, for_person, end: None });
    }

    fn opens_window(&mut self, at: Timestamp) {
        if self.last.is_none_or(|last| at.duration_since(last) >= WINDOW) {
            self.opened = Some(at);
        }
        self.last = Some(at);
    }

    /// The phone app writes. In the first seconds after the customer began to write it is taken for its greeting.
    pub(super) fn echo(&mut self, at: Timestamp, now: Timestamp) {
        let after = self.opened.map(|opened| at.duration_since(opened));
        let greets = after.is_some_and(|after| !after.is_negative() && after <= timing::GREETING);
        if self.is_taken_over(now) || !greets {
            self.person_wrote(now);
            self.end_all(End::Answered, |owed| owed.at <= at);
        }
    }

    /// A person wrote. Their text answers once it is accepted.
    pub(super) fn person_wrote(&mut self, now: Timestamp) {
        match self.taken_until.filter(|until| self.chosen && *until > now) {
            Some(until) => self.paused_until(until.max(now + timing::PERSON_PATIENCE)),
            None => self.taken_over(now),
        }
    }

    pub(super) fn paused_until(&mut self, until: Timestamp) {
        (self.taken_until, self.chosen, self.has_fallback) = (Some(until), true, false);
    }

    pub(super) fn taken_over(&mut self, now: Timestamp) {
        self.chosen = false;
        self.taken_until = Some(now + timing::TAKEOVER);
        self.has_fallback = false;
    }

    pub(super) fn handed_back(&mut self) {
        self.taken_until = None;
    }

    pub(super) fn closed(&mut self) {
        self.taken_until = None;
        self.has_fallback = false;
        self.end_all(End::Closed, |_| true);
    }

    pub(super) fn model_answered(&mut self) {
        self.has_fallback = false;
    }

    /// Whether the model must not be asked.
    pub(super) fn is_silenced(&self, now: Timestamp) -> bool {
        self.opted_out || self.is_taken_over(now)
    }

    fn is_taken_over(&self, now: Timestamp) -> bool {
        self.taken_until.is_some_and(|until| until > now)
    }

    fn end_all(&mut self, end: End, which: impl Fn(&Owed) -> bool) {
        for owed in self.owed.iter_mut().filter(|owed| owed.end.is_none() && which(owed)) {
            owed.end = Some(end);
        }
    }

    /// Graph accepted a message to the customer. `reaches`: and does not say later that it failed. A send of unknown
    /// outcome may be accepted twice; `most` says how often a message may be accepted.
    pub(super) fn accepted(&mut self, send: &AcceptedSend, reaches: bool, most: usize) -> Result<(), String> {
        let callback = send.callback_data.clone().unwrap_or_default();
        let before = self.accepted.iter().filter(|earlier| **earlier == callback).count();
        if before >= most {
            return Err(format!("accepted {} times: {}", before + 1, send.text));
        }
        self.accepted.push(callback.clone());
        let key = MessageKey::from_callback_data(&callback).ok_or("a send without our key")?;
        let is_template = send.kind == "template";
        if before == 0 && !is_template {
            self.said(&send.text)?;
        }
        if reaches && !is_template {
            // A person answers what came before; the assistant answers up to the message in the key of its answer.
            let by_person = send.text.strip_prefix(BY_A_PERSON).map(|step| step.trim().parse().unwrap());
            let answers = |owed: &&mut Owed| match by_person {
                Some(step) => owed.step < step,
                None => owed.at <= key.at() && !owed.for_person,
            };
            for owed in self.owed.iter_mut().filter(answers) {
                owed.end = Some(End::Answered);
            }
        }
        Ok(())
    }

    fn said(&mut self, text: &str) -> Result<(), String> {
        if is(Notice::Fallback, text) && std::mem::replace(&mut self.has_fallback, true) {
            return Err("a second fallback, and neither the model nor a person answered".to_owned());
        }
        if is(Notice::OptOut, text) {
            self.confirmations += 1;
            if self.confirmations > self.stops {
                return Err("an opt-out is confirmed that changed nothing".to_owned());
            }
        }
        Ok(())
    }

    /// How everything that was owed has ended. `listed`: the conversation is on the list of what waits for a person.
    pub(super) fn ends(&self, listed: bool) -> Result<Vec<&'static str>, String> {
        let end = |owed: &Owed| match owed.end {
            Some(End::Answered) => Ok("answered"),
            Some(End::Refused) => Ok("refused"),
            Some(End::Closed) => Ok("closed"),
            Some(End::TakenBack) => Ok("taken back"),
            None if listed => Ok("listed"),
            None => Err(format!("{} in step {} waits in silence", owed.what, owed.step)),
        };
        self.owed.iter().map(end).collect()
    }
}

fn is(notice: Notice, text: &str) -> bool {
    let texts = Texts::default();
    CustomerLanguage::ALL.into_iter().any(|language| texts.of(notice, Some(language)) == text)
}
