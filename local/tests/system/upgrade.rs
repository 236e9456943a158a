//! The data folder of version 0.1, with work that it left unfinished, and this program.
//!
//! The records and jobs are those of the worker's upgrade tests, as version 0.1 wrote them. The files around them are
//! made here: since version 0.1 neither the engine, nor the tables of the queue's file, nor the names have changed.

use std::fs;
use std::time::Duration;

use relais_aws::Store;
use relais_core::Clock;
use relais_core::queue::{Enqueue, NewMessage};
use relais_dynamo::{Client, Transport};
use relais_embedded::{EmbeddedDynamo, LocalQueues};
use serde_json::{Value, json};

use crate::relais::Relais;
use crate::stand_ins;

const CUSTOMER: &str = "33639980001";

const RECORDS: [&str; 4] = [
    include_str!("../../../functions/worker/tests/it/v0_1/alias.json"),
    include_str!("../../../functions/worker/tests/it/v0_1/conversation.json"),
    include_str!("../../../functions/worker/tests/it/v0_1/message.json"),
    include_str!("../../../functions/worker/tests/it/v0_1/pending.json"),
];
const REPLY: &str = include_str!("../../../functions/worker/tests/it/v0_1/reply.json");
const EVENT: &str = include_str!("../../../functions/worker/tests/it/v0_1/event.json");

/// The times in the files are of 2027. These are of the last seconds.
fn of_now(text: &str) -> String {
    let now = stand_ins::now().as_second() - 2;
    text.replace("1800000000", &now.to_string())
        .replace("1800000001", &(now + 1).to_string())
        .replace("1799999990", &(now - 10).to_string())
}

/// Fills the data folder. It is closed as by a process that ended.
async fn leave_data_of_version_0_1(relais: &Relais) {
    let folder = relais.data_dir();
    fs::create_dir_all(folder.join("blobs")).unwrap();
    fs::write(folder.join("meta"), "real").unwrap();
    fs::write(folder.join("admin-token"), "a-token-of-version-0.1").unwrap();
    let engine = EmbeddedDynamo::open(&folder.join("relais.db")).unwrap();
    Store::new(Client::new(engine.clone()), "relais").ensure_table().await.unwrap();
    for record in RECORDS {
        let item: Value = serde_json::from_str(&of_now(record)).unwrap();
        let request = json!({"TableName": "relais", "Item": item}).to_string();
        engine.call("PutItem", request.into()).await.unwrap();
    }
    let queues = LocalQueues::open(&folder.join("queue.db"), Clock::system()).unwrap();
    // The reply was rescheduled, so the event comes first and both messages get one answer.
    for (queue, job, delay) in
        [("replies", REPLY, Duration::from_secs(10)), ("events", EVENT, Duration::ZERO)]
    {
        queues.queue(queue).send(vec![NewMessage { body: of_now(job), delay }]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_of_version_0_1_is_taken_over() {
    let mut outside = stand_ins::start(&[("RUST_LOG", "info")]).await;
    outside.relais.kill();
    outside.relais.put_data_aside();
    outside.customer(CUSTOMER);
    leave_data_of_version_0_1(&outside.relais).await;

    outside.relais.start_again();
    assert_eq!(outside.relais.token, "a-token-of-version-0.1");
    let answered = |thread: &Value| {
        let messages = thread["messages"].as_array().unwrap();
        messages.len() == 4 && messages[3]["status"] == "read"
    };
    let thread = outside.relais.until(&format!("/api/messages/{CUSTOMER}"), answered).await;
    let texts = [0, 1, 2].map(|n| thread["messages"][n]["content"].as_str().unwrap());
    assert_eq!(texts, ["Nous fermons à 19 h", "Bonjour", "ouverts demain ?"]);
    let answers = outside.simulator.accepted().into_iter().filter(|send| send.text != texts[0]).count();
    assert_eq!(answers, 1, "one answer to both");
    let dead = outside.relais.ask(&["dead-letters"], &[]);
    assert!(String::from_utf8_lossy(&dead.stdout).contains("no dead letters"));
    outside.relais.finish();
}
