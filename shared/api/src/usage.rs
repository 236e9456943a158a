//! `GET /api/usage`: what happened on each day at a business number, as JSON or as CSV.
//!
//! The counters are written by the workers every few seconds to minutes, so the last minute may be missing.

mod csv;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use relais_core::business::{BusinessSettings, Price};
use relais_core::config::default_number;
use relais_core::queue::Enqueue;
use relais_core::usage::{Counter, Counts, HAND_OVER, Wait};
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::problem::{Problem, texts};

/// Days when the caller names none.
const DAYS: i64 = 30;

/// The most days of a response. Counters are kept no longer.
const MOST_DAYS: i32 = 400;

#[derive(Deserialize)]
pub(crate) struct Asked {
    phone_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    format: Option<String>,
}

#[derive(Serialize)]
struct UsageView {
    days: Vec<DayView>,
    currency: Option<String>,
}

/// One day.
#[derive(Serialize)]
struct DayView {
    day: Date,
    received: u64,
    answers: u64,
    fallbacks: u64,
    hand_overs: BTreeMap<String, u64>,
    tokens: TokensView,
    /// `None`: there is no price.
    cost: Option<f64>,
    time_to_answer: BTreeMap<&'static str, u64>,
    satisfaction: SatisfactionView,
}

#[derive(Serialize)]
struct TokensView {
    prompt: u64,
    cached: u64,
    answer: u64,
}

#[derive(Serialize)]
struct SatisfactionView {
    good: u64,
    bad: u64,
}

/// The counters of the days that were asked for.
pub(crate) async fn usage<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let number = api.listed(asked.phone_id)?.unwrap_or_else(|| default_number(&api.sender.numbers));
    let as_csv = match asked.format.as_deref() {
        Some("csv") => true,
        Some("json") => false,
        Some(_) => return Err(Problem::of(&texts::BAD_REQUEST)),
        None => accepts_csv(&headers),
    };
    let set = api.set_of(&number).await?;
    let today = api.clock.now().to_zoned(set.over(&api.settings).time_zone).date();
    let to = asked.to.as_deref().map_or(Ok(today), day)?;
    let first = || to.checked_sub((DAYS - 1).days()).map_err(|_| bad_days());
    let from = asked.from.as_deref().map_or_else(first, day)?;
    let days = from.until(to).map_err(|_| bad_days())?.get_days();
    if !(0..MOST_DAYS).contains(&days) {
        return Err(bad_days());
    }
    let counted = api.store.usage_of(&number, from, to).await?;
    let price = set.price;
    let days = counted.into_iter().map(|(day, counts)| DayView::of(day, &counts, price.as_ref())).collect();
    let view = UsageView { days, currency: price.map(|price| price.currency) };
    if !as_csv {
        return Ok(Json(view).into_response());
    }
    let name = format!("attachment; filename=\"usage-{from}-{to}.csv\"");
    let name = HeaderValue::try_from(name).map_err(Problem::internal)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], csv::write(&view)).into_response())
}

impl DayView {
    fn of(day: Date, counts: &Counts, price: Option<&Price>) -> Self {
        let count = |counter: Counter| counts.get(&counter.name()).copied().unwrap_or(0);
        let [prompt, cached, answer] =
            [Counter::PromptTokens, Counter::CachedTokens, Counter::AnswerTokens].map(count);
        let hand_overs = counts.iter().filter_map(|(name, n)| Some((name.strip_prefix(HAND_OVER)?, *n)));
        Self {
            day,
            received: count(Counter::Received),
            answers: count(Counter::Answers),
            fallbacks: count(Counter::Fallbacks),
            hand_overs: hand_overs.map(|(reason, n)| (reason.to_owned(), n)).collect(),
            tokens: TokensView { prompt, cached, answer },
            cost: price.map(|price| price.of(prompt, cached, answer)),
            time_to_answer: Wait::ALL.map(|wait| (wait.name(), count(Counter::Waited(wait)))).into(),
            satisfaction: SatisfactionView { good: count(Counter::Good), bad: count(Counter::Bad) },
        }
    }
}

impl<Q: Enqueue> Api<Q> {
    /// Writes what this process has counted. What fails stays for the next time.
    pub async fn write_usage(&self) {
        let default = default_number(&self.sender.numbers);
        for number in self.store.usage().numbers() {
            let set = self.set_of(number.as_ref().unwrap_or(&default)).await;
            // Without its settings the day may be another one for some hours, which is better than no count.
            let zone = set.unwrap_or_default().over(&self.settings).time_zone;
            let now = self.clock.now();
            if let Err(error) = self.store.write_usage(number.as_ref(), &default, &zone, now).await {
                let error = relais_core::error_chain(&error);
                tracing::warn!(error, "counts of the day were not written: they are written with the next");
            }
        }
    }

    async fn set_of(&self, number: &PhoneNumberId) -> Result<BusinessSettings, Problem> {
        let stored = self.store.present_settings(number).await?;
        Ok(stored.map(|stored| stored.settings).unwrap_or_default())
    }
}

fn accepts_csv(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = |part: &str| part.split(';').next().unwrap_or_default().trim().to_lowercase();
    accepted.split(',').map(kind).any(|kind| kind == "text/csv")
}

fn day(text: &str) -> Result<Date, Problem> {
    // `Date` reads more forms than the one that is described.
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| is_plain).ok_or_else(bad_days)
}

fn bad_days() -> Problem {
    Problem::of(&texts::BAD_DAYS)
}
