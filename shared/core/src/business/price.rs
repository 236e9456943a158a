//! What the model's provider charges, for the usage in money.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Fault, Wrong};

/// The highest price that is taken, per million tokens.
const MOST: u32 = 1_000_000;

/// Decimal places of a price that are kept: six.
const MILLIONTHS: f64 = 1_000_000.0;

/// Prices per million tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// For what the model reads.
    pub prompt: Amount,
    /// For what it reads from the provider's cache. `None`: as [`Price::prompt`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<Amount>,
    /// For what it writes.
    pub answer: Amount,
    /// The currency, by ISO 4217.
    pub currency: String,
}

/// An amount of money, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

impl Price {
    /// The cost of these tokens. The cached ones are among those of the prompt.
    #[allow(clippy::cast_precision_loss)] // 2^53 tokens are more than any business uses
    pub fn of(&self, prompt: u64, cached: u64, answer: u64) -> f64 {
        let part = |tokens: u64, price: Amount| tokens as f64 / MILLIONTHS * price.value();
        let cached = cached.min(prompt);
        part(prompt - cached, self.prompt)
            + part(cached, self.cached.unwrap_or(self.prompt))
            + part(answer, self.answer)
    }

    pub(super) fn wrong(&self) -> Vec<Wrong> {
        let amounts = [("prompt", Some(self.prompt)), ("cached", self.cached), ("answer", Some(self.answer))];
        let bounds = Amount(0)..=Amount(i64::from(MOST) * 1_000_000);
        let amounts =
            amounts.into_iter().filter(|(_, amount)| amount.is_some_and(|it| !bounds.contains(&it)));
        let amounts = amounts.map(|(field, _)| (field, Fault::Price { most: MOST }));
        let is_code = self.currency.len() == 3 && self.currency.bytes().all(|byte| byte.is_ascii_uppercase());
        let currency = (!is_code).then_some(("currency", Fault::Currency));
        let wrong = amounts.chain(currency);
        wrong.map(|(field, fault)| Wrong { field: format!("price.{field}"), fault }).collect()
    }
}

impl Amount {
    #[allow(clippy::cast_precision_loss)] // only what was rounded to six decimals is read
    fn value(self) -> f64 {
        self.0 as f64 / MILLIONTHS
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Amount {
    #[allow(clippy::cast_possible_truncation)] // out of bounds it saturates, and is refused
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self((f64::deserialize(deserializer)? * MILLIONTHS).round() as i64))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn price(json: serde_json::Value) -> Price {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn tokens_cost_what_their_kind_costs() {
        let with = price(json!({"prompt": 0.4, "cached": 0.1, "answer": 1.6, "currency": "EUR"}));
        assert_eq!(format!("{:.6}", with.of(1_000_000, 500_000, 250_000)), "0.650000");
        assert_eq!(format!("{:.6}", with.of(10, 20, 0)), "0.000001", "no more is cached than was read");
        let without = price(json!({"prompt": 2, "answer": 3, "currency": "USD"}));
        assert_eq!(format!("{:.6}", without.of(1_000_000, 500_000, 0)), "2.000000");
        assert_eq!(
            serde_json::to_value(&with).unwrap(),
            json!({"prompt": 0.4, "cached": 0.1, "answer": 1.6, "currency": "EUR"})
        );
    }
}
