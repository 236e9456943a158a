//! Meta's limits. Sources: Meta's send-messages pages (May 2026) and its `OpenAPI` description v23.0.

use std::time::Duration;

/// Body of a text message, in characters. Meta does not define them; UTF-16 units are the stricter count.
pub const TEXT_BODY: usize = 4096;
/// Caption of an image, video or document, in characters.
pub const CAPTION: usize = 1024;
/// `biz_opaque_callback_data`, in characters (Meta's change log, 26 January 2024).
pub const CALLBACK_DATA: usize = 512;
/// Body of an interactive message with buttons, in characters.
pub const INTERACTIVE_BODY: usize = 1024;
/// Buttons of an interactive message.
pub const BUTTONS: usize = 3;
/// Title of a button, in characters.
pub const BUTTON_TITLE: usize = 20;
/// Id of a button, in characters.
pub const BUTTON_ID: usize = 256;
/// Largest webhook body that Meta sends, in bytes.
pub const WEBHOOK_BODY_BYTES: usize = 3 * 1024 * 1024;
/// Most updates that Meta puts in one webhook body.
pub const WEBHOOK_UPDATES: usize = 1000;
/// How long Meta retries a webhook that was not answered 200.
pub const WEBHOOK_RETRY: Duration = Duration::from_hours(7 * 24);
/// After the customer's last message, how long messages other than templates may be sent.
pub const WINDOW: Duration = Duration::from_hours(24);
/// How long a typing indicator is shown, unless a reply ends it sooner.
pub const TYPING: Duration = Duration::from_secs(25);
/// How long the address of a media file is valid. Its id can be exchanged for a new address.
pub const MEDIA_URL: Duration = Duration::from_mins(5);
/// Sustained rate to one customer: one message in this time. A burst uses up later messages in advance; beyond that,
/// Graph answers with error 131056.
pub const PAIR_INTERVAL: Duration = Duration::from_secs(6);

/// Length of a text in UTF-16 units, the strictest reading of Meta's "characters".
pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::utf16_len;

    #[test]
    fn utf16_units() {
        for (text, units) in [("", 0), ("é", 1), ("👍", 2), ("👨‍👩‍👧", 8)] {
            assert_eq!(utf16_len(text), units, "{text}");
        }
    }
}
