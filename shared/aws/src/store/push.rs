//! Web Push: the key pair of this deployment, and the browsers that asked to be told.
//!
//! A browser's record is changed by two: its page says every time it opens that it is still there, and the worker notes
//! when it was told. Each changes its own attributes only.

mod recent;

use jiff::{SignedDuration, Timestamp};
use relais_core::push::{Messages, Push};
use relais_dynamo::{Error, ReturnValue};

use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError, carried_out, expiry, has_expired};

pub use recent::RecentBrowsers;

/// How long a browser is told after its page was last opened.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The most browsers.
pub const MOST_BROWSERS: usize = 50;

/// The partition.
const PARTITION: &str = "push";

/// What the sort keys of browsers begin with.
const BROWSER: &str = "b.";

/// A browser that asked to be told. `Debug` does not show the address, which is all that is needed to call it.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser {
    /// Derived from the address.
    pub id: String,
    /// The address of its push service, by which the browser is told.
    pub endpoint: String,
    /// Who was signed in there last. `None`: with the admin token, which names nobody.
    pub who: Option<String>,
    /// The address of the inbox there, which is told to the push service.
    pub origin: Option<String>,
    /// When its page was last opened.
    pub seen: Timestamp,
    /// The messages to it.
    pub messages: Messages,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Store {
    /// The key pair, in PKCS #8. `None`: nobody has asked for it yet.
    pub async fn push_key(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(key("key"));
        let found = get.consistent_read(true).send().await;
        let item = found.map_err(StoreError::call("read the key pair of Web Push"))?.item;
        item.as_ref().map(pair).transpose()
    }

    /// Stores a new key pair, unless there is one. Returns the stored one: two processes that make one at the same time
    /// use the same.
    pub async fn keep_push_key(&self, new: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let mut item = key("key");
        item.insert("v".to_owned(), n(SCHEMA));
        item.insert("pair".to_owned(), s(hex::encode(&new)));
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        let put = put
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValue::AllOld);
        match put.send().await {
            Ok(_) => Ok(new),
            Err(Error::ConditionFailed { item, .. }) => pair(&item.unwrap_or_default()),
            Err(error) => Err(StoreError::call("store the key pair of Web Push")(error)),
        }
    }

    /// Every browser that is to be told, those whose page was opened last first.
    pub async fn browsers(&self, now: Timestamp) -> Result<Vec<Browser>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :browser)")
            .expression_attribute_values(":pk", s(PARTITION))
            .expression_attribute_values(":browser", s(BROWSER))
            .send()
            .await
            .map_err(StoreError::call("list the browsers to tell"))?;
        let here = page.items.iter().filter(|item| !has_expired(item, now));
        // One that cannot be read is told nothing. It must not hold up the save that is to be told about.
        let mut browsers: Vec<_> = here.filter_map(|item| read(item).ok()).collect();
        browsers.sort_by_key(|browser| std::cmp::Reverse(browser.seen));
        Ok(browsers)
    }

    /// Adds a browser, or notes that its page was opened. Above [`MOST_BROWSERS`], those go whose page was not opened for
    /// the longest time.
    pub async fn keep_browser(&self, browser: &Browser, now: Timestamp) -> Result<(), StoreError> {
        let others = self.browsers(now).await?.into_iter().filter(|other| other.id != browser.id);
        for other in others.skip(MOST_BROWSERS - 1) {
            self.remove_browser(&other.id, now).await?;
        }
        let text = |text: &Option<String>| s(text.clone().unwrap_or_default());
        let update = self.client.update_item().table_name(&self.table).set_key(of(&browser.id));
        let update = update
            .update_expression(
                "SET v = :v, endpoint = :endpoint, who = :who, origin = :origin, seen = :seen, \
                 #expires = :expires, created = if_not_exists(created, :seen)",
            )
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":v", n(SCHEMA))
            .expression_attribute_values(":endpoint", s(&browser.endpoint))
            .expression_attribute_values(":who", text(&browser.who))
            .expression_attribute_values(":origin", text(&browser.origin))
            .expression_attribute_values(":seen", n(browser.seen.as_millisecond()))
            .expression_attribute_values(":expires", expiry(browser.seen, KEPT));
        update.send().await.map_err(StoreError::call("add a browser to tell"))?;
        Ok(())
    }

    /// Removes a browser. Its empty record expires at once.
    pub async fn remove_browser(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(of(id));
        let update = update
            .update_expression("SET #expires = :now REMOVE endpoint, who, origin, begun, begun_by, told")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":now", n(now.as_second()));
        carried_out(update.send().await, "remove a browser to tell").map(|_| ())
    }

    /// Notes that this job begins a message to this browser. `false`: another one has begun one, or the browser is gone.
    pub async fn begin_push(
        &self,
        browser: &Browser,
        push: &Push,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(of(&browser.id));
        let update = update
            .update_expression("SET begun = :now, begun_by = :job")
            .expression_attribute_values(":now", n(now.as_millisecond()))
            .expression_attribute_values(":job", s(push.id()));
        let update = match &browser.messages.begun {
            Some((begun, job)) => update
                .condition_expression("begun = :begun AND begun_by = :before")
                .expression_attribute_values(":begun", n(begun.as_millisecond()))
                .expression_attribute_values(":before", s(job)),
            None => update.condition_expression("attribute_exists(endpoint) AND attribute_not_exists(begun)"),
        };
        carried_out(update.send().await, "begin a message to a browser")
    }

    /// Notes that the push service of this browser took the message that began at this time.
    pub async fn end_push(&self, id: &str, begun: Timestamp) -> Result<(), StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(of(id));
        let update = update
            .update_expression("SET told = :begun")
            .condition_expression("attribute_exists(endpoint)")
            .expression_attribute_values(":begun", n(begun.as_millisecond()));
        carried_out(update.send().await, "note that a browser was told").map(|_| ())
    }
}

fn read(item: &Item) -> Result<Browser, StoreError> {
    let text = |name: &str| item.get(name)?.as_s().filter(|text| !text.is_empty()).cloned();
    let time = |name: &str| Timestamp::from_millisecond(item.get(name)?.as_n()?.parse().ok()?).ok();
    let id = text("sk").and_then(|sk| sk.strip_prefix(BROWSER).map(str::to_owned));
    let missing = |what: &str| StoreError::Unreadable { record: "browser", detail: format!("no {what}") };
    Ok(Browser {
        id: id.ok_or_else(|| missing("id"))?,
        endpoint: text("endpoint").ok_or_else(|| missing("endpoint"))?,
        who: text("who"),
        origin: text("origin"),
        seen: time("seen").ok_or_else(|| missing("time"))?,
        messages: Messages { begun: time("begun").zip(text("begun_by")), told: time("told") },
    })
}

fn pair(item: &Item) -> Result<Vec<u8>, StoreError> {
    let pair = item.get("pair").and_then(|pair| hex::decode(pair.as_s()?).ok());
    pair.ok_or_else(|| StoreError::Unreadable {
        record: "key pair of Web Push",
        detail: "it is no hex".into(),
    })
}

fn of(id: &str) -> Item {
    key(&format!("{BROWSER}{id}"))
}

fn key(sk: &str) -> Item {
    Item::from([("pk".to_owned(), s(PARTITION)), ("sk".to_owned(), s(sk))])
}
