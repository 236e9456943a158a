//! The counters of a business number: one record a day, to which every process adds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use relais_core::usage::{Counts, Usage};
use relais_whatsapp::ids::PhoneNumberId;

use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError, expiry};

/// How long a day's counters are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

impl Store {
    /// What this process counts and has not written yet.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Writes what is counted of a number, whose default is `default`: one update a day. What cannot be written stays for
    /// the next time. If a response is lost and the client retries, it is counted twice.
    pub async fn write_usage(
        &self,
        number: Option<&PhoneNumberId>,
        default: &PhoneNumberId,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut days = self.usage.take(number, zone);
        while let Some((day, counts)) = days.pop_first() {
            if let Err(error) = self.add_usage(number.unwrap_or(default), day, &counts, now).await {
                self.usage.put_back(number, zone, day, counts);
                for (day, counts) in days {
                    self.usage.put_back(number, zone, day, counts);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    async fn add_usage(
        &self,
        number: &PhoneNumberId,
        day: Date,
        counts: &Counts,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut names = BTreeMap::from([("#expires".to_owned(), "expires".to_owned())]);
        let mut values =
            Item::from([(":v".to_owned(), n(SCHEMA)), (":expires".to_owned(), expiry(now, KEPT))]);
        let mut adds = Vec::new();
        for (place, (name, by)) in counts.iter().enumerate() {
            adds.push(format!("#{place} :{place}"));
            names.insert(format!("#{place}"), name.clone());
            values.insert(format!(":{place}"), n(*by));
        }
        let update = self.client.update_item().table_name(&self.table);
        let update = update.set_key(Item::from([
            ("pk".to_owned(), s(usage_partition(number))),
            ("sk".to_owned(), s(day.to_string())),
        ]));
        update
            .update_expression(format!("ADD {} SET v = :v, #expires = :expires", adds.join(", ")))
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .send()
            .await
            .map_err(StoreError::call("count what happened"))?;
        Ok(())
    }

    /// The counters of a number from one day to another, both included. Days without any are left out.
    pub async fn usage_of(
        &self,
        number: &PhoneNumberId,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<Date, Counts>, StoreError> {
        let mut days = BTreeMap::new();
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", s(usage_partition(number)))
                .expression_attribute_values(":from", s(from.to_string()))
                .expression_attribute_values(":to", s(to.to_string()))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(StoreError::call("read what happened"))?;
            days.extend(page.items.iter().filter_map(counts_of));
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(days);
            }
        }
    }
}

/// The key of the days of a number.
pub(crate) fn usage_partition(number: &PhoneNumberId) -> String {
    format!("usage#{}", number.as_str())
}

fn counts_of(item: &Item) -> Option<(Date, Counts)> {
    let day = item.get("sk")?.as_s()?.parse().ok()?;
    let counts = item.iter().filter(|(name, _)| !["v", "expires"].contains(&name.as_str()));
    let counts = counts.filter_map(|(name, value)| Some((name.clone(), value.as_n()?.parse().ok()?)));
    Some((day, counts.collect()))
}
