//! What a business sets for its numbers: every version of it, and which is the present one.
//!
//! Three kinds of records lie in the partition of a number: `head` names the present version, and is small, because
//! workers look at it often; `v.` with a number is one version; `log` lists who made which. A version is saved with
//! the head in one transaction, so of two people who save at once one gets a conflict.

mod recent;

use jiff::Timestamp;
use relais_core::business::BusinessSettings;
use relais_dynamo::{AttributeValue, PutItem, Request, TransactWriteItem};
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

pub use recent::{Recent, RecentSettings};

use super::items::{Item, SCHEMA, n, s};
use super::{Saved, Store, StoreError};

/// Versions that are kept. Older ones are deleted.
pub const VERSIONS_KEPT: u64 = 50;

/// Who made a version, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChange {
    /// The version, from 1.
    pub version: u64,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The caller's name. `None`: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A version of the settings of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSettings {
    /// Who made it.
    pub change: SettingsChange,
    /// What it says.
    pub settings: BusinessSettings,
}

impl Store {
    /// The present version of the settings of this number. 0: nothing was set. Costs half a read unit and may be a second
    /// old.
    pub async fn settings_version(&self, business: &PhoneNumberId) -> Result<u64, StoreError> {
        let found = self.settings_item(business, "head", false).await?;
        found.map_or(Ok(0), |item| version(&item))
    }

    /// A version of the settings of this number. `None`: there is none, or it is deleted.
    pub async fn settings(
        &self,
        business: &PhoneNumberId,
        version: u64,
    ) -> Result<Option<StoredSettings>, StoreError> {
        let Some(item) = self.settings_item(business, &version_sk(version), false).await? else {
            // It may have been saved a moment ago.
            let item = self.settings_item(business, &version_sk(version), true).await?;
            return item.map(|item| stored(&item)).transpose();
        };
        stored(&item).map(Some)
    }

    /// The present settings of this number, as of now. `None`: nothing was set.
    pub async fn present_settings(
        &self,
        business: &PhoneNumberId,
    ) -> Result<Option<StoredSettings>, StoreError> {
        match self.settings_item(business, "head", true).await? {
            Some(head) => self.settings(business, version(&head)?).await,
            None => Ok(None),
        }
    }

    /// Who made which version, newest first.
    pub async fn settings_changes(
        &self,
        business: &PhoneNumberId,
    ) -> Result<Vec<SettingsChange>, StoreError> {
        let Some(item) = self.settings_item(business, "log", true).await? else { return Ok(Vec::new()) };
        let log = item.get("log").and_then(|log| log.as_s()).ok_or_else(|| unreadable("log"))?;
        serde_json::from_str(log).map_err(|_| unreadable("log"))
    }

    /// Saves settings as the version after `seen`. [`Saved::Conflict`]: there is another one already.
    pub async fn save_settings(
        &self,
        business: &PhoneNumberId,
        seen: u64,
        settings: &BusinessSettings,
        by: Option<&str>,
        now: Timestamp,
    ) -> Result<Saved, StoreError> {
        let change = SettingsChange { version: seen + 1, at: now, by: by.map(str::to_owned) };
        let mut log = self.settings_changes(business).await?;
        log.retain(|earlier| earlier.version <= seen);
        log.insert(0, change.clone());
        log.truncate(usize::try_from(VERSIONS_KEPT).unwrap_or(usize::MAX));
        let text = |value: Result<String, serde_json::Error>| value.map(s).map_err(|_| unwritten());
        let head = self.put_settings(business, "head", [("version", n(change.version))]);
        let head = match seen {
            0 => head.condition_expression("attribute_not_exists(version)"),
            _ => head.condition_expression("version = :seen").expression_attribute_values(":seen", n(seen)),
        };
        let made = [
            ("version", n(change.version)),
            ("at", n(now.as_millisecond())),
            ("made_by", change.by.clone().map_or(AttributeValue::Null(true), s)),
            ("doc", text(serde_json::to_string(settings))?),
        ];
        let made = self.put_settings(business, &version_sk(change.version), made);
        let log = self.put_settings(business, "log", [("log", text(serde_json::to_string(&log))?)]);
        let mut writes: Vec<TransactWriteItem> = vec![head.into(), made.into(), log.into()];
        if let Some(old) = change.version.checked_sub(VERSIONS_KEPT).filter(|old| *old > 0) {
            let delete = self.client.delete_item().table_name(&self.table);
            writes.push(delete.set_key(key(business, &version_sk(old))).into());
        }
        self.transact(writes, "save the settings").await
    }

    fn put_settings<const N: usize>(
        &self,
        business: &PhoneNumberId,
        sk: &str,
        values: [(&str, AttributeValue); N],
    ) -> Request<PutItem> {
        let mut item = key(business, sk);
        item.insert("v".to_owned(), n(SCHEMA));
        item.extend(values.map(|(name, value)| (name.to_owned(), value)));
        self.client.put_item().table_name(&self.table).set_item(item)
    }

    async fn settings_item(
        &self,
        business: &PhoneNumberId,
        sk: &str,
        consistent: bool,
    ) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(key(business, sk));
        let get = get.consistent_read(consistent).send().await;
        Ok(get.map_err(StoreError::call("read the settings"))?.item)
    }
}

fn key(business: &PhoneNumberId, sk: &str) -> Item {
    let pk = format!("settings#{}", business.as_str());
    Item::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
}

fn version_sk(version: u64) -> String {
    format!("v.{version:010}")
}

fn version(item: &Item) -> Result<u64, StoreError> {
    number(item, "version")
}

fn number<T: std::str::FromStr>(item: &Item, name: &'static str) -> Result<T, StoreError> {
    let value = item.get(name).and_then(|value| value.as_n()).and_then(|value| value.parse().ok());
    value.ok_or_else(|| unreadable(name))
}

fn stored(item: &Item) -> Result<StoredSettings, StoreError> {
    let at = Timestamp::from_millisecond(number(item, "at")?).map_err(|_| unreadable("at"))?;
    let by = item.get("made_by").and_then(|by| by.as_s()).cloned();
    let doc = item.get("doc").and_then(|doc| doc.as_s()).ok_or_else(|| unreadable("doc"))?;
    let settings = serde_json::from_str(doc).map_err(|_| unreadable("doc"))?;
    Ok(StoredSettings { change: SettingsChange { version: version(item)?, at, by }, settings })
}

fn unreadable(field: &str) -> StoreError {
    let detail = format!("the field {field} is missing or has another shape");
    StoreError::Unreadable { record: "settings", detail }
}

fn unwritten() -> StoreError {
    StoreError::Unwritable { record: "settings", detail: "they are no JSON".to_owned() }
}
