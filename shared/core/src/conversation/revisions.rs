//! A message was corrected or deleted by whoever sent it.
//!
//! The stored message changes first, then its conversation. If the process dies in between, the redelivered correction
//! or deletion changes the conversation.
//!
//! A correction or deletion may come before its message. It is then kept in a record of its own, and
//! [`Conversation::early`] says that there is one. So a message finds it without a further read.

use jiff::Timestamp;

use super::{Awaiting, Conversation, PREVIEW_CHARS, Reason};
use crate::contact::Identity;
use crate::message::{Direction, Message, MessageKey, fingerprint};
use crate::optout::{self, Wish};
use crate::texts::Notice;

/// Hexadecimal digits of a fingerprint in [`Conversation::early`].
const EARLY_DIGITS: usize = 16;

/// The most corrections and deletions before their message that are remembered. Each takes 19 bytes.
const MOST_EARLY: usize = 8;

/// The name of the record of a correction or deletion that came before the message with this wamid. Names are logged,
/// and a wamid contains the customer's number.
pub fn early_name(wamid: &str) -> String {
    let mut name = fingerprint(wamid);
    name.truncate(EARLY_DIGITS);
    name
}

impl Conversation {
    /// The sender corrected or deleted this stored message. Returns the reference to the message whose reply job is to
    /// be queued: the deleted message was to be answered together with it.
    ///
    /// - A text that is being written is dropped, and written anew with what the thread says now.
    /// - A deleted message that waits for an answer does not wait any more.
    /// - A corrected one that waits is answered as it is now.
    /// - A corrected one that was answered already is for a person. A deleted one is not.
    ///
    /// Neither changes how many messages are unread, opens the window, or takes the conversation over.
    pub fn revised(&mut self, message: &Message, now: Timestamp) -> Option<String> {
        self.activity(now);
        self.show_revised(message);
        if self.awaiting.is_some() {
            self.lease = None;
        }
        if message.direction == Direction::Outbound {
            return None;
        }
        let waits = self.awaits(&message.key);
        if message.is_deleted() {
            if waits {
                self.stop_awaiting(&message.key);
            }
            return self.awaiting.as_ref().filter(|_| waits).map(|awaiting| awaiting.sort_key.clone());
        }
        if waits {
            self.reread(message, now);
        } else if self.group.is_none() {
            // It was answered: that answer's key cannot be used again for a confirmation.
            let written = message.edited_at().unwrap_or(message.timestamp).min(now);
            if let Some(wish) = optout::wish(&message.text) {
                self.apply_wish(wish, written);
            }
            self.mark_for_person(Reason::Corrected, now);
        }
        None
    }

    /// A message that waits was corrected to STOP, or from STOP to something else.
    fn reread(&mut self, message: &Message, now: Timestamp) {
        let stops = optout::wish(&message.text) == Some(Wish::Stop);
        let confirms = self.awaiting.as_ref().is_some_and(|awaiting| awaiting.says == Some(Notice::OptOut));
        let written = message.edited_at().unwrap_or(message.timestamp).min(now);
        if stops && !confirms && self.apply_wish(Wish::Stop, written) {
            let reference = message.key.reference_in(&self.contact);
            self.awaiting = Some(Awaiting::first(&reference, Some(Notice::OptOut), now));
        } else if confirms && !stops {
            self.apply_wish(Wish::Start, written);
            self.awaiting = self.awaiting.take().map(|awaiting| Awaiting { says: None, ..awaiting });
        }
    }

    /// Announces a message of the customer that had been deleted before it came. It is neither answered nor counted as
    /// unread. As a message that is deleted later, it opens the window if its type does.
    pub fn receive_deleted(
        &mut self,
        message: &Message,
        identity: &Identity,
        opens_window: bool,
        now: Timestamp,
    ) {
        self.activity(now);
        let written = message.timestamp.min(now);
        self.learn(identity, written);
        let (text, kind) = message.preview();
        self.show(&message.key, text, kind, message.direction, None);
        if opens_window {
            self.open_window(written);
        }
        if self.awaits(&message.key) {
            // It was announced before the deletion came, and not stored.
            self.stop_awaiting(&message.key);
            self.unread = self.unread.saturating_sub(1);
        }
    }

    /// Notes that a correction or deletion of the message with this wamid came before it. Returns whether that is new.
    pub fn note_early(&mut self, wamid: &str, now: Timestamp) -> bool {
        let name = early_name(wamid);
        if self.early.contains(&name) {
            return false;
        }
        self.touch(now);
        self.early.push(name);
        let forgotten = self.early.len().saturating_sub(MOST_EARLY);
        self.early.drain(..forgotten);
        true
    }

    /// Whether a correction or deletion of the message with this wamid may have come before it.
    pub fn may_be_revised(&self, wamid: &str) -> bool {
        !self.early.is_empty() && self.early.contains(&early_name(wamid))
    }

    /// The preview of a corrected or deleted message shows what is there now.
    fn show_revised(&mut self, message: &Message) {
        let Some(preview) = &mut self.preview else { return };
        if !message.key.is_reference(&preview.sort_key) {
            return;
        }
        let (text, kind) = message.preview();
        preview.text = text.chars().take(PREVIEW_CHARS).collect();
        kind.clone_into(&mut preview.kind);
    }

    /// This message does not wait any more. The others keep their places and their time.
    fn stop_awaiting(&mut self, key: &MessageKey) {
        let Some(awaiting) = self.awaiting.take() else { return };
        let since = awaiting.since;
        self.awaiting = awaiting.without(std::slice::from_ref(key), since);
    }
}

#[cfg(test)]
mod tests {
    use crate::conversation::Composed;
    use relais_whatsapp::ids::{Recipient, WaId};

    use super::super::{Answered, Intent, NextStep};
    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::message::{Content, Revisions, SentBy};
    use crate::relevance::Relevance;
    use crate::settings::Settings;

    const TOKEN: &str = "worker-1";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn identity() -> Identity {
        Identity { wa_id: Some(WaId::from("33639980001")), ..Identity::default() }
    }

    fn conversation() -> Conversation {
        Conversation::new(ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into())), at(0))
    }

    fn text(conversation: &Conversation, seconds: i64, text: &str) -> Message {
        let key = MessageKey::new(&conversation.contact, at(seconds), &format!("wamid.{seconds}"));
        Message::new(key, Direction::Inbound, text, at(seconds))
    }

    fn receive(conversation: &mut Conversation, seconds: i64, says: &str) -> Message {
        let message = text(conversation, seconds, says);
        conversation.receive(&message, &identity(), Relevance::DeservesAnswer, at(seconds));
        message
    }

    fn deleted(mut message: Message) -> Message {
        message.revise(&Revisions::deletion(at(90)));
        message
    }

    fn edited(mut message: Message, says: &str) -> Message {
        let content = Content { kind: "text".into(), text: says.into(), raw: None };
        message.revise(&Revisions::edit(at(90), 1, "wamid.e", content));
        message
    }

    fn answer(conversation: &mut Conversation, read: &[&Message], seconds: i64) -> Intent {
        let read: Vec<_> = read.iter().map(|message| message.key.clone()).collect();
        let senders: Vec<_> = read.iter().map(|key| (key.clone(), Recipient::of("33639980001"))).collect();
        let answered =
            Answered { read: &read, senders: &senders, token: TOKEN, composed: Composed::text("Bonjour !") };
        conversation.begin_sending(&answered, at(seconds))
    }

    #[test]
    fn a_deleted_question_that_waits_is_not_answered() {
        let mut conversation = conversation();
        let question = receive(&mut conversation, 1, "Bonjour");
        conversation.take_lease(TOKEN, at(3));
        assert_eq!(conversation.revised(&deleted(question.clone()), at(4)), None);
        assert_eq!((&conversation.awaiting, &conversation.lease), (&None, &None));
        assert_eq!(
            answer(&mut conversation, &[&question], 5),
            Intent::LostLease,
            "what was written is not sent"
        );
        let step = conversation.next_step(question.key.sort_key(), &Settings::default(), at(6));
        assert_eq!(step, NextStep::End);
        let preview = conversation.preview.unwrap();
        assert_eq!((preview.kind.as_str(), preview.text.as_str()), ("revoke", ""));
        assert_eq!(conversation.needs_person, None);
    }

    #[test]
    fn the_rest_of_a_burst_is_answered_without_the_deleted_one() {
        let mut conversation = conversation();
        let first = receive(&mut conversation, 1, "Bonjour");
        let last = receive(&mut conversation, 2, "oops");
        let next = conversation.revised(&deleted(last), at(3));
        assert_eq!(next.as_deref(), Some(first.key.sort_key()), "its job is queued, and answers now");
        let step = conversation.next_step(first.key.sort_key(), &Settings::default(), at(4));
        assert_eq!(step, NextStep::Ask);
    }

    #[test]
    fn a_corrected_question_that_waits_is_written_anew() {
        let mut conversation = conversation();
        let question = receive(&mut conversation, 1, "Bonjour");
        conversation.take_lease(TOKEN, at(3));
        conversation.revised(&edited(question.clone(), "Bonsoir"), at(4));
        assert_eq!(answer(&mut conversation, &[&question], 5), Intent::LostLease);
        assert!(conversation.awaits(&question.key));
        assert_eq!(conversation.preview.as_ref().unwrap().text, "Bonsoir");
        assert_eq!(conversation.needs_person, None);
    }

    #[test]
    fn only_a_correction_after_the_answer_is_for_a_person() {
        for (is_deletion, reason) in [(true, None), (false, Some(Reason::Corrected))] {
            let mut conversation = conversation();
            let question = receive(&mut conversation, 1, "Bonjour");
            conversation.take_lease(TOKEN, at(3));
            assert_eq!(answer(&mut conversation, &[&question], 4), Intent::Send);
            let revised = if is_deletion { deleted(question) } else { edited(question, "Bonsoir") };
            conversation.revised(&revised, at(5));
            assert_eq!(conversation.needs_person.map(|needs| needs.reason), reason);
            assert_eq!(conversation.unread, 1);
        }
    }

    #[test]
    fn an_answered_question_corrected_to_stop_opts_out_too() {
        let mut conversation = conversation();
        let question = receive(&mut conversation, 1, "Combien ?");
        conversation.awaiting = None;
        conversation.revised(&edited(question, "Stop"), at(6));
        assert!(conversation.opted_out && conversation.awaiting.is_none());
        assert_eq!(conversation.needs_person.unwrap().reason, Reason::Corrected);
    }

    #[test]
    fn a_question_corrected_to_stop_opts_out() {
        let mut conversation = conversation();
        let question = receive(&mut conversation, 1, "Bonjour");
        conversation.revised(&edited(question, "STOP"), at(4));
        assert!(conversation.opted_out);
        assert_eq!(conversation.awaiting.as_ref().and_then(|awaiting| awaiting.says), Some(Notice::OptOut));
    }

    #[test]
    fn a_revision_by_the_business_takes_nothing_over() {
        let mut conversation = conversation();
        let question = receive(&mut conversation, 1, "Bonjour");
        let key = MessageKey::new(&conversation.contact, at(2), "wamid.app");
        let mut sent = Message::new(key, Direction::Outbound, "Oui", at(2));
        conversation.show(&sent.key, "Oui", "text", Direction::Outbound, Some(SentBy::App));
        sent.revise(&Revisions::deletion(at(3)));
        assert_eq!(conversation.revised(&sent, at(3)), None);
        assert!(!conversation.is_taken_over(at(3)) && conversation.awaits(&question.key));
        assert_eq!((conversation.unread, conversation.needs_person), (1, None));
        assert_eq!(conversation.preview.unwrap().kind, "revoke");
    }

    #[test]
    fn a_message_that_comes_deleted_is_neither_unread_nor_awaiting() {
        let mut conversation = conversation();
        let other = receive(&mut conversation, 1, "Bonjour");
        let late = deleted(text(&conversation, 2, "oops"));
        conversation.receive_deleted(&late, &identity(), true, at(3));
        assert_eq!((conversation.unread, conversation.awaits(&late.key)), (1, false));
        assert!(conversation.awaits(&other.key));
        assert_eq!(conversation.last_inbound_at, Some(at(2)));
        assert_eq!(conversation.preview.unwrap().kind, "revoke");
    }

    #[test]
    fn a_message_that_was_announced_before_its_deletion_is_withdrawn() {
        let mut conversation = conversation();
        let announced = receive(&mut conversation, 1, "Bonjour");
        conversation.receive_deleted(&deleted(announced), &identity(), true, at(3));
        assert_eq!((conversation.unread, conversation.awaiting), (0, None));
    }

    #[test]
    fn eight_early_revisions_are_remembered() {
        let mut conversation = conversation();
        for n in 0..10 {
            assert!(conversation.note_early(&format!("wamid.{n}"), at(n)));
        }
        assert!(!conversation.note_early("wamid.9", at(10)));
        assert_eq!(conversation.early.len(), 8);
        assert!(conversation.may_be_revised("wamid.2") && !conversation.may_be_revised("wamid.1"));
        assert!(!conversation.early.join(" ").contains("wamid"));
    }
}
