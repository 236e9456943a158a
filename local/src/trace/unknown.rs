//! The story of a message that has no record.

use crate::dead_letters::{QUEUES, span};

use super::story::{Step, Unrecorded, plain};

pub(super) fn tell(unrecorded: &Unrecorded) -> (Vec<Step>, Vec<String>) {
    let mut steps = Vec::new();
    let mut meaning = Vec::new();
    for (field, at) in &unrecorded.kept {
        steps.push(Step::ours(*at, format!("kept as a webhook item of the field `{}`", plain(field))));
    }
    if !unrecorded.kept.is_empty() {
        meaning.push(
            "The webhook came, and it is in no conversation: it is for a business number that WHATSAPP_PHONE_ID does not \
             list, or nobody can be told from it. If the number is yours, list it."
                .to_owned(),
        );
    }
    let mut statuses: Vec<_> = unrecorded.statuses.iter().collect();
    statuses.sort_by_key(|(_, at)| *at);
    for (name, at) in &statuses {
        steps.push(Step::metas(*at, format!("status `{}`", plain(name))));
    }
    if !statuses.is_empty() {
        meaning.push(
            "Another system, or the phone app, sent it from this number: Relais knows its statuses only."
                .to_owned(),
        );
    }
    if unrecorded.erased {
        meaning.push(
            "Its person was erased, or their conversation is not here: nothing of the message is left to tell."
                .to_owned(),
        );
    }
    if steps.is_empty() {
        let looked = match unrecorded.looked_through {
            Some(count) => format!(
                "the conversation of its number and the {count} that were active last were looked through"
            ),
            None => "nothing is stored under this id, and its conversation does not name it".to_owned(),
        };
        meaning.push(format!("Nobody here knows this message: {looked}. It can mean:"));
        meaning.extend(CAUSES.map(|cause| format!("- {cause}")));
    }
    meaning.extend(waiting(unrecorded));
    (steps, meaning)
}

const CAUSES: [&str; 5] = [
    "Meta has not delivered it. `relais doctor` checks the webhook; Meta tries again for up to 7 days.",
    "It waits in the events queue, or its job failed: see the queues below and `relais dead-letters`.",
    "It is older than RELAIS_RETENTION_DAYS, or its person was erased.",
    "It belongs to another data folder or stack: check RELAIS_DATA_DIR or STACK, and WHATSAPP_PHONE_ID.",
    "It is a correction or a deletion: trace the message that it changes.",
];

/// The jobs that wait, in a sentence for each queue that has some.
fn waiting(unrecorded: &Unrecorded) -> Vec<String> {
    let Some(depths) = &unrecorded.depths else {
        return vec!["The queues could not be read: `relais doctor` says why.".to_owned()];
    };
    let all = QUEUES.into_iter().zip(depths);
    all.map(|(name, depth)| {
        let oldest =
            depth.oldest.map(|age| format!(", the oldest for {}", span(age.as_secs().cast_signed())));
        format!(
            "Queue {name}: {} jobs wait, {} are delayed, {} are in work{}; {} dead letters.",
            depth.visible,
            depth.delayed,
            depth.in_flight,
            oldest.unwrap_or_default(),
            depth.dead
        )
    })
    .collect()
}
