//! What real servers send, and what the customer then reads.
//!
//! Each table in `tables/` is of one server or gateway; a row is one exchange, written after a public document or issue
//! (`source`) with invented contents. To add a row, write it there: `row.rs` says what its fields mean, `reply.rs` how a
//! response is written, `condition.rs` what may be asked of a request. A row runs through the whole worker: the
//! customer's webhook, the model's server over TCP, byte for byte, and a Graph that notes what it accepts. Rows that are
//! `odd` run twice more: in small, slow chunks, and after a first connection that closed in the middle.

mod condition;
mod raw_server;
pub(crate) mod real_server;
mod reply;
mod row;
mod run;

use std::collections::BTreeSet;
use std::sync::Arc;

use relais_aws::http;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};

use self::reply::Sent;
use self::row::Row;

/// Rows that run at the same time. Most of their time they wait for each other's processor, some for a server that asked
/// for a second's patience.
const AT_ONCE: usize = 8;

macro_rules! tables {
    ($($name:ident)*) => {
        const TABLES: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!("servers/tables/", stringify!($name), ".json")))),*];
        $(
            #[tokio::test]
            async fn $name() {
                check(stringify!($name)).await;
            }
        )*
    };
}

tables! {
    anthropic
    azure
    cloudflare
    deepseek
    gateways
    gemini
    groq
    litellm
    llama_cpp
    lm_studio
    markdown
    mistral
    ollama
    openai
    openrouter
    tgi
    together
    vllm
    wire
}

fn rows(table: &str) -> Vec<Row> {
    let (_, json) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{table}.json: {error}"))
}

/// How this row runs.
fn manners(row: &Row) -> Vec<Sent> {
    let mut manners = vec![Sent::Whole];
    if row.odd {
        manners.push(Sent::SlowChunks);
        // Where the model is asked twice anyway, it is not asked a third time.
        let once = row.expected.requests == (1, 1) && row.questions.len() == 1;
        if once && row.fallback.is_none() && row.expected.is_an_answer() {
            manners.push(Sent::CutOff);
        }
    }
    manners
}

/// Runs the rows of a table, and fails with all that went wrong.
async fn check(table: &str) {
    let http = http::client().unwrap();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    let rows: Vec<Arc<Row>> = rows(table).into_iter().map(Arc::new).collect();
    let local = LocalSet::new();
    for row in &rows {
        for manner in manners(row) {
            let (row, http, permits) = (row.clone(), http.clone(), permits.clone());
            running.spawn_local_on(
                async move {
                    let _permit = permits.acquire().await.unwrap();
                    let wrong = run::run(&row, manner, &http).await;
                    (row, manner, wrong)
                },
                &local,
            );
        }
    }
    let runs = running.len();
    let mut failures: Vec<_> = local.run_until(running.join_all()).await;
    failures.retain(|(_, _, wrong)| !wrong.is_empty());
    failures.sort_by(|(a, how_a, _), (b, how_b, _)| (&a.name, *how_a as u8).cmp(&(&b.name, *how_b as u8)));
    for (row, manner, wrong) in &failures {
        println!("\n{table}: {} ({manner:?}), {}\n  {}", row.name, row.source, wrong.join("\n  "));
    }
    assert!(failures.is_empty(), "{} of {runs} runs of {table}.json went wrong", failures.len());
}

#[test]
fn the_tables_are_complete() {
    let rows: Vec<Row> = TABLES.iter().flat_map(|(name, _)| rows(name)).collect();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    assert!(rows.iter().filter(|row| row.odd).count() * 2 >= rows.len(), "half of the rows are odd");
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    assert!(rows.iter().all(|row| row.source.starts_with("https://")));
}
