//! Why a conversation waits for a person, and what the person does. docs/OPERATIONS.md has the same in its table.

use relais_core::conversation::Reason;

/// What happened.
pub(super) fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::ModelFailed => "the model did not answer, and the customer got the fallback text",
        Reason::AssistantOff => "no assistant is on for this number",
        Reason::WindowClosed => "the 24 hours were over before an answer could be sent",
        Reason::RateCap => "the hourly cap of answers was reached",
        Reason::DayCap => "the daily cap of answers was reached",
        Reason::ModelBudget => "the model has used up its tokens for the day",
        Reason::SendFailed => "Graph refused a message, or Meta reported it as failed",
        Reason::SendingStopped => "sending is stopped for the business number",
        Reason::NobodyAnswered => "a person took over and has not written back",
        Reason::OptedOut => "the customer had opted out and wrote again",
        Reason::Unreadable => "a message cannot be read here",
        Reason::MissedCall => "the customer called and nobody answered",
        Reason::OutcomeUnknown => "it is not known whether a message arrived",
        Reason::Corrected => "the customer corrected a message that was answered already",
        Reason::NotUnderstood => {
            "the assistant could not hear, see or read what the customer sent, and said so"
        }
        Reason::Cancelled => "a person cancelled an answer that waited to be sent",
        Reason::Closed => "the business was closed, and the customer was told so",
        Reason::AskedForPerson => "the customer asked for a person",
        Reason::HandedOver => "the assistant handed over and said so",
        Reason::ToolInDoubt => "a tool that changes something gave no clear answer",
        Reason::ToolActed => "a tool has changed something, and the customer was not told",
        Reason::NotHelped => "the customer said that they were not helped",
        Reason::SnoozeEnded => "a person had put it aside until now",
    }
}

/// What to do.
pub(super) fn next(reason: Reason) -> &'static str {
    match reason {
        Reason::ModelFailed => {
            "See `the model did not answer` in the log for the code, and answer in the inbox."
        }
        Reason::AssistantOff => {
            "Set a key of a model, or switch the assistant on in the settings; answer this one in the inbox."
        }
        Reason::WindowClosed => "Send a template from the inbox.",
        Reason::RateCap | Reason::DayCap | Reason::ModelBudget => {
            "Answer in the inbox; raise the limit if it is too low."
        }
        Reason::SendFailed => "Trace the message that failed: its code says what to do.",
        Reason::SendingStopped => "`GET /api/health` and `relais doctor` say why.",
        Reason::ToolInDoubt => "Look in the shop's system whether it was done, and tell the customer.",
        Reason::OutcomeUnknown => "Ask the customer, and send it again if it is needed.",
        Reason::ToolActed => "Tell the customer what was done: it stands above the conversation.",
        Reason::NobodyAnswered
        | Reason::OptedOut
        | Reason::Unreadable
        | Reason::MissedCall
        | Reason::Corrected
        | Reason::NotUnderstood
        | Reason::Cancelled
        | Reason::Closed
        | Reason::AskedForPerson
        | Reason::HandedOver
        | Reason::NotHelped
        | Reason::SnoozeEnded => "Answer in the inbox.",
    }
}
