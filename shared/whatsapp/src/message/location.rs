//! Places.

use crate::lenient::Fields;

/// A place that a customer shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Location {
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// The place's name.
    pub name: Option<String>,
    /// The place's address.
    pub address: Option<String>,
    /// Its web page.
    pub url: Option<String>,
}

impl Location {
    pub(super) fn read(part: Fields<'_>) -> Self {
        Self {
            latitude: part.float("latitude"),
            longitude: part.float("longitude"),
            name: part.text("name"),
            address: part.text("address"),
            url: part.text("url"),
        }
    }
}
