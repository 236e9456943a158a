//! What goes wrong, and mends.

use std::process::Command;

use relais_infra_tests::{Stack, tools};
use serde_json::json;

/// A customer of these tests' own.
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

pub(super) async fn a_poison_record_becomes_a_dead_letter(stack: &Stack) {
    visible_again_after(stack, "EventsQueue", 1);
    let sqs = stack.aws.sqs();
    let sent = sqs.send_message().queue_url(stack.resource("EventsQueue")).message_body("not a job");
    let sent = sent.send().await.unwrap().message_id.unwrap();
    let dead = stack
        .wait_for("the poison record is a dead letter", || async {
            let receive = sqs.receive_message().queue_url(stack.resource("EventsDeadLetters"));
            receive.send().await.unwrap().messages?.into_iter().next()
        })
        .await;
    assert_eq!(dead.message_id.unwrap(), sent);
    assert_eq!(dead.body.unwrap(), "not a job");
    drained(stack, "EventsQueue").await;
}

/// What the template says is too long to wait for.
fn visible_again_after(stack: &Stack, queue: &str, seconds: u32) {
    let attributes = json!({"VisibilityTimeout": seconds.to_string()});
    let set = json!({"QueueUrl": stack.resource(queue), "Attributes": attributes});
    stack.aws.call("sqs", "set_queue_attributes", &set);
}

fn questions(stack: &Stack) -> usize {
    let requests = stack.stand_ins.simulator.requests();
    requests.iter().filter(|request| request.path.ends_with("/completions")).count()
}

/// Nothing waits in a queue, nothing is held.
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
