//! Writes: puts, updates and deletions, alone and in transactions.
//!
//! All conditions are checked and all new items made before the first statement that writes, so a request that is left
//! to the engine has written nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::storage::Storage;
use relais_dynamo::{AttributeValue, Item};
use rusqlite::Connection;

use super::condition::Condition;
use super::request::{InTransaction, Transaction, Write};
use super::table::{Entry, Keys, Stored, Table};
use super::update::Update;
use super::values::{all_plain, plain, size};
use super::{Direct, Shape, Stop, Unsupported, Values, braced, name_of, only_keys, or_empty};
use crate::dynamo::operations::{Refusal, Response};

/// Largest item, in bytes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_ITEM: usize = 400 * 1024;

/// The most writes of a transaction.
const MAX_WRITES: usize = 100;

/// What a condition that does not hold is called, alone and in a transaction.
const FAILED: &str = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
const CANCELED: &str = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
const MESSAGE: &str = "The conditional request failed";

/// A write that can be carried out here.
pub(in super::super) struct Plan<'a> {
    table: Arc<Table>,
    shape: Arc<Shape>,
    kind: Kind<'a>,
    keys: Keys,
    values: Values,
    returned: Returned,
    shows_old: bool,
}

enum Kind<'a> {
    Put(Arc<New<'a>>),
    Update(Item),
    Delete,
}

/// An item to store. What is wrong with it is left to the engine.
struct New<'a> {
    json: Cow<'a, str>,
    size: usize,
    entries: Vec<Option<Entry>>,
}

impl<'a> New<'a> {
    fn of(table: &Table, item: &Item, json: Cow<'a, str>) -> Result<Self, Unsupported> {
        all_plain(item)?;
        let size = size(item);
        if size > MAX_ITEM {
            return Err(Unsupported);
        }
        let entries = table.indexes.iter().map(|index| index.entry(item, &json, table));
        Ok(Self { size, entries: entries.collect::<Result<_, _>>()?, json })
    }
}

/// What the answer has of the item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Returned {
    Nothing,
    AllOld,
    AllNew,
    UpdatedNew,
}

impl<'a> Plan<'a> {
    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) fn of(
        direct: &mut Direct,
        storage: &Storage,
        operation: &str,
        mut write: Write<'a>,
    ) -> Option<Self> {
        let table = direct.table(storage, &write.table_name)?;
        let key = write.key.take();
        let has_update = write.update_expression.is_some();
        let (kind, keys) = match (operation, write.item, key) {
            ("PutItem", Some(json), None) if !has_update => {
                let item: Item = serde_json::from_str(json.get()).ok()?;
                let keys = Keys::of(&item, &table.keys).ok()?;
                let new = New::of(&table, &item, Cow::Borrowed(json.get())).ok()?;
                (Kind::Put(Arc::new(new)), keys)
            }
            ("UpdateItem", None, Some(key)) => {
                let keys = only_keys(&key, &table)?;
                (Kind::Update(key), keys)
            }
            ("DeleteItem", None, Some(key)) if !has_update => (Kind::Delete, only_keys(&key, &table)?),
            _ => return None,
        };
        Self::with(direct, operation, table, kind, keys, write)
    }

    fn with(
        direct: &mut Direct,
        operation: &str,
        table: Arc<Table>,
        kind: Kind<'a>,
        keys: Keys,
        write: Write<'_>,
    ) -> Option<Self> {
        let names = &write.expression_attribute_names;
        let values = write.expression_attribute_values;
        let (condition, update) = (write.condition_expression.as_ref(), write.update_expression.as_ref());
        let returned = match write.return_values.as_deref() {
            None | Some("NONE") => Returned::Nothing,
            Some("ALL_OLD") => Returned::AllOld,
            Some("ALL_NEW") => Returned::AllNew,
            Some("UPDATED_NEW") => Returned::UpdatedNew,
            Some(_) => return None,
        };
        let shows_old = match write.return_values_on_condition_check_failure.as_deref() {
            None | Some("NONE") => false,
            Some("ALL_OLD") => true,
            Some(_) => return None,
        };
        let parts = [
            operation,
            &write.table_name,
            &or_empty(condition),
            &or_empty(update),
            write.return_values.as_deref().unwrap_or_default(),
            if shows_old { "ALL_OLD" } else { "" },
        ];
        let shape = direct.shape(name_of(&parts, names, &values), || {
            Some(Shape {
                condition: condition.map(|text| Condition::read(text, names).ok_or(())).transpose().ok()?,
                update: update.map(|text| Update::read(text, names).ok_or(())).transpose().ok()?,
                ..Shape::default()
            })
        })?;
        values.values().try_for_each(|value| plain(value, 0)).ok()?;
        Some(Self { table, shape, kind, keys, values, returned, shows_old })
    }

    /// All writes of a transaction, where each is of another item.
    pub(super) fn of_all(
        direct: &mut Direct,
        storage: &Storage,
        transaction: Transaction<'a>,
    ) -> Option<Vec<Self>> {
        let plans = transaction.transact_items.into_iter().map(|write| match write {
            InTransaction::Put(write) => Self::of(direct, storage, "PutItem", write),
            InTransaction::Update(write) => Self::of(direct, storage, "UpdateItem", write),
            InTransaction::Delete(write) => Self::of(direct, storage, "DeleteItem", write),
        });
        let plans: Vec<Self> = plans.collect::<Option<_>>()?;
        let is_repeated = (1..).zip(&plans).any(|(next, plan)| {
            plans.iter().skip(next).any(|other| other.keys == plan.keys && other.table.sql == plan.table.sql)
        });
        let returns_nothing = plans.iter().all(|plan| plan.returned == Returned::Nothing);
        (!plans.is_empty() && plans.len() <= MAX_WRITES && !is_repeated && returns_nothing).then_some(plans)
    }

    /// What is to be written, once the condition holds.
    fn decide(&self, connection: &Connection) -> Result<Decision<'a>, Stop> {
        let is_update = matches!(self.kind, Kind::Update(_));
        let needs_content = self.shape.condition.is_some() || is_update;
        let needs_old = needs_content || self.returned == Returned::AllOld;
        let old = if needs_old { self.table.get(connection, &self.keys)? } else { None };
        let is_new = needs_old && old.is_none();
        let content = match &old {
            Some(json) if needs_content => serde_json::from_str(json).map_err(|_| Unsupported)?,
            _ => Item::new(),
        };
        if let Some(condition) = &self.shape.condition
            && !condition.holds(&content, &self.values)?
        {
            return Ok(Decision::Refused(old.filter(|_| self.shows_old)));
        }
        match &self.kind {
            Kind::Delete => Ok(Decision::Delete(old)),
            Kind::Put(new) => {
                let returned = match self.returned {
                    Returned::Nothing => None,
                    Returned::AllOld => old,
                    _ => return Err(Stop::Unsupported),
                };
                Ok(Decision::Put { new: Arc::clone(new), is_new, returned })
            }
            Kind::Update(key) => {
                let before = if is_new { key } else { &content };
                let after = match &self.shape.update {
                    Some(update) => update.of(before, &self.values)?,
                    None => before.clone(),
                };
                if Keys::of(&after, &self.table.keys)? != self.keys {
                    return Err(Stop::Unsupported);
                }
                let json = serde_json::to_string(&after).map_err(|_| Unsupported)?;
                let returned = self.updated(old, &after, &json)?;
                let new = Arc::new(New::of(&self.table, &after, Cow::Owned(json))?);
                Ok(Decision::Put { new, is_new, returned })
            }
        }
    }

    /// The JSON of the attributes in the answer to an update.
    fn updated(&self, old: Option<String>, new: &Item, json: &str) -> Result<Option<String>, Unsupported> {
        match self.returned {
            Returned::Nothing => Ok(None),
            Returned::AllOld => old.map(Some).ok_or(Unsupported),
            Returned::AllNew => Ok(Some(json.to_owned())),
            Returned::UpdatedNew => {
                let changed = self.shape.update.as_ref().and_then(Update::attributes).ok_or(Unsupported)?;
                let changed: BTreeMap<&String, &AttributeValue> =
                    changed.filter_map(|name| new.get_key_value(name)).collect();
                if changed.is_empty() {
                    return Ok(None);
                }
                serde_json::to_string(&changed).map(Some).map_err(|_| Unsupported)
            }
        }
    }

    fn carry_out(&self, connection: &Connection, decision: &Decision<'_>) -> rusqlite::Result<()> {
        match decision {
            Decision::Refused(_) => Ok(()),
            Decision::Delete(_) => self.table.delete(connection, &self.keys),
            Decision::Put { new, is_new, .. } => {
                let stored = Stored { json: &new.json, size: new.size, entries: &new.entries };
                self.table.put(connection, &self.keys, &stored, *is_new)
            }
        }
    }
}

/// What becomes of a write.
enum Decision<'a> {
    /// Its condition does not hold. The item is there if it was asked for.
    Refused(Option<String>),
    Delete(Option<String>),
    Put {
        new: Arc<New<'a>>,
        is_new: bool,
        returned: Option<String>,
    },
}

/// Carries out one write.
pub(super) fn one(connection: &Connection, plan: &Plan<'_>) -> Result<Response, Stop> {
    let decision = plan.decide(connection)?;
    let returned = match &decision {
        Decision::Refused(item) => return Ok(Err(refused(item.as_deref()))),
        Decision::Delete(old) if plan.returned == Returned::AllOld => old.clone(),
        Decision::Delete(_) if plan.returned == Returned::Nothing => None,
        Decision::Delete(_) => return Err(Stop::Unsupported),
        Decision::Put { returned, .. } => returned.clone(),
    };
    plan.carry_out(connection, &decision)?;
    Ok(Ok(returned.map_or_else(|| b"{}".to_vec(), |item| braced(&["\"Attributes\":", &item]))))
}

/// Carries out all writes, or none.
pub(super) fn all(connection: &Connection, plans: &[Plan<'_>]) -> Result<Response, Stop> {
    let decisions = plans.iter().map(|plan| plan.decide(connection)).collect::<Result<Vec<_>, Stop>>()?;
    if decisions.iter().any(|decision| matches!(decision, Decision::Refused(_))) {
        return Ok(Err(cancelled(&decisions)));
    }
    for (plan, decision) in plans.iter().zip(&decisions) {
        plan.carry_out(connection, decision)?;
    }
    Ok(Ok(b"{}".to_vec()))
}

fn refused(item: Option<&str>) -> Refusal {
    let mut parts = vec!["\"__type\":\"", FAILED, "\",\"message\":\"", MESSAGE, "\""];
    if let Some(item) = item {
        parts.extend([",\"Item\":", item]);
    }
    Refusal { status: 400, body: braced(&parts) }
}

fn cancelled(decisions: &[Decision<'_>]) -> Refusal {
    let mut codes = Vec::new();
    let mut reasons = Vec::new();
    for decision in decisions {
        let (code, reason) = match decision {
            Decision::Refused(item) => {
                let item = item.as_ref().map(|item| format!(",\"Item\":{item}")).unwrap_or_default();
                let code = "ConditionalCheckFailed";
                (code, format!("{{\"Code\":\"{code}\",\"Message\":\"{MESSAGE}\"{item}}}"))
            }
            _ => ("None", "{\"Code\":\"None\"}".to_owned()),
        };
        codes.push(code);
        reasons.push(reason);
    }
    let (codes, reasons) = (codes.join(", "), reasons.join(","));
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons";
    Refusal {
        status: 400,
        body: braced(&[
            "\"__type\":\"",
            CANCELED,
            "\",\"Message\":\"",
            message,
            " [",
            &codes,
            "]\",\"CancellationReasons\":[",
            &reasons,
            "]",
        ]),
    }
}
