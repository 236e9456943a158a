//! How fast a function that was not running answers: the time from the event to the answer, its start included.
//!
//! Each function runs 20 times under AWS's runtime interface emulator, with an AWS that answers at once. In turn with them
//! run an empty function of the same profile and a Python function that does the webhook's work. Prints medians, ratios,
//! the functions' memory and the size of their zips, and never fails on a figure. `make bench` runs it, and its page has
//! the first answer, the second one, and how long one call of what runs most often takes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, clippy::cast_precision_loss)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use relais_figures::Figure;
use relais_infra_tests::measured::{HOT, hot_bytes, hot_nanos, hot_subject, subject};
use relais_infra_tests::tools::{python_tool, root};
use relais_infra_tests::{Emulator, Place, Settings, StandInConfig, event, http, quick};
use serde_json::{Value, json};

const ROUNDS: usize = 20;
/// Of what runs most often: less than a tenth of a second each.
const CALLS: u32 = 5_000;
const CALL_RUNS: usize = 7;

struct Subject {
    name: &'static str,
    program: PathBuf,
    variables: Vec<(String, String)>,
    event: Value,
    /// What is deployed: the program, or Python's source, whose libraries Lambda has.
    deployed: PathBuf,
    millis: Vec<f64>,
    /// Of the second event, when nothing has to start.
    warm_millis: Vec<f64>,
    memory_mb: Vec<f64>,
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut subjects = subjects(folder.path()).await;
    for _ in 0..ROUNDS {
        for subject in &mut subjects {
            subject.start_once().await;
        }
    }
    let median = |subject: &Subject| subject.millis[ROUNDS / 2];
    for subject in &mut subjects {
        subject.millis.sort_by(f64::total_cmp);
    }
    let [empty, python] = ["empty", "python"]
        .map(|name| subjects.iter().find(|subject| subject.name == name).map(median).unwrap());
    for subject in &subjects {
        let own = median(subject);
        let zip = zip_mb(&subject.deployed).map_or(String::new(), |mb| format!("{mb:.2} MB zipped"));
        println!(
            "{:<14} {own:>7.1} ms to the first answer, {:>4.2} of an empty function, {:>5.1} times as fast as Python; {:>4.1} MB resident; {zip}",
            subject.name,
            own / empty,
            python / own,
            subject.memory_mb.iter().copied().fold(0.0, f64::max),
        );
    }
    relais_figures::write("cold_start", &subjects.iter().flat_map(figures).collect::<Vec<_>>()).unwrap();
    relais_figures::write("calls", &HOT.into_iter().flat_map(calls).collect::<Vec<_>>()).unwrap();
}

fn figures(of: &Subject) -> Vec<Figure> {
    let figure = |measure, unit, values: &[f64]| {
        Figure::new("start", subject(of.name), measure, unit, values.to_vec())
    };
    let mut figures = vec![
        figure("first answer", "ms", &of.millis),
        figure("second answer", "ms", &of.warm_millis),
        figure("resident memory", "MB", &of.memory_mb),
    ];
    figures.extend(zip_mb(&of.deployed).map(|mb| figure("zip", "MB", &[mb])));
    figures
}

/// How long one call of what runs most often takes, and a KiB of text of it.
fn calls(name: &'static str) -> Vec<Figure> {
    hot_nanos(name, CALLS / 10);
    let micros: Vec<_> = (0..CALL_RUNS).map(|_| hot_nanos(name, CALLS) as f64 / 1000.0).collect();
    let figure = |measure, values| Figure::new("calls", hot_subject(name), measure, "µs", values);
    let mut figures = Vec::new();
    if let Some(bytes) = hot_bytes(name) {
        let of_a_kib = micros.iter().map(|micros| micros * 1024.0 / bytes as f64).collect();
        figures.push(figure("a KiB of text", of_a_kib));
    }
    figures.insert(0, figure("a call", micros));
    figures
}

/// The measured functions. All read their secrets from Secrets Manager, as they do when they are deployed.
async fn subjects(folder: &Path) -> Vec<Subject> {
    let settings = Settings::read();
    let place = Place::take("127.0.0.1", 0).await;
    let graph = place.url.clone();
    let config = StandInConfig {
        webhook_url: "http://127.0.0.1:9/webhook",
        app_secret: settings.value("WorkerFunction", "WHATSAPP_APP_SECRET"),
        api_token: settings.value("WorkerFunction", "WHATSAPP_API_TOKEN"),
        http: http(),
    };
    place.serve(config);
    let aws = quick::aws(quick::secret(&settings)).await;
    let built = |name: &str| root().join("target/lambda").join(name).join("bootstrap");
    let subject = |name, program: PathBuf, function, event| Subject {
        name,
        deployed: if name == "python" { python_folder().join("webhook.py") } else { program.clone() },
        program,
        variables: quick::variables(&settings, function, &aws, &graph),
        event,
        millis: Vec::new(),
        warm_millis: Vec::new(),
        memory_mb: Vec::new(),
    };
    vec![
        subject("empty", built("empty"), "WebhookFunction", event("text")),
        subject("webhook", built("webhook"), "WebhookFunction", event("text")),
        subject("worker", built("worker"), "WorkerFunction", json!({"Records": []})),
        subject("admin-api", built("admin-api"), "AdminApiFunction", event("admin-list")),
        subject("token-refresh", built("token-refresh"), "TokenRefreshFunction", event("refresh-tick")),
        subject("python", python_bootstrap(folder), "WebhookFunction", event("text")),
    ]
}

impl Subject {
    async fn start_once(&mut self) {
        let emulator = Emulator::run(&self.program, self.name, &self.variables).await;
        let start = Instant::now();
        let answer = emulator.invoke(&self.event).await;
        self.millis.push(start.elapsed().as_secs_f64() * 1000.0);
        assert!(answer.get("errorMessage").is_none(), "{}: {answer}\n{}", self.name, emulator.printed());
        let start = Instant::now();
        emulator.invoke(&self.event).await;
        self.warm_millis.push(start.elapsed().as_secs_f64() * 1000.0);
        self.memory_mb.push(emulator.function_memory_kb(&self.program) as f64 / 1024.0);
    }
}

/// A bootstrap that runs the Python function as Lambda's own image does, with the Python of `.venv`.
fn python_bootstrap(folder: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let code = python_folder();
    let python = python_tool("python");
    let script = format!(
        "#!/bin/sh\ncd {} && exec {} -m awslambdaric webhook.handler\n",
        code.display(),
        python.display()
    );
    let path = folder.join("bootstrap");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn python_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/cold_start")
}

/// The size of a program's zip, in megabytes.
fn zip_mb(program: &Path) -> Option<f64> {
    let compress = "import sys, zipfile, io; b = io.BytesIO(); z = zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED, compresslevel=6); z.write(sys.argv[1], 'bootstrap'); z.close(); print(len(b.getvalue()))";
    let output = std::process::Command::new(python_tool("python"))
        .args(["-c", compress])
        .arg(program)
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok().map(|bytes| bytes / 1_000_000.0)
}
