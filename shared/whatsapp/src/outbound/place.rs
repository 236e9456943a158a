//! A place to send.
//!
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/location-messages>

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::{FieldError, Object};
use crate::limits;

/// A place. [`Place::parse`] is the only way to make one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north, from -90 to 90.
    latitude: f64,
    /// Degrees east, from -180 to 180.
    longitude: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

impl Place {
    /// Parses Meta's `location` object.
    pub fn parse(value: &Value) -> Result<Self, FieldError> {
        let object = Object::of(value, "location")?;
        object.only(&["latitude", "longitude", "name", "address"])?;
        Ok(Self {
            latitude: object.degrees("latitude", -90..=90)?,
            longitude: object.degrees("longitude", -180..=180)?,
            name: object.maybe_text("name", limits::LINE)?,
            address: object.maybe_text("address", limits::LINE)?,
        })
    }

    /// Meta's description has the degrees as texts.
    pub(super) fn content(&self) -> Value {
        let degrees = [("latitude", self.latitude), ("longitude", self.longitude)];
        let degrees = degrees.into_iter().map(|(name, degrees)| (name, degrees.to_string()));
        let lines = [("name", &self.name), ("address", &self.address)];
        let lines = lines.into_iter().filter_map(|(name, line)| Some((name, line.clone()?)));
        let members = degrees.chain(lines).map(|(name, text)| (name.to_owned(), Value::String(text)));
        Value::Object(members.collect::<Map<_, _>>())
    }
}
