//! How fast the inbox is with very many conversations and a very long thread, beside one with few: `make bench`.
//!
//! [`shop`] fills the data folder. `page.js` measures in headless Chromium, by the page's own clocks, and [`measure`] goes
//! through the inbox as a person does. The numbers depend on the machine, so nothing fails that is only slow.

mod measure;
mod shop;
mod table;

use std::time::Instant;

use crate::browser::Driver;
use crate::relais::Relais;
use measure::{Measures, Visit};
use shop::Size;

/// What there is everywhere: more than a page of each list, and a thread of three pages.
const FEW: Size = Size { conversations: 100, messages: 100, unread: 20 };

#[tokio::test(flavor = "multi_thread")]
async fn what_is_measured_of_the_inbox_is_there() {
    let measures = Box::pin(measured(FEW, 1)).await;
    let found = |name: &str| measures.iter().any(|measure| measure.name == name);
    for name in ["first view", "filter closed", "search mart", "open at the first unread", "scroll a screen"]
    {
        assert!(found(name), "{name}: {measures:?}");
    }
}

/// `make bench`. `CONVERSATIONS`, `MESSAGES` and `RUNS` set the sizes, `RELAIS_PROGRAM` names the build.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes and the release build: make bench"]
async fn the_inbox_with_a_hundred_thousand_conversations() {
    let runs = number("RUNS").unwrap_or(7);
    let many = Size {
        conversations: number("CONVERSATIONS").unwrap_or(100_000),
        messages: number("MESSAGES").unwrap_or(100_000),
        unread: 200,
    };
    let of_few = Box::pin(measured(FEW, runs)).await;
    let of_many = Box::pin(measured(many, runs)).await;
    table::print(&of_few, &of_many);
    let figures: Vec<_> = table::figures(FEW, of_few).chain(table::figures(many, of_many)).collect();
    relais_figures::write("inbox", &figures).unwrap();
}

#[allow(clippy::disallowed_methods)] // a measurement's own size
fn number<N: std::str::FromStr>(name: &str) -> Option<N> {
    std::env::var(name).ok()?.parse().ok()
}

async fn measured(size: Size, runs: usize) -> Measures {
    let mut relais = Relais::start(&[("RUST_LOG", "error")]);
    relais.end();
    let database = relais.data_dir().join("relais.db");
    for ending in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{ending}", database.display())).ok();
    }
    let began = Instant::now();
    shop::write(&database, size).await;
    let bytes = std::fs::metadata(&database).unwrap().len();
    println!("{size:?} written in {:?}, {} MB", began.elapsed(), bytes / 1_000_000);
    let began = Instant::now();
    relais.start_again();
    println!("started in {:?}", began.elapsed());
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    let browser = driver.browser(profile.path()).await;
    let measures =
        Visit { driver: &driver, browser: browser.clone(), relais: &relais, size, runs }.measures().await;
    browser.quit().await.unwrap();
    relais.finish();
    measures
}
