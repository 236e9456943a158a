//! The requests that the store sends all the time, answered on the engine's own tables without the engine.
//!
//! The engine reads a request to the last rule of DynamoDB, prepares its SQL anew and commits each write alone. Here
//! a request of a known shape runs on prepared statements, in one commit with others, and what it reads goes into the
//! answer as it is stored.
//!
//! What is right is still the engine's to say. A shape (the operation, its expressions, the names in them) is known once
//! the engine has carried out a request of it, so one that DynamoDB refuses is refused here. And what is not surely
//! answered as the engine does is left to it: other parameters and functions, numbers and sets that DynamoDB stores
//! otherwise than they were sent, and whatever would be an error but for a failed condition.
//! `tests/dynamo_direct` compares both.

mod condition;
mod query;
mod request;
mod table;
mod tokens;
mod update;
mod values;
mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dynoxide::storage::Storage;
use relais_dynamo::{AttributeValue, Item};
use rusqlite::Connection;

use super::operations::Response;
use condition::{Condition, Range};
use request::{BatchGet, Get};
use table::{Keys, Table};
use update::Update;

/// The attributes that stand behind `#names`.
type Names = BTreeMap<String, String>;
/// The values that stand behind `:names`.
type Values = BTreeMap<String, AttributeValue>;

/// The most shapes that are remembered. The store has some two hundred.
const MAX_SHAPES: usize = 4096;

/// A longer request is left to the engine, which knows the limits of sizes.
const MAX_REQUEST: usize = 256 * 1024;

/// The most bytes of an answer with several items. DynamoDB cuts at a mebibyte of its own count, which is smaller.
const MAX_ANSWER: usize = 1024 * 1024;

/// How many items are looked at for their age in one go.
const SWEPT: usize = 500;

/// What only the engine answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsupported;

/// Why there is no answer.
pub(super) enum Stop {
    /// The engine must answer, and nothing was written.
    Unsupported,
    /// What was written in this transaction must be rolled back.
    Sqlite(rusqlite::Error),
}

impl From<Unsupported> for Stop {
    fn from(_: Unsupported) -> Self {
        Self::Unsupported
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// The tables and shapes that are known.
#[derive(Default)]
pub(super) struct Direct {
    tables: HashMap<String, Arc<Table>>,
    shapes: HashMap<String, Arc<Shape>>,
}

/// The expressions of a request.
#[derive(Debug, Default)]
struct Shape {
    condition: Option<Condition>,
    update: Option<Update>,
    range: Option<Range>,
    is_proven: AtomicBool,
}

/// A request that can be answered here.
pub(super) enum Plan<'a> {
    Get(Arc<Table>, Keys),
    BatchGet(String, Arc<Table>, Vec<Keys>),
    Query(query::Plan),
    Write(write::Plan<'a>),
    Transaction(Vec<write::Plan<'a>>),
}

impl Plan<'_> {
    /// Whether it may change something.
    pub(super) fn writes(&self) -> bool {
        matches!(self, Self::Write(_) | Self::Transaction(_))
    }

    /// Whether the engine has carried out such a request.
    pub(super) fn is_proven(&self) -> bool {
        self.shapes().all(|shape| shape.is_proven.load(Ordering::Relaxed))
    }

    /// The engine has carried it out.
    pub(super) fn prove(&self) {
        self.shapes().for_each(|shape| shape.is_proven.store(true, Ordering::Relaxed));
    }

    fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let of_one = match self {
            Self::Query(plan) => Some(plan.shape()),
            Self::Write(plan) => Some(plan.shape()),
            _ => None,
        };
        let of_all = match self {
            Self::Transaction(plans) => &plans[..],
            _ => &[],
        };
        of_one.into_iter().chain(of_all.iter().map(write::Plan::shape))
    }

    /// The keys of the records that it writes when it is carried out.
    pub(super) fn written(&self) -> Vec<[String; 2]> {
        let of = |plan: &write::Plan<'_>| plan.keys().texts().map(str::to_owned);
        match self {
            Self::Write(plan) => vec![of(plan)],
            Self::Transaction(plans) => plans.iter().map(of).collect(),
            _ => Vec::new(),
        }
    }

    /// Answers it. A write must run in a transaction.
    pub(super) fn run(&self, connection: &Connection) -> Result<Response, Stop> {
        match self {
            Self::Get(table, keys) => {
                let found = table.get(connection, keys)?;
                Ok(Ok(found.map_or_else(|| b"{}".to_vec(), |item| braced(&["\"Item\":", &item]))))
            }
            Self::BatchGet(name, table, all) => batch(connection, name, table, all),
            Self::Query(plan) => plan.run(connection).map(Ok),
            Self::Write(plan) => write::one(connection, plan),
            Self::Transaction(plans) => write::all(connection, plans),
        }
    }
}

impl Direct {
    /// `None` when the engine must answer.
    pub(super) fn plan<'a>(
        &mut self,
        storage: &Storage,
        operation: &str,
        body: &'a [u8],
    ) -> Option<Plan<'a>> {
        if body.len() > MAX_REQUEST {
            return None;
        }
        match operation {
            "GetItem" => {
                let get: Get<'_> = serde_json::from_slice(body).ok()?;
                let table = self.table(storage, &get.table_name)?;
                let keys = only_keys(&get.key, &table)?;
                Some(Plan::Get(table, keys))
            }
            "BatchGetItem" => {
                let get: BatchGet = serde_json::from_slice(body).ok()?;
                let mut tables = get.request_items.into_iter();
                let (Some((name, wanted)), None) = (tables.next(), tables.next()) else { return None };
                let table = self.table(storage, &name)?;
                let keys: Vec<Keys> =
                    wanted.keys.iter().map(|key| only_keys(key, &table)).collect::<Option<_>>()?;
                let is_repeated =
                    (1..).zip(&keys).any(|(next, key)| keys.iter().skip(next).any(|other| other == key));
                (!keys.is_empty() && keys.len() <= 100 && !is_repeated)
                    .then_some(Plan::BatchGet(name, table, keys))
            }
            "Query" => query::Plan::of(self, storage, serde_json::from_slice(body).ok()?).map(Plan::Query),
            "PutItem" | "UpdateItem" | "DeleteItem" => {
                let write = serde_json::from_slice(body).ok()?;
                write::Plan::of(self, storage, operation, write).map(Plan::Write)
            }
            "TransactWriteItems" => {
                let request: request::Transaction<'_> = serde_json::from_slice(body).ok()?;
                write::Plan::of_all(self, storage, request).map(Plan::Transaction)
            }
            _ => None,
        }
    }

    /// Deletes the items that have expired among the next ones after `after`, in a transaction. Returns their number,
    /// and where to go on.
    pub(super) fn sweep(
        &mut self,
        storage: &Storage,
        now: i64,
        place: Option<Place>,
    ) -> rusqlite::Result<(usize, Option<Place>)> {
        const LISTED: &str = "SELECT table_name, ttl_attribute FROM _tables \
             WHERE ttl_enabled AND table_name >= ?1 ORDER BY table_name LIMIT 2";
        let place = place.unwrap_or_else(|| Place::first_of(String::new()));
        let connection = storage.conn();
        let mut listed = connection.prepare_cached(LISTED)?;
        let listed = listed.query_map([&place.table], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut listed = listed.collect::<rusqlite::Result<Vec<(String, String)>>>()?.into_iter();
        let Some((name, attribute)) = listed.next() else { return Ok((0, None)) };
        let next_table = listed.next().map(|(name, _)| Place::first_of(name));
        let Some(table) = self.table(storage, &name) else { return Ok((0, next_table)) };
        let after = if place.table == name { place.after } else { Place::first_of(String::new()).after };
        let ages = table.ages(connection, &attribute, now, &after, SWEPT)?;
        let expired: Vec<&Keys> = ages.iter().filter(|(_, is_old)| *is_old).map(|(keys, _)| keys).collect();
        for keys in &expired {
            table.delete(connection, keys)?;
        }
        let deleted = expired.len();
        let rest = if ages.len() < SWEPT { None } else { ages.into_iter().next_back() };
        Ok((deleted, rest.map(|(after, _)| Place { table: name, after }).or(next_table)))
    }

    fn table(&mut self, storage: &Storage, name: &str) -> Option<Arc<Table>> {
        if let Some(table) = self.tables.get(name) {
            return Some(Arc::clone(table));
        }
        let table = Arc::new(Table::of(storage, name)?);
        self.tables.insert(name.to_owned(), Arc::clone(&table));
        Some(table)
    }

    /// The shape of this name, which `read` makes the first time.
    fn shape(&mut self, name: String, read: impl FnOnce() -> Option<Shape>) -> Option<Arc<Shape>> {
        if let Some(shape) = self.shapes.get(&name) {
            return Some(Arc::clone(shape));
        }
        let shape = Arc::new(read()?);
        if self.shapes.len() >= MAX_SHAPES {
            self.shapes.clear();
        }
        self.shapes.insert(name, Arc::clone(&shape));
        Some(shape)
    }

    /// The tables may be others now.
    pub(super) fn forget_tables(&mut self) {
        self.tables.clear();
    }
}

/// Where a sweep goes on.
#[derive(Debug)]
pub(super) struct Place {
    table: String,
    after: Keys,
}

impl Place {
    fn first_of(table: String) -> Self {
        Self { table, after: Keys([String::new(), String::new()]) }
    }
}

/// The keys, where there is nothing beside them.
fn only_keys(item: &Item, table: &Table) -> Option<Keys> {
    if item.len() == table.keys.len() { Keys::of(item, &table.keys).ok() } else { None }
}

fn batch(connection: &Connection, name: &str, table: &Table, all: &[Keys]) -> Result<Response, Stop> {
    let mut found = Vec::new();
    let mut bytes = 0;
    for keys in all {
        if let Some(item) = table.get(connection, keys)? {
            bytes += item.len();
            found.push(item);
        }
    }
    if bytes > MAX_ANSWER {
        return Err(Stop::Unsupported);
    }
    let name = serde_json::to_string(name).map_err(|_| Stop::Unsupported)?;
    let items = found.join(",");
    Ok(Ok(braced(&["\"Responses\":{", &name, ":[", &items, "]},\"UnprocessedKeys\":{}"])))
}

/// The parts, in one JSON object.
fn braced(parts: &[&str]) -> Vec<u8> {
    ["{", &parts.concat(), "}"].concat().into_bytes()
}

/// The name of a shape: what distinguishes it, and the names that its expressions use.
fn name_of(parts: &[&str], names: &Names, values: &Values) -> String {
    let mut name = String::with_capacity(256);
    let names = names.iter().flat_map(|(name, attribute)| [name.as_str(), attribute]);
    for part in parts.iter().copied().chain(names).chain(values.keys().map(String::as_str)) {
        name.push_str(part);
        name.push('\0');
    }
    name
}

/// The text, or nothing.
fn or_empty(text: Option<&String>) -> Cow<'_, str> {
    text.map_or(Cow::Borrowed(""), |text| Cow::Borrowed(text.as_str()))
}
