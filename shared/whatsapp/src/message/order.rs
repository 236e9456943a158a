//! Orders of products.

use crate::lenient::Fields;

/// Products of a catalogue that a customer orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// The customer's note.
    pub text: Option<String>,
    /// The ordered products.
    pub items: Vec<OrderItem>,
}

/// One product of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderItem {
    /// The shop's own id of the product.
    pub product_retailer_id: Option<String>,
    /// The number of pieces.
    pub quantity: Option<i64>,
    /// The price of one piece as the customer saw it, as the decimal text that Meta sent.
    pub item_price: Option<String>,
    /// The ISO 4217 code.
    pub currency: Option<String>,
}

impl Order {
    pub(super) fn read(part: Fields<'_>) -> Self {
        Self {
            catalog_id: part.text("catalog_id"),
            text: part.text("text"),
            items: part.objects("product_items").map(OrderItem::read).collect(),
        }
    }
}

impl OrderItem {
    fn read(item: Fields<'_>) -> Self {
        Self {
            product_retailer_id: item.text("product_retailer_id"),
            quantity: item.integer("quantity"),
            item_price: item.text("item_price"),
            currency: item.text("currency"),
        }
    }
}
