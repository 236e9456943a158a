//! The tables of the engine's file, by the engine's own layout of them.

use dynoxide::storage::Storage;
use dynoxide::types::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, ProjectionType, ScalarAttributeType,
};
use relais_dynamo::{AttributeValue, Item};
use rusqlite::{Connection, OptionalExtension, params};

use super::Unsupported;

/// The most bytes of a partition key and of a sort key.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_KEYS: [usize; 2] = [2048, 1024];

/// A table whose keys are texts.
#[derive(Debug)]
pub(in crate::dynamo) struct Table {
    pub(super) keys: [String; 2],
    pub(super) indexes: Vec<Index>,
    /// Its name in SQL, with quotes.
    pub(super) sql: String,
    statements: [String; 4],
}

/// An index of a table.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) keys: [String; 2],
    pub(super) has_all: bool,
    pub(super) sql: String,
    statements: [String; 5],
}

/// The two keys of an item, as the engine stores them: `S:` before the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dynamo) struct Keys(pub(super) [String; 2]);

impl Keys {
    /// The keys that `item` has by these names.
    pub(super) fn of(item: &Item, names: &[String; 2]) -> Result<Self, Unsupported> {
        let [partition, sort] = names;
        let key = |name: &str, most: usize| match item.get(name) {
            Some(AttributeValue::S(text)) if !text.is_empty() && text.len() <= most => Ok(stored(text)),
            _ => Err(Unsupported),
        };
        let [longest_partition, longest_sort] = MAX_KEYS;
        Ok(Self([key(partition, longest_partition)?, key(sort, longest_sort)?]))
    }

    /// The keys as they were given.
    pub(super) fn texts(&self) -> [&str; 2] {
        self.0.each_ref().map(|key| given(key))
    }
}

/// A key as the engine stores it.
pub(super) fn stored(text: &str) -> String {
    format!("S:{text}")
}

/// The text of a key as the engine stores it.
pub(super) fn given(key: &str) -> &str {
    key.strip_prefix("S:").unwrap_or(key)
}

impl Table {
    /// `None` for a table that is not known, or has something that only the engine knows.
    pub(super) fn of(storage: &Storage, name: &str) -> Option<Self> {
        let described = storage.get_table_metadata(name).ok()??;
        let has_none = |definitions: &Option<String>| {
            definitions.as_deref().is_none_or(|list| matches!(list, "" | "[]" | "null"))
        };
        let is_known = !described.stream_enabled
            && described.table_status == "ACTIVE"
            && has_none(&described.lsi_definitions)
            && has_none(&described.vector_index_definitions);
        let attributes: Vec<AttributeDefinition> =
            serde_json::from_str(&described.attribute_definitions).ok()?;
        let are_texts = |keys: &[String; 2]| {
            let is_text = |key: &String| {
                attributes.iter().any(|attribute| {
                    &attribute.attribute_name == key && attribute.attribute_type == ScalarAttributeType::S
                })
            };
            keys.iter().all(is_text)
        };
        let keys = two(&serde_json::from_str::<Vec<KeySchemaElement>>(&described.key_schema).ok()?)?;
        let indexes: Vec<GlobalSecondaryIndex> = match &described.gsi_definitions {
            Some(indexes) => serde_json::from_str(indexes).ok()?,
            None => Vec::new(),
        };
        let indexes: Vec<Index> =
            indexes.iter().map(|index| Index::of(name, index)).collect::<Option<_>>()?;
        let all_texts = are_texts(&keys) && indexes.iter().all(|index| are_texts(&index.keys));
        let sql = quoted(name);
        (is_known && all_texts).then(|| Self {
            keys,
            indexes,
            statements: [
                format!("SELECT item_json FROM {sql} WHERE pk = ?1 AND sk = ?2"),
                format!(
                    "INSERT INTO {sql} (pk, sk, item_json, item_size, hash_prefix) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (pk, sk) DO UPDATE SET item_json = ?3, item_size = ?4"
                ),
                format!("DELETE FROM {sql} WHERE pk = ?1 AND sk = ?2"),
                format!(
                    "SELECT pk, sk, coalesce(CAST(json_extract(item_json, ?3) AS INTEGER) < ?4, 0) \
                     FROM {sql} WHERE (pk, sk) > (?1, ?2) ORDER BY pk, sk LIMIT ?5"
                ),
            ],
            sql,
        })
    }

    pub(super) fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// The JSON of an item.
    pub(super) fn get(&self, connection: &Connection, keys: &Keys) -> rusqlite::Result<Option<String>> {
        let [get, ..] = &self.statements;
        connection.prepare_cached(get)?.query_row(params_of(keys), |row| row.get(0)).optional()
    }

    /// Stores an item, and what the indexes have of it. `is_new` when there is none with its keys.
    pub(super) fn put(
        &self,
        connection: &Connection,
        keys: &Keys,
        put: &Stored<'_>,
        is_new: bool,
    ) -> rusqlite::Result<()> {
        let [_, insert, ..] = &self.statements;
        let [partition, sort] = &keys.0;
        let prefix =
            dynoxide::storage::compute_hash_prefix(&dynoxide::AttributeValue::S(given(partition).to_owned()));
        let size = i64::try_from(put.size).unwrap_or(i64::MAX);
        connection.prepare_cached(insert)?.execute(params![partition, sort, put.json, size, prefix])?;
        for (index, entry) in self.indexes.iter().zip(put.entries) {
            index.keep(connection, keys, entry.as_ref(), is_new)?;
        }
        Ok(())
    }

    /// Deletes an item, and what the indexes have of it.
    pub(super) fn delete(&self, connection: &Connection, keys: &Keys) -> rusqlite::Result<()> {
        let [_, _, delete, _] = &self.statements;
        connection.prepare_cached(delete)?.execute(params_of(keys))?;
        self.indexes.iter().try_for_each(|index| index.keep(connection, keys, None, false))
    }

    /// The keys of the next `most` items after `after`, each with whether its time in `attribute` is before `now`, in
    /// seconds.
    pub(super) fn ages(
        &self,
        connection: &Connection,
        attribute: &str,
        now: i64,
        after: &Keys,
        most: usize,
    ) -> rusqlite::Result<Vec<(Keys, bool)>> {
        let [.., ages] = &self.statements;
        let [partition, sort] = &after.0;
        let path = format!("$.\"{attribute}\".N");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = connection.prepare_cached(ages)?;
        let rows = statement.query_map(params![partition, sort, path, now, most], |row| {
            Ok((Keys([row.get(0)?, row.get(1)?]), row.get(2)?))
        })?;
        rows.collect()
    }
}

/// An item to store.
pub(super) struct Stored<'a> {
    pub(super) json: &'a str,
    pub(super) size: usize,
    /// What each index has of it.
    pub(super) entries: &'a [Option<Entry>],
}

/// What an index has of an item.
pub(super) struct Entry {
    keys: Keys,
    json: String,
}

impl Index {
    fn of(table: &str, index: &GlobalSecondaryIndex) -> Option<Self> {
        let has_all = match index.projection.projection_type {
            Some(ProjectionType::ALL) => true,
            Some(ProjectionType::KEYS_ONLY) => false,
            _ => return None,
        };
        let sql = quoted(&format!("{table}::gsi::{}", index.index_name));
        Some(Self {
            keys: two(&index.key_schema)?,
            has_all,
            name: index.index_name.clone(),
            statements: [
                format!("SELECT gsi_pk, gsi_sk FROM {sql} WHERE table_pk = ?1 AND table_sk = ?2"),
                format!("DELETE FROM {sql} WHERE table_pk = ?1 AND table_sk = ?2"),
                format!(
                    "INSERT INTO {sql} (gsi_pk, gsi_sk, table_pk, table_sk, item_json) \
                     VALUES (?1, ?2, ?3, ?4, ?5)"
                ),
                format!(
                    "UPDATE {sql} SET gsi_pk = ?1, gsi_sk = ?2, item_json = ?5 \
                     WHERE table_pk = ?3 AND table_sk = ?4"
                ),
                format!("UPDATE {sql} SET item_json = ?3 WHERE table_pk = ?1 AND table_sk = ?2"),
            ],
            sql,
        })
    }

    /// What it has of `item`; `None` when it has not both keys.
    pub(super) fn entry(&self, item: &Item, json: &str, table: &Table) -> Result<Option<Entry>, Unsupported> {
        let missing = self.keys.iter().filter(|key| !item.contains_key(*key)).count();
        if missing > 0 {
            // What is there of the keys must be a text all the same.
            let is_text = |key: &String| {
                item.get(key).is_none_or(|key| key.as_s().is_some_and(|text| !text.is_empty()))
            };
            return if self.keys.iter().all(is_text) { Ok(None) } else { Err(Unsupported) };
        }
        let keys = Keys::of(item, &self.keys)?;
        let json = if self.has_all {
            json.to_owned()
        } else {
            let kept = self.keys.iter().chain(&table.keys).filter_map(|key| item.get_key_value(key));
            serde_json::to_string(&kept.collect::<std::collections::BTreeMap<_, _>>())
                .map_err(|_| Unsupported)?
        };
        Ok(Some(Entry { keys, json }))
    }

    /// Has `entry` of the item with these keys, and nothing else. A row that is there already keeps its place, and what
    /// SQLite has sorted by it: so less is written than for another row.
    fn keep(
        &self,
        connection: &Connection,
        keys: &Keys,
        entry: Option<&Entry>,
        is_new: bool,
    ) -> rusqlite::Result<()> {
        let [get, delete, insert, update, replace] = &self.statements;
        let old = if is_new {
            None
        } else {
            let mut statement = connection.prepare_cached(get)?;
            statement.query_row(params_of(keys), |row| Ok(Keys([row.get(0)?, row.get(1)?]))).optional()?
        };
        let [partition, sort] = &keys.0;
        let Some(entry) = entry else {
            if old.is_some() {
                connection.prepare_cached(delete)?.execute(params_of(keys))?;
            }
            return Ok(());
        };
        if old.as_ref() == Some(&entry.keys) {
            if self.has_all {
                connection.prepare_cached(replace)?.execute(params![partition, sort, entry.json])?;
            }
            return Ok(());
        }
        let [in_index, in_order] = &entry.keys.0;
        connection
            .prepare_cached(if old.is_some() { update } else { insert })?
            .execute(params![in_index, in_order, partition, sort, entry.json])?;
        Ok(())
    }
}

fn params_of(keys: &Keys) -> [&str; 2] {
    keys.0.each_ref().map(String::as_str)
}

/// The partition key and the sort key; `None` when there is another number of keys.
fn two(schema: &[KeySchemaElement]) -> Option<[String; 2]> {
    let [first, second] = schema else { return None };
    let is_plain = first.key_type == KeyType::HASH && second.key_type == KeyType::RANGE;
    is_plain.then(|| [first.attribute_name.clone(), second.attribute_name.clone()])
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
