//! The cost of a turn on AWS: one text, one answer, three statuses.
//!
//! It is counted in units, not in calls. DynamoDB reports the charged units in its responses if a request asks for
//! them. The embedded engine reports them too; its rules were checked against DynamoDB:
//!
//! - A write costs a unit for every started KiB of the larger of the item before and after. A change in the index costs
//!   the same again, and twice if the item moves in the index.
//! - A read costs half a unit for every started 4 KiB, and a whole unit if it is consistent.
//! - A write of a transaction costs two units in place of each one of the table.
//! - A refused conditional write costs as much as a successful one. A turn without a second worker has none.
//!
//! SQS charges a request for every started 64 KiB, so each send here is one request. The receives and deletes by the
//! two event source mappings are not counted: their number depends on the batches.
//!
//! What a turn costs is also written into `target/bench`, for the page of `make bench`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use relais_aws::Store;
use relais_core::Settings;
use relais_core::business::BusinessSettings;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::queue::{Enqueue, NewMessage, Queue, QueueError};
use relais_dynamo::{Answer, Client, Transport};
use relais_embedded::{EmbeddedDynamo, LocalQueue};
use relais_figures::Figure;
use relais_whatsapp::ids::PhoneNumberId;
use relais_worker::{Answerer, Businesses, Source, Worker};
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, VISIBILITY};

const MOST_WRITE_UNITS: f64 = 10.0;
/// What else the first turn writes: the entry of an unread conversation, and four keys that the customer is found by, in
/// one transaction with the conversation.
const MOST_WRITE_UNITS_ONCE: f64 = 15.0;
const MOST_READ_UNITS: f64 = 6.0;
/// The first turn looks for every id of the customer, and for who else has them.
const MOST_READ_UNITS_ONCE: f64 = 1.0;
/// A webhook that shows no user id leads to the contact by the number's place, which is read consistently.
const MORE_READ_UNITS_BY_NUMBER: f64 = 0.5;
const MOST_SENDS: u32 = 5;

#[tokio::test]
async fn a_turn_stays_within_its_budget() {
    let app = TestApp::new().await;
    let meter = Meter::default();

    let first = turn(&app, &meter, "Bonjour, vous êtes ouverts demain ?").await;
    app.clock.advance(SignedDuration::from_mins(10));
    let later = turn(&app, &meter, "Et dimanche ?").await;

    let answers: Vec<_> = app.thread().await.into_iter().filter(|it| it.sent_by.is_some()).collect();
    assert_eq!(answers.len(), 2);
    assert!(answers.iter().all(|answer| answer.statuses.iter().count() == 3), "three statuses each");
    let figures = [("Relais, a new customer's turn", &first), ("Relais, a known customer's turn", &later)];
    let figures: Vec<_> = figures.iter().flat_map(|(subject, bill)| bill.figures(subject)).collect();
    relais_figures::write("cost", &figures).unwrap();
    let once = [MOST_WRITE_UNITS_ONCE, MOST_READ_UNITS_ONCE];
    for (which, bill, [writes_once, reads_once]) in
        [("a new customer's", first, once), ("a known customer's", later, [0.0; 2])]
    {
        println!("{which} turn: {bill:#?}");
        assert!(bill.write_units <= MOST_WRITE_UNITS + writes_once, "{which} turn: {bill:#?}");
        assert!(bill.read_units <= MOST_READ_UNITS + reads_once, "{which} turn: {bill:#?}");
        assert!(bill.sends <= MOST_SENDS, "{which} turn: {bill:#?}");
    }
}

/// Its record is longer, and is written once more when the file is stored. The answer looks once for the file.
#[tokio::test]
async fn a_picture_costs_three_write_units_more_than_a_text_at_most() {
    let app = TestApp::new().await;
    let meter = Meter::default();
    turn(&app, &meter, "Bonjour, vous êtes ouverts demain ?").await;
    app.clock.advance(SignedDuration::from_mins(10));
    let plain = turn(&app, &meter, "Et dimanche ?").await;
    app.clock.advance(SignedDuration::from_mins(10));
    app.customer_sends_picture().await;
    let picture = jobs(&app, &meter).await;

    println!("a picture's turn: {picture:#?}");
    assert_eq!(app.downloads(), 1);
    assert!(picture.write_units <= plain.write_units + 3.0, "{plain:#?}\n{picture:#?}");
    assert!(picture.read_units <= plain.read_units + 3.0, "{plain:#?}\n{picture:#?}");
    assert_eq!(picture.sends, plain.sends, "the two jobs of the message are queued together");
}

/// A quoted message is looked for among those that are read anyway. Only for an older one there is one more read.
#[tokio::test]
async fn a_quote_costs_one_read_at_most_and_only_if_it_is_older() {
    let app = TestApp::new().await;
    let meter = Meter::default();
    let plain = turn(&app, &meter, "Bonjour, vous êtes ouverts demain ?").await;
    let answer = app.thread().await.remove(1);
    let newest = answer.wamid.clone().unwrap();
    app.clock.advance(SignedDuration::from_mins(10));
    let near = reply(&app, &meter, "wamid.near", newest.as_str()).await;
    for n in 1..=40_i64 {
        let at = app.clock.now() - SignedDuration::from_secs(60 + n);
        let key = MessageKey::new(answer.key.contact(), at, &format!("wamid.filler{n}"));
        app.store.insert_message(&Message::new(key, Direction::Inbound, "?", at)).await.unwrap();
    }
    app.clock.advance(SignedDuration::from_mins(10));
    let older = reply(&app, &meter, "wamid.older", newest.as_str()).await;

    let queries = |bill: &Bill| bill.calls.iter().filter(|call| call.starts_with("Query")).count();
    assert_eq!((queries(&near), queries(&older)), (queries(&plain), queries(&plain) + 1));
    assert!(near.read_units <= MOST_READ_UNITS + MORE_READ_UNITS_BY_NUMBER, "{near:#?}");
    assert!(near.write_units <= MOST_WRITE_UNITS, "{near:#?}");
}

/// Runs the turn of a text that replies to this message.
async fn reply(app: &TestApp, meter: &Meter, id: &str, to: &str) -> Bill {
    let (from, now) = (CUSTOMER, app.clock.now().as_second());
    let message = json!({"from": from, "id": id, "timestamp": now.to_string(), "type": "text",
        "text": {"body": "Et cela, alors ?"}, "context": {"from": "33199000001", "id": to}});
    assert_eq!(app.post_messages(&message.to_string()).await, 200);
    jobs(app, meter).await
}

/// Runs one turn: a text and all jobs that follow from it. Returns its cost.
pub(crate) async fn turn(app: &TestApp, meter: &Meter, text: &str) -> Bill {
    app.customer_writes(&[text]).await;
    jobs(app, meter).await
}

/// The settings of the business are read a few times in a minute by each process, whatever it does.
#[tokio::test]
async fn what_the_business_sets_costs_a_tenth_of_a_read_unit_a_turn_at_most() {
    const TURNS: i32 = 20;
    let mut read_units = Vec::new();
    for is_metered in [false, true] {
        let app = TestApp::new().await;
        let (meter, number) = (Meter::default(), PhoneNumberId::from(BUSINESS));
        let facts = BusinessSettings { facts: Some("a".repeat(20_000)), ..BusinessSettings::default() };
        app.store.save_settings(&number, 0, &facts, None, app.clock.now()).await.unwrap();
        let businesses = if is_metered {
            Businesses::new(metered(&app, &meter), Settings::default(), "", app.clock.clone())
        } else {
            app.worker.answerer.businesses.clone()
        };
        let began = app.clock.now();
        let mut sum = 0.0;
        for _ in 0..TURNS {
            app.customer_writes(&["Et dimanche ?"]).await;
            sum += jobs_of(&app, &meter, businesses.clone()).await.read_units;
        }
        println!("{TURNS} turns in {:#}: {sum} read units", app.clock.now().duration_since(began));
        read_units.push(sum);
    }
    // What is set now is read whole once: 20 KB are 2.5 units.
    let whole = 3.0;
    assert!(read_units[1] - read_units[0] <= whole + 0.1 * f64::from(TURNS), "{read_units:?}");
}

/// Whether somebody has asked to be told is looked at only when a customer waits for a person.
#[tokio::test]
async fn a_browser_to_tell_costs_an_answered_turn_nothing() {
    let mut bills = Vec::new();
    for is_there in [false, true] {
        let app = TestApp::new().await;
        let meter = Meter::default();
        if is_there {
            crate::push::add(&app, "one", "https://push.example/one", None).await;
        }
        let businesses = Businesses::new(metered(&app, &meter), Settings::default(), "", app.clock.clone());
        app.customer_writes(&["Et dimanche ?"]).await;
        bills.push(jobs_of(&app, &meter, businesses).await);
    }
    let counts = bills.iter().map(|bill| (bill.calls.len(), bill.sends)).collect::<Vec<_>>();
    assert_eq!(counts[0], counts[1], "{bills:#?}");
}

/// On one machine the engine is the dearest part of a turn. What a turn asks is answered without it, on its tables, once
/// the engine has carried out such a request.
#[tokio::test]
async fn the_engine_of_one_machine_is_not_asked_for_a_known_turn() {
    let app = TestApp::new().await;
    let asked = Asked { engine: app.engine.clone(), operations: Arc::default() };
    let mut turns = Vec::new();
    for _ in 0..4 {
        app.customer_writes(&["Et dimanche ?"]).await;
        let store = Store::new(Client::new(asked.clone()), "relais");
        let businesses = Businesses::new(store.clone(), Settings::default(), "", app.clock.clone());
        jobs_over(store, &app, &Meter::default(), businesses).await;
        app.clock.advance(SignedDuration::from_mins(10));
        turns.push(std::mem::take(&mut *asked.operations.lock().unwrap()));
    }

    assert!(!turns[0].is_empty(), "the first turn asks the engine");
    assert_eq!(turns[3], [""; 0], "{turns:#?}");
}

/// The engine of one machine, and the requests for which it was asked.
#[derive(Clone, Debug)]
struct Asked {
    engine: EmbeddedDynamo,
    operations: Arc<Mutex<Vec<String>>>,
}

impl Transport for Asked {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        Box::pin(async move {
            let before = self.engine.answered_directly();
            let shown = format!("{operation} {}", String::from_utf8_lossy(&request));
            let answer = self.engine.call(operation, request).await;
            if self.engine.answered_directly() == before {
                self.operations.lock().unwrap().push(shown);
            }
            answer
        })
    }
}

/// Does all jobs. Returns their cost, without that of looking for what the business sets.
async fn jobs(app: &TestApp, meter: &Meter) -> Bill {
    jobs_of(app, meter, app.worker.answerer.businesses.clone()).await
}

/// The store of the app, over the engine with its meter.
pub(crate) fn metered(app: &TestApp, meter: &Meter) -> Store {
    let database = MeteredDynamo { engine: app.engine.clone(), meter: meter.clone() };
    Store::new(Client::new(database), "relais")
}

async fn jobs_of(app: &TestApp, meter: &Meter, businesses: Businesses) -> Bill {
    jobs_over(metered(app, meter), app, meter, businesses).await
}

async fn jobs_over(store: Store, app: &TestApp, meter: &Meter, businesses: Businesses) -> Bill {
    let Answerer { mut sender, assistant, files, tools, settings, clock, .. } = app.worker.answerer.clone();
    sender.store = store.clone();
    let replies = MeteredQueue { queue: app.replies.clone(), meter: meter.clone() };
    let answerer = Answerer { store, replies, sender, assistant, files, tools, businesses, settings, clock };
    let worker = Worker::new(answerer, app.blobs.clone());
    loop {
        app.simulator.wait_for_webhooks().await;
        let mut worked = false;
        for (source, queue) in [(Source::Events, &app.events), (Source::Replies, &app.replies)] {
            for message in queue.receive(10, VISIBILITY, Duration::ZERO).await.unwrap() {
                worked = true;
                if source == Source::Events {
                    // Here each webhook contains one item, so the webhook function made one send for each.
                    meter.note(|bill| {
                        bill.sends += 1;
                        bill.queued += message.body.len();
                    });
                }
                worker.handle(source, &message).await.unwrap();
                queue.delete(vec![message.receipt]).await.unwrap();
            }
        }
        let waiting = app.replies.depth().await.unwrap();
        if !worked && waiting.delayed + waiting.visible == 0 {
            return meter.take();
        }
        if !worked {
            app.clock.advance(SignedDuration::from_millis(500));
        }
    }
}

/// The charged units, and the calls that they were charged for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bill {
    pub(crate) write_units: f64,
    pub(crate) read_units: f64,
    pub(crate) sends: u32,
    calls: Vec<String>,
    /// Of the calls of DynamoDB: what they ask, what they are answered, and of the sends what they queue.
    asked: usize,
    answered: usize,
    queued: usize,
}

impl Bill {
    #[allow(clippy::cast_precision_loss)]
    fn figures(&self, subject: &str) -> Vec<Figure> {
        let counted = [
            ("write units", "units", self.write_units),
            ("read units", "units", self.read_units),
            ("calls of DynamoDB", "calls", self.calls.len() as f64),
            ("sends to SQS", "sends", f64::from(self.sends)),
            ("asked of DynamoDB", "bytes", self.asked as f64),
            ("answered by DynamoDB", "bytes", self.answered as f64),
            ("sent to SQS", "bytes", self.queued as f64),
        ];
        let figure = |(measure, unit, value)| Figure::new("cost", subject, measure, unit, vec![value]);
        counted.map(figure).into()
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<Bill>>);

impl Meter {
    /// The cost since the last call.
    pub(crate) fn take(&self) -> Bill {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn note(&self, note: impl FnOnce(&mut Bill)) {
        note(&mut self.0.lock().unwrap());
    }
}

/// The engine. Every request asks it for the charged units.
#[derive(Clone, Debug)]
struct MeteredDynamo {
    engine: EmbeddedDynamo,
    meter: Meter,
}

impl Transport for MeteredDynamo {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        let mut body: Value = serde_json::from_slice(&request).unwrap();
        body["ReturnConsumedCapacity"] = json!("INDEXES");
        Box::pin(async move {
            let response = self.engine.call(operation, body.to_string().into()).await;
            let asked = request.len();
            assert!(response.is_ok(), "a turn without a second worker has no refused write: {operation}");
            let response = response?;
            let mut answer: Value = serde_json::from_slice(&response).unwrap();
            // Without a meter, this is not answered.
            let charged = answer["ConsumedCapacity"].take();
            let answered = answer.to_string().len() - r#""ConsumedCapacity":null,"#.len();
            // A batch reports each table.
            let charged = charged.get(0).unwrap_or(&charged);
            let units = charged["CapacityUnits"].as_f64().unwrap();
            let index = charged["GlobalSecondaryIndexes"]["by-activity"]["CapacityUnits"].as_f64();
            self.meter.note(|bill| {
                bill.asked += asked;
                bill.answered += answered;
                match operation {
                    "PutItem" | "UpdateItem" | "TransactWriteItems" => bill.write_units += units,
                    "GetItem" | "BatchGetItem" | "Query" => bill.read_units += units,
                    other => panic!("is {other} a read or a write?"),
                }
                let record = ["Item", "Key"].iter().find_map(|place| body[place]["sk"]["S"].as_str());
                let record =
                    record.map_or(
                        "thread",
                        |sort_key| if sort_key.starts_with("m.") { "message" } else { sort_key },
                    );
                bill.calls
                    .push(format!("{operation} {record}: {units} ({} in the index)", index.unwrap_or(0.0)));
            });
            Ok(response)
        })
    }
}

/// The queue, with counted sends.
#[derive(Clone, Debug)]
struct MeteredQueue {
    queue: LocalQueue,
    meter: Meter,
}

impl Enqueue for MeteredQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        self.meter.note(|bill| {
            bill.sends += 1;
            bill.queued += messages.iter().map(|message| message.body.len()).sum::<usize>();
        });
        self.queue.send(messages).await
    }
}
