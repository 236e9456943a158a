//! Checks whether a send is possible, and makes the message.

use jiff::Timestamp;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_core::status::Shown;
use relais_whatsapp::ids::{PhoneNumberId, Recipient, UserId, Wamid};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage, TemplateMessage};

use super::addressee::Addressee;
use super::request::Request;
use crate::Api;
use crate::problem::{Problem, texts};

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
        let override_reason = match &request.body {
            OutboundBody::Template(template) => consent(api, request, to, template).await?,
            OutboundBody::Text { .. } => None,
        };
        let text = match &request.body {
            OutboundBody::Text { .. } if !open => return Err(Problem::of(&texts::WINDOW_CLOSED)),
            OutboundBody::Text { body, .. } => body.clone(),
            OutboundBody::Template(template) => {
                api.templates.in_words(&api.sender.graph().await, template, now).await
            }
        };
        let reply_to = match &request.reply_to {
            Some(id) => Some(quoted(api, to, id).await?),
            None => None,
        };
        if let Some(id) = &request.resend_of {
            check_failed(&referred(api, to, id).await?)?;
        }
        Ok(Self {
            from: to.business().clone(),
            to_user: to.conversation().identity.user_id.clone(),
            to: to.recipient().ok_or_else(|| Problem::of(&texts::NO_RECIPIENT))?,
            body: request.body.clone(),
            text,
            reply_to,
            resend_of: request.resend_of.clone(),
            override_reason,
            key,
        })
    }

    /// The message to store, with the intent to send it.
    pub(super) fn message(&self, now: Timestamp) -> Message {
        let kind = match &self.body {
            OutboundBody::Text { .. } => "text",
            OutboundBody::Template(_) => "template",
        };
        Message {
            to: Some(self.to.as_str().to_owned()),
            to_user: self.to_user.clone(),
            kind: kind.to_owned(),
            timestamp: now,
            sent_by: Some(SentBy::Agent),
            reply_to: self.reply_to.clone(),
            resend_of: self.resend_of.clone(),
            override_reason: self.override_reason.clone(),
            sending: Some(Sending::first(self.body.clone(), now)),
            ..Message::new(self.key.clone(), Direction::Outbound, &self.text, now)
        }
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

/// Refuses a template to a customer who opted out, unless the call gives a reason, which is returned. STOP holds for all
/// templates and for everything that is shown as one; a preference in WhatsApp holds for marketing templates.
async fn consent<Q: Enqueue>(
    api: &Api<Q>,
    request: &Request,
    to: &Addressee,
    template: &TemplateMessage,
) -> Result<Option<String>, Problem> {
    let others = api.store.others(to.conversation()).await?;
    let shown = to.conversation().shown_with(&others);
    let refused = shown.opted_out
        || (shown.has_stopped_marketing()
            && api.templates.is_marketing(&api.sender.graph().await, template, api.clock.now()).await);
    match &request.override_opt_out {
        _ if !refused => Ok(None),
        Some(reason) => Ok(Some(reason.clone())),
        None => Err(Problem::of(&texts::OPTED_OUT)),
    }
}

/// The wamid to quote. `id` is a wamid or a message key.
async fn quoted<Q: Enqueue>(api: &Api<Q>, to: &Addressee, id: &str) -> Result<Wamid, Problem> {
    if id.starts_with("wamid.") {
        return Ok(Wamid::from(id));
    }
    let message = referred(api, to, id).await?;
    message.wamid.ok_or_else(|| Problem::of(&texts::NOT_SENT_YET))
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
