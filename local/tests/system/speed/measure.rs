//! A visit to the inbox, step by step.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::shop::Size;
use crate::browser::{Driver, find};
use crate::relais::Relais;

/// One thing that was measured, in milliseconds.
#[derive(Debug)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) times: Vec<f64>,
    /// What it should stay below.
    pub(super) target: Option<f64>,
}

pub(super) type Measures = Vec<Measure>;

pub(super) struct Visit<'a> {
    pub(super) driver: &'a Driver,
    pub(super) browser: WebDriver,
    pub(super) relais: &'a Relais,
    pub(super) size: Size,
    pub(super) runs: usize,
}

const FIRST_VIEW: Option<f64> = Some(1000.0);
const FIRST_PAGE: Option<f64> = Some(50.0);
const SCROLL_STEP: Option<f64> = Some(100.0);

const FILTERS: [&str; 7] = ["needs_person", "unread", "failed", "taken_over", "snoozed", "closed", "all"];
const SEARCHES: [&str; 3] = ["mart", "zoé mar", "+336 0000"];

/// Messages on a page of a thread.
const PAGE: usize = 40;

/// A list that was loaded: until it was on the screen, and the server's part.
#[derive(Deserialize)]
struct Loaded {
    took: f64,
    server: f64,
    rows: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    took: f64,
    rests: f64,
    at_unread: bool,
}

#[derive(Deserialize)]
struct Scrolled {
    frames: Vec<f64>,
    blank: usize,
}

#[derive(Deserialize)]
struct Climbed {
    frames: Vec<f64>,
}

impl Visit<'_> {
    pub(super) async fn measures(self) -> Measures {
        self.browser.set_script_timeout(Duration::from_mins(5)).await.unwrap();
        self.signs_in().await;
        let mut all = Vec::new();
        self.first_views(&mut all).await;
        self.lists(&mut all).await;
        self.thread(&mut all).await;
        let polls: Vec<f64> = self.run("polls()").await;
        all.push(Measure { name: "a poll, by the server".into(), times: polls, target: None });
        all
    }

    async fn signs_in(&self) {
        let address = format!("http://localhost:{}/#token={}", self.relais.port, self.relais.token);
        self.browser.goto(address).await.unwrap();
        find(&self.browser, "[data-testid=conversation-item]").await;
        self.tell("Page.addScriptToEvaluateOnNewDocument", json!({"source": include_str!("page.js")})).await;
    }

    async fn tell(&self, command: &str, parameters: Value) {
        self.driver.command(&self.relais.http, &self.browser, command, parameters).await;
    }

    /// With an empty cache, and as on any other morning.
    async fn first_views(&self, all: &mut Measures) {
        for (name, is_cached) in [("first view", false), ("first view again", true)] {
            let mut views = Vec::new();
            for _ in 0..self.runs {
                if !is_cached {
                    self.tell("Network.clearBrowserCache", json!({})).await;
                }
                self.browser.goto("about:blank").await.unwrap();
                self.browser.goto(format!("http://localhost:{}/", self.relais.port)).await.unwrap();
                views.push(self.run("firstView()").await);
            }
            push(all, name, FIRST_VIEW, &views);
        }
    }

    async fn lists(&self, all: &mut Measures) {
        for filter in FILTERS {
            let mut pages = Vec::new();
            for _ in 0..self.runs {
                // Each time from another list.
                let other = if filter == "all" { "unread" } else { "all" };
                if !pages.is_empty() || filter == "all" {
                    self.run::<Loaded>(&format!("filter('{other}')")).await;
                }
                pages.push(self.run(&format!("filter('{filter}')")).await);
            }
            push(all, &format!("filter {filter}"), FIRST_PAGE, &pages);
        }
        for words in SEARCHES {
            let mut pages = Vec::new();
            for _ in 0..self.runs {
                pages.push(self.run(&format!("search({})", json!(words))).await);
                self.run::<Loaded>("search('')").await;
            }
            push(all, &format!("search {words}"), FIRST_PAGE, &pages);
        }
    }

    async fn thread(&self, all: &mut Measures) {
        let one = |name: &str, time| Measure { name: name.into(), times: vec![time], target: None };
        let opened: Opened = self.run("open()").await;
        assert!(opened.at_unread, "it stands at the first unread message");
        all.push(one("open at the first unread", opened.took));
        all.push(one("until it stands there", opened.rests));
        let mut times = Vec::new();
        for _ in 0..self.runs {
            self.run::<()>("close()").await;
            times.push(self.run::<Opened>("open()").await.took);
        }
        all.push(Measure { name: "open".into(), times, target: None });

        self.scrolls("scroll a screen", all).await;
        let mut loaded = 0;
        for depth in [1_000, 10_000, 100_000, 1_000_000] {
            let depth = depth.min(self.size.messages);
            if depth > loaded {
                self.climbs(depth - loaded, depth, all).await;
                self.scrolls(&format!("scroll with {depth} loaded"), all).await;
                loaded = depth;
            }
        }
        all.push(one("to the newest", self.run("toEnd()").await));
    }

    /// Loads so many older messages, and measures the last pages of them.
    async fn climbs(&self, messages: usize, depth: usize, all: &mut Measures) {
        let (mut left, mut times) = (messages.div_ceil(PAGE), Vec::new());
        while left > 0 {
            // The driver is asked again before its client loses patience.
            let pages = left.min(50);
            left -= pages;
            times = self.run::<Climbed>(&format!("climb({pages})")).await.frames;
        }
        let times = times.split_off(times.len().saturating_sub(25));
        all.push(Measure { name: format!("load older with {depth} loaded"), times, target: SCROLL_STEP });
    }

    async fn scrolls(&self, name: &str, all: &mut Measures) {
        let mut times = Vec::new();
        for direction in [-1, 1, -1] {
            let scrolled: Scrolled = self.run(&format!("scroll(12, {direction})")).await;
            assert_eq!(scrolled.blank, 0, "{name}: a screen without a message");
            times.extend(scrolled.frames);
        }
        all.push(Measure { name: name.into(), times, target: SCROLL_STEP });
    }

    /// Runs one of the functions of `page.js`.
    async fn run<Result: DeserializeOwned>(&self, call: &str) -> Result {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             Promise.resolve(speed.{call}).then((result) => done({{ result }}), (error) => done({{ error: `${{error}}` }}));"
        );
        let mut answer: Value = self.browser.execute_async(script, Vec::new()).await.unwrap().json().clone();
        assert!(answer["error"].is_null(), "{call}: {answer}");
        serde_json::from_value(answer["result"].take()).unwrap_or_else(|error| panic!("{call}: {error}"))
    }
}

fn push(all: &mut Measures, name: &str, target: Option<f64>, loads: &[Loaded]) {
    assert!(loads.iter().all(|load| load.rows > 0), "{name}: no rows");
    let times = loads.iter().map(|load| load.took).collect();
    all.push(Measure { name: name.to_owned(), times, target });
    let times = loads.iter().map(|load| load.server).collect();
    all.push(Measure { name: format!("{name}, by the server"), times, target });
}
