//! The facts of a business, read from a file that its owner has. Nothing is stored: the owner reads them, and saves them with
//! the settings.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use relais_core::business::MOST_FACTS;
use relais_documents::{Kind, Limits, Text, Unreadable, markdown, table};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::problem::{Problem, texts};

/// Bytes of the largest file. A function takes 6 MB, and bytes come to it by a third larger, in Base64.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How long a file is read, and how long it waits for the one before it. API Gateway waits 30 s for both.
const TIME: Duration = Duration::from_secs(12);

/// One file is read at a time: reading takes up to [`relais_documents::MOST_MEMORY`].
static ONE: Semaphore = Semaphore::const_new(1);

/// Endings of the names of tables.
const TABLES: [&str; 2] = ["csv", "tsv"];

/// Endings of the names of files that are read. Others of their kinds are text too, but not to be read by customers.
const READ: [&str; 7] = ["pdf", "docx", "csv", "tsv", "txt", "md", "markdown"];

#[derive(Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
pub(crate) struct Read {
    markdown: String,
    characters: usize,
    /// Whether the file goes on after it.
    cut: bool,
}

/// Reads a file as Markdown.
pub(crate) async fn read(
    Query(Named { name }): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Read>, Problem> {
    let mime_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().filter(|ending| READ.contains(ending));
    let bytes = to_bytes(body, MOST_BYTES).await.map_err(|_| Problem::of(&texts::FACTS_TOO_LARGE))?;
    if bytes.is_empty() {
        return Err(Problem::of(&texts::FACTS_EMPTY));
    }
    let known =
        ending.or_else(|| of_type(&essence)).ok_or_else(|| Problem::of(&texts::FACTS_TYPE_UNKNOWN))?;
    let kind = Kind::of("", Some(&format!("a.{known}")), &bytes);
    let kind = kind.ok_or_else(|| Problem::of(&texts::FACTS_TYPE_UNKNOWN))?;
    let is_table = kind == Kind::Plain && TABLES.contains(&known);
    let turn = timeout(TIME, ONE.acquire()).await.map_err(Problem::unavailable)?;
    let size = bytes.len();
    let limits = Limits { characters: MOST_FACTS, time: TIME };
    let read =
        spawn_blocking(move || markdown(kind, &bytes, limits)).await.unwrap_or(Err(Unreadable::Broken));
    drop(turn);
    let code = read.as_ref().err().map(|reason| reason.code());
    tracing::info!(bytes = size, code, "a file of facts was read");
    read.map(|text| facts(text, is_table)).map(Json).map_err(problem)
}

/// The ending of files of this type.
fn of_type(essence: &str) -> Option<&'static str> {
    Some(match essence {
        "application/pdf" => "pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "text/csv" | "application/csv" => "csv",
        "text/tab-separated-values" => "tsv",
        "text/plain" => "txt",
        "text/markdown" => "md",
        _ => return None,
    })
}

/// The text within the bytes of facts. It ends with a whole line, if it has one.
fn facts(Text { text, is_cut }: Text, is_table: bool) -> Read {
    let table = is_table.then(|| table(&text)).flatten();
    let mut markdown = table.unwrap_or(text).trim().to_owned();
    let cut = is_cut || markdown.len() > MOST_FACTS;
    if cut {
        markdown.truncate(markdown.floor_char_boundary(MOST_FACTS));
        markdown.truncate(markdown.rfind('\n').unwrap_or(markdown.len()));
    }
    Read { characters: markdown.chars().count(), markdown, cut }
}

fn problem(reason: Unreadable) -> Problem {
    Problem::of(match reason {
        Unreadable::Encrypted => &texts::FACTS_ENCRYPTED,
        Unreadable::TooLarge => &texts::FACTS_TOO_LARGE,
        Unreadable::Broken => &texts::FACTS_UNREADABLE,
        Unreadable::NoText => &texts::FACTS_WITHOUT_TEXT,
    })
}
