//! Relais in one process.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use relais_aws::function::QUIET;
use relais_local::{
    Command, EnvFile, LocalConfig, ModelChoice, USAGE, VERSION, backup, doctor, erase_person, export_person,
    list_dead_letters, misuse, redrive, rehearse, restore, start, trace,
};
use tracing_subscriber::EnvFilter;

/// malloc and free were a quarter of a turn's processor time. This one takes 5 to 7 % off.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(command) = Command::parse(&arguments) else {
        complain(&misuse(&arguments));
        return ExitCode::from(2);
    };
    let text = match command {
        Command::Help => Some(USAGE),
        Command::Version => Some(VERSION),
        _ => None,
    };
    if let Some(text) = text {
        say(text);
        return ExitCode::SUCCESS;
    }
    let file = match env_file() {
        Ok(file) => file,
        Err(error) => {
            complain(&format!("Relais does not start: {error:#}"));
            return ExitCode::from(2);
        }
    };
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let lookup = |name: &str| std::env::var(name).ok().or_else(|| file.get(name));
    let level = if command == Command::Serve { "info" } else { "error" };
    log(&lookup("RUST_LOG").unwrap_or_else(|| level.to_owned()));
    if file.unreadable_lines > 0 {
        tracing::warn!(
            lines = file.unreadable_lines,
            "some lines of .env are not of the form NAME=value and are ignored"
        );
    }
    match command {
        Command::Serve => served(&lookup),
        // Told before.
        Command::Help | Command::Version => ExitCode::SUCCESS,
        Command::Doctor => examined(&lookup),
        Command::Trace(asked) => told(trace(&lookup, &asked, &mut std::io::stdout())),
        Command::DeadLetters => cared_for(list_dead_letters(&lookup, &mut std::io::stdout())),
        Command::Redrive(queue) => cared_for(redrive(&lookup, queue, &mut std::io::stdout())),
        Command::Export(person) => answered(export_person(&lookup, &person, &mut std::io::stdout())),
        Command::Erase { person, sure } if sure || is_confirmed(&person) => {
            answered(erase_person(&lookup, &person, &mut std::io::stdout()))
        }
        Command::Erase { .. } => {
            complain("Nothing was deleted.");
            ExitCode::FAILURE
        }
        Command::Backup(file) => answered(backup(&lookup, &file, &mut std::io::stdout())),
        Command::Restore { file, replace } => {
            answered(restore(&lookup, &file, replace, &mut std::io::stdout()))
        }
        Command::Rehearse(asked) => judged(rehearse(&lookup, &asked, &mut std::io::stdout())),
    }
}

/// A deployment on AWS has its configuration in its secret; `.env` is only for this machine.
fn env_file() -> anyhow::Result<EnvFile> {
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let on_aws = ["RELAIS_SECRET_ARN", "EVENTS_QUEUE_URL"].iter().any(|name| std::env::var(name).is_ok());
    if on_aws { Ok(EnvFile::default()) } else { EnvFile::read(Path::new(".env")) }
}

fn served(lookup: &dyn Fn(&str) -> Option<String>) -> ExitCode {
    let config = match LocalConfig::read(lookup) {
        Ok(config) => config,
        Err(error) => {
            complain(&format!("Relais does not start: {error}\nSee the table of variables in the README."));
            return ExitCode::from(2);
        }
    };
    match serve(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("Relais does not start: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// The exit code is 0 when nothing is wrong, 1 when something is, 2 when the check could not be completed.
#[tokio::main(flavor = "current_thread")]
async fn examined(lookup: &dyn Fn(&str) -> Option<String>) -> ExitCode {
    match doctor(lookup, &mut std::io::stdout()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("The check could not be completed: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The exit code is 0 when the message is known, 1 when it is not, 2 when the records could not be read.
#[tokio::main]
async fn told(task: impl Future<Output = anyhow::Result<bool>>) -> ExitCode {
    match task.await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(&format!("The message could not be traced: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The exit code is 0 when all answers hold, 1 when one does not, 2 when the questions could not be put.
#[tokio::main]
async fn judged(task: impl Future<Output = anyhow::Result<bool>>) -> ExitCode {
    match task.await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(&format!("The questions could not be put: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The exit code is 0 on success, 2 when the queues could not be reached.
#[tokio::main(flavor = "current_thread")]
async fn cared_for(task: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    match task.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("The queues cannot be reached: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The exit code is 0 on success, 1 when it was not possible. What is printed may be sent to a file, so errors go to
/// stderr.
#[tokio::main(flavor = "current_thread")]
async fn answered(task: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    match task.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Asks before a person is erased. Without a terminal to ask on, the answer is no.
fn is_confirmed(person: &str) -> bool {
    if !std::io::stdin().is_terminal() {
        complain("There is no terminal to confirm it on: set YES=1, or use --yes.");
        return false;
    }
    complain(&format!(
        "Everything that is stored about {person} is deleted for good. To go on, type the same again:"
    ));
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).is_ok() && typed.trim() == person.trim()
}

/// Prints a line for a person to stderr.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[tokio::main]
async fn serve(config: LocalConfig) -> anyhow::Result<()> {
    let first_line = first_line(&config);
    // From the beginning on: the first process of a container gets no signal that it does not wait for.
    let mut asked = tokio::spawn(asked_to_end());
    let mut running = tokio::select! {
        running = start(config) => running?,
        asked = &mut asked => return Ok(asked??),
    };
    say(&first_line);
    let address = &running.address;
    let token = shown(&running.admin_token);
    say(&format!("  inbox   {address}/{}", token.map(|token| format!("#token={token}")).unwrap_or_default()));
    if running.simulator.is_some() {
        say(&format!("  phone   {address}/phone"));
    }
    say(&format!("  webhook {address}/webhook"));
    say(&format!("  API     {address}/api"));
    say(&format!("  admin token: {}", token.unwrap_or("in the file `admin-token` of the data folder")));
    let ended = tokio::select! {
        () = running.wait() => Err(anyhow::anyhow!("a part of Relais stopped: see the log above")),
        asked = asked => Ok(asked??),
    };
    running.end().await;
    ended
}

/// The token, unless systemd writes what is printed into its journal.
fn shown(token: &str) -> Option<&str> {
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let is_journal = std::env::var("JOURNAL_STREAM").is_ok();
    (!is_journal).then_some(token)
}

/// Waits until somebody ends the process: at its terminal, or as a service.
async fn asked_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn first_line(config: &LocalConfig) -> String {
    let meta = if config.meta.is_some() {
        "Meta is real"
    } else {
        "Meta is simulated: no message leaves this machine"
    };
    let model = match config.model {
        ModelChoice::Real(_) => "the model is real",
        ModelChoice::Simulated => "the model is simulated",
        ModelChoice::Off => "the assistant is off (no OPENAI_API_KEY): messages wait for a person",
    };
    format!("Relais is running. {meta}; {model}.")
}

fn log(filter: &str) {
    let filter = format!("{filter},{QUIET}");
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .compact()
        .init();
}

/// Prints a line for a person. Relais goes on when nothing reads its output.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
