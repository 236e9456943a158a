//! The file of a message: what it is, where it is, and what a person can do about it.

use jiff::Timestamp;
use relais_core::media::{Media, MediaId, MediaProblem, MediaState, Understood, is_gone};
use relais_core::message::Message;
use relais_whatsapp::Language;
use relais_whatsapp::message::{InboundMessage, Media as Announced};
use serde::Serialize;

use crate::problem::Both;

/// `File` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct FileView {
    id: MediaId,
    state: MediaState,
    mime_type: Option<String>,
    size: Option<u64>,
    filename: Option<String>,
    caption: Option<String>,
    voice: bool,
    animated: bool,
    problem: Option<ProblemView>,
    /// Whether a person may have it fetched again.
    can_fetch: bool,
    /// The words of a sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript: Option<String>,
    /// The text of a document, cut to a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct ProblemView {
    code: MediaProblem,
    text: &'static str,
    advice: &'static str,
}

impl FileView {
    /// The file of this message. `None`: it has none, or it was deleted.
    pub(super) fn of(
        message: &Message,
        parsed: Option<&InboundMessage>,
        language: Language,
        now: Timestamp,
    ) -> Option<Self> {
        if message.is_deleted() { None } else { Self::also_deleted(message, parsed, language, now) }
    }

    /// The same, also after the message was deleted: for those who may see what it said. `parsed` is what it said.
    pub(super) fn also_deleted(
        message: &Message,
        parsed: Option<&InboundMessage>,
        language: Language,
        now: Timestamp,
    ) -> Option<Self> {
        let announced = parsed.and_then(|parsed| parsed.content.media()).cloned();
        let media = known(message, announced.as_ref(), now)?;
        let announced = announced.unwrap_or_default();
        let (transcript, text) = match media.understood.clone() {
            Some(Understood::Transcript(words)) => (Some(words), None),
            Some(Understood::Text(text)) => (None, Some(text)),
            Some(Understood::Nothing) | None => (None, None),
        };
        Some(Self {
            can_fetch: media.can_be_fetched(message.timestamp, now),
            id: media.id,
            state: media.state,
            mime_type: media.mime_type,
            size: media.size,
            filename: media.filename,
            caption: announced.caption,
            voice: announced.voice,
            animated: announced.animated,
            problem: media.problem.map(|problem| ProblemView::of(problem, language)),
            transcript,
            text,
        })
    }
}

/// What is known of a message's file. An older release recorded the message without it: then nobody has fetched it yet.
pub(crate) fn known(message: &Message, announced: Option<&Announced>, now: Timestamp) -> Option<Media> {
    if let Some(media) = &message.media {
        return Some(media.clone().shown(message.timestamp, now));
    }
    let announced = announced?;
    let gone = announced.id.is_none() || is_gone(message.timestamp, now);
    let state = if gone { MediaState::Expired } else { MediaState::Failed };
    Some(Media { state, ..Media::announced(&message.key, announced) })
}

impl ProblemView {
    fn of(problem: MediaProblem, language: Language) -> Self {
        let (text, advice) = texts(problem);
        Self { code: problem, text: text.of(language), advice: advice.of(language) }
    }
}

const ASK_AGAIN: Both<&str> =
    Both { en: "Ask the customer to send it again.", fr: "Demandez au client de l'envoyer à nouveau." };

const FETCH_AGAIN: Both<&str> = Both {
    en: "Fetch it again. If that fails too, ask the customer to send it again.",
    fr: "Récupérez-le à nouveau. Si cela échoue encore, demandez au client de le renvoyer.",
};

/// What happened, and what a person can do.
fn texts(problem: MediaProblem) -> (Both<&'static str>, Both<&'static str>) {
    match problem {
        MediaProblem::NotPassedOn => (
            Both {
                en: "WhatsApp could not fetch this file from the customer's phone.",
                fr: "WhatsApp n'a pas pu récupérer ce fichier sur le téléphone du client.",
            },
            ASK_AGAIN,
        ),
        MediaProblem::TooLarge => (
            Both {
                en: "This file is larger than WhatsApp allows: 100 MB.",
                fr: "Ce fichier dépasse la limite de WhatsApp : 100 Mo.",
            },
            Both {
                en: "Ask the customer for a smaller one.",
                fr: "Demandez au client un fichier plus petit.",
            },
        ),
        MediaProblem::Different => (
            Both {
                en: "What came is not the file that WhatsApp announced, so it was not kept.",
                fr: "Ce qui est arrivé n'est pas le fichier annoncé par WhatsApp, il n'a donc pas été gardé.",
            },
            FETCH_AGAIN,
        ),
        MediaProblem::ForeignAddress => (
            Both {
                en: "The address of this file is not one of WhatsApp's, so nothing was fetched from there.",
                fr: "L'adresse de ce fichier n'est pas celle de WhatsApp, rien n'y a donc été récupéré.",
            },
            Both {
                en: "Tell whoever runs this installation. Ask the customer to send the file again.",
                fr: "Prévenez la personne qui gère cette installation. Demandez au client de renvoyer le fichier.",
            },
        ),
        MediaProblem::Refused => (
            Both {
                en: "WhatsApp did not give out this file, or has it no more.",
                fr: "WhatsApp n'a pas donné ce fichier, ou ne l'a plus.",
            },
            FETCH_AGAIN,
        ),
        MediaProblem::NotReached => (
            Both {
                en: "This file could not be fetched yet. It is tried again by itself for a week.",
                fr: "Ce fichier n'a pas encore pu être récupéré. De nouveaux essais sont faits pendant une semaine.",
            },
            Both {
                en: "Wait, or fetch it now. If it is urgent, ask the customer to send it again.",
                fr: "Attendez, ou récupérez-le maintenant. Si c'est urgent, demandez au client de le renvoyer.",
            },
        ),
    }
}
