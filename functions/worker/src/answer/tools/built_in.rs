//! The tools that every model has: to hand over, and to offer buttons or a list. A call of one is itself the answer.

use std::sync::LazyLock;

use relais_assistant::Tool;
use serde_json::{Value, json};

use super::hand_over::HAND_OVER;
use super::offer::{OFFER_BUTTONS, OFFER_LIST, Offer};
use crate::business::Business;

/// The tool that searches the facts.
pub(super) const LOOK_UP: &str = "look_up";

/// A call that ends the model's turn.
pub(in crate::answer) enum Ending {
    /// A person takes over.
    HandOver {
        /// Why, what happened, and what the customer wants.
        texts: [String; 3],
        /// What the customer is told. Empty: the business's own text.
        message: String,
    },
    /// The customer gets buttons, a list, or its choices as lines.
    Offer(Offer),
    /// The worker may not go on: it has lost the lease, or a person took over.
    Lost,
}

/// The tools that this business's model has.
pub(super) fn tools(business: &Business) -> Vec<Tool> {
    let offers = business.set.buttons.unwrap_or(true);
    let is_offered = |tool: &&Tool| match tool.name.as_str() {
        LOOK_UP => business.facts_are_chosen(),
        OFFER_BUTTONS | OFFER_LIST => offers,
        _ => true,
    };
    BUILT_IN.iter().filter(is_offered).cloned().collect()
}

/// All of them, made once.
static BUILT_IN: LazyLock<[Tool; 4]> = LazyLock::new(|| {
    let text = |description: &str| json!({"type": "string", "description": description});
    let hand_over = tool(
        HAND_OVER,
        "Hands the conversation over to a colleague. Call it when the customer asks for a person, complains, or needs what \
         you cannot do or do not know. It ends your turn.",
        &json!({
            "reason": text("Why, in a few words, in the language of the business's instructions."),
            "summary": text("For the colleague: what happened so far, in at most two lines."),
            "wants": text("For the colleague: what the customer wants, in one line."),
            "message": text("What the customer is told, in their language: that a colleague will answer. Promise no time."),
        }),
        &["reason", "summary", "wants", "message"],
    );
    let look_up = tool(
        LOOK_UP,
        "Searches the business's facts, of which you see only the parts that seem to fit. Call it before you say that you \
         do not know something.",
        &json!({"query": text("A few words that the facts would use, in their language.")}),
        &["query"],
    );
    let buttons = tool(
        OFFER_BUTTONS,
        "Sends a question with two or three buttons in place of a text, when the customer has to choose among a few known \
         answers. It ends your turn.",
        &json!({
            "text": text("The question, in the customer's language, at most 1000 characters."),
            "buttons": {"type": "array", "items": text("A label of at most 20 characters."),
                "description": "One to three labels, all different."},
        }),
        &["text", "buttons"],
    );
    let rows = json!({"type": "object", "required": ["title"], "properties": {
        "title": text("At most 24 characters."),
        "description": text("At most 72 characters."),
    }});
    let list = tool(
        OFFER_LIST,
        "Sends a question with a list of up to ten choices in place of a text, when there are more than three. It ends your \
         turn.",
        &json!({
            "text": text("The question, in the customer's language."),
            "button": text("The label that opens the list, at most 20 characters."),
            "rows": {"type": "array", "items": rows, "description": "One to ten choices, all different."},
        }),
        &["text", "button", "rows"],
    );
    [hand_over, look_up, buttons, list]
});

fn tool(name: &str, description: &str, properties: &Value, required: &[&str]) -> Tool {
    Tool {
        name: name.to_owned(),
        description: description.to_owned(),
        parameters: json!({"type": "object", "properties": properties, "required": required}),
    }
}

/// The place of a tool among the calls of one answer.
pub(super) fn place(name: &str) -> u8 {
    match name {
        HAND_OVER => 1,
        OFFER_BUTTONS | OFFER_LIST => 2,
        _ => 0,
    }
}
