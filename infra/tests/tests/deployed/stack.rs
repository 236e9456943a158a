//! The whole of `template.yaml` on a local AWS, with IAM enforced and the real programs. Meta and the model are simulated.
//!
//! It is one test, because each step builds on the ones before it, and because the functions' permissions are compared
//! with the calls of all steps.

mod faults;
mod logs;
mod meta;
mod people;
mod permissions;
mod token;

use relais_infra_tests::Stack;

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_named_auto_replies_answers_shows_and_is_allowed_no_more_than_it_needs() {
    let stack = Stack::deploy().await;
    println!("deployed");
    both_queues_have_replies_in_their_names(&stack);
    meta::shakes_hands(&stack).await;
    let people = people::People::enrol(&stack);
    people::only_verified_callers_are_let_in(&stack, &people).await;
    people::a_viewer_only_reads(&stack, &people).await;
    meta::a_question_asked_three_times_is_answered_once(&stack, &people).await;
    people::an_agent_writes(&stack, &people).await;
    people::every_call_of_the_inbox_works(&stack, &people).await;
    people::a_file_is_uploaded_read_and_cancelled(&stack, &people).await;
    meta::what_fits_no_queue_message_arrives(&stack, &people).await;
    meta::a_large_item_of_another_kind_is_kept(&stack).await;
    token::a_token_that_ends_soon_is_renewed_and_used(&stack, &people).await;
    faults::a_worker_killed_while_it_answers_answers_once(&stack).await;
    faults::a_job_that_failed_is_tried_again_within_seconds(&stack).await;
    faults::poison_records_become_dead_letters_with_their_reasons(&stack).await;
    people::a_person_is_exported_and_erased(&stack, &people).await;
    permissions::every_function_may_do_what_it_did_and_no_more(&stack);
    logs::no_log_holds_a_secret_or_what_people_wrote(&stack);
}

/// What the steps after this one rely on: a worker that knew its queues by a word in their names would take every event
/// for a reply, and nothing would be recorded.
fn both_queues_have_replies_in_their_names(stack: &Stack) {
    for queue in ["EventsQueue", "RepliesQueue"] {
        let name = stack.resource(queue);
        assert!(name.contains("replies"), "{queue} is called {name}");
    }
}
