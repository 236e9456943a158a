//! Counts of what happened, for alarms and the dashboard.
//!
//! Whoever does something counts it here; on Lambda each invocation ends with one line in CloudWatch's embedded metric
//! format, which CloudWatch turns into metrics. Names and numbers only: nothing of a person or a message can get in.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Relais";

/// What is counted. The variants' names are the metrics' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Items of webhooks, stored in the queue.
    WebhookItems,
    /// Webhooks with a missing or wrong signature.
    WebhookRefusedSignature,
    /// Webhooks that could not be stored; Meta repeats them.
    WebhookNotStored,
    /// Customer messages recorded.
    MessagesReceived,
    /// Statuses recorded.
    StatusesRecorded,
    /// Messages that Graph accepted.
    RepliesSent,
    /// Messages that Graph will never take.
    RepliesFailed,
    /// Answers that were not sent because the 24 hours were over.
    WindowsMissed,
    /// Sends refused because of the token or the account.
    SendingStopped,
    /// Customers who got the fallback because the model did not answer.
    ModelFallbacks,
    /// Tokens that the model read.
    ModelPromptTokens,
    /// Tokens that the model wrote.
    ModelAnswerTokens,
    /// Jobs that failed and come back.
    JobsFailed,
    /// Whole days until the access token ends.
    TokenDaysLeft,
    /// The access token is not good, or could not be checked or renewed.
    TokenCheckFailed,
}

const COUNTED: [Metric; 13] = [
    Metric::WebhookItems,
    Metric::WebhookRefusedSignature,
    Metric::WebhookNotStored,
    Metric::MessagesReceived,
    Metric::StatusesRecorded,
    Metric::RepliesSent,
    Metric::RepliesFailed,
    Metric::WindowsMissed,
    Metric::SendingStopped,
    Metric::ModelFallbacks,
    Metric::ModelPromptTokens,
    Metric::ModelAnswerTokens,
    Metric::JobsFailed,
];

static COUNTS: [AtomicU64; COUNTED.len()] = [const { AtomicU64::new(0) }; COUNTED.len()];

/// Counts `by` more.
pub fn count(metric: Metric, by: u64) {
    let place = COUNTED.iter().position(|counted| *counted == metric);
    if let Some(count) = place.and_then(|place| COUNTS.get(place)) {
        count.fetch_add(by, Ordering::Relaxed);
    }
}

/// What was counted since the last time, and not at all what was not.
pub fn take() -> Vec<(Metric, u64)> {
    let counts = COUNTED.iter().zip(&COUNTS);
    counts
        .map(|(metric, count)| (*metric, count.swap(0, Ordering::Relaxed)))
        .filter(|(_, n)| *n > 0)
        .collect()
}

/// One line in the embedded metric format; `None` when there is nothing to tell.
pub fn log_line(function: &str, now: Timestamp, values: &[(Metric, u64)]) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let metrics: Vec<_> =
        values.iter().map(|(metric, _)| json!({"Name": format!("{metric:?}"), "Unit": "Count"})).collect();
    let mut fields = Map::new();
    fields.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [["FunctionName"]], "Metrics": metrics}],
        }),
    );
    fields.insert("FunctionName".to_owned(), function.into());
    fields.extend(values.iter().map(|(metric, value)| (format!("{metric:?}"), Value::from(*value))));
    Some(Value::Object(fields).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_cloudwatch_reads() {
        let values = [(Metric::RepliesSent, 2), (Metric::TokenDaysLeft, 0)];
        let logged: Value =
            serde_json::from_str(&log_line("worker", Timestamp::UNIX_EPOCH, &values).unwrap()).unwrap();
        let expected = json!({
            "_aws": {"Timestamp": 0, "CloudWatchMetrics": [{
                "Namespace": "Relais",
                "Dimensions": [["FunctionName"]],
                "Metrics": [
                    {"Name": "RepliesSent", "Unit": "Count"},
                    {"Name": "TokenDaysLeft", "Unit": "Count"},
                ],
            }]},
            "FunctionName": "worker",
            "RepliesSent": 2,
            "TokenDaysLeft": 0,
        });
        assert_eq!(logged, expected);
        assert_eq!(log_line("worker", Timestamp::UNIX_EPOCH, &[]), None);
    }

    #[test]
    fn what_was_counted_is_told_once() {
        count(Metric::WebhookItems, 2);
        count(Metric::WebhookItems, 1);
        assert!(take().contains(&(Metric::WebhookItems, 3)));
        assert!(!take().iter().any(|(metric, _)| *metric == Metric::WebhookItems));
    }
}
