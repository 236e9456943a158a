//! Corrections and deletions through crashes, in every order, and by several workers at the same time.

use jiff::SignedDuration;
use relais_core::conversation::{Conversation, Reason};
use relais_core::message::{Direction, Message};

use super::{edit, revoke, said, text, webhook_item};
use crate::test_app::TestApp;

#[tokio::test]
async fn a_crash_between_message_and_conversation_is_finished_by_the_redelivery() {
    for is_deletion in [true, false] {
        let app = TestApp::new().await;
        app.comes(&text("1", 0, "Ouvert lundi ?")).await;
        let revision = if is_deletion { revoke("1", 1) } else { edit("1", 1, "Ouvert mardi ?") };
        // The message changes, and the worker dies.
        let mut message = app.stored("1").await;
        let content = relais_core::message::Content { text: "Ouvert mardi ?".into(), ..message_content() };
        let at = message.timestamp + SignedDuration::from_secs(1);
        let change = if is_deletion {
            relais_core::message::Revisions::deletion(at)
        } else {
            relais_core::message::Revisions::edit(at, 1, "wamid.e-1-Ouvert mardi ?", content)
        };
        assert!(message.revise(&change));
        app.store.save_revisions(&mut message, app.clock.now()).await.unwrap();
        assert!(app.conversation().await.awaits(&message.key), "the conversation does not know");
        if is_deletion {
            // The reply job may come first: it does not answer what was deleted, with no fallback either.
            app.run_jobs().await;
            assert_eq!(app.conversation().await.awaiting, None);
        }
        app.comes(&revision).await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), usize::from(!is_deletion));
        let noted = app.stored("1").await;
        assert!(noted.revisions.noted);
        assert_eq!(app.reason().await, None);
        app.assert_quiet().await;
    }
}

fn message_content() -> relais_core::message::Content {
    relais_core::message::Content { kind: "text".into(), ..Default::default() }
}

#[tokio::test]
async fn a_worker_that_announced_the_message_before_the_deletion_came_is_waited_for() {
    let app = TestApp::new().await;
    app.comes(&text("0", 0, "Bonjour")).await;
    app.run_jobs().await;
    // Announced, and not stored yet.
    let mut conversation: Conversation = app.conversation().await;
    let key = relais_core::MessageKey::new(&conversation.contact, app.clock.now(), "wamid.1");
    let mut late = Message::new(key, Direction::Inbound, "my card is 4111", app.clock.now());
    late.wamid = Some("wamid.1".into());
    let identity = conversation.identity.clone();
    let relevance = relais_core::relevance::Relevance::DeservesAnswer;
    conversation.receive(&late, &identity, relevance, app.clock.now());
    app.store.save_conversation(&mut conversation).await.unwrap();
    app.comes(&revoke("1", 600)).await;
    app.store.insert_message(&late).await.unwrap();
    app.run_jobs().await;
    assert!(app.stored("1").await.is_deleted(), "the job looked again");
    assert_eq!(app.conversation().await.awaiting, None);
    app.assert_quiet().await;
}

/// Meta delivers the message, its corrections and its deletion in any order, each more than once.
#[tokio::test]
async fn every_order_of_deliveries_leads_to_the_same_message() {
    let deliveries = [text("1", 0, "un"), edit("1", 5, "deux"), edit("1", 9, "trois"), revoke("1", 12)];
    for with_deletion in [false, true] {
        let count = if with_deletion { 4 } else { 3 };
        for order in permutations(count) {
            let app = TestApp::new().await;
            for n in order.iter().chain(order.iter().rev()) {
                app.comes(&deliveries[*n]).await;
            }
            app.run_jobs().await;
            let message = app.stored("1").await;
            assert_eq!(message.text, if with_deletion { "" } else { "trois" }, "{order:?}");
            let all = ["un", "deux", "trois"];
            assert_eq!(said(&message), all[..if with_deletion { 3 } else { 2 }], "{order:?}");
            assert_eq!(app.accepted().len(), usize::from(!with_deletion), "{order:?}");
            assert_eq!(app.reason().await, None, "{order:?}");
            assert_eq!(app.thread().await.len(), if with_deletion { 1 } else { 2 }, "{order:?}");
            app.assert_quiet().await;
        }
    }
}

/// Workers record the message, its corrections and its deletion at the same time, and database calls are delayed and
/// lost.
#[tokio::test]
async fn workers_at_the_same_time_lead_to_the_same_message() {
    for seed in 0..20_u64 {
        let app = TestApp::new().await;
        let with_deletion = seed % 2 == 0;
        app.comes(&text("0", 0, "Bonjour")).await;
        app.run_jobs().await;
        let mut all = vec![text("1", 10, "un"), edit("1", 15, "deux"), edit("1", 19, "trois")];
        all.extend(with_deletion.then(|| revoke("1", 22)));
        all.extend(all.clone());
        all.rotate_left(usize::try_from(seed % 5).unwrap());
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let schedule = (0..400).map(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33).to_le_bytes()[0]
        });
        let mut recorder = app.worker.recorder.clone();
        recorder.store = crate::shuffled::store(&app.engine, schedule.collect::<Vec<_>>().into());
        let mut at_work = tokio::task::JoinSet::new();
        for (position, message) in (1..).zip(all) {
            let recorder = recorder.clone();
            at_work.spawn(async move {
                for _ in 0..50 {
                    let item = webhook_item(&message);
                    let job =
                        relais_core::job::EventJob::Item { item, came_at: 1_800_000_000_000_000 + position };
                    if recorder.record(job).await.is_ok() {
                        return;
                    }
                }
                panic!("it fails at every attempt");
            });
        }
        at_work.join_all().await;
        app.run_jobs().await;
        let message = app.stored("1").await;
        assert_eq!(message.text, if with_deletion { "" } else { "trois" }, "{seed}");
        assert!(message.revisions.noted, "{seed}");
        assert_eq!(app.accepted().len(), if with_deletion { 1 } else { 2 }, "{seed}");
        assert_eq!(app.conversation().await.awaiting, None, "{seed}");
        // A correction whose job was repeated after the answer may leave a mark that is not needed.
        assert!([None, Some(Reason::Corrected)].contains(&app.reason().await), "{seed}");
        app.assert_quiet().await;
    }
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for place in 0..=shorter.len() {
            let mut longer = shorter.clone();
            longer.insert(place, count - 1);
            all.push(longer);
        }
    }
    all
}
