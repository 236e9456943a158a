//! Meta's limits. Sources: Meta's send-messages pages (May 2026) and its `OpenAPI` description v23.0.

use std::time::Duration;

/// Body of a text message, in characters. Meta does not define them; UTF-16 units are the stricter count.
pub const TEXT_BODY: usize = 4096;
/// Caption of an image, video or document, in characters.
pub const CAPTION: usize = 1024;
/// `biz_opaque_callback_data`, in characters (Meta's change log, 26 January 2024).
pub const CALLBACK_DATA: usize = 512;
/// Name of a template, in characters (Meta, "Template components").
pub const TEMPLATE_NAME: usize = 512;
/// A template's body with its values in place, in characters, if the template has other parts too (Meta, "Messages",
/// parameter object; error 132005). A template's header has [`HEADER`] as a whole.
pub const TEMPLATE_TEXT: usize = 1024;
/// The same if the template has nothing but a body.
pub const TEMPLATE_ONLY_TEXT: usize = 32_768;
/// Spaces in a row in a text for a placeholder. Lines and tabs are not allowed either (error 132018).
pub const TEMPLATE_SPACES: usize = 4;
/// Body of an interactive message, in characters. A list's may be longer.
pub const INTERACTIVE_BODY: usize = 1024;
/// Body of an interactive message with a list, in characters.
pub const LIST_BODY: usize = 4096;
/// Text header of an interactive message, in characters.
pub const HEADER: usize = 60;
/// Footer of an interactive message, in characters.
pub const FOOTER: usize = 60;
/// Buttons of an interactive message.
pub const BUTTONS: usize = 3;
/// Title of a button, in characters.
pub const BUTTON_TITLE: usize = 20;
/// Id of a button, in characters.
pub const BUTTON_ID: usize = 256;
/// Rows of a list, in all its sections together. It has at most as many sections.
pub const LIST_ROWS: usize = 10;
/// Id of a list's row, in characters.
pub const ROW_ID: usize = 200;
/// Title of a list's row or section, in characters.
pub const ROW_TITLE: usize = 24;
/// Second line of a list's row, in characters.
pub const ROW_DESCRIPTION: usize = 72;
/// Address of a link, in characters.
pub const ADDRESS: usize = 2000;
/// Cards in one message by Meta's `OpenAPI` description. Its page for people says 257 and advises fewer.
pub const CARDS: usize = 5;
/// A line of a card or a place, in characters. Meta gives no limit; this one keeps the stored message small.
pub const LINE: usize = 1000;
/// Name of a document, in characters. Meta gives no limit; file systems allow 255 bytes.
pub const FILE_NAME: usize = 240;
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
/// How long the id of a file that came with a webhook can be exchanged for an address.
pub const MEDIA_ID: Duration = Duration::from_hours(7 * 24);
/// How long the id of a file that was uploaded can be sent.
pub const UPLOADED_ID: Duration = Duration::from_hours(30 * 24);
/// Largest file of any type that Meta passes on from a customer, in bytes: of a larger one comes error 131052 only. The
/// limits of the types below are of what a business sends; a customer's own video may be larger.
pub const MEDIA_INBOUND_BYTES: u64 = 100 * 1024 * 1024;
/// Largest picture that can be sent, in bytes (Meta, "Media", supported types, May 2026; so are the next ones).
pub const IMAGE_BYTES: u64 = 5 * 1024 * 1024;
/// Largest sound or voice message, in bytes.
pub const AUDIO_BYTES: u64 = 16 * 1024 * 1024;
/// Largest video, in bytes.
pub const VIDEO_BYTES: u64 = 16 * 1024 * 1024;
/// Largest document, in bytes.
pub const DOCUMENT_BYTES: u64 = 100 * 1024 * 1024;
/// Largest sticker that does not move, in bytes.
pub const STICKER_BYTES: u64 = 100 * 1024;
/// Largest animated sticker, in bytes.
pub const ANIMATED_STICKER_BYTES: u64 = 500 * 1024;
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
