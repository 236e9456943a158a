//! Faults that Relais recovers from.

use std::process::Command;
use std::time::{Duration, Instant};

use relais_aws::sqs::SqsQueue;
use relais_core::queue::MAX_RECEIVES;
use relais_infra_tests::{Stack, tools};
use serde_json::json;

/// A customer that no other step uses.
const ZOE: &str = "33639980002";

pub(super) async fn a_worker_killed_while_it_answers_answers_once(stack: &Stack) {
    visible_again_after(stack, "RepliesQueue", 5);
    let simulator = &stack.stand_ins.simulator;
    let slow =
        relais_simulator::Settings { model_delay_ms: 4_000, ..relais_simulator::Settings::immediate() };
    simulator.set_settings(slow);
    let now = relais_core::Clock::system().now();
    simulator.restore_customer(ZOE, "Zoé", Some(now));
    let before = simulator.accepted_count();
    let asked_before = questions(stack);
    simulator.send_texts(ZOE, vec!["Est-ce que le livre est arrivé ?".to_owned()]).unwrap();
    stack.wait_for("the model is asked", || async { (questions(stack) > asked_before).then_some(()) }).await;

    let program = tools::function("worker").metadata().unwrap().len();
    let killed = stack.aws.processes_of(program);
    assert!(!killed.is_empty(), "no worker runs");
    for process in &killed {
        assert!(Command::new("kill").args(["-KILL", process]).status().unwrap().success());
    }
    simulator.set_settings(relais_simulator::Settings::immediate());

    stack
        .wait_for("the answer is accepted after all", || async {
            (simulator.accepted_count() > before).then_some(())
        })
        .await;
    assert!(questions(stack) > asked_before + 1, "the worker that was killed did not answer");
    drained(stack, "RepliesQueue").await;
    assert_eq!(simulator.accepted_count(), before + 1);
}

/// The worker may not put a reply job into its queue for a moment, so the event that it records fails. Only the pause that
/// the worker itself sets brings the event back before the queue's visibility timeout.
pub(super) async fn a_job_that_failed_is_tried_again_within_seconds(stack: &Stack) {
    const LONG: u32 = 150;
    visible_again_after(stack, "EventsQueue", LONG);
    let role = stack.resource("WorkerRole");
    let policy = json!({"RoleName": role, "PolicyName": "no-replies"});
    let deny =
        json!({"Effect": "Deny", "Action": ["sqs:SendMessage", "sqs:SendMessageBatch"], "Resource": "*"});
    let mut put = policy.clone();
    put["PolicyDocument"] = json!({"Version": "2012-10-17", "Statement": [deny]}).to_string().into();
    let simulator = &stack.stand_ins.simulator;
    let (accepted, paused) = (simulator.accepted_count(), pauses(stack));
    let began = Instant::now();
    stack.aws.call("iam", "put_role_policy", &put);
    simulator.send_texts(ZOE, vec!["Vous livrez aussi ?".to_owned()]).unwrap();
    stack.wait_for("the job fails", || async { (pauses(stack) > paused).then_some(()) }).await;
    assert_eq!(simulator.accepted_count(), accepted, "it was not answered");
    stack.aws.call("iam", "delete_role_policy", &policy);

    stack
        .wait_for("it is answered", || async { (simulator.accepted_count() > accepted).then_some(()) })
        .await;
    assert!(began.elapsed() < Duration::from_secs(LONG.into()), "it waited for the visibility timeout");
    drained(stack, "EventsQueue").await;
    drained(stack, "RepliesQueue").await;
    assert_eq!(simulator.accepted_count(), accepted + 1);
}

pub(super) async fn poison_records_become_dead_letters_with_their_reasons(stack: &Stack) {
    let contact = "c0123456789abcdef01234567";
    let lost = r#"{"v":1,"job":{"stored_item":"events/never-stored"}}"#;
    let newer = format!(r#"{{"v":99,"job":{{"reply":{{"contact":"{contact}","message":"m"}}}}}}"#);
    for (name, queue, body, reason) in
        [("events", "EventsQueue", lost, "never-stored"), ("replies", "RepliesQueue", &newer, "version 99")]
    {
        visible_again_after(stack, queue, 1);
        let source = stack.resource(queue);
        let sent = stack.aws.sqs().send_message().queue_url(source).message_body(body).send().await.unwrap();
        let dead = SqsQueue::new(&stack.aws.access(), source).dead_letter_queue(name).await.unwrap().unwrap();
        let letter = stack
            .wait_for("the poison record is a dead letter", || async {
                dead.list(10).await.unwrap().into_iter().next()
            })
            .await;
        assert_eq!(letter.id, sent.message_id.unwrap(), "as the log has it");
        assert_eq!((letter.queue.as_str(), letter.body.as_str()), (name, body));
        assert!(letter.reason.as_deref().is_some_and(|it| it.contains(reason)), "{letter:?}");
        assert_eq!(letter.receive_count, MAX_RECEIVES);
        assert!(letter.died_at.unwrap() > letter.sent_at);
        drained(stack, queue).await;

        assert_eq!(dead.redrive().await.unwrap(), 1);
        stack
            .wait_for("it is a dead letter again, after as many receives", || async {
                let again = dead.list(10).await.unwrap().into_iter().next()?;
                (again.id != letter.id && again.receive_count == MAX_RECEIVES).then_some(())
            })
            .await;
        assert_eq!(dead.count().await.unwrap(), 1, "there is one of it");
    }
}

/// How often a worker has set a job's pause.
fn pauses(stack: &Stack) -> usize {
    let name = json!({"AttributeKey": "EventName", "AttributeValue": "ChangeMessageVisibility"});
    let calls = stack.aws.call("cloudtrail", "lookup_events", &json!({"LookupAttributes": [name]}));
    calls["Events"].as_array().unwrap().len()
}

/// Sets the queue's visibility timeout, because a test cannot wait for the template's.
fn visible_again_after(stack: &Stack, queue: &str, seconds: u32) {
    let attributes = json!({"VisibilityTimeout": seconds.to_string()});
    let set = json!({"QueueUrl": stack.resource(queue), "Attributes": attributes});
    stack.aws.call("sqs", "set_queue_attributes", &set);
}

fn questions(stack: &Stack) -> usize {
    let requests = stack.stand_ins.simulator.requests();
    requests.iter().filter(|request| request.path.ends_with("/completions")).count()
}

/// Waits until the queue holds no message, also no hidden and no delayed one.
async fn drained(stack: &Stack, queue: &str) {
    let names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ];
    stack
        .wait_for("the queue is empty", || async {
            let get = json!({"QueueUrl": stack.resource(queue), "AttributeNames": names});
            let attributes = stack.aws.call("sqs", "get_queue_attributes", &get);
            names.iter().all(|name| attributes["Attributes"][name] == "0").then_some(())
        })
        .await;
}
