//! `/api/settings`: what a business sets for a number, every version of it, and who made which.
//!
//! A caller saves over the version that they saw (`If-Match`), so nobody undoes what a colleague saved meanwhile. Workers
//! look for a new version every 45 seconds.

mod secrets;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{ETAG, IF_MATCH};
use axum::response::{IntoResponse, Response};
use relais_aws::store::{Saved, SettingsChange, StoredSettings};
use relais_core::business::BusinessSettings;
use relais_core::language::CustomerLanguage;
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_whatsapp::Language;
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Api;
use crate::auth::Caller;
use crate::language::Speaks;
use crate::problem::{Problem, texts};

/// Bytes of the largest settings that are read.
const MOST_BYTES: usize = 256 * 1024;

#[derive(Deserialize)]
pub(crate) struct Of {
    pub(crate) phone_id: Option<String>,
}

/// The settings of a number, with what holds where nothing is set.
#[derive(Serialize)]
struct View {
    phone_id: PhoneNumberId,
    #[serde(flatten)]
    change: ChangeView,
    settings: Value,
    defaults: Defaults,
}

#[derive(Serialize)]
struct ChangeView {
    version: u64,
    changed_at: Option<jiff::Timestamp>,
    changed_by: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Changes {
    versions: Vec<ChangeView>,
}

/// What the deployment's variables say.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // switches, each on its own
struct Defaults {
    assistant: bool,
    instructions: String,
    time_zone: String,
    language: CustomerLanguage,
    voice: bool,
    pictures: bool,
    documents: bool,
    max_replies_per_hour: u32,
    max_replies_per_day: u32,
    texts: BTreeMap<Notice, BTreeMap<&'static str, String>>,
}

impl From<SettingsChange> for ChangeView {
    fn from(change: SettingsChange) -> Self {
        Self { version: change.version, changed_at: Some(change.at), changed_by: change.by }
    }
}

/// The present settings.
pub(crate) async fn get<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let number = api.number(of)?;
    let stored = api.store.present_settings(&number).await?;
    Ok(api.view(number, stored))
}

/// Saves settings over the version in `If-Match`.
pub(crate) async fn put<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(of): Query<Of>,
    Extension(caller): Extension<Caller>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let number = api.number(of)?;
    let seen = seen(&headers)?;
    let value = read(body).await?;
    let settings = api.settings(value, &number, language).await?;
    let now = api.clock.now();
    let by = caller.name.as_deref();
    let saved = api.store.save_settings(&number, seen, &settings, by, now).await?;
    api.recent_settings.forget(&number);
    if saved == Saved::Conflict {
        let present = api.store.present_settings(&number).await?;
        let change = present.as_ref().map(|present| &present.change);
        // The save may have been repeated after its response was lost.
        if let Some(mine) = present.as_ref()
            && mine.change.version == seen + 1
            && mine.change.by == caller.name
            && mine.settings == settings
        {
            return Ok(api.view(number, present));
        }
        return Err(Problem::of(&texts::SETTINGS_CHANGED)
            .with("version", change.map_or(0, |change| change.version))
            .with("changed_by", change.and_then(|change| change.by.clone()))
            .with("changed_at", change.map(|change| change.at.to_string())));
    }
    tracing::info!(number = %number.as_str(), version = seen + 1, "settings saved");
    let change = SettingsChange { version: seen + 1, at: now, by: caller.name };
    Ok(api.view(number, Some(StoredSettings { change, settings })))
}

/// Who made which version, newest first.
pub(crate) async fn versions<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(of): Query<Of>,
) -> Result<Json<Changes>, Problem> {
    let changes = api.store.settings_changes(&api.number(of)?).await?;
    Ok(Json(Changes { versions: changes.into_iter().map(ChangeView::from).collect() }))
}

/// One version.
pub(crate) async fn version<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(version): Path<u64>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let number = api.number(of)?;
    let stored = api.store.settings(&number, version).await?;
    let stored = stored.ok_or_else(|| Problem::of(&texts::UNKNOWN_VERSION))?;
    Ok(api.view(number, Some(stored)))
}

impl<Q: Enqueue> Api<Q> {
    pub(crate) fn number(&self, of: Of) -> Result<PhoneNumberId, Problem> {
        Ok(self
            .listed(of.phone_id)?
            .unwrap_or_else(|| relais_core::config::default_number(&self.sender.numbers)))
    }

    /// The settings in this value, over the secrets that are saved for the number.
    pub(crate) async fn settings(
        &self,
        mut value: Value,
        number: &PhoneNumberId,
        language: Language,
    ) -> Result<BusinessSettings, Problem> {
        if secrets::keeps(&value) {
            let mut missing = secrets::keep(&mut value, &BusinessSettings::default());
            // The present version, or an earlier one that somebody goes back to.
            for SettingsChange { version, .. } in self.store.settings_changes(number).await? {
                if missing.is_empty() {
                    break;
                }
                if let Some(saved) = self.store.settings(number, version).await? {
                    missing = secrets::keep(&mut value, &saved.settings);
                }
            }
            if !missing.is_empty() {
                let detail = language.of(
                    "Its secret is not known for this address: type it again.",
                    "Son secret n'est pas connu pour cette adresse : saisissez-le de nouveau.",
                );
                let problems = missing.into_iter().map(|field| json!({"field": field, "detail": detail}));
                return Err(
                    Problem::of(&texts::INVALID_SETTINGS).with("problems", problems.collect::<Vec<_>>())
                );
            }
        }
        checked(value, language)
    }

    fn view(&self, phone_id: PhoneNumberId, stored: Option<StoredSettings>) -> Response {
        let none = ChangeView { version: 0, changed_at: None, changed_by: None };
        let (change, settings) = stored.map_or_else(
            || (none, BusinessSettings::default()),
            |stored| (stored.change.into(), stored.settings),
        );
        let etag = format!("\"{}\"", change.version);
        let view = View { phone_id, change, settings: secrets::hidden(&settings), defaults: self.defaults() };
        ([(ETAG, etag)], Json(view)).into_response()
    }

    fn defaults(&self) -> Defaults {
        let settings = &self.settings;
        let notices = [Notice::Closed, Notice::Fallback, Notice::HandedOver, Notice::OptOut];
        let texts = notices.map(|notice| {
            let of = |language: CustomerLanguage| {
                (language.as_str(), settings.texts.of(notice, Some(language)).to_owned())
            };
            (notice, CustomerLanguage::ALL.map(of).into())
        });
        Defaults {
            assistant: self.status.assistant_on,
            instructions: self.system_prompt.clone(),
            time_zone: settings.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            language: settings.texts.language(),
            voice: settings.understand.voice,
            pictures: settings.understand.pictures,
            documents: settings.understand.documents,
            max_replies_per_hour: settings.max_replies_per_hour,
            max_replies_per_day: settings.max_replies_per_day,
            texts: texts.into(),
        }
    }
}

/// The version in `If-Match`.
pub(crate) fn seen(headers: &HeaderMap) -> Result<u64, Problem> {
    let missing = || Problem::of(&texts::IF_MATCH_MISSING);
    let value = headers.get(IF_MATCH).ok_or_else(missing)?.to_str().map_err(|_| missing())?.trim();
    let value = value.strip_prefix("W/").unwrap_or(value);
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let version = value.parse::<u32>().ok().filter(|_| value.bytes().all(|byte| byte.is_ascii_digit()));
    version.map(u64::from).ok_or_else(missing)
}

/// Reads JSON.
pub(crate) async fn read(body: Body) -> Result<Value, Problem> {
    let bytes = to_bytes(body, MOST_BYTES).await.map_err(|_| too_large())?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::of(&texts::MALFORMED_JSON))
}

/// The settings in this value, or what is wrong with them.
fn checked(value: Value, language: Language) -> Result<BusinessSettings, Problem> {
    let Value::Object(fields) = without_nulls(value) else {
        return Err(crate::body::invalid("the object around the fields"));
    };
    let Ok(settings) = serde_json::from_value::<BusinessSettings>(Value::Object(fields.clone())) else {
        let detail = language.of(
            "It is not known, or has another shape than GET /api/openapi.json describes.",
            "Ce champ est inconnu, ou n'a pas la forme que décrit GET /api/openapi.json.",
        );
        let places = misshapen(&fields).into_iter();
        return Err(refused(places.map(|field| json!({"field": field, "detail": detail})).collect()));
    };
    check(&settings, language)?;
    Ok(settings)
}

fn refused(problems: Vec<Value>) -> Problem {
    Problem::of(&texts::INVALID_SETTINGS).with("problems", problems)
}

fn check(settings: &BusinessSettings, language: Language) -> Result<(), Problem> {
    let wrong = settings.wrong();
    if wrong.is_empty() {
        return Ok(());
    }
    let told = |wrong: &relais_core::business::Wrong| json!({"field": wrong.field, "detail": wrong.fault.text(language)});
    Err(refused(wrong.iter().map(told).collect()))
}

fn too_large() -> Problem {
    let most = MOST_BYTES / 1024;
    Problem::of(&texts::PAYLOAD_TOO_LARGE).saying(
        format!("This is larger than {most} KiB. Shorten the facts and the texts."),
        format!("Cela dépasse {most} Kio. Raccourcissez les faits et les textes."),
    )
}

/// The fields that cannot be read, each tried alone; of those that have fields themselves, these.
fn misshapen(fields: &Map<String, Value>) -> Vec<String> {
    let is_read = |value: Value| serde_json::from_value::<BusinessSettings>(value).is_ok();
    let mut places = Vec::new();
    for (name, value) in fields.iter().filter(|(name, value)| !is_read(json!({(*name): value}))) {
        let inner = value.as_object().into_iter().flatten();
        let inner: Vec<_> = inner
            .filter(|(field, value)| !is_read(json!({name: {(*field): value}})))
            .map(|(field, _)| format!("{name}.{field}"))
            .collect();
        places.extend(if inner.is_empty() { vec![name.clone()] } else { inner });
    }
    places
}

/// A field that is null is one that is not there.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        value => value,
    }
}
