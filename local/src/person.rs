//! `relais export` and `relais erase`: everything about one person, on this machine and on AWS.

mod elsewhere;

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, bail};
use relais_api::{Erased, People, PersonError};
use relais_aws::Store;
use relais_aws::clients::Clients;
use relais_core::Clock;
use relais_core::config::{Vars, default_country, phone_ids};
use relais_dynamo::Client;
use relais_embedded::queue::OpenError;
use relais_embedded::{EmbeddedDynamo, FileBlobs, LocalQueues};
use relais_whatsapp::Language;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::app::TABLE;
use crate::dead_letters::{QUEUE_FILE, Server, data_folder};
use crate::doctor::secret;
use crate::simulation;

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
    /// On AWS when `EVENTS_QUEUE_URL` is set. Otherwise in the data folder, or through the process that has it open.
    async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let vars = Vars::new(lookup);
        let clock = Clock::system();
        if vars.optional("EVENTS_QUEUE_URL").is_some() {
            let [table, events, replies, bucket] =
                ["TABLE_NAME", "EVENTS_QUEUE_URL", "REPLIES_QUEUE_URL", "MEDIA_BUCKET"].map(|name| {
                    vars.optional(name).with_context(|| format!("EVENTS_QUEUE_URL is set and {name} is not"))
                });
            let clients = Clients::load(&relais_aws::http::client()?).await;
            let elsewhere = OnAws::find(&clients, [events?, replies?], &bucket?).await?;
            // The business numbers are in the secret.
            let secret = secret(lookup).await?;
            let in_secret = |name: &str| {
                secret.get(name).map(|value| value.expose_secret().to_owned()).or_else(|| lookup(name))
            };
            let vars = Vars::new(&in_secret);
            let numbers = phone_ids(&vars);
            if numbers.is_empty() {
                bail!(
                    "WHATSAPP_PHONE_ID is missing in the secret: without the business numbers nobody is found"
                );
            }
            return Ok(Self::Direct(People::new(clients.store(table?), numbers, clock).and(elsewhere)));
        }
        let server = Server::of(&vars)?;
        let Some(folder) = data_folder(&vars) else { return Ok(Self::Server(server)) };
        let file = folder.join(QUEUE_FILE);
        if !file.exists() {
            bail!("`{}` does not exist: nothing has run with this RELAIS_DATA_DIR yet", file.display());
        }
        let queues = match LocalQueues::open(&file, clock.clone()) {
            Ok(queues) => queues,
            Err(OpenError::InUse { .. }) => return Ok(Self::Server(server)),
            Err(error) => return Err(error.into()),
        };
        let engine = EmbeddedDynamo::open(&folder.join("relais.db"))?;
        let store = Store::new(Client::new(engine), TABLE);
        store.ensure_table().await?;
        let blobs = FileBlobs::open(&folder.join("blobs"))?;
        let mut numbers = phone_ids(&vars);
        if numbers.is_empty() {
            numbers.push(simulation::PHONE_ID.into());
        }
        let mut vars = vars;
        let country = default_country(&mut vars);
        let people = People::new(store, numbers, clock).in_country(country);
        Ok(Self::Direct(people.and(Here { blobs, queues })))
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
