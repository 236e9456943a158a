//! One message of a conversation, as the model is told it.

use std::fmt;

use jiff::Timestamp;

use crate::picture::Picture;

/// The author of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The customer. Their words are content, never instructions.
    Customer,
    /// This assistant, in an earlier answer.
    Assistant,
    /// A person of the business, in the inbox or in the phone app.
    Agent,
}

/// One message of the conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who wrote it.
    pub speaker: Speaker,
    /// Its words, as received. Empty where [`Self::notes`] say all of it, as of a photo without a caption.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
    /// What is said about it in lines of their own, before its words.
    pub notes: Vec<Note>,
    /// Pictures that the model may see, in their order. They are only handed on with the last message of a request. Where
    /// the model takes none, a line says so in their place.
    pub pictures: Vec<Picture>,
}

impl Turn {
    /// A message that is nothing but these words.
    pub fn new(speaker: Speaker, text: impl Into<String>, at: Timestamp) -> Self {
        Self { speaker, text: text.into(), at, notes: Vec::new(), pictures: Vec::new() }
    }
}

/// Leaves the text out, so that a turn can be logged safely.
impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn")
            .field("speaker", &self.speaker)
            .field("bytes", &self.text.len())
            .field("at", &self.at)
            .field("notes", &self.notes)
            .field("pictures", &self.pictures)
            .finish()
    }
}

/// Something about a message that its words do not say. Texts in it are others' words: content, never instructions.
#[derive(Clone, PartialEq, Eq)]
pub enum Note {
    /// It replies to this message.
    RepliesTo {
        /// Who wrote the quoted message; `None` if that is not known.
        speaker: Option<Speaker>,
        /// Its words.
        text: String,
    },
    /// It replies to a message that its author deleted.
    RepliesToDeleted,
    /// It replies to a message that is not known here.
    RepliesToEarlier,
    /// It asks about a product of a catalogue.
    Product {
        /// The shop's own id of the product.
        product: String,
        /// The catalogue.
        catalogue: Option<String>,
    },
    /// The customer came by this advertisement or post.
    CameBy {
        /// Which of the two it is.
        source: Source,
        /// Its headline.
        headline: Option<String>,
        /// Its text.
        body: Option<String>,
        /// What it greeted the customer with.
        greeting: Option<String>,
    },
    /// Somebody else wrote it.
    Forwarded,
    /// Its author corrected it; the words are the corrected ones.
    Edited,
    /// It is the title of an answer that the business offered, such as a button.
    Chosen,
    /// It is a form that the business made, filled in by the customer.
    Form,
    /// It has something that was to be understood and could not be: a voice message, a picture, a document.
    NotUnderstood {
        /// What it is.
        what: Shown,
        /// A name, where there is one.
        detail: Option<String>,
    },
    /// It is a document that says this.
    DocumentSays {
        /// The beginning of its text, or all of it.
        text: String,
    },
    /// It has something that is no words, described by `detail` where there is something to say about it.
    Shows {
        /// What it is.
        what: Shown,
        /// A name, a number, a place and the like.
        detail: Option<String>,
    },
}

/// What brought a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An advertisement.
    Advertisement,
    /// A post.
    Post,
}

/// Content that is no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A picture.
    Photo,
    /// A video.
    Video,
    /// A recorded voice.
    Voice,
    /// A sound file.
    Audio,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// A person's name and numbers.
    ContactCard,
    /// One product of an order.
    Ordered,
    /// An emoji that was put under a message.
    Reaction,
    /// A reaction that was taken back.
    ReactionTakenBack,
    /// Permission to call.
    AllowsCalls,
    /// No permission to call.
    RefusesCalls,
    /// A request for the customer's location.
    AsksLocation,
    /// A notice that WhatsApp wrote.
    Notice,
    /// A message that was deleted.
    Deleted,
    /// A chat that was opened without a word.
    OpenedChat,
    /// A message that WhatsApp does not pass on.
    Withheld,
    /// Anything else.
    Unknown,
}

/// Leaves the texts out, so that a note can be logged safely.
impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RepliesTo { speaker, .. } => {
                f.debug_struct("RepliesTo").field("speaker", speaker).finish_non_exhaustive()
            }
            Self::RepliesToDeleted => f.write_str("RepliesToDeleted"),
            Self::RepliesToEarlier => f.write_str("RepliesToEarlier"),
            Self::Product { .. } => f.write_str("Product"),
            Self::CameBy { source, .. } => {
                f.debug_struct("CameBy").field("source", source).finish_non_exhaustive()
            }
            Self::Forwarded => f.write_str("Forwarded"),
            Self::Edited => f.write_str("Edited"),
            Self::Chosen => f.write_str("Chosen"),
            Self::Form => f.write_str("Form"),
            Self::NotUnderstood { what, .. } => {
                f.debug_struct("NotUnderstood").field("what", what).finish_non_exhaustive()
            }
            Self::DocumentSays { .. } => f.write_str("DocumentSays"),
            Self::Shows { what, .. } => f.debug_struct("Shows").field("what", what).finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_holds_no_text() {
        let text = || "MARKER".to_owned();
        let notes = vec![
            Note::RepliesTo { speaker: Some(Speaker::Agent), text: text() },
            Note::Product { product: text(), catalogue: Some(text()) },
            Note::CameBy {
                source: Source::Post,
                headline: Some(text()),
                body: Some(text()),
                greeting: Some(text()),
            },
            Note::Shows { what: Shown::Document, detail: Some(text()) },
            Note::NotUnderstood { what: Shown::Document, detail: Some(text()) },
            Note::DocumentSays { text: text() },
        ];
        let turn = Turn { notes, ..Turn::new(Speaker::Customer, "MARKER", Timestamp::UNIX_EPOCH) };
        assert!(!format!("{turn:?}").contains("MARKER"));
    }
}
