//! A shop with many conversations and one long thread, written by the store as the product writes it.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::store::{Inserted, Saved, Shown};
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::{Conversation, Reason};
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::relevance::Relevance;
use relais_core::{Clock, Settings};
use relais_dynamo::Client;
use relais_embedded::EmbeddedDynamo;
use relais_embedded::dynamo::Snapshot;
use relais_whatsapp::ids::{PhoneNumberId, WaId, Wamid};
use tokio::task::JoinSet;

/// The simulated business number.
const BUSINESS: &str = "100000000000001";

/// Writers at the same time.
const WRITERS: usize = 16;

/// What customers and the shop write, short and long.
const TEXTS: [&str; 7] = [
    "Bonjour !",
    "Vous êtes ouverts demain ?",
    "Oui, de 9 h à 18 h sans interruption, et le samedi matin jusqu'à midi et demi.",
    "Merci 👍",
    "Je cherche le dernier roman de cette autrice portugaise dont vous m'aviez parlé à Noël, vous savez, celui qui se \
     passe sur une île.\nVous l'avez encore ?",
    "Il nous en reste deux exemplaires. Voulez-vous que je vous en mette un de côté ? Je le garde trois jours.",
    "Parfait, à demain.",
];

/// How large the shop is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) conversations: usize,
    /// In the long thread.
    pub(super) messages: usize,
    /// Of them, those that nobody has read.
    pub(super) unread: u32,
}

/// Writes a shop into a new database file.
pub(super) async fn write(database: &Path, size: Size) {
    // Every write waits for the disk, unless the file is in memory meanwhile.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let draft = folder.path().join("relais.db");
    {
        let store = Store::new(Client::new(EmbeddedDynamo::open(&draft).unwrap()), "relais");
        store.ensure_table().await.unwrap();
        let shop = Arc::new(Shop { store, now: Clock::system().now(), size, business: BUSINESS.into() });
        // Nothing here is of an older release.
        assert!(shop.store.list_older(&Clock::system(), 100).await.unwrap());
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let shop = Arc::clone(&shop);
            writers.spawn(async move {
                for n in (writer..size.conversations).step_by(WRITERS) {
                    shop.conversation(n).await;
                }
                for n in (writer..size.messages).step_by(WRITERS) {
                    shop.message_of_the_long_thread(n).await;
                }
            });
        }
        writers.join_all().await;
        shop.long_thread().await;
    }
    Snapshot::of(&draft).unwrap().copy(database).unwrap();
}

struct Shop {
    store: Store,
    now: Timestamp,
    size: Size,
    business: PhoneNumberId,
}

impl Shop {
    /// A conversation in which a customer wrote once. Each quarter of them is on other lists.
    async fn conversation(&self, n: usize) {
        let at =
            self.now - SignedDuration::from_secs(30) * i32::try_from(self.size.conversations - n).unwrap();
        let first = ["Zoé", "Paul", "Ana María", "محمد"][n % 4];
        let last = ["Martin", "Roux"][n / 4 % 2];
        let identity = identity(&format!("336{n:08}"), &format!("{first} {last}"));
        let state = n / 8 % 4;
        self.writes(&identity, at, |conversation| match state {
            0 => {
                conversation.read(at);
                conversation.close(at);
            }
            1 => conversation.mark_for_person(Reason::SendFailed, at),
            2 => {
                let settings =
                    Settings { takeover: SignedDuration::from_hours(24 * 90), ..Settings::default() };
                conversation.take_over(None, &settings, at);
            }
            _ => conversation.snooze(self.now + SignedDuration::from_hours(24 * 90), at),
        })
        .await;
    }

    /// Records a message as the worker does.
    async fn writes(&self, identity: &Identity, at: Timestamp, then: impl Fn(&mut Conversation)) {
        let numbers = [self.business.clone()];
        let shown = Shown::at(&self.business, &numbers, identity, at);
        let mut whose = self.store.whose(&shown, at).await.unwrap().unwrap();
        let conversation = &mut whose.conversation;
        let message = message(&conversation.contact, at, identity, 1);
        conversation.receive(&message, identity, Relevance::DeservesAnswer, at);
        // It was answered, or a person saw to it.
        conversation.awaiting = None;
        then(conversation);
        assert_eq!(self.store.save_conversation(conversation).await.unwrap(), Saved::Yes);
        self.store.link(&whose, &shown, &Clock::fixed(at)).await.unwrap();
        assert_eq!(self.store.insert_message(&message).await.unwrap(), Inserted::New);
    }

    async fn message_of_the_long_thread(&self, n: usize) {
        let identity = long_identity();
        let alias = relais_core::contact::Alias::wa_id(identity.wa_id.as_ref().unwrap());
        let contact = ContactId::first_seen_as(&self.business, &alias);
        let at = self.now - SignedDuration::from_secs(20) * i32::try_from(self.size.messages - n).unwrap();
        let message = message(&contact, at, &identity, n);
        assert_eq!(self.store.insert_message(&message).await.unwrap(), Inserted::New);
    }

    /// The conversation of the long thread, which is the newest.
    async fn long_thread(&self) {
        let unread = self.size.unread;
        self.writes(&long_identity(), self.now, |conversation| conversation.unread = unread).await;
    }
}

fn long_identity() -> Identity {
    identity("33700000000", "Amélie Long")
}

fn identity(number: &str, name: &str) -> Identity {
    Identity { wa_id: Some(WaId::from(number)), name: Some(name.to_owned()), ..Identity::default() }
}

/// Two messages of the customer, then one of ours that was read.
fn message(contact: &ContactId, at: Timestamp, identity: &Identity, n: usize) -> Message {
    let number = identity.wa_id.as_ref().map(ToString::to_string);
    let wamid = format!("wamid.{}.{}", number.as_deref().unwrap_or_default(), at.as_millisecond());
    let direction = if n % 3 == 2 { Direction::Outbound } else { Direction::Inbound };
    let text = TEXTS[n % TEXTS.len()];
    let mut message = Message::new(MessageKey::new(contact, at, &wamid), direction, text, at);
    message.wamid = Some(Wamid::from(wamid.as_str()));
    if direction == Direction::Inbound {
        message.from = number;
    } else {
        message.to = number;
        message.sent_by = Some(SentBy::Assistant);
        for (name, seconds) in [("sent", 1), ("delivered", 2), ("read", 9)] {
            message.statuses.report(name, at + SignedDuration::from_secs(seconds));
        }
    }
    message
}
