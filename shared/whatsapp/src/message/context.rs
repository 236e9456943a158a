//! What a message refers to: another message, a product or an advertisement.

use crate::{
    ids::{UserId, WaId, Wamid},
    lenient::Fields,
};

/// The message that this one answers, or that it was forwarded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The number of the answered message's author.
    pub from: Option<WaId>,
    /// The user id of the answered message's author.
    pub from_user_id: Option<UserId>,
    /// The answered message. Absent when the message is only forwarded.
    pub id: Option<Wamid>,
    /// Whether it was forwarded.
    pub forwarded: bool,
    /// Whether it was forwarded more than five times.
    pub frequently_forwarded: bool,
    /// The product that the customer asks about.
    pub referred_product: Option<ReferredProduct>,
}

/// A product of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferredProduct {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// The shop's own id of the product.
    pub product_retailer_id: Option<String>,
}

/// An advertisement or post that brought a customer. Its texts are not to be trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Referral {
    /// Its address.
    pub source_url: Option<String>,
    /// Its id.
    pub source_id: Option<String>,
    /// `ad` or `post`.
    pub source_type: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// `image` or `video`.
    pub media_type: Option<String>,
    /// Its picture.
    pub image_url: Option<String>,
    /// Its video.
    pub video_url: Option<String>,
    /// The preview picture of its video.
    pub thumbnail_url: Option<String>,
    /// Id of the click; missing for advertisements in a Status.
    pub ctwa_clid: Option<String>,
    /// The greeting that the customer saw.
    pub welcome_message: Option<String>,
}

impl Context {
    pub(super) fn read(part: Fields<'_>) -> Option<Self> {
        if !part.exists() {
            return None;
        }
        let (from, from_user_id) = part.person("from", "from_user_id");
        Some(Self {
            from,
            from_user_id,
            id: part.id("id"),
            forwarded: part.boolean("forwarded").unwrap_or_default(),
            frequently_forwarded: part.boolean("frequently_forwarded").unwrap_or_default(),
            referred_product: ReferredProduct::read(part.object("referred_product")),
        })
    }
}

impl ReferredProduct {
    fn read(part: Fields<'_>) -> Option<Self> {
        part.exists().then(|| Self {
            catalog_id: part.text("catalog_id"),
            product_retailer_id: part.text("product_retailer_id"),
        })
    }
}

impl Referral {
    pub(super) fn read(part: Fields<'_>) -> Option<Self> {
        part.exists().then(|| Self {
            source_url: part.text("source_url"),
            source_id: part.text("source_id"),
            source_type: part.text("source_type"),
            headline: part.text("headline"),
            body: part.text("body"),
            media_type: part.text("media_type"),
            image_url: part.text("image_url"),
            video_url: part.text("video_url"),
            thumbnail_url: part.text("thumbnail_url"),
            ctwa_clid: part.text("ctwa_clid"),
            welcome_message: part.object("welcome_message").text("text"),
        })
    }
}
