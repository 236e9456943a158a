//! Who a message is from: a number, a user id, or both, learned in any order and by any number of workers.

use relais_aws::Store;
use relais_aws::store::Saved;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::{UserId, WaId};

use crate::database;
use crate::stage::CUSTOMER;

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

async fn begin(store: &Store, contact: &ContactId) -> Saved {
    let mut conversation = Conversation::new(contact.clone(), jiff::Timestamp::UNIX_EPOCH);
    store.save_conversation(&mut conversation).await.unwrap()
}

async fn whose(store: &Store, identity: &Identity) -> ContactId {
    let contact = store.contact_for(identity).await.unwrap().unwrap();
    let found = store.find_contact(&identity.aliases()).await.unwrap();
    assert!(found.is_none_or(|found| found == contact), "finding and making agree");
    contact
}

#[tokio::test]
async fn nobody_is_known_before_their_conversation_is_saved() {
    let (_, store) = database::empty().await;
    let contact = whose(&store, &both()).await;
    assert_eq!(contact, place_of(&user()), "the steadiest alias gives the id");
    assert_eq!(store.find_contact(&both().aliases()).await.unwrap(), None);
    assert_eq!(store.contact_for(&Identity::default()).await.unwrap(), None);

    assert_eq!(begin(&store, &contact).await, Saved::Yes);
    assert_eq!(store.find_contact(&user().aliases()).await.unwrap(), Some(contact.clone()));
    assert_eq!(store.find_contact(&number().aliases()).await.unwrap(), None, "not linked yet");
    store.link(&contact, &both().aliases()).await.unwrap();
    for identity in [user(), number(), both()] {
        assert_eq!(whose(&store, &identity).await, contact);
    }
}

#[tokio::test]
async fn a_pointer_is_no_conversation() {
    let (_, store) = database::empty().await;
    let contact = whose(&store, &both()).await;
    begin(&store, &contact).await;
    store.link(&contact, &number().aliases()).await.unwrap();
    assert_eq!(store.conversation(&place_of(&number())).await.unwrap(), None);
    let listed = store.conversations(None, 10).await.unwrap().conversations;
    assert_eq!(listed.iter().map(|it| &it.contact).collect::<Vec<_>>(), [&contact]);
    assert_eq!(begin(&store, &place_of(&number())).await, Saved::Conflict, "nor is one begun over it");
}

#[tokio::test]
async fn two_contacts_that_turn_out_to_be_one_person_stay_as_they_are() {
    let (_, store) = database::empty().await;
    for identity in [number(), user()] {
        let contact = whose(&store, &identity).await;
        assert_eq!(begin(&store, &contact).await, Saved::Yes);
    }
    assert_eq!(whose(&store, &both()).await, place_of(&user()));
    store.link(&place_of(&user()), &number().aliases()).await.unwrap();
    assert_eq!(whose(&store, &number()).await, place_of(&number()), "its thread is still found");
}

/// One worker has a message with the user id alone; another has one that shows the number too, which is known.
#[tokio::test]
async fn of_two_workers_that_decide_otherwise_about_an_alias_one_decides_again() {
    let (_, store) = database::empty().await;
    let known = whose(&store, &number()).await;
    begin(&store, &known).await;

    let taken_for_new = whose(&store, &user()).await;
    assert_ne!(taken_for_new, known);
    assert_eq!(whose(&store, &both()).await, known, "the other worker comes between");
    assert_eq!(begin(&store, &taken_for_new).await, Saved::Conflict);
    assert_eq!(whose(&store, &user()).await, known, "as it finds when the job comes back");
}
