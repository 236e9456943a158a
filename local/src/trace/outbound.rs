//! The story of a message that was sent, or is to be sent.

use jiff::SignedDuration;
use relais_core::circuit_breaker::CircuitBreaker;
use relais_core::conversation::{Outgoing, OutgoingState};
use relais_core::message::{Message, RestsOn, SendFailure, SentBy, ToolOutcome};
use relais_core::status::{Shown, StatusMap};
use relais_whatsapp::Language;
use relais_whatsapp::errors::{advice_once_failed, entry_for};

use super::story::{Step, Stored, plain, time};

/// How long Meta may take to report the first status before that is worth a look.
const STATUS_PATIENCE: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn tell(stored: &Stored) -> (Vec<Step>, Vec<String>) {
    let Some(message) = &stored.message else {
        let meaning = "Statuses came before the message was stored: its worker may still be at work, or it was erased. They \
                       expire after 30 days.";
        return (statuses(&stored.statuses, None), vec![meaning.to_owned()]);
    };
    let mut steps = Vec::new();
    let question = stored.around.iter().find(|other| other.key.of_answer() == message.key);
    if let Some(question) = question {
        steps.push(Step::untimed(format!("it answers {}", question.key)));
    }
    steps.extend(sent(message));
    let outgoing = outgoing_of(stored, message);
    steps.extend(outgoing.map(under_way));
    (steps, vec![outcome(message, outgoing, stored)])
}

/// The answer that the conversation holds until its outcome is stored with the message.
pub(super) fn outgoing_of<'a>(stored: &'a Stored, message: &Message) -> Option<&'a Outgoing> {
    let outgoing = stored.conversation.as_ref()?.outgoing.as_ref()?;
    message.key.is_reference(&outgoing.sort_key).then_some(outgoing).filter(|_| !message.is_settled())
}

/// The steps of an outbound message.
pub(super) fn sent(message: &Message) -> Vec<Step> {
    let key = &message.key;
    let mut steps = Vec::new();
    match message.sent_by {
        Some(SentBy::App) => {
            steps.push(Step::metas(message.timestamp, format!("a person wrote {key} in the phone app")));
            steps.extend(came(message));
        }
        Some(SentBy::Agent) => {
            steps.push(Step::ours(
                key.at(),
                format!("a person wrote {key} in the inbox, or a system by the API"),
            ));
            let attempt = message
                .sending
                .as_ref()
                .map_or(String::new(), |sending| format!(", attempt {}", sending.attempt));
            steps.push(Step::ours(
                message.timestamp,
                format!("the intent was stored and Graph was called{attempt}"),
            ));
        }
        Some(SentBy::Assistant) | None => {
            let on = message.rests_on.as_deref().map(rests_on).unwrap_or_default();
            let what = format!("answer {key}: its text and the intent were stored, and Graph was called{on}");
            steps.push(Step::ours(message.timestamp, what));
        }
    }
    if let Some(first) = &message.resend_of {
        steps.push(Step::untimed(format!("a person sent it again; the first one was {first}")));
    }
    if message.override_reason.is_some() {
        steps.push(Step::untimed("a person sent it although the customer had opted out"));
    }
    let no_status = message.statuses.is_empty();
    if message.wamid.is_some() && message.sent_by != Some(SentBy::App) {
        let what = "Graph accepted it and gave it a wamid";
        // Each status changes the record, so the time is stored until the first one.
        let is_timed = no_status && message.error.is_none();
        steps.push(if is_timed { Step::ours(message.changed_at, what) } else { Step::untimed(what) });
    }
    if let Some(error) = message.error.as_ref().filter(|_| no_status) {
        steps.push(Step::ours(message.changed_at, refused(error)));
    }
    steps.extend(statuses(&message.statuses, message.error.as_ref()));
    if !no_status {
        steps.push(Step::ours(message.changed_at, "the last of these was recorded"));
    }
    if let Some(since) = message.unknown_since {
        steps.push(Step::ours(since, "given up without knowing whether it arrived"));
    }
    steps
}

/// When the webhook with this message came.
pub(super) fn came(message: &Message) -> Option<Step> {
    let at = jiff::Timestamp::from_microsecond(message.came_at).ok().filter(|_| message.came_at > 0)?;
    Some(Step::ours(at, "the webhook came, and its job was put into the events queue"))
}

fn statuses(statuses: &StatusMap, error: Option<&SendFailure>) -> Vec<Step> {
    const ORDER: [&str; 5] = ["sent", "delivered", "read", "played", "failed"];
    let rank = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut all: Vec<_> = statuses.iter().collect();
    all.sort_by_key(|(name, at)| (*at, rank(name)));
    let code = |name: &str| {
        let error = error.filter(|_| name == "failed");
        error.map_or(String::new(), |error| format!(", {}", code_of(error)))
    };
    all.into_iter()
        .map(|(name, at)| Step::metas(at, format!("status `{}`{}", plain(name), code(name))))
        .collect()
}

fn under_way(outgoing: &Outgoing) -> Step {
    let Outgoing { attempt, unclear, .. } = outgoing;
    match outgoing.state {
        OutgoingState::Sending(at) => {
            Step::ours(at, format!("attempt {attempt} began, after {unclear} calls of unknown outcome"))
        }
        OutgoingState::Held(until) => {
            Step::ours(until, format!("the next attempt may begin: attempt {attempt} sent nothing"))
        }
    }
}

/// What an answer rests on, without titles, which are the owner's words.
fn rests_on(rests_on: &RestsOn) -> String {
    let tools = rests_on.tools.iter().map(|tool| {
        let outcome = match tool.outcome {
            ToolOutcome::Done => "done",
            ToolOutcome::Failed => "failed",
            ToolOutcome::InDoubt => "in doubt",
        };
        format!(", tool {} {outcome}", tool.name)
    });
    let (version, parts, tools) =
        (rests_on.settings_version, rests_on.parts.len(), tools.collect::<String>());
    format!(" (settings version {version}, parts of the facts: {parts}{tools})")
}

fn refused(error: &SendFailure) -> String {
    if error.cancelled {
        return "a person cancelled it before it was sent".to_owned();
    }
    format!("not sent for good, {}", code_of(error))
}

fn code_of(error: &SendFailure) -> String {
    match error.code {
        0 => "without a code of Graph".to_owned(),
        code => format!("code {code}: {}", entry_for(code, None).title),
    }
}

/// What became of it, and what to do.
pub(super) fn outcome(message: &Message, outgoing: Option<&Outgoing>, stored: &Stored) -> String {
    let now = stored.now;
    match message.shown() {
        Shown::Read | Shown::Played => "It arrived and was read.".to_owned(),
        Shown::Delivered => "It is on the customer's phone and was not opened yet, or the customer hides that.".to_owned(),
        Shown::Sent => {
            "Meta has sent it, and it is not on the phone yet: the phone is off or without a network. Nothing to do; Meta \
             reports `failed` if it gives up."
                .to_owned()
        }
        Shown::Failed => failed(message.error.as_ref()),
        Shown::Unknown => {
            "It is not known whether it arrived, and it is not repeated. Look at the phone or ask the customer, and send it \
             again in the inbox if it is needed."
                .to_owned()
        }
        Shown::Received => String::new(),
        Shown::Pending if message.wamid.is_some() => {
            let waited = now.duration_since(message.changed_at) > STATUS_PATIENCE;
            let more = if waited {
                " That takes too long: run `relais doctor`, which checks whether the webhook gets statuses."
            } else {
                ""
            };
            format!("Graph accepted it, and no status has come yet.{more}")
        }
        Shown::Pending => pending(message, outgoing, &stored.breaker),
    }
}

fn failed(error: Option<&SendFailure>) -> String {
    let Some(error) = error else { return "Meta reported that it failed, without a reason.".to_owned() };
    if error.cancelled {
        return "It was not sent: a person cancelled it. Send it again in the inbox if it is needed after all.".to_owned();
    }
    // Graph's own code 0 is a token error; a failure without a code is stored as 0.
    let code = if error.code == 0 { -1 } else { error.code };
    format!("It did not arrive. {}", advice_once_failed(code, Language::En))
}

fn pending(message: &Message, outgoing: Option<&Outgoing>, breaker: &CircuitBreaker) -> String {
    if let Some(stopped) = stopped(breaker) {
        return format!("It is not sent yet. {stopped}");
    }
    let held = outgoing.and_then(|outgoing| match outgoing.state {
        OutgoingState::Held(until) => Some(until),
        OutgoingState::Sending(_) => None,
    });
    if let Some(until) = held {
        return format!("Nothing was sent so far. The next attempt is made at {} by itself.", time(until));
    }
    if outgoing.is_some() || message.sending.is_some() {
        return "Graph was called, or is about to be, and the outcome is not stored. It is settled by itself within a few \
                minutes: by a status, or by one repeat. If it stays like this, look at the dead letters and the log."
            .to_owned();
    }
    "No outcome is stored, and no send is under way: look for its lines in the log.".to_owned()
}

/// That sending is stopped, and what to do.
pub(super) fn stopped(breaker: &CircuitBreaker) -> Option<String> {
    let code = breaker.stopped_by?;
    let since = breaker.since.map_or(String::new(), |since| format!(" since {}", time(since)));
    let advice = entry_for(code, None).advice(Language::En);
    Some(format!(
        "Sending is stopped for this business number{since}, by code {code}. {advice} What waits is then sent by itself."
    ))
}
