//! Checks whether a send is possible, and makes the message.

use jiff::{SignedDuration, Timestamp};
use relais_core::media::Media;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_core::status::Shown;
use relais_whatsapp::ids::{PhoneNumberId, Recipient, UserId, Wamid};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage, Reaction};
use relais_whatsapp::{InboundMessage, Template};
use serde_json::value::RawValue;

use super::addressee::Addressee;
use super::content::Content;
use super::request::Request;
use super::{again, field, file};
use crate::Api;
use crate::problem::{Problem, texts};
use crate::templates;

/// How old a message may be that gets a reaction (Meta, "Reaction messages").
const REACTABLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A message that may be sent.
pub(super) struct Draft {
    pub(super) key: MessageKey,
    from: PhoneNumberId,
    to: Recipient,
    /// The recipient's user id, as far as it is known.
    to_user: Option<UserId>,
    body: OutboundBody,
    /// The message in words, as people read it.
    text: String,
    /// The content as a webhook would hold it, for what is more than a text.
    raw: Option<String>,
    /// Its file.
    media: Option<Media>,
    reply_to: Option<Wamid>,
    resend_of: Option<String>,
    /// Why it goes to a customer who opted out.
    override_reason: Option<String>,
}

impl Draft {
    /// Checks what can be checked before the call to Graph: the window, the opt-out, the recipient and the messages
    /// referred to.
    pub(super) async fn check<Q: Enqueue>(
        api: &Api<Q>,
        request: &Request,
        to: &Addressee,
        key: MessageKey,
    ) -> Result<Self, Problem> {
        let now = api.clock.now();
        let open = to.conversation().window_is_open(now);
        let resent = match &request.resend_of {
            Some(id) => Some(referred(api, to, id).await?),
            None => None,
        };
        if let Some(message) = &resent {
            check_failed(message)?;
        }
        let (body, media) = body(api, request, to, resent.as_ref(), open).await?;
        let template = match &body {
            OutboundBody::Template(message) => {
                api.templates.checked(&api.sender.graph().await, message, now).await?
            }
            _ => None,
        };
        let override_reason = match &body {
            OutboundBody::Template(_) => consent(api, request, to, template.as_ref()).await?,
            _ => None,
        };
        let echo = body.as_echo().map(|echo| echo.to_string());
        let text = match &body {
            OutboundBody::Text { body, .. } => body.clone(),
            OutboundBody::Template(message) => templates::in_words(template.as_ref(), message),
            _ => echo.clone().map(words_of).unwrap_or_default(),
        };
        let reply_to = match &request.reply_to {
            Some(id) => Some(quoted(api, to, id, Timestamp::UNIX_EPOCH).await?.0),
            // What is sent again as it was quotes what it quoted.
            None => resent.filter(|_| request.content == Content::Again).and_then(|message| message.reply_to),
        };
        Ok(Self {
            from: to.business().clone(),
            to_user: to.conversation().identity.user_id.clone(),
            to: to.recipient().ok_or_else(|| Problem::of(&texts::NO_RECIPIENT))?,
            media,
            body,
            text,
            raw: echo,
            reply_to,
            resend_of: request.resend_of.clone(),
            override_reason,
            key,
        })
    }

    /// The message to store, with the intent to send it.
    pub(super) fn message(&self, now: Timestamp) -> Message {
        Message {
            to: Some(self.to.as_str().to_owned()),
            to_user: self.to_user.clone(),
            kind: self.body.kind().to_owned(),
            timestamp: now,
            sent_by: Some(SentBy::Agent),
            reply_to: self.reply_to.clone(),
            resend_of: self.resend_of.clone(),
            override_reason: self.override_reason.clone(),
            raw: self.raw.clone(),
            media: self.media.clone(),
            sending: Some(Sending {
                unsent: self.waits_for_upload(),
                ..Sending::first(self.body.clone(), now)
            }),
            ..Message::new(self.key.clone(), Direction::Outbound, &self.text, now)
        }
    }

    /// Whether a file must be uploaded to Graph before it can be sent. The worker does that.
    pub(super) fn waits_for_upload(&self) -> bool {
        !self.body.files().is_empty()
    }

    /// Gives the uploads to the contact: no other contact gets them, and their bytes are not replaced any more.
    pub(super) async fn give_files<Q: Enqueue>(&self, api: &Api<Q>) -> Result<(), Problem> {
        file::give(api, &self.body, self.key.contact()).await
    }

    /// The message for Graph.
    pub(super) fn outbound(&self) -> OutboundMessage {
        OutboundMessage {
            from: self.from.clone(),
            to: self.to.clone(),
            body: self.body.clone(),
            reply_to: self.reply_to.clone(),
            callback_data: self.key.to_callback_data(),
        }
    }
}

/// What is to be sent, and its file, if the window permits it: only templates may be sent outside it.
async fn body<Q: Enqueue>(
    api: &Api<Q>,
    request: &Request,
    to: &Addressee,
    resent: Option<&Message>,
    open: bool,
) -> Result<(OutboundBody, Option<Media>), Problem> {
    let again;
    let content = match (&request.content, resent) {
        (Content::Again, Some(message)) => {
            again = again::content_of(message)?;
            &again
        }
        (content, _) => content,
    };
    if !open && !matches!(content, Content::Ready(OutboundBody::Template(_))) {
        return Err(Problem::of(&texts::WINDOW_CLOSED));
    }
    match content {
        Content::Ready(body) => file::with_files(api, body.clone()).await,
        Content::File(wanted) => file::requested(api, wanted).await,
        Content::Reaction { message_id, emoji } => {
            let since = api.clock.now() - REACTABLE;
            let (wamid, target) = quoted(api, to, message_id, since).await?;
            if target.kind == "reaction" {
                return Err(field::reaction_to_reaction());
            }
            let reaction = Reaction::new(wamid, emoji);
            let body = reaction.map(OutboundBody::Reaction).map_err(|error| field::invalid(&error))?;
            Ok((body, None))
        }
        Content::Again => Err(Problem::of(&texts::MESSAGE_OR_TEMPLATE)),
    }
}

/// The words of a content: caption, text above buttons, name of a place.
fn words_of(echo: String) -> String {
    let parsed = RawValue::from_string(echo).ok().map(|echo| InboundMessage::parse(&echo));
    parsed.and_then(|echo| echo.text().map(str::to_owned)).unwrap_or_default()
}

/// Refuses a template to a customer who opted out, unless the call gives a reason, which is returned. STOP holds for all
/// templates and for everything that is shown as one; a preference in WhatsApp holds for marketing templates.
async fn consent<Q: Enqueue>(
    api: &Api<Q>,
    request: &Request,
    to: &Addressee,
    template: Option<&Template>,
) -> Result<Option<String>, Problem> {
    let others = api.store.others(to.conversation()).await?;
    let shown = to.conversation().shown_with(&others);
    let refused = shown.opted_out || (shown.has_stopped_marketing() && templates::is_marketing(template));
    match &request.override_opt_out {
        _ if !refused => Ok(None),
        Some(reason) => Ok(Some(reason.clone())),
        None => Err(Problem::of(&texts::OPTED_OUT)),
    }
}

/// A message of the same conversation and its wamid, to quote it or to react to it. `id` is a message key, or a wamid: of
/// a message since `since`, as far as [`relais_aws::Store::quoted`] finds it.
async fn quoted<Q: Enqueue>(
    api: &Api<Q>,
    to: &Addressee,
    id: &str,
    since: Timestamp,
) -> Result<(Wamid, Message), Problem> {
    if !id.starts_with("wamid.") {
        let message = referred(api, to, id).await?;
        let wamid = message.wamid.clone().ok_or_else(|| Problem::of(&texts::NOT_SENT_YET))?;
        return Ok((wamid, message));
    }
    let wamid = Wamid::from(id);
    for contact in to.contacts() {
        let found = api.store.quoted(contact, std::slice::from_ref(&wamid), since).await?;
        if let Some(message) = found.into_iter().next() {
            return Ok((wamid, message));
        }
    }
    Err(Problem::of(&texts::UNKNOWN_MESSAGE))
}

/// A message of the same conversation, by its key.
async fn referred<Q: Enqueue>(api: &Api<Q>, to: &Addressee, id: &str) -> Result<Message, Problem> {
    let referred = MessageKey::parse(id).filter(|referred| to.shows(referred.contact()));
    let message = match referred {
        Some(referred) => api.store.message(&referred).await?,
        None => None,
    };
    message.ok_or_else(|| Problem::of(&texts::UNKNOWN_MESSAGE))
}

/// Only what failed, or may not have arrived, is sent again.
fn check_failed(message: &Message) -> Result<(), Problem> {
    match message.shown() {
        Shown::Failed | Shown::Unknown => Ok(()),
        _ => Err(Problem::of(&texts::NOT_FAILED)),
    }
}
