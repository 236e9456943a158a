//! Records a status: of a message of ours, or of one that another system sent from the same number.

use relais_aws::store::{Reached, SentTo, Shown, StatusReport};
use relais_core::blob::Blobs;
use relais_core::circuit_breaker::Line;
use relais_core::contact::Identity;
use relais_core::conversation::Reason;
use relais_core::events::{Event, EventType};
use relais_core::message::{MessageKey, SendFailure};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::spans::{self, Kind, Span, Trace};
use relais_sending::{FailedMessage, count_failed, is_account_wide, probe_arrived};
use relais_whatsapp::status::{StatusName, StatusUpdate};
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::Recorder;
use crate::WorkError;

/// Graph's code: the customer stopped marketing messages from this business.
const STOPPED_MARKETING: i64 = 131_050;

/// The statuses that only a message has which was sent.
pub(crate) const SHOW_SENT: [StatusName; 4] =
    [StatusName::Sent, StatusName::Delivered, StatusName::Read, StatusName::Played];

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    pub(super) async fn record_status(&self, item: &Item, raw: &RawValue) -> Result<(), WorkError> {
        let status = StatusUpdate::parse(raw);
        let now = self.clock.now();
        let failure = status.errors.first().map(|error| SendFailure {
            code: error.code,
            title: error.title.clone(),
            detail: error.details.clone().or_else(|| error.message.clone()),
            cancelled: false,
        });
        let report = StatusReport {
            name: status.name.as_str(),
            at: status.timestamp.unwrap_or(now),
            wamid: status.id.as_ref(),
            error: failure.as_ref(),
        };
        let code = failure.as_ref().map(|failure| failure.code);
        let ours = status.biz_opaque_callback_data.as_deref().and_then(MessageKey::from_callback_data);
        match (ours, &status.id) {
            (Some(key), _) => {
                if status.name == StatusName::Failed {
                    self.before_failure(item, &key, &report).await?;
                    self.note_stopped_marketing(&key, &report).await?;
                }
                self.announce(item, &status.name, &key).await?;
                let sent = self.store.report_status(&key, &report, now).await?;
                let news = sent.is_some();
                if let Some(sent) = sent {
                    self.note_probe(item, &status, &sent).await?;
                    Box::pin(self.link_reached(item, &status, &key, &sent)).await?;
                }
                metrics::count(Metric::StatusesRecorded, 1);
                tracing::info!(message_key = %key, status = report.name, code, news, "status recorded");
                spans::add(|| {
                    let span = Span::after_first(Trace::of_sent(&key), "status", report.at, self.clock.now());
                    let span = span.of_kind(Kind::Consumer).with("relais.status", Some(report.name));
                    [span.failed(code.map(|code| code.to_string()))]
                });
                Ok(())
            }
            (None, Some(wamid)) => {
                let news = self.store.report_foreign_status(wamid, &report, now).await?;
                metrics::count(Metric::StatusesRecorded, 1);
                tracing::info!(
                    status = report.name,
                    code,
                    news,
                    "status of a message sent elsewhere recorded"
                );
                Ok(())
            }
            (None, None) => self.keep(&item.field, raw.get()).await,
        }
    }

    /// Announces that a message was sent, or failed. The first status by which it must have been sent counts: Meta may leave
    /// `sent` out, and statuses come in any order.
    async fn announce(&self, item: &Item, name: &StatusName, key: &MessageKey) -> Result<(), WorkError> {
        let number = item.phone_number_id.as_ref().filter(|_| self.is_to_us(item));
        let kind = match name {
            StatusName::Failed => EventType::MessageFailed,
            name if SHOW_SENT.contains(name) => EventType::MessageSent,
            _ => return Ok(()),
        };
        if kind == EventType::MessageSent {
            if !self.store.announces(number, kind).await? {
                return Ok(());
            }
            let known = self.store.statuses(key).await?;
            if SHOW_SENT.iter().any(|name| known.has(name)) {
                return Ok(());
            }
        }
        Ok(self.store.announce(number, Event::of_message(kind, key, self.clock.now())).await?)
    }

    /// Links the ids of whoever the message reached, if the send did not know them.
    async fn link_reached(
        &self,
        item: &Item,
        status: &StatusUpdate,
        key: &MessageKey,
        sent: &SentTo,
    ) -> Result<(), WorkError> {
        let reached =
            Reached { wa_id: status.recipient_id.clone(), user_id: status.recipient_user_id.clone() };
        let (to, business) = (sent.to.as_deref(), item.phone_number_id.as_ref());
        let Some(business) = business.filter(|_| to.is_some() && !status.group) else { return Ok(()) };
        if self.is_to_us(item) && reached.is_new(to, sent.to_user.as_ref()) {
            let identity = Identity::default();
            let at = status.timestamp.unwrap_or_else(|| self.clock.now()).min(self.clock.now());
            let seen = Shown::at(business, &self.businesses, &identity, at);
            let link = self.store.link_reached(key.contact(), to, &reached, at, &seen, &self.clock);
            Box::pin(link).await?;
        }
        Ok(())
    }

    /// Notes that the customer stopped marketing messages, if that is why the message failed.
    async fn note_stopped_marketing(
        &self,
        key: &MessageKey,
        report: &StatusReport<'_>,
    ) -> Result<(), WorkError> {
        if report.error.is_some_and(|error| error.code == STOPPED_MARKETING) {
            self.note_marketing(key.contact(), true, report.at).await?;
        }
        Ok(())
    }

    /// Closes the circuit breaker that statuses opened, if its probe arrived.
    async fn note_probe(&self, item: &Item, status: &StatusUpdate, sent: &SentTo) -> Result<(), WorkError> {
        if let (Some(since), Some(business)) = (sent.probe_of, &item.phone_number_id)
            && status.name.shows_arrival()
        {
            let line = Line::of_kind(sent.kind.as_deref().unwrap_or_default());
            probe_arrived(&self.store, business, line, since).await?;
        }
        Ok(())
    }

    /// Marks the conversation of a message that failed, and counts the message if it failed for the whole account, unless
    /// the failure is stored already. It runs before the status is stored, so that a repeat after a crash does it too.
    async fn before_failure(
        &self,
        item: &Item,
        key: &MessageKey,
        report: &StatusReport<'_>,
    ) -> Result<(), WorkError> {
        if self.store.statuses(key).await?.has(&StatusName::Failed) {
            return Ok(());
        }
        let code = report.error.map_or(0, |error| error.code);
        if let Some(number) = item.phone_number_id.as_ref().filter(|_| self.is_to_us(item) && code != 0)
            && is_account_wide(code)
        {
            // The statuses of an answer may come before it is stored. It is a text.
            let message = self.store.message(key).await?;
            let line = Line::of_kind(message.as_ref().map_or("text", |message| &message.kind));
            // When it was sent: a success of one that was sent later shows that the account is in order.
            let at = message.as_ref().map_or(report.at, |message| message.timestamp.min(report.at));
            let failed = FailedMessage { key, number, line, code, at };
            count_failed(&self.store, &self.businesses, failed, self.clock.now()).await?;
        }
        Ok(self.store.mark_for_person(key.contact(), Reason::SendFailed, &self.clock).await?)
    }
}
