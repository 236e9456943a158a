//! What is answered without the engine is answered as the engine does: the same requests to both, and the same records
//! and answers after them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a case that cannot go on has failed

mod requests;

use dynoxide::{Database, DynoxideError};
use proptest::prelude::*;
use relais_dynamo::{Error, Transport};
use relais_embedded::EmbeddedDynamo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use requests::{Request, TABLE, table};

/// The engine alone.
struct Engine(Database);

impl Engine {
    fn new() -> Self {
        let engine = Self(Database::memory().unwrap());
        engine.call("CreateTable", &table()).unwrap();
        engine
    }

    fn call(&self, operation: &str, body: &Value) -> Result<Value, Error> {
        match operation {
            "CreateTable" => answer(body, |request| self.0.create_table(request)),
            "Scan" => answer(body, |request| self.0.scan(request)),
            "GetItem" => answer(body, |request| self.0.get_item(request)),
            "BatchGetItem" => answer(body, |request| self.0.batch_get_item(request)),
            "PutItem" => answer(body, |request| self.0.put_item(request)),
            "UpdateItem" => answer(body, |request| self.0.update_item(request)),
            "DeleteItem" => answer(body, |request| self.0.delete_item(request)),
            "Query" => answer(body, |request| self.0.query(request)),
            "TransactWriteItems" => answer(body, |request| self.0.transact_write_items(request)),
            other => panic!("{other}"),
        }
    }
}

fn answer<R: DeserializeOwned, A: Serialize>(
    body: &Value,
    run: impl FnOnce(R) -> dynoxide::Result<A>,
) -> Result<Value, Error> {
    let request = serde_json::from_value(body.clone());
    let request =
        request.map_err(|error| Error::Refused { code: "?".to_owned(), message: error.to_string() })?;
    let answer = run(request)
        .map_err(|error: DynoxideError| Error::refused(error.status_code(), error.to_json().as_bytes()))?;
    Ok(serde_json::to_value(answer).unwrap())
}

async fn call(dynamo: &EmbeddedDynamo, operation: &'static str, body: &Value) -> Result<Value, Error> {
    let answer = dynamo.call(operation, serde_json::to_vec(body).unwrap()).await?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

/// An answer or an error, to compare. Any other error than a failed condition is the engine's in both.
fn shown(answer: &Result<Value, Error>) -> Value {
    sorted(match answer {
        Ok(answer) => answer.clone(),
        Err(Error::ConditionFailed { message, item }) => json!({"failed": message, "item": item}),
        Err(Error::Cancelled { reasons }) => {
            let reasons = reasons.iter().map(|reason| json!([reason.code, reason.item]));
            json!({"cancelled": reasons.collect::<Vec<_>>()})
        }
        Err(_) => json!("refused"),
    })
}

/// The items of a batch are in no order, and neither are the values of a set.
fn sorted(mut answer: Value) -> Value {
    if let Some(items) = answer.pointer_mut(&format!("/Responses/{TABLE}")).and_then(Value::as_array_mut) {
        items.sort_by_key(keys);
    }
    sort_sets(&mut answer);
    answer
}

fn keys(item: &Value) -> [String; 2] {
    ["pk", "sk"].map(|key| item[key]["S"].as_str().unwrap().to_owned())
}

fn sort_sets(value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(name, value)| match value {
            Value::Array(texts) if matches!(&**name, "SS" | "NS") => texts.sort_by_key(Value::to_string),
            value => sort_sets(value),
        }),
        Value::Array(list) => list.iter_mut().for_each(sort_sets),
        _ => {}
    }
}

async fn compare(requests: Vec<Request>) -> u64 {
    let (engine, dynamo) = (Engine::new(), EmbeddedDynamo::memory().unwrap());
    call(&dynamo, "CreateTable", &table()).await.unwrap();
    for Request { operation, body } in requests {
        let (expected, found) = (engine.call(operation, &body), call(&dynamo, operation, &body).await);
        assert_eq!(shown(&found), shown(&expected), "{operation} {body}");
    }
    for index in [json!({}), json!({"IndexName": "by-activity"}), json!({"IndexName": "by-kind"})] {
        let mut scan = index;
        scan["TableName"] = json!(TABLE);
        scan["ReturnConsumedCapacity"] = json!("TOTAL");
        let (expected, found) = (engine.call("Scan", &scan), call(&dynamo, "Scan", &scan).await);
        let all = |answer: Result<Value, Error>| {
            let mut answer = answer.unwrap();
            answer["Items"].as_array_mut().unwrap().sort_by_key(keys);
            sort_sets(&mut answer);
            answer
        };
        assert_eq!(all(found), all(expected), "{scan}");
    }
    dynamo.answered_directly()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_and_records_are_the_engines(requests in prop::collection::vec(requests::any(), 40..100)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let number = requests.len() as u64;
        let directly = runtime.block_on(compare([requests.clone(), requests].concat()));
        prop_assert!(directly * 20 > number, "{} of {} were answered without the engine", directly, 2 * number);
    }
}

#[tokio::test]
async fn a_shape_is_known_once_the_engine_has_carried_it_out() {
    let dynamo = EmbeddedDynamo::memory().unwrap();
    call(&dynamo, "CreateTable", &table()).await.unwrap();
    let put = |sk: &str| {
        json!({
            "TableName": TABLE,
            "Item": {"pk": {"S": "a"}, "sk": {"S": sk}},
            "ConditionExpression": "attribute_not_exists(pk)",
        })
    };
    let unused = |sk: &str| {
        let mut put = put(sk);
        put["ExpressionAttributeNames"] = json!({"#unused": "name"});
        put
    };

    for (sk, directly) in [("1", 0), ("2", 1), ("3", 2)] {
        call(&dynamo, "PutItem", &put(sk)).await.unwrap();
        assert_eq!(dynamo.answered_directly(), directly);
    }
    for sk in ["4", "5"] {
        let error = call(&dynamo, "PutItem", &unused(sk)).await.unwrap_err();
        assert_eq!(error.code(), Some("ValidationException"), "never, because the engine refuses it");
    }
    assert_eq!(dynamo.answered_directly(), 2);
}
