//! The metrics for alarms and the dashboard.
//!
//! Each process counts here. On Lambda an invocation ends with one log line in CloudWatch's embedded metric format,
//! which CloudWatch turns into metrics. The line contains only names and numbers, so no personal data can get into it.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The namespace of all metrics.
pub const NAMESPACE: &str = "Relais";

macro_rules! metrics {
    ($($(#[$doc:meta])* $metric:ident = $name:literal,)+) => {
        /// A metric.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Metric {
            $($(#[$doc])* $metric,)+
        }

        impl Metric {
            /// Every metric.
            pub const ALL: &[Self] = &[$(Self::$metric),+];

            /// Its `MetricName` in CloudWatch. Alarms refer to it, so it must not change when the variant is renamed.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$metric => $name,)+
                }
            }
        }
    };
}

metrics! {
    /// Webhook items that were put in the queue.
    WebhookItems = "WebhookItems",
    /// Requests without a signature, or larger than any webhook: they are nobody's but a stranger's.
    WebhookUnsigned = "WebhookUnsigned",
    /// Webhooks with a signature that no app secret of ours made: forged, or the app secret is wrong.
    WebhookRefusedSignature = "WebhookRefusedSignature",
    /// Webhooks that could not be put in the queue. Meta redelivers them.
    WebhookNotStored = "WebhookNotStored",
    /// Customer messages recorded.
    MessagesReceived = "MessagesReceived",
    /// Files of messages that were stored.
    FilesStored = "FilesStored",
    /// Files of messages that could not be fetched.
    FilesFailed = "FilesFailed",
    /// Statuses recorded.
    StatusesRecorded = "StatusesRecorded",
    /// Messages that Graph accepted.
    RepliesSent = "RepliesSent",
    /// Messages that Graph will never accept.
    RepliesFailed = "RepliesFailed",
    /// Messages that were not sent because the 24-hour window had closed.
    WindowsMissed = "WindowsMissed",
    /// Sends refused because of the token or the account.
    SendingStopped = "SendingStopped",
    /// Messages given up without knowing whether they arrived.
    OutcomesUnknown = "OutcomesUnknown",
    /// Fallback texts that were written because the model did not answer.
    ModelFallbacks = "ModelFallbacks",
    /// Calls of tools that failed or are in doubt.
    ToolFailures = "ToolFailures",
    /// Events for a business's own system that were given up.
    EventsGivenUp = "EventsGivenUp",
    /// Answers of a model without usable text.
    ModelEmpty = "ModelEmpty",
    /// Answers of a model that are nothing but thoughts.
    ModelOnlyThoughts = "ModelOnlyThoughts",
    /// Answers of a model that broke off.
    ModelTorn = "ModelTorn",
    /// Answers of a model that could not be read.
    ModelMalformed = "ModelMalformed",
    /// Answers of a model that are too long for one message.
    ModelTooLong = "ModelTooLong",
    /// Questions that a model or its content filter declined.
    ModelDeclined = "ModelDeclined",
    /// Calls of a model that were refused: a parameter, the key, the account or the length of the prompt.
    ModelRefused = "ModelRefused",
    /// Calls of a model above its rate limit.
    ModelRateLimited = "ModelRateLimited",
    /// Calls of a model whose server failed or could not be reached.
    ModelUnavailable = "ModelUnavailable",
    /// Calls of a model that took too long.
    ModelTimedOut = "ModelTimedOut",
    /// Answers that the fallback model wrote.
    ModelStandIns = "ModelStandIns",
    /// Tokens that the model read.
    ModelPromptTokens = "ModelPromptTokens",
    /// Of these, tokens that came from the provider's prompt cache.
    ModelCachedTokens = "ModelCachedTokens",
    /// Tokens that the model wrote.
    ModelAnswerTokens = "ModelAnswerTokens",
    /// Voice messages and sounds of which the words were transcribed.
    SoundsHeard = "SoundsHeard",
    /// Voice messages and sounds that could not be transcribed, or have no words.
    SoundsNotHeard = "SoundsNotHeard",
    /// Seconds of sound that the model transcribed, as its server counts them.
    SoundSeconds = "SoundSeconds",
    /// Questions for which the facts were chosen by words alone, because the model that embeds them failed.
    EmbeddingsFailed = "EmbeddingsFailed",
    /// Pictures that the model saw.
    PicturesSeen = "PicturesSeen",
    /// Pictures of customers who wait for an answer that no model could see.
    PicturesNotSeen = "PicturesNotSeen",
    /// Documents of which the text was read.
    DocumentsRead = "DocumentsRead",
    /// Documents without a text that could be read.
    DocumentsNotRead = "DocumentsNotRead",
    /// Customers for whom a person took over and who wait for 15 minutes or longer, counted every 15 minutes.
    CustomersWaiting = "CustomersWaiting",
    /// Answers by which a ceiling came to 80 % or more: answers to one contact, or the model's tokens.
    CeilingsNear = "CeilingsNear",
    /// Reports of Meta about the account, a number or a template that a person must know.
    AccountMatters = "AccountMatters",
    /// Items of the webhook field `calls`.
    FieldCalls = "FieldCalls",
    /// Items of the webhook field `history`.
    FieldHistory = "FieldHistory",
    /// Items of the webhook fields `standby` and `messaging_handovers`: another app answers.
    FieldStandby = "FieldStandby",
    /// Items of the webhook fields about templates.
    FieldTemplates = "FieldTemplates",
    /// Items of the webhook fields about the account and its numbers.
    FieldAccount = "FieldAccount",
    /// Items of the webhook fields about what people set, and about their ids.
    FieldPeople = "FieldPeople",
    /// Items of every other webhook field.
    FieldOther = "FieldOther",
    /// Jobs that failed and are redelivered or dead-lettered.
    JobsFailed = "JobsFailed",
    /// Whole days until the access token expires.
    TokenDaysLeft = "TokenDaysLeft",
    /// The access token is invalid, or could not be checked or renewed.
    TokenCheckFailed = "TokenCheckFailed",
    /// Whole days without a message of a customer, after a week that had some on each day.
    DaysSilent = "DaysSilent",
}

impl Metric {
    /// The metric that counts the items of a webhook field. `None` for messages, statuses and echoes.
    pub fn of_field(field: &str) -> Option<Self> {
        let metric = match field {
            "messages" | "smb_message_echoes" | "message_echoes" => return None,
            "calls" => Self::FieldCalls,
            "history" => Self::FieldHistory,
            "standby" | "messaging_handovers" => Self::FieldStandby,
            "user_preferences" | "user_id_update" | "smb_app_state_sync" => Self::FieldPeople,
            "security"
            | "business_username_update"
            | "business_username_updates"
            | "business_capability_update" => Self::FieldAccount,
            _ if field.contains("template_") => Self::FieldTemplates,
            _ if field.starts_with("account_") || field.starts_with("phone_number_") => Self::FieldAccount,
            _ => Self::FieldOther,
        };
        Some(metric)
    }
}

static COUNTS: [AtomicU64; Metric::ALL.len()] = [const { AtomicU64::new(0) }; Metric::ALL.len()];

/// Adds `by` to the metric.
pub fn count(metric: Metric, by: u64) {
    if let Some(count) = COUNTS.get(metric as usize) {
        count.fetch_add(by, Ordering::Relaxed);
    }
}

/// What was counted since the last call. Metrics without a count are left out.
pub fn take() -> Vec<(Metric, u64)> {
    let counts = Metric::ALL.iter().zip(&COUNTS);
    counts
        .map(|(metric, count)| (*metric, count.swap(0, Ordering::Relaxed)))
        .filter(|(_, n)| *n > 0)
        .collect()
}

/// The same with the statuses beside the messages that were sent, be it 0: an alarm compares the two, and what is missing
/// cannot be compared.
pub fn with_statuses(mut values: Vec<(Metric, u64)>) -> Vec<(Metric, u64)> {
    let has = |metric: Metric| values.iter().any(|(counted, _)| *counted == metric);
    if has(Metric::RepliesSent) && !has(Metric::StatusesRecorded) {
        values.push((Metric::StatusesRecorded, 0));
    }
    values
}

/// One log line in the embedded metric format; `None` when nothing was counted.
pub fn log_line(function: &str, now: Timestamp, values: &[(Metric, u64)]) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let metrics: Vec<_> =
        values.iter().map(|(metric, _)| json!({"Name": metric.name(), "Unit": "Count"})).collect();
    let mut fields = Map::new();
    fields.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [["FunctionName"]], "Metrics": metrics}],
        }),
    );
    fields.insert("FunctionName".to_owned(), function.into());
    fields.extend(values.iter().map(|(metric, value)| (metric.name().to_owned(), Value::from(*value))));
    Some(Value::Object(fields).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_embedded_metric_format() {
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
    fn messages_that_were_sent_have_statuses_beside_them() {
        let (sent, statuses) = ((Metric::RepliesSent, 2), (Metric::StatusesRecorded, 5));
        assert_eq!(with_statuses(vec![sent]), [sent, (Metric::StatusesRecorded, 0)]);
        assert_eq!(with_statuses(vec![sent, statuses]), [sent, statuses]);
        assert_eq!(with_statuses(vec![(Metric::JobsFailed, 1)]), [(Metric::JobsFailed, 1)]);
    }

    #[test]
    fn every_metric_has_its_own_counter() {
        for (place, metric) in Metric::ALL.iter().enumerate() {
            assert_eq!(*metric as usize, place, "{}", metric.name());
        }
        let names: std::collections::BTreeSet<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        assert_eq!(names.len(), Metric::ALL.len(), "two metrics share a name");
    }

    #[test]
    fn every_field_but_those_of_messages_is_counted() {
        for field in ["messages", "smb_message_echoes", "message_echoes"] {
            assert_eq!(Metric::of_field(field), None);
        }
        for (field, metric) in [
            ("calls", Metric::FieldCalls),
            ("history", Metric::FieldHistory),
            ("messaging_handovers", Metric::FieldStandby),
            ("user_preferences", Metric::FieldPeople),
            ("template_category_update", Metric::FieldTemplates),
            ("message_template_components_update", Metric::FieldTemplates),
            ("phone_number_quality_update", Metric::FieldAccount),
            ("account_alerts", Metric::FieldAccount),
            ("flows", Metric::FieldOther),
            ("unknown", Metric::FieldOther),
        ] {
            assert_eq!(Metric::of_field(field), Some(metric), "{field}");
        }
    }

    #[test]
    fn a_count_is_taken_once() {
        count(Metric::WebhookItems, 2);
        count(Metric::WebhookItems, 1);
        assert!(take().contains(&(Metric::WebhookItems, 3)));
        assert!(!take().iter().any(|(metric, _)| *metric == Metric::WebhookItems));
    }
}
