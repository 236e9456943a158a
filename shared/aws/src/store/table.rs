//! Creates the table in the engine inside the process. On AWS `template.yaml` declares the same table.

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{Store, StoreError};

pub(super) const BY_ACTIVITY: &str = "by-activity";

impl Store {
    /// Creates the table unless it exists.
    pub async fn ensure_table(&self) -> Result<(), StoreError> {
        let request = json!({"TableName": self.table});
        match self.client.call::<IgnoredAny>("DescribeTable", &request).await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceNotFoundException") => self.create_table().await,
            Err(error) => Err(StoreError::call("describe the table")(error)),
        }
    }

    async fn create_table(&self) -> Result<(), StoreError> {
        let attributes = ["pk", "sk", "ix_pk", "ix_sk"];
        let attributes = attributes.map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
        let request = json!({
            "TableName": self.table,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": attributes,
            "KeySchema": keys("pk", "sk"),
            "GlobalSecondaryIndexes": [{
                "IndexName": BY_ACTIVITY,
                "KeySchema": keys("ix_pk", "ix_sk"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }],
        });
        let created = self.client.call::<IgnoredAny>("CreateTable", &request).await;
        created.map_err(StoreError::call("create the table"))?;
        let request = json!({
            "TableName": self.table,
            "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true},
        });
        let updated = self.client.call::<IgnoredAny>("UpdateTimeToLive", &request).await;
        updated.map_err(StoreError::call("set the table's time to live"))?;
        Ok(())
    }
}

fn keys(partition: &str, sort: &str) -> Value {
    json!([
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ])
}
