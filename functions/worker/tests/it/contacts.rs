//! The contact of a message: found by a number, a user id, or both, in any order and by any number of workers.

use relais_aws::Store;
use relais_aws::store::Saved;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::{UserId, WaId};

use crate::database;
use crate::test_app::CUSTOMER;

const USER: &str = "FR.99";

fn number() -> Identity {
    Identity { wa_id: Some(WaId::from(CUSTOMER)), ..Identity::default() }
}

fn user() -> Identity {
    Identity { user_id: Some(UserId::from(USER)), ..Identity::default() }
}

fn both() -> Identity {
    Identity { wa_id: number().wa_id, ..user() }
}

fn place_of(identity: &Identity) -> ContactId {
    ContactId::first_seen_as(&identity.aliases()[0])
}

async fn with(store: &Store, identity: &Identity) -> Conversation {
    store.conversation_with(identity, jiff::Timestamp::UNIX_EPOCH).await.unwrap().unwrap()
}

async fn whose(store: &Store, identity: &Identity) -> ContactId {
    with(store, identity).await.contact
}

async fn found(store: &Store, identity: &Identity) -> Option<ContactId> {
    store.find_contact(&identity.aliases()[0]).await.unwrap()
}

#[tokio::test]
async fn nobody_is_known_before_their_conversation_is_saved() {
    let (_, store) = database::empty().await;
    let mut conversation = with(&store, &both()).await;
    let contact = conversation.contact.clone();
    assert_eq!(contact, place_of(&user()), "the id comes from the most stable alias");
    assert_eq!(conversation.version, 0);
    assert_eq!(found(&store, &both()).await, None);
    let nobody = store.conversation_with(&Identity::default(), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(nobody, None);

    assert_eq!(store.save_conversation(&mut conversation).await.unwrap(), Saved::Yes);
    assert_eq!(with(&store, &user()).await, conversation);
    assert_eq!(found(&store, &number()).await, None, "not linked yet");
    store.link(&contact, &both().aliases()).await.unwrap();
    for identity in [user(), number(), both()] {
        assert_eq!(with(&store, &identity).await, conversation);
        assert_eq!(found(&store, &identity).await, Some(contact.clone()));
    }
}

#[tokio::test]
async fn a_pointer_is_no_conversation() {
    let (_, store) = database::empty().await;
    let mut conversation = with(&store, &both()).await;
    let mut begun_over_it = with(&store, &number()).await;
    store.save_conversation(&mut conversation).await.unwrap();
    store.link(&conversation.contact, &number().aliases()).await.unwrap();
    assert_eq!(store.conversation(&place_of(&number())).await.unwrap(), None);
    let listed = store.conversations(None, 10).await.unwrap().conversations;
    assert_eq!(listed, [conversation]);
    assert_eq!(store.save_conversation(&mut begun_over_it).await.unwrap(), Saved::Conflict);
}

#[tokio::test]
async fn two_contacts_that_turn_out_to_be_one_person_stay_as_they_are() {
    let (_, store) = database::empty().await;
    for identity in [number(), user()] {
        let mut conversation = with(&store, &identity).await;
        assert_eq!(store.save_conversation(&mut conversation).await.unwrap(), Saved::Yes);
    }
    assert_eq!(whose(&store, &both()).await, place_of(&user()));
    store.link(&place_of(&user()), &number().aliases()).await.unwrap();
    assert_eq!(whose(&store, &number()).await, place_of(&number()), "its thread is still found");
}

/// One worker has a message with only the user id. Another has one that also contains the number, which is known.
#[tokio::test]
async fn of_two_workers_that_disagree_about_an_alias_one_decides_again() {
    let (_, store) = database::empty().await;
    let mut known = with(&store, &number()).await;
    store.save_conversation(&mut known).await.unwrap();

    let mut taken_for_new = with(&store, &user()).await;
    assert_ne!(taken_for_new.contact, known.contact);
    assert_eq!(with(&store, &both()).await, known, "the other worker runs in between");
    assert_eq!(store.save_conversation(&mut taken_for_new).await.unwrap(), Saved::Conflict);
    assert_eq!(
        with(&store, &user()).await,
        known,
        "the first worker finds the known contact when it decides again"
    );
}
