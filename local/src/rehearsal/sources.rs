//! The settings that are rehearsed: of the questions' file, of a file of their own, or stored ones.

use std::path::Path;

use anyhow::{Context, bail};
use relais_aws::Store;
use relais_aws::clients::Clients;
use relais_core::Clock;
use relais_core::business::BusinessSettings;
use relais_core::config::Vars;
use relais_dynamo::Client;
use relais_embedded::queue::OpenError;
use relais_embedded::{EmbeddedDynamo, LocalQueues};
use relais_whatsapp::Language;
use relais_whatsapp::ids::PhoneNumberId;
use reqwest::StatusCode;
use serde_json::Value;

use crate::app::TABLE;
use crate::dead_letters::{QUEUE_FILE, Server, data_folder};

/// Settings, and where they are from.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) settings: BusinessSettings,
    /// What the person who rehearses should know of them.
    pub(super) note: Option<String>,
}

impl Named {
    /// Settings that can be used. An error names each field that is wrong.
    pub(super) fn new(name: String, settings: BusinessSettings) -> anyhow::Result<Self> {
        let wrong = settings.wrong();
        if wrong.is_empty() {
            return Ok(Self { name, settings, note: None });
        }
        let told =
            wrong.iter().map(|wrong| format!("\n  {}: {}", wrong.field, wrong.fault.text(Language::En)));
        bail!("the settings of {name} cannot be used:{}", told.collect::<String>())
    }

    /// Those of a JSON file.
    pub(super) fn of_file(file: &Path) -> anyhow::Result<Self> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("`{name}` cannot be read: name a JSON file of settings, in UTF-8"))?;
        let settings = serde_json::from_str(&text).with_context(|| {
            format!("`{name}` is not as `settings` of GET /api/settings: see docs/ASSISTANT.md")
        })?;
        Self::new(name, settings)
    }
}

/// The store of settings, wherever Relais runs.
pub(super) enum Stored {
    /// The files, or the table on AWS, without a process of Relais in between.
    Direct(Store),
    /// Through the process on this machine that has the files open.
    Server(Server),
}

impl Stored {
    /// On AWS when `TABLE_NAME` is set. Otherwise in the data folder, or through the process that has it open.
    pub(super) async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let vars = Vars::new(lookup);
        if let Some(table) = vars.optional("TABLE_NAME") {
            return Ok(Self::Direct(Clients::load(&relais_aws::http::client()?).await.store(table)));
        }
        let server = Server::of(&vars)?;
        let Some(folder) = data_folder(&vars) else { return Ok(Self::Server(server)) };
        let file = folder.join(QUEUE_FILE);
        if !file.exists() {
            bail!(
                "`{}` does not exist, so no settings are stored: write `settings:` or `settings_file:` into the file",
                file.display()
            );
        }
        let _queues = match LocalQueues::open(&file, Clock::system()) {
            Ok(queues) => queues,
            Err(OpenError::InUse { .. }) => return Ok(Self::Server(server)),
            Err(error) => return Err(error.into()),
        };
        let store = Store::new(Client::new(EmbeddedDynamo::open(&folder.join("relais.db"))?), TABLE);
        store.ensure_table().await?;
        Ok(Self::Direct(store))
    }

    /// A version of the settings of this number. `None`: the present one.
    pub(super) async fn settings(
        &self,
        number: &PhoneNumberId,
        version: Option<u64>,
    ) -> anyhow::Result<Named> {
        let found = match (self, version) {
            (Self::Direct(store), None) => store.present_settings(number).await?,
            (Self::Direct(store), Some(version)) => store.settings(number, version).await?,
            (Self::Server(server), _) => return from_server(server, number, version).await,
        };
        match (found, version) {
            (Some(found), _) => Named::new(name_of(found.change.version), found.settings),
            (None, Some(version)) => Err(unknown(version)),
            (None, None) => Ok(nothing_set()),
        }
    }
}

fn name_of(version: u64) -> String {
    format!("version {version}")
}

fn unknown(version: u64) -> anyhow::Error {
    anyhow::anyhow!(
        "there is no version {version} of the settings: the inbox lists them, and the last 50 are kept"
    )
}

fn nothing_set() -> Named {
    Named {
        name: "the variables".to_owned(),
        settings: BusinessSettings::default(),
        note: Some("No settings are stored for this number: the variables hold.".to_owned()),
    }
}

/// Asks the process on this machine.
async fn from_server(server: &Server, number: &PhoneNumberId, version: Option<u64>) -> anyhow::Result<Named> {
    let Server { http, address, token } = server;
    let path = version.map_or_else(String::new, |version| format!("/versions/{version}"));
    let request = http.get(format!("{address}/api/settings{path}")).query(&[("phone_id", number.as_str())]);
    let request = request.bearer_auth(token.as_deref().unwrap_or_default());
    let response = request.send().await.map_err(reqwest::Error::without_url).with_context(|| {
        format!(
            "the data is in use by a process that does not answer on {address}: set PORT to the value that it was \
             started with"
        )
    })?;
    let mut view: Value = match response.status() {
        StatusCode::OK => response.json().await?,
        StatusCode::UNAUTHORIZED => bail!(
            "the process on {address} has another admin token: set RELAIS_DATA_DIR or RELAIS_ADMIN_TOKEN to the value \
             that it was started with"
        ),
        StatusCode::NOT_FOUND if version.is_some() => return Err(unknown(version.unwrap_or_default())),
        status => bail!("the process on {address} answered {status}: check `phone_id`"),
    };
    let version = view.get("version").and_then(Value::as_u64).unwrap_or_default();
    let mut settings = view.get_mut("settings").map(Value::take).unwrap_or_default();
    let has_secrets = without_marks(&mut settings);
    let settings = serde_json::from_value(settings)
        .context("the process on this machine has settings of another version of Relais: start it again")?;
    if version == 0 {
        return Ok(nothing_set());
    }
    let mut named = Named::new(name_of(version), settings)?;
    named.note = has_secrets.then(|| {
        "The running process shows no secrets, so tools are called without them: stop it to rehearse with them."
            .to_owned()
    });
    Ok(named)
}

/// Removes what is told in place of secrets. Whether there was any.
fn without_marks(settings: &mut Value) -> bool {
    let mut has_some = false;
    for list in ["tools", "mcp"] {
        for tool in settings.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let mark = tool.as_object_mut().and_then(|tool| tool.remove("has_secret"));
            has_some |= mark == Some(Value::Bool(true));
        }
    }
    if let Some(events) = settings.get_mut("events").and_then(Value::as_object_mut) {
        events.remove("has_secret");
    }
    has_some
}

/// The names of the fields in which two settings differ.
pub(super) fn differences(one: &BusinessSettings, other: &BusinessSettings) -> Vec<String> {
    let fields = |settings| match serde_json::to_value::<&BusinessSettings>(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (fields(one), fields(other));
    let mut names: Vec<_> =
        one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(json: Value) -> BusinessSettings {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn settings_that_cannot_be_used_are_refused_with_each_field() {
        let wrong = settings(json!({"time_zone": "Europe/Atlantis", "instructions": ""}));
        let error = Named::new("new.json".to_owned(), wrong).unwrap_err().to_string();
        for told in ["new.json", "time_zone", "Europe/Paris", "instructions"] {
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn only_the_fields_that_differ_are_named() {
        let one = settings(json!({"facts": "a", "language": "fr", "length": "short"}));
        let other = settings(json!({"facts": "b", "language": "fr", "buttons": false}));
        assert_eq!(differences(&one, &other), ["buttons", "facts", "length"]);
        assert_eq!(differences(&one, &one), [""; 0]);
    }

    #[test]
    fn marks_in_place_of_secrets_are_no_settings() {
        let mut told = json!({"tools": [{"name": "find", "has_secret": true}, {"name": "other"}]});
        assert!(without_marks(&mut told));
        assert_eq!(told, json!({"tools": [{"name": "find"}, {"name": "other"}]}));
        assert!(!without_marks(&mut told));
    }
}
