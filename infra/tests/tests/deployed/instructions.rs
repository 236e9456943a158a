//! The instructions that the functions take from their start to their first answer, and those of the code that runs most
//! often, counted by Valgrind. A count is nearly the same on every machine and at every load, so it shows a loss that a clock
//! would not.
//!
//! A count above its budget by more than [`TOLERANCE`] fails. Find what it is (`valgrind --tool=callgrind`), and take it out
//! or raise the budget with the reason. One far below it is a gain to keep: lower the budget.
//!
//! The counts are also written into `target/bench`, for the page of `make bench`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use relais_figures::Figure;
use relais_infra_tests::measured::{hot_bytes, hot_subject, subject};
use relais_infra_tests::tools::{function, root};
use relais_infra_tests::{Place, Settings, StandInConfig, event, http, quick};
use serde_json::{Value, json};
use tokio::process::Command;

/// What other processors and libraries of the system make of the same program.
const TOLERANCE: f64 = 0.06;

/// From the start to the first answer, in thousands.
const STARTS: [(&str, &str, &str, u64); 4] = [
    ("empty", "WebhookFunction", "text", 892),
    ("webhook", "WebhookFunction", "text", 2_113),
    ("admin-api", "AdminApiFunction", "admin-list", 3_467),
    ("token-refresh", "TokenRefreshFunction", "refresh-tick", 1_775),
];

/// The functions of `benches/functions/src/bin/hot.rs`, one call of each.
const CALLS: [(&str, u64); 5] =
    [("signature", 38_051), ("split", 79_818), ("keys", 16_600), ("statuses", 3_683), ("setting", 199_475)];

#[tokio::test]
async fn a_start_takes_no_more_instructions_than_it_did() {
    let Some(valgrind) = valgrind() else { return };
    let settings = Settings::read();
    let place = Place::take("127.0.0.1", 0).await;
    let graph = place.url.clone();
    place.serve(StandInConfig {
        webhook_url: "http://127.0.0.1:9/webhook",
        app_secret: settings.value("WorkerFunction", "WHATSAPP_APP_SECRET"),
        api_token: settings.value("WorkerFunction", "WHATSAPP_API_TOKEN"),
        http: http(),
    });
    let aws = quick::aws(quick::secret(&settings)).await;
    let worker = ("worker", "WorkerFunction", json!({"Records": []}), 2_391);
    let starts = STARTS.map(|(name, resource, file, budget)| (name, resource, event(file), budget));
    let (mut over, mut figures) = (Vec::new(), Vec::new());
    for (name, resource, event, budget) in starts.into_iter().chain([worker]) {
        let variables = quick::variables(&settings, resource, &aws, &graph);
        let counted = valgrind.start_of(name, &variables, &event).await / 1000;
        over.extend(compare(
            name,
            counted,
            budget,
            "thousand instructions from the start to the first answer",
        ));
        figures.push(figure(subject(name), "from the start to the first answer", counted * 1000));
    }
    relais_figures::write("instructions-start", &figures).unwrap();
    assert!(over.is_empty(), "{over:#?}");
}

#[tokio::test]
async fn what_runs_most_often_takes_no_more_instructions_than_it_did() {
    let Some(valgrind) = valgrind() else { return };
    let (mut over, mut figures) = (Vec::new(), Vec::new());
    for (name, budget) in CALLS {
        let few = valgrind.count(&function("hot"), &[name, "100"], &[]).await;
        let many = valgrind.count(&function("hot"), &[name, "300"], &[]).await;
        let counted = (many - few) / 200;
        over.extend(compare(name, counted, budget, "instructions a call"));
        figures.push(figure(hot_subject(name), "a call", counted));
        let of_text = hot_bytes(name).map(|bytes| counted * 1024 / bytes);
        figures.extend(of_text.map(|counted| figure(hot_subject(name), "a KiB of text", counted)));
    }
    relais_figures::write("instructions", &figures).unwrap();
    assert!(over.is_empty(), "{over:#?}");
}

/// What is wrong with the count, if anything.
#[allow(clippy::cast_precision_loss)]
fn compare(name: &str, counted: u64, budget: u64, what: &str) -> Option<String> {
    let text = format!("{name}: {counted} {what}, with a budget of {budget}");
    println!("{text}");
    (counted as f64 > budget as f64 * (1.0 + TOLERANCE)).then_some(text)
}

#[allow(clippy::cast_precision_loss)]
fn figure(subject: String, measure: &str, counted: u64) -> Figure {
    Figure::new("instructions", subject, measure, "instructions", vec![counted as f64])
}

struct Valgrind {
    program: PathBuf,
    /// Where its tools are, if it is not installed.
    library: PathBuf,
}

/// The system's, or the one that `scripts/valgrind` has brought. `None` where neither is, and on another processor than the
/// budgets are for.
fn valgrind() -> Option<Valgrind> {
    if !cfg!(target_arch = "x86_64") {
        println!("left out: the budgets are for x86-64");
        return None;
    }
    let brought = root().join("target/valgrind/usr");
    let found =
        ["/usr".as_ref(), brought.as_path()].into_iter().find(|at: &&Path| at.join("bin/valgrind").exists());
    let Some(at) = found else {
        println!("left out: there is no Valgrind");
        return None;
    };
    Some(Valgrind { program: at.join("bin/valgrind"), library: at.join("libexec/valgrind") })
}

impl Valgrind {
    /// The instructions of a function that has one event to answer.
    async fn start_of(&self, name: &str, variables: &[(String, String)], event: &Value) -> u64 {
        let lambda = quick::lambda(name, event).await;
        self.count(&function(name), &[], &[variables, &lambda[..]].concat()).await
    }

    async fn count(&self, program: &Path, arguments: &[&str], variables: &[(String, String)]) -> u64 {
        let output = Command::new(&self.program)
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(arguments)
            .env_clear()
            .env("VALGRIND_LIB", &self.library)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        let refs = printed.lines().find_map(|line| line.split_once("refs:"));
        let (_, count) = refs.unwrap_or_else(|| panic!("Valgrind counted nothing: {printed}"));
        count.trim().replace(',', "").parse().unwrap()
    }
}
