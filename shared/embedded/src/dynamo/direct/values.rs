//! Values: their size, their order, and which of them are written here.
//!
//! Only what DynamoDB stores as it was sent is written here. A number that it would write otherwise (`1.0`), and sets of
//! numbers and of bytes, are left to the engine.

use std::cmp::Ordering;

use relais_dynamo::{AttributeValue, Item};

use super::Unsupported;

/// How deep DynamoDB lets values be nested.
const MAX_DEPTH: usize = 30;

/// The most digits of a number that is computed with here.
const MAX_DIGITS: usize = 18;

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Values of one kind.
    Is(Ordering),
    /// Of different kinds, or unequal and without an order.
    None,
}

pub(super) fn order(left: &AttributeValue, right: &AttributeValue) -> Result<Order, Unsupported> {
    Ok(match (left, right) {
        (AttributeValue::S(left), AttributeValue::S(right)) => Order::Is(left.cmp(right)),
        (AttributeValue::N(left), AttributeValue::N(right)) => {
            Order::Is(integer(left)?.cmp(&integer(right)?))
        }
        (AttributeValue::Bool(left), AttributeValue::Bool(right)) if left == right => {
            Order::Is(Ordering::Equal)
        }
        (
            AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::Bool(_),
            AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::Bool(_),
        ) => Order::None,
        _ => return Err(Unsupported),
    })
}

/// The sum of two whole numbers, or their difference.
pub(super) fn sum(left: &str, right: &str, minus: bool) -> Result<String, Unsupported> {
    let (left, right) = (integer(left)?, integer(right)?);
    let sum = if minus { left.checked_sub(right) } else { left.checked_add(right) };
    sum.map(|sum| sum.to_string()).filter(|sum| is_whole(sum)).ok_or(Unsupported)
}

fn integer(number: &str) -> Result<i64, Unsupported> {
    if is_whole(number) { number.parse().map_err(|_| Unsupported) } else { Err(Unsupported) }
}

/// Whether it is a whole number as DynamoDB writes it.
fn is_whole(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= MAX_DIGITS;
    is_plain && (number == "0" || !digits.is_empty() && !digits.starts_with('0'))
}

/// Whether it is a number with decimals as DynamoDB writes it.
fn has_decimals(number: &str) -> bool {
    let number = number.strip_prefix('-').unwrap_or(number);
    let Some((whole, decimals)) = number.split_once('.') else { return false };
    let is_zero = whole == "0";
    (is_zero && decimals.bytes().any(|byte| byte != b'0') || !is_zero && is_whole(whole))
        && !whole.starts_with('-')
        && decimals.bytes().all(|byte| byte.is_ascii_digit())
        && !decimals.ends_with('0')
        && whole.len() + decimals.len() <= MAX_DIGITS
}

/// Refuses what is not stored as it was sent.
pub(super) fn all_plain(item: &Item) -> Result<(), Unsupported> {
    item.iter().try_for_each(|(name, value)| if name.is_empty() { Err(Unsupported) } else { plain(value, 0) })
}

/// Refuses a value that is not stored as it was sent.
pub(super) fn plain(value: &AttributeValue, depth: usize) -> Result<(), Unsupported> {
    let is_plain = match value {
        AttributeValue::S(_) | AttributeValue::Bool(_) | AttributeValue::Null(true) => true,
        AttributeValue::N(number) => is_whole(number) || has_decimals(number),
        AttributeValue::Ss(texts) => {
            let mut sorted: Vec<&str> = texts.iter().map(String::as_str).collect();
            sorted.sort_unstable();
            let distinct = sorted.windows(2).all(|pair| pair.first() != pair.last());
            !texts.is_empty() && distinct && !sorted.contains(&"")
        }
        AttributeValue::M(map) if depth < MAX_DEPTH => {
            return map.iter().try_for_each(|(name, value)| {
                if name.is_empty() { Err(Unsupported) } else { plain(value, depth + 1) }
            });
        }
        AttributeValue::L(list) if depth < MAX_DEPTH => {
            return list.iter().try_for_each(|value| plain(value, depth + 1));
        }
        _ => false,
    };
    if is_plain { Ok(()) } else { Err(Unsupported) }
}

/// The bytes of an item as DynamoDB counts them.
pub(super) fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number_size(number),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::B(bytes) => bytes.0.len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(numbers) => numbers.iter().map(|number| number_size(number)).sum(),
        AttributeValue::Bs(set) => set.iter().map(|bytes| bytes.0.len()).sum(),
        AttributeValue::L(list) => 3 + list.len() + list.iter().map(value_size).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() + 1 + value_size(value)).sum::<usize>()
        }
    }
}

/// A byte for two significant digits, on each side of the point, one more, and one for the sign.
fn number_size(number: &str) -> usize {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let sign = number.len() - digits.len();
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, decimals) = if decimals.is_empty() {
        (whole.trim_end_matches('0').len(), 0)
    } else if whole == "0" {
        (0, decimals.trim_start_matches('0').len())
    } else {
        (whole.len(), decimals.len())
    };
    whole.div_ceil(2) + decimals.div_ceil(2) + 1 + sign
}
