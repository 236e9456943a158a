//! An answer waits a while for the files of the messages that it answers.
//!
//! Only a conversation that says so has its waiting messages read for this. Nothing is written while it waits.

use jiff::Timestamp;
use relais_core::conversation::Conversation;
use relais_core::message::Message;
use relais_core::queue::Enqueue;
use relais_core::settings::Understand;
use relais_core::timing::{BURST_MEDIA_PATIENCE, MEDIA_PATIENCE, MEDIA_RECHECK};

use super::Answerer;
use crate::WorkError;

impl<Q: Enqueue> Answerer<Q> {
    /// When to look again for the files of what waits for an answer. `None`: there are none to wait for.
    pub(super) async fn files_due_at(
        &self,
        conversation: &Conversation,
        understand: Understand,
    ) -> Result<Option<Timestamp>, WorkError> {
        let awaiting = conversation.awaiting.as_ref().filter(|awaiting| awaiting.files);
        let Some(awaiting) = awaiting.filter(|_| understand != Understand::NOTHING) else {
            return Ok(None);
        };
        let keys: Vec<_> = awaiting.keys(&conversation.contact).collect();
        let messages = self.store.messages(&keys).await?;
        Ok(due_at(&messages, understand, awaiting.since, self.clock.now()))
    }
}

/// When to look again for the files of these messages, the first of which was announced at `since`. Each is waited for from
/// when its message came, or was announced: our own outage may have come between. All of them together are waited for
/// until [`BURST_MEDIA_PATIENCE`] after `since`.
fn due_at(
    messages: &[Message],
    understand: Understand,
    since: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let expected = messages.iter().filter(|message| message.has_file_to_wait_for(understand));
    let ends = expected.map(|message| {
        let came = Timestamp::from_microsecond(message.came_at).unwrap_or(since);
        came.max(since).saturating_add(MEDIA_PATIENCE).unwrap_or(Timestamp::MAX)
    });
    let latest = since.saturating_add(BURST_MEDIA_PATIENCE).unwrap_or(Timestamp::MAX);
    let end = ends.max().map(|end| end.min(latest)).filter(|end| *end > now)?;
    Some(end.min(now.saturating_add(MEDIA_RECHECK).unwrap_or(Timestamp::MAX)))
}

#[cfg(test)]
mod tests {
    use relais_core::contact::{Alias, ContactId};
    use relais_core::media::{Media, MediaState};
    use relais_core::message::{Direction, MessageKey};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn message(kind: &str, came: i64, change: impl FnOnce(&mut Media)) -> Message {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let key = MessageKey::new(&contact, at(came), "wamid.1");
        let mut media = Media::to_fetch(&key);
        change(&mut media);
        let message = Message::new(key, Direction::Inbound, "", at(came));
        Message { kind: kind.to_owned(), media: Some(media), ..message }
    }

    fn stored(media: &mut Media) {
        media.state = MediaState::Stored;
    }

    fn being_read(media: &mut Media) {
        stored(media);
        media.to_understand = true;
    }

    #[test]
    fn a_file_is_waited_for_until_it_is_known_and_no_longer_than_it_is_of_use() {
        for (messages, now, expected) in [
            (vec![], 1, None),
            (vec![message("image", 0, |_| {})], 1, Some(3)),
            (vec![message("image", 0, |_| {})], 24, Some(25)),
            (vec![message("image", 0, |_| {})], 25, None),
            (vec![message("image", 0, stored)], 1, None),
            (vec![message("audio", 0, being_read)], 1, Some(3)),
            (vec![message("audio", 0, stored)], 1, None),
            (vec![message("document", 0, being_read), message("image", 10, |_| {})], 30, Some(32)),
            (vec![message("document", 0, being_read), message("image", 10, stored)], 30, None),
            (vec![message("video", 0, |_| {}), message("sticker", 0, |_| {})], 1, None),
            (vec![message("image", 0, |media| media.state = MediaState::Failed)], 1, None),
            (vec![message("image", 0, stored), message("image", 19, |_| {})], 34, Some(35)),
            (vec![message("image", 0, stored), message("image", 19, |_| {})], 35, None),
        ] {
            let due = due_at(&messages, Understand::default(), at(0), at(now));
            assert_eq!(due, expected.map(at), "{messages:?} {now}");
        }
    }

    #[test]
    fn a_file_that_is_not_understood_is_not_waited_for() {
        let (voice, pictures) = (
            Understand { voice: false, ..Understand::default() },
            Understand { pictures: false, ..Understand::default() },
        );
        let documents = Understand { documents: false, ..Understand::default() };
        for (kind, without) in [("audio", voice), ("image", pictures), ("document", documents)] {
            let messages = [message(kind, 0, |_| {}), message(kind, 0, being_read)];
            assert_eq!(due_at(&messages, Understand::default(), at(0), at(1)), Some(at(3)), "{kind}");
            assert_eq!(due_at(&messages, without, at(0), at(1)), None, "{kind}");
        }
    }

    #[test]
    fn a_message_that_was_recorded_late_has_its_time_too() {
        let late = [message("image", 0, |_| {})];
        let due = |now| due_at(&late, Understand::default(), at(600), at(now));
        assert_eq!(due(601), Some(at(603)));
        assert_eq!(due(625), None);
    }
}
