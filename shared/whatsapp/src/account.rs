//! What Meta reports about the business's account, numbers and templates, from the fields of the webhook that hold no
//! messages.
//!
//! A [`Matter`] is something that a person must know until it ends. An event begins a matter, ends whatever was the
//! matter with the same [`Topic`] and subject, or neither.
//!
//! Source: Meta, the reference pages of each field (2025 and 2026),
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/>.

mod account_update;
mod matters;
mod number;
mod template;

use jiff::Timestamp;
use serde_json::value::RawValue;

pub use matters::{Matter, Severity};

use crate::ids::WabaId;
use crate::lenient::{self, Fields};

/// What Meta reports about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEvent {
    /// What it is about. There is at most one matter of a topic and a subject.
    pub topic: Topic,
    /// The template with its language, or the number as people write it. Empty for the account.
    pub subject: String,
    /// What changes.
    pub change: Change,
}

/// What an event changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Something is the matter.
    Begins {
        /// What.
        matter: Matter,
        /// Meta's own words or value, such as the description of an alert. At most [`LONGEST_DETAIL`] characters.
        detail: Option<String>,
        /// When it ends by itself, where Meta says so.
        until: Option<Timestamp>,
    },
    /// Nothing is the matter any more.
    Ends,
}

macro_rules! topics {
    ($($topic:ident = $name:literal,)+) => {
        /// What an event is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)] // the names say it
        pub enum Topic {
            $($topic,)+
        }

        impl Topic {
            /// Its name, as it is stored.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$topic => $name,)+
                }
            }
        }
    };
}

topics! {
    TemplateStatus = "template_status",
    TemplateQuality = "template_quality",
    TemplateCategory = "template_category",
    NumberQuality = "number_quality",
    NumberLimit = "number_limit",
    NumberName = "number_name",
    Username = "username",
    Pin = "pin",
    Ban = "ban",
    Restriction = "restriction",
    Violation = "violation",
    Connection = "connection",
    Review = "review",
    Alert = "alert",
    Limit = "limit",
}

/// Characters of the longest detail.
pub const LONGEST_DETAIL: usize = 300;

/// Characters of the longest subject. A template's name has at most 512, which no list shows.
const LONGEST_SUBJECT: usize = 120;

impl AccountEvent {
    /// What the value of an item of this field reports. `None`: nothing that a person must know.
    pub fn read(field: &str, value: &RawValue) -> Option<Self> {
        let value = lenient::value(value);
        let fields = Fields::of(&value);
        match field {
            "message_template_status_update" | "message_template_quality_update" => {
                template::quality(fields).or_else(|| template::status(fields))
            }
            "template_category_update" | "template_correct_category_detection" => template::category(fields),
            "phone_number_quality_update" => number::quality(fields),
            "phone_number_name_update" => number::name(fields),
            // Meta's own pages and payloads use three names of one field.
            "business_username_update" | "business_username_updates" | "phone_number_username_update" => {
                number::username(fields)
            }
            "security" => number::pin(fields),
            "account_update" => account_update::read(fields),
            "account_review_update" => account_update::review(fields),
            "account_alerts" => account_update::alert(fields),
            "business_capability_update" => account_update::capability(fields),
            _ => None,
        }
    }

    fn ends(topic: Topic, subject: impl Into<String>) -> Self {
        Self { topic, subject: subject.into(), change: Change::Ends }
    }

    fn begins(topic: Topic, subject: impl Into<String>, matter: Matter, detail: Option<String>) -> Self {
        let detail = detail.map(|text| text.chars().take(LONGEST_DETAIL).collect());
        Self { topic, subject: subject.into(), change: Change::Begins { matter, detail, until: None } }
    }
}

/// The account that an event is about, if it names another one than the entry that it came in: for some events the entry
/// is of a business portfolio.
pub fn account_of(value: &RawValue) -> Option<WabaId> {
    let value = lenient::value(value);
    Fields::of(&value).object("waba_info").id("waba_id")
}

/// A word of Meta's in upper case; empty when it is absent.
fn word(fields: Fields<'_>, name: &str) -> String {
    fields.text(name).unwrap_or_default().to_ascii_uppercase()
}

fn short(subject: String) -> String {
    if subject.chars().count() <= LONGEST_SUBJECT {
        return subject;
    }
    subject.chars().take(LONGEST_SUBJECT).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
