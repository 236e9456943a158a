//! Queries: the items of a partition, in the order of their sort keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::storage::Storage;
use relais_dynamo::{AttributeValue, Item};
use rusqlite::{Connection, Row};
use serde_json::json;

use super::condition::{Bounds, Comparison, Condition, Range};
use super::request::Query;
use super::table::{Index, Table, given, stored};
use super::{Direct, MAX_ANSWER, Shape, Stop, Values, braced, name_of, or_empty};

/// What all stored texts are at least, and less than.
const FIRST: &str = "S:";
const END: &str = "S;";

/// A query that can be answered here.
pub(in super::super) struct Plan {
    table: Arc<Table>,
    index: Option<String>,
    shape: Arc<Shape>,
    values: Values,
    partition: String,
    from: (&'static str, String),
    to: (&'static str, String),
    /// The sort key of the last item of the page before; of an index also the two keys of the table.
    after: Option<Vec<String>>,
    is_forward: bool,
    limit: Option<u32>,
    only_counts: bool,
}

impl Plan {
    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn of(direct: &mut Direct, storage: &Storage, query: Query<'_>) -> Option<Self> {
        let table = direct.table(storage, &query.table_name)?;
        let index = query.index_name.as_deref().map(|name| table.index(name).ok_or(())).transpose().ok()?;
        let only_counts = match query.select.as_deref() {
            None => false,
            Some("COUNT") => true,
            Some(_) => return None,
        };
        if query.limit == Some(0) || index.is_some() && query.consistent_read == Some(true) {
            return None;
        }
        let [partition, sort] = index.map_or(&table.keys, |index| &index.keys);
        let (range, filter) = (&query.key_condition_expression, query.filter_expression.as_ref());
        let names = &query.expression_attribute_names;
        let values = query.expression_attribute_values;
        let parts =
            ["Query", &query.table_name, &or_empty(query.index_name.as_ref()), range, &or_empty(filter)];
        let shape = direct.shape(name_of(&parts, names, &values), || {
            Some(Shape {
                range: Some(Range::read(range, names, partition, sort)?),
                condition: filter.map(|filter| Condition::read(filter, names).ok_or(())).transpose().ok()?,
                ..Shape::default()
            })
        })?;
        values.values().try_for_each(|value| super::values::plain(value, 0)).ok()?;
        let range = shape.range.as_ref()?;
        let (from, to) = bounds(range.bounds.as_ref(), &values)?;
        let plan = Self {
            partition: key(&values, &range.partition)?,
            index: index.map(|index| index.name.clone()),
            after: None,
            is_forward: query.scan_index_forward.unwrap_or(true),
            limit: query.limit,
            only_counts,
            table: Arc::clone(&table),
            shape: Arc::clone(&shape),
            from,
            to,
            values,
        };
        let after = query.exclusive_start_key.map(|start| plan.start(&start).ok_or(())).transpose().ok()?;
        Some(Self { after, ..plan })
    }

    fn index(&self) -> Option<&Index> {
        self.index.as_deref().and_then(|name| self.table.index(name))
    }

    /// Where the page begins, which must be within the bounds.
    fn start(&self, start: &BTreeMap<String, AttributeValue>) -> Option<Vec<String>> {
        let key = |name: &str| match start.get(name)? {
            AttributeValue::S(text) if !text.is_empty() => Some(stored(text)),
            _ => None,
        };
        let [partition, sort] = self.index().map_or(&self.table.keys, |index| &index.keys);
        let mut names: Vec<&String> = vec![partition, sort];
        names.extend(&self.table.keys);
        names.sort_unstable();
        names.dedup();
        let position = key(sort)?;
        let is_within = compares(&position, &self.from) && compares(&position, &self.to);
        let of_table = self.table.keys.iter().map(|name| key(name)).collect::<Option<Vec<_>>>()?;
        let is_known = key(partition)? == self.partition && start.len() == names.len();
        let after = match self.index() {
            Some(_) => [vec![position], of_table].concat(),
            None => vec![position],
        };
        (is_known && is_within).then_some(after)
    }

    pub(super) fn run(&self, connection: &Connection) -> Result<Vec<u8>, Stop> {
        let sql = self.sql();
        let mut statement = connection.prepare_cached(&sql)?;
        let limit = self.limit.map_or(-1, i64::from);
        let mut parameters: Vec<&dyn rusqlite::ToSql> =
            vec![&self.partition, &self.from.1, &self.to.1, &limit];
        if let Some(after) = &self.after {
            parameters.extend(after.iter().map(|key| -> &dyn rusqlite::ToSql { key }));
        }
        let mut rows = statement.query(&parameters[..])?;
        let mut items = Vec::new();
        let (mut scanned, mut counted, mut bytes) = (0_u32, 0_u32, 0);
        let mut last = None;
        while let Some(row) = rows.next()? {
            let json: String = row.get(0)?;
            scanned += 1;
            bytes += json.len();
            if bytes > MAX_ANSWER {
                return Err(Stop::Unsupported);
            }
            if self.limit == Some(scanned) {
                last = Some(self.position(row)?);
            }
            if let Some(filter) = &self.shape.condition {
                let item: Item = serde_json::from_str(&json).map_err(|_| Stop::Unsupported)?;
                if !filter.holds(&item, &self.values)? {
                    continue;
                }
            }
            counted += 1;
            if !self.only_counts {
                items.push(json);
            }
        }
        let mut parts = Vec::new();
        let items = items.join(",");
        if !self.only_counts {
            parts.extend(["\"Items\":[", &items, "],"]);
        }
        let counts = format!("\"Count\":{counted},\"ScannedCount\":{scanned}");
        parts.push(&counts);
        let last = last.map(|last| format!(",\"LastEvaluatedKey\":{last}"));
        parts.extend(last.as_deref());
        Ok(braced(&parts))
    }

    fn sql(&self) -> String {
        let (source, partition, sort, first, second) = match self.index() {
            Some(index) => (&index.sql, "gsi_pk", "gsi_sk", "table_pk", "table_sk"),
            None => (&self.table.sql, "pk", "sk", "pk", "sk"),
        };
        let (from, to) = (self.from.0, self.to.0);
        let (after, order) = if self.is_forward { (">", "ASC") } else { ("<", "DESC") };
        let after = match (&self.after, self.index()) {
            (None, _) => String::new(),
            (Some(_), Some(_)) => format!(" AND ({sort}, {first}, {second}) {after} (?5, ?6, ?7)"),
            (Some(_), None) => format!(" AND {sort} {after} ?5"),
        };
        let order = match self.index() {
            Some(_) => format!("{sort} {order}, {first} {order}, {second} {order}"),
            None => format!("{sort} {order}"),
        };
        format!(
            "SELECT item_json, {partition}, {sort}, {first}, {second} FROM {source} \
             WHERE {partition} = ?1 AND {sort} {from} ?2 AND {sort} {to} ?3{after} ORDER BY {order} LIMIT ?4"
        )
    }

    /// The JSON of the key after which the next page begins.
    fn position(&self, row: &Row<'_>) -> rusqlite::Result<String> {
        let mut keys = BTreeMap::new();
        let of_index = self.index().map_or(&self.table.keys, |index| &index.keys);
        for (name, column) in of_index.iter().zip([1, 2]).chain(self.table.keys.iter().zip([3, 4])) {
            keys.insert(name, json!({"S": given(&row.get::<_, String>(column)?)}));
        }
        Ok(json!(keys).to_string())
    }
}

type Bound = (&'static str, String);

/// The first sort key and the last one.
fn bounds(bounds: Option<&Bounds>, values: &Values) -> Option<(Bound, Bound)> {
    let (mut from, mut to) = ((">=", FIRST.to_owned()), ("<", END.to_owned()));
    match bounds {
        None => {}
        Some(Bounds::Between(low, high)) => {
            (from, to) = ((">=", key(values, low)?), ("<=", key(values, high)?));
            if from.1 > to.1 {
                return None;
            }
        }
        Some(Bounds::BeginsWith(start)) => {
            let start = key(values, start)?;
            to.1 = after_all_with(&start)?;
            from.1 = start;
        }
        Some(Bounds::One(comparison, value)) => {
            let value = key(values, value)?;
            match comparison {
                Comparison::Equal => (from, to) = ((">=", value.clone()), ("<=", value)),
                Comparison::Less => to = ("<", value),
                Comparison::AtMost => to = ("<=", value),
                Comparison::Greater => from = (">", value),
                Comparison::AtLeast => from = (">=", value),
                Comparison::Unequal => return None,
            }
        }
    }
    Some((from, to))
}

/// The value, as a key is stored.
fn key(values: &Values, name: &str) -> Option<String> {
    match values.get(name)? {
        AttributeValue::S(text) if !text.is_empty() => Some(stored(text)),
        _ => None,
    }
}

/// The first text after all that begin with `start`.
fn after_all_with(start: &str) -> Option<String> {
    let mut start = start.to_owned();
    while let Some(last) = start.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            start.push(next);
            return Some(start);
        }
    }
    None
}

fn compares(key: &str, (sign, bound): &Bound) -> bool {
    match *sign {
        ">" => key > bound.as_str(),
        ">=" => key >= bound.as_str(),
        "<" => key < bound.as_str(),
        _ => key <= bound.as_str(),
    }
}
