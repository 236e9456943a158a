//! `relais export` and `relais erase`: everything about one person, on this machine and on AWS.

mod elsewhere;

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, bail};
use relais_api::{Erased, People, PersonError};
use relais_core::Clock;
use relais_core::config::Vars;
use relais_embedded::FileBlobs;
use relais_whatsapp::Language;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::dead_letters::Server;
use crate::records::{Aws, Files, Records, required};

pub(crate) use elsewhere::Here;
use elsewhere::OnAws;

/// Time limit of one call to a process on this machine. Erasing reads every kept item.
const PATIENCE: Duration = Duration::from_mins(5);

/// How to reach the data.
enum Data {
    /// The files, or AWS, without a process of Relais in between.
    Direct(People),
    /// Through the process on this machine that has the files open.
    Server(Server),
}

/// `relais export`: prints everything that is stored about a person, as one JSON document.
pub async fn export_person(
    lookup: &dyn Fn(&str) -> Option<String>,
    person: &str,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let data = Data::find(lookup).await?;
    let mut document = data.page(person, None).await?;
    let mut before = next_of(&document);
    while let Some(cursor) = before {
        let mut page = data.page(person, Some(&cursor)).await?;
        before = next_of(&page);
        for list in ["messages", "notes", "events"] {
            let more = page.get_mut(list).map(Value::take);
            if let (Some(Value::Array(all)), Some(Value::Array(more))) = (document.get_mut(list), more) {
                all.extend(more);
            }
        }
    }
    if let Some(members) = document.as_object_mut() {
        members.remove("next");
    }
    writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
    Ok(())
}

/// `relais erase`: deletes everything that is stored about a person, and prints what that was.
pub async fn erase_person(
    lookup: &dyn Fn(&str) -> Option<String>,
    person: &str,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let erased = Data::find(lookup).await?.erase(person).await?;
    let Erased { conversations, messages, events, media, dead_letters } = erased;
    let dead_letters = dead_letters.map_or("no".to_owned(), |count| count.to_string());
    writeln!(
        out,
        "Erased: {conversations} conversations, {messages} messages, {events} events, {media} files, {dead_letters} \
         dead letters."
    )?;
    Ok(())
}

fn next_of(page: &Value) -> Option<String> {
    page.get("next").and_then(Value::as_str).map(str::to_owned)
}

impl Data {
    async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let clock = Clock::system();
        Ok(match Records::find(lookup).await? {
            Records::Server(server) => Self::Server(server),
            Records::Files(Files { folder, store, queues, numbers, country }) => {
                let blobs = FileBlobs::open(&folder.join("blobs"))?;
                let people = People::new(store, numbers, clock).in_country(country);
                Self::Direct(people.and(Here { blobs, queues }))
            }
            Records::Aws(Aws { clients, store, numbers, queues }) => {
                let bucket = required(&Vars::new(lookup), "MEDIA_BUCKET")?;
                let elsewhere = OnAws::find(&clients, queues, &bucket).await?;
                Self::Direct(People::new(store, numbers, clock).and(elsewhere))
            }
        })
    }

    async fn page(&self, person: &str, before: Option<&str>) -> anyhow::Result<Value> {
        match self {
            Self::Direct(people) => {
                let page = people.export(person, before, Language::En).await.map_err(explained)?;
                Ok(serde_json::to_value(page)?)
            }
            Self::Server(server) => call(server, Method::GET, person, before).await,
        }
    }

    async fn erase(&self, person: &str) -> anyhow::Result<Erased> {
        match self {
            Self::Direct(people) => people.erase(person).await.map_err(explained),
            Self::Server(server) => {
                let mut answer = call(server, Method::DELETE, person, None).await?;
                Ok(serde_json::from_value(answer.get_mut("erased").map(Value::take).unwrap_or_default())?)
            }
        }
    }
}

fn explained(error: PersonError) -> anyhow::Error {
    match error {
        PersonError::Unknown => anyhow::anyhow!("nobody with this number or id is known"),
        error => error.into(),
    }
}

/// Calls the admin API of a process on this machine.
async fn call(server: &Server, method: Method, person: &str, before: Option<&str>) -> anyhow::Result<Value> {
    let mut url = reqwest::Url::parse(&server.address)?;
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(["api", "contacts", person]);
    }
    let request = server.http.request(method, url).timeout(PATIENCE);
    let request =
        request.query(&before.map(|before| [("before", before)]).into_iter().flatten().collect::<Vec<_>>());
    let request = request.bearer_auth(server.token.as_deref().unwrap_or_default());
    let address = &server.address;
    let response = request.send().await.map_err(reqwest::Error::without_url).with_context(|| {
        format!(
            "the data is in use by a process that does not answer on {address}: set PORT to the value that it was \
             started with"
        )
    })?;
    let status = response.status();
    let body: Value = response.json().await.unwrap_or_default();
    match status {
        StatusCode::OK => Ok(body),
        StatusCode::NOT_FOUND => Err(explained(PersonError::Unknown)),
        StatusCode::UNAUTHORIZED => bail!(
            "the process on {address} has another admin token: set RELAIS_DATA_DIR or RELAIS_ADMIN_TOKEN to the value \
             that it was started with"
        ),
        status => bail!(
            "the process on {address} answered {status}: {}",
            body.get("detail").and_then(Value::as_str).unwrap_or("see its log")
        ),
    }
}
