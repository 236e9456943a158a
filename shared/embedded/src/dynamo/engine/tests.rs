use serde_json::json;

use super::*;

/// An engine with a table, which knows a put without a condition.
async fn engine() -> Arc<Engine> {
    with_table(Engine::memory().unwrap()).await
}

async fn on_disk(path: &Path) -> Arc<Engine> {
    with_table(Engine::file(path).unwrap()).await
}

async fn with_table(engine: Engine) -> Arc<Engine> {
    let engine = Arc::new(engine);
    let key = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let attributes = ["pk", "sk"].map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let table = json!({
        "TableName": "records",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": [key("pk", "HASH"), key("sk", "RANGE")],
    });
    engine.respond("CreateTable", table.to_string().into_bytes()).await.unwrap().unwrap();
    put(&engine, "first", 1).await.unwrap();
    engine
}

async fn put(engine: &Engine, sk: &str, bytes: usize) -> Response {
    let item = json!({"pk": {"S": "a"}, "sk": {"S": sk}, "text": {"S": "x".repeat(bytes)}});
    engine
        .respond("PutItem", json!({"TableName": "records", "Item": item}).to_string().into_bytes())
        .await
        .unwrap()
}

async fn keys(engine: &Engine) -> Vec<String> {
    let body = json!({"TableName": "records"}).to_string().into_bytes();
    let scanned = engine.respond("Scan", body).await.unwrap().unwrap();
    let scanned: serde_json::Value = serde_json::from_slice(&scanned).unwrap();
    let items = scanned["Items"].as_array().unwrap();
    items.iter().map(|item| item["sk"]["S"].as_str().unwrap().to_owned()).collect()
}

/// Blocks the thread until what it returns is dropped, so that the requests of the meantime share one commit.
fn hold(engine: &Engine, pages: Option<u32>) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (begins, begun) = mpsc::channel();
    let work = Task::Alone(Box::new(move |storage, _| {
        begins.send(()).unwrap();
        let _ = held.recv();
        if let Some(pages) = pages {
            storage.conn().pragma_update(None, "max_page_count", pages).unwrap();
        }
    }));
    engine.send(work).unwrap();
    begun.recv().unwrap();
    release
}

#[tokio::test]
async fn requests_that_wait_together_are_all_answered() {
    let engine = engine().await;
    let held = hold(&engine, None);
    let answers =
        tokio::join!(put(&engine, "a", 1), put(&engine, "b", 1), keys(&engine), async { drop(held) });

    assert!(answers.0.is_ok() && answers.1.is_ok());
    assert_eq!(answers.2, ["a", "b", "first"], "a read sees what was asked to be written before it");
}

#[tokio::test]
async fn a_commit_that_fails_is_acknowledged_to_nobody() {
    let engine = engine().await;
    // Smaller than it is: no page more.
    let held = hold(&engine, Some(1));
    let large = 100_000;
    let answers = tokio::join!(
        put(&engine, "small", 1),
        put(&engine, "large", large),
        put(&engine, "after", 1),
        async { drop(held) }
    );

    let (small, large, after, ()) = answers;
    for refused in [small, large] {
        let refusal = refused.unwrap_err();
        assert_eq!(refusal.status, 500, "so the caller tries again");
        assert!(String::from_utf8(refusal.body).unwrap().contains("full"));
    }
    assert!(after.is_ok(), "it has room, in a commit of its own");
    assert_eq!(keys(&engine).await, ["after", "first"]);
}

#[tokio::test]
async fn a_request_whose_caller_has_gone_is_left_out() {
    let engine = engine().await;
    let held = hold(&engine, None);
    let asking = tokio::time::timeout(std::time::Duration::ZERO, put(&engine, "gone", 1));
    assert!(asking.await.is_err(), "the thread is held");

    drop(held);

    assert_eq!(keys(&engine).await, ["first"]);
}

#[tokio::test]
async fn who_waits_for_a_commit_is_told_of_a_panic() {
    let engine = engine().await;
    engine.on_write(Box::new(|_, sk| assert_ne!(sk, "b", "as it is asked to")));
    let held = hold(&engine, None);
    let put = |sk: &str| {
        let item = json!({"pk": {"S": "a"}, "sk": {"S": sk}, "text": {"S": "x"}});
        engine.respond("PutItem", json!({"TableName": "records", "Item": item}).to_string().into_bytes())
    };
    let answers = tokio::join!(put("a"), put("b"), put("c"), async { drop(held) });

    assert!(answers.0.is_ok() && answers.1.is_ok() && answers.2.is_err(), "{answers:?}");
    engine.ended().wait().await;
    assert!(put("d").await.is_err());
}

/// What waits for no commit needs no other thread.
#[tokio::test]
async fn a_known_read_is_answered_while_the_thread_does_not_run() {
    let file = tempfile::tempdir().unwrap();
    for engine in [engine().await, on_disk(&file.path().join("records.db")).await] {
        let key = json!({"pk": {"S": "a"}, "sk": {"S": "first"}});
        let get = json!({"TableName": "records", "Key": key}).to_string();
        let item = json!({"pk": {"S": "a"}, "sk": {"S": "first"}, "text": {"S": "x"}});
        let put = json!({"TableName": "records", "Item": item}).to_string();

        // The thread answers a moment before it is done.
        while engine.worker.try_lock().is_err() {
            tokio::task::yield_now().await;
        }
        assert!(engine.at_once("GetItem", get.as_bytes()).is_some());
        assert!(engine.at_once("PutItem", put.as_bytes()).is_none());
        let scan = json!({"TableName": "records"}).to_string();
        assert!(engine.at_once("Scan", scan.as_bytes()).is_none());
        let held = hold(&engine, None);
        let answer = engine.respond("GetItem", get.into_bytes());
        let (answer, ()) = tokio::join!(answer, async { drop(held) });
        assert!(answer.unwrap().is_ok(), "it waits for who is at the database");
    }
}
