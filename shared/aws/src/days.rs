//! The days on which customers wrote, by the counters in the table. For the daily check, which needs nothing else of the
//! table.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::civil::Date;
use relais_core::usage::Counter;
use relais_dynamo::{AttributeValue, Client};
use relais_whatsapp::ids::PhoneNumberId;

use crate::access::Access;
use crate::store::usage_partition;

/// Time limit of one read, its retries included.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The counters in a table.
#[derive(Clone, Debug)]
pub struct Days {
    client: Client,
    table: String,
}

/// Why the counters could not be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "the counters of the table could not be read ({0}), so it is not known whether customers still write: check that the \
     function may call dynamodb:Query on it, and that TABLE_NAME names it"
)]
pub struct DaysError(String);

impl Days {
    /// The counters in this table. Reads nothing yet.
    pub fn new(access: &Access, table: impl Into<String>) -> Self {
        Self { client: crate::dynamo::client(access), table: table.into() }
    }

    /// The days from one to another, both included, on which customers wrote to the number.
    pub async fn with_messages(
        &self,
        number: &PhoneNumberId,
        from: Date,
        to: Date,
    ) -> Result<BTreeSet<Date>, DaysError> {
        let text = |text: String| AttributeValue::S(text);
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .filter_expression("#received > :none")
            .expression_attribute_names("#received", Counter::Received.name())
            .expression_attribute_values(":pk", text(usage_partition(number)))
            .expression_attribute_values(":from", text(from.to_string()))
            .expression_attribute_values(":to", text(to.to_string()))
            .expression_attribute_values(":none", AttributeValue::N("0".to_owned()))
            .send();
        let found = match tokio::time::timeout(TIMEOUT, query).await {
            Ok(found) => found.map_err(|error| DaysError(relais_core::error_chain(&error)))?,
            Err(_) => return Err(DaysError("no response in time".to_owned())),
        };
        // A few weeks of days are always one page.
        let days = found.items.iter().filter_map(|item| item.get("sk")?.as_s()?.parse().ok());
        Ok(days.collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};
    use wiremock::matchers::{any, header};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::access::tests::access_to;
    use crate::http::client;

    async fn days(server: &MockServer) -> Result<BTreeSet<Date>, DaysError> {
        let days = Days::new(&access_to(&server.uri(), client().unwrap()), "table");
        days.with_messages(&"15550001".into(), date(2026, 11, 1), date(2026, 11, 9)).await
    }

    #[tokio::test]
    async fn the_days_of_a_number_are_asked_for_and_read() {
        let server = MockServer::start().await;
        let items = json!([
            {"pk": {"S": "usage#15550001"}, "sk": {"S": "2026-11-01"}, "received": {"N": "3"}},
            {"pk": {"S": "usage#15550001"}, "sk": {"S": "2026-11-03"}, "received": {"N": "1"}},
        ]);
        Mock::given(header("x-amz-target", "DynamoDB_20120810.Query"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"Items": items, "Count": 2})))
            .mount(&server)
            .await;
        let found: Vec<_> = days(&server).await.unwrap().into_iter().collect();
        assert_eq!(found, [date(2026, 11, 1), date(2026, 11, 3)]);
        let asked: Value =
            serde_json::from_slice(&server.received_requests().await.unwrap()[0].body).unwrap();
        assert_eq!(asked["ExpressionAttributeValues"][":pk"]["S"], "usage#15550001");
        assert_eq!(asked["ExpressionAttributeValues"][":to"]["S"], "2026-11-09");
    }

    #[tokio::test]
    async fn a_refusal_says_what_to_check() {
        let server = MockServer::start().await;
        let refused = ResponseTemplate::new(400).set_body_json(json!({"__type": "AccessDeniedException"}));
        Mock::given(any()).respond_with(refused).mount(&server).await;
        let error = days(&server).await.unwrap_err().to_string();
        assert!(error.contains("AccessDeniedException") && error.contains("dynamodb:Query"), "{error}");
    }
}
