//! An order, with its total.

use relais_whatsapp::message::{Order, OrderItem};
use serde::Serialize;
use serde_json::Number;

/// Decimal places up to which a total is exact. Currencies have at most four (ISO 4217).
const MOST_PLACES: usize = 6;

#[derive(Serialize)]
pub(super) struct OrderView {
    catalog_id: Option<String>,
    /// What the customer wrote beside it.
    text: Option<String>,
    items: Vec<ItemView>,
    /// Absent unless every product has a price and a quantity, and all are of one currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Number>,
}

#[derive(Serialize)]
struct ItemView {
    product: Option<String>,
    quantity: Option<i64>,
    /// Of one piece, as the customer saw it.
    price: Option<Number>,
    currency: Option<String>,
}

impl From<Order> for OrderView {
    fn from(order: Order) -> Self {
        let total = total(&order.items);
        let items = order.items.into_iter().map(ItemView::from).collect();
        Self { catalog_id: order.catalog_id, text: order.text, items, total }
    }
}

impl From<OrderItem> for ItemView {
    fn from(item: OrderItem) -> Self {
        let price = item.item_price.as_deref().and_then(number);
        Self { product: item.product_retailer_id, quantity: item.quantity, price, currency: item.currency }
    }
}

fn total(items: &[OrderItem]) -> Option<Number> {
    let currency = items.first()?.currency.as_ref()?;
    if items.iter().any(|item| item.currency.as_ref() != Some(currency)) {
        return None;
    }
    let sum = items.iter().try_fold(0_i128, |sum, item| {
        let price = millionths(item.item_price.as_deref()?)?;
        let quantity = i128::from(item.quantity.filter(|quantity| *quantity > 0)?);
        sum.checked_add(price.checked_mul(quantity)?)
    })?;
    let unit = 10_i128.pow(u32::try_from(MOST_PLACES).ok()?);
    number(&format!("{}.{:0MOST_PLACES$}", sum / unit, sum % unit))
}

/// A decimal text as a whole number of millionths. `None`: it is none, is negative or has more decimal places.
fn millionths(price: &str) -> Option<i128> {
    let (whole, part) = price.trim().split_once('.').unwrap_or((price.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || part.len() > MOST_PLACES || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<MOST_PLACES$}").parse().ok()
}

/// A decimal text as a number of JSON.
fn number(text: &str) -> Option<Number> {
    Number::from_f64(text.trim().parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(price: &str, quantity: i64, currency: &str) -> OrderItem {
        OrderItem {
            product_retailer_id: Some("MUG".to_owned()),
            quantity: Some(quantity),
            item_price: Some(price.to_owned()),
            currency: Some(currency.to_owned()),
        }
    }

    #[test]
    fn a_total_is_exact_or_absent() {
        let of = |items: &[OrderItem]| total(items).map(|total| total.to_string());
        assert_eq!(of(&[item("0.1", 1, "EUR"), item("0.2", 1, "EUR")]).as_deref(), Some("0.3"));
        assert_eq!(of(&[item("12.5", 2, "EUR"), item("7", 1, "EUR")]).as_deref(), Some("32.0"));
        assert_eq!(of(&[item("0.001", 3, "KWD")]).as_deref(), Some("0.003"));
        for none in [
            vec![],
            vec![item("1", 1, "EUR"), item("1", 1, "USD")],
            vec![item("1e3", 1, "EUR")],
            vec![item("-1", 1, "EUR")],
            vec![item("1", 0, "EUR")],
            vec![item("", 1, "EUR")],
            vec![OrderItem { item_price: None, ..item("1", 1, "EUR") }],
            vec![OrderItem { currency: None, ..item("1", 1, "EUR") }],
            vec![item("999999999999999", i64::MAX, "EUR")],
            vec![item("9999999999999", i64::MAX, "EUR"); 30],
        ] {
            assert_eq!(of(&none), None, "{none:?}");
        }
    }
}
