//! Creates the table in the engine inside the process. On AWS `template.yaml` declares the same table.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};

use super::{Store, StoreError};

pub(super) const BY_ACTIVITY: &str = "by-activity";

impl Store {
    /// Creates the table unless it exists.
    pub async fn ensure_table(&self) -> Result<(), StoreError> {
        let described = self.client.describe_table().table_name(&self.table).send().await;
        match described {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(aws_sdk_dynamodb::operation::describe_table::DescribeTableError::is_resource_not_found_exception) =>
            {
                self.create_table().await
            }
            Err(error) => Err(StoreError::call("describe the table")(error)),
        }
    }

    async fn create_table(&self) -> Result<(), StoreError> {
        let mut request =
            self.client.create_table().table_name(&self.table).billing_mode(BillingMode::PayPerRequest);
        for name in ["pk", "sk", "ix_pk", "ix_sk"] {
            let attribute = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build();
            request = request.attribute_definitions(attribute.map_err(invalid)?);
        }
        let index = GlobalSecondaryIndex::builder()
            .index_name(BY_ACTIVITY)
            .key_schema(key("ix_pk", KeyType::Hash)?)
            .key_schema(key("ix_sk", KeyType::Range)?)
            .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
            .build()
            .map_err(invalid)?;
        request
            .key_schema(key("pk", KeyType::Hash)?)
            .key_schema(key("sk", KeyType::Range)?)
            .global_secondary_indexes(index)
            .send()
            .await
            .map_err(StoreError::call("create the table"))?;
        let expiry = TimeToLiveSpecification::builder().attribute_name("expires").enabled(true).build();
        self.client
            .update_time_to_live()
            .table_name(&self.table)
            .time_to_live_specification(expiry.map_err(invalid)?)
            .send()
            .await
            .map_err(StoreError::call("set the table's time to live"))?;
        Ok(())
    }
}

fn key(name: &str, key_type: KeyType) -> Result<KeySchemaElement, StoreError> {
    KeySchemaElement::builder().attribute_name(name).key_type(key_type).build().map_err(invalid)
}

#[allow(clippy::needless_pass_by_value)] // the signature that map_err needs
fn invalid(error: aws_sdk_dynamodb::error::BuildError) -> StoreError {
    StoreError::Unwritable { record: "table", detail: error.to_string() }
}
