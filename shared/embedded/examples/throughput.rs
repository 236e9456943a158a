//! Measures the local implementations on this machine: `cargo run -p relais-embedded --example throughput`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::future::Future;
use std::path::Path;
use std::time::Instant;

use relais_core::Clock;
use relais_core::queue::{Enqueue, NewMessage, Queue};
use relais_dynamo::{AttributeValue, Client};
use relais_embedded::{EmbeddedDynamo, LocalQueue, LocalQueues};
use serde_json::{Value, json};

const CALLERS: usize = 64;
const TABLE: &str = "messages";

#[tokio::main]
async fn main() {
    let directory = Path::new("target/throughput");
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).unwrap();

    let on_disk = LocalQueues::open(&directory.join("queue.db"), Clock::system()).unwrap();
    queue("disk", on_disk.queue("events"), 20_000).await;
    let in_memory = LocalQueues::memory(Clock::system()).unwrap();
    queue("memory", in_memory.queue("events"), 20_000).await;

    let on_disk = EmbeddedDynamo::open(&directory.join("dynamo.db")).unwrap();
    dynamo("disk", on_disk, 5_000).await;
    dynamo("memory", EmbeddedDynamo::memory().unwrap(), 20_000).await;
}

async fn queue(place: &str, queue: LocalQueue, messages: usize) {
    let body = format!("{{\"text\":\"{}\"}}", "x".repeat(489));
    let sending = queue.clone();
    measure(&format!("queue on {place}, sends"), messages, move |_| {
        let (queue, message) = (sending.clone(), NewMessage::now(body.clone()));
        async move { queue.send(vec![message]).await.unwrap() }
    })
    .await;
    measure(&format!("queue on {place}, receives of 10 with deletes"), messages / 10, move |_| {
        let queue = queue.clone();
        async move {
            let minute = std::time::Duration::from_mins(1);
            let got = queue.receive(10, minute, std::time::Duration::ZERO).await.unwrap();
            let receipts = got.into_iter().map(|message| message.receipt).collect();
            queue.delete(receipts).await.unwrap();
        }
    })
    .await;
}

async fn dynamo(place: &str, dynamo: EmbeddedDynamo, items: usize) {
    let client = Client::new(dynamo);
    create_table(&client).await;
    let writing = client.clone();
    measure(&format!("dynamo on {place}, conditional puts"), items, move |number| {
        let put = writing
            .put_item()
            .table_name(TABLE)
            .item("pk", AttributeValue::S(format!("contact-{}", number % 100)))
            .item("sk", AttributeValue::S(format!("message-{number:08}")))
            .item("text", AttributeValue::S("x".repeat(300)))
            .condition_expression("attribute_not_exists(pk)");
        async move {
            put.send().await.unwrap();
        }
    })
    .await;
    measure(&format!("dynamo on {place}, gets"), items, move |number| {
        let get = client
            .get_item()
            .table_name(TABLE)
            .key("pk", AttributeValue::S(format!("contact-{}", number % 100)))
            .key("sk", AttributeValue::S(format!("message-{number:08}")));
        async move {
            get.send().await.unwrap().item.unwrap();
        }
    })
    .await;
}

async fn create_table(client: &Client) {
    let names = ["pk", "sk"];
    let attributes = names.map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let keys = [("pk", "HASH"), ("sk", "RANGE")];
    let keys = keys.map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind}));
    let request = json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": keys,
    });
    client.call::<Value>("CreateTable", &request).await.unwrap();
}

async fn measure<F: Future<Output = ()> + Send>(
    what: &str,
    total: usize,
    call: impl Fn(usize) -> F + Clone + Send + 'static,
) {
    let start = Instant::now();
    let callers = (0..CALLERS).map(|caller| {
        let call = call.clone();
        tokio::spawn(async move {
            for number in (caller..total).step_by(CALLERS) {
                call(number).await;
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let seconds = start.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss)]
    let rate = total as f64 / seconds;
    println!("{what}: {total} in {seconds:.2} s, {rate:.0} a second");
}
