//! The tools that every model has: to hand over, and to offer buttons or a list. A call of one is itself the answer.

use relais_assistant::{Tool, to_whatsapp};
use relais_whatsapp::limits;
use relais_whatsapp::outbound::Interactive;
use serde_json::{Map, Value, json};

use super::hand_over::HAND_OVER;
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
    /// The customer gets buttons or a list.
    Offer(Offer),
    /// The worker may not go on: it has lost the lease, or a person took over.
    Lost,
}

/// Buttons or a list, below a text.
pub(in crate::answer) struct Offer {
    /// The text above, in WhatsApp's marks.
    pub(in crate::answer) text: String,
    kind: &'static str,
    action: Value,
}

impl Offer {
    /// As Graph takes it, with this text. An error names what Graph would refuse.
    pub(in crate::answer) fn interactive(&self, text: &str) -> Result<Interactive, String> {
        let message = json!({"type": self.kind, "body": {"text": text}, "action": self.action});
        Interactive::parse(&message).map_err(|fault| fault.to_string())
    }
}

/// The tools that this business's model has.
pub(super) fn tools(business: &Business) -> Vec<Tool> {
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
    let look_up = business.facts_are_chosen().then(|| {
        tool(
            LOOK_UP,
            "Searches the business's facts, of which you see only the parts that seem to fit. Call it before you say that you \
             do not know something.",
            &json!({"query": text("A few words that the facts would use, in their language.")}),
            &["query"],
        )
    });
    let always = [hand_over].into_iter().chain(look_up);
    if !business.set.buttons.unwrap_or(true) {
        return always.collect();
    }
    let buttons = tool(
        "offer_buttons",
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
        "offer_list",
        "Sends a question with a list of up to ten choices in place of a text, when there are more than three. It ends your \
         turn.",
        &json!({
            "text": text("The question, in the customer's language."),
            "button": text("The label that opens the list, at most 20 characters."),
            "rows": {"type": "array", "items": rows, "description": "One to ten choices, all different."},
        }),
        &["text", "button", "rows"],
    );
    always.chain([buttons, list]).collect()
}

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
        "offer_buttons" | "offer_list" => 2,
        _ => 0,
    }
}

/// What a call of one of these leads to, or what the model has to mend. `None`: it is none of them.
pub(super) fn called(name: &str, arguments: &Map<String, Value>) -> Option<Result<Ending, String>> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let list = |name: &str| arguments.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let (kind, action, most) = match name {
        "offer_buttons" => {
            let buttons = list("buttons").into_iter().enumerate().map(|(place, title)| {
                json!({"type": "reply", "reply": {"id": format!("choice-{}", place + 1), "title": trimmed(Some(&title))}})
            });
            ("button", json!({"buttons": buttons.collect::<Vec<_>>()}), limits::INTERACTIVE_BODY)
        }
        "offer_list" => {
            let rows = list("rows").into_iter().enumerate().map(|(place, row)| {
                let mut made =
                    json!({"id": format!("choice-{}", place + 1), "title": trimmed(row.get("title"))});
                let description = trimmed(row.get("description"));
                if let Some(made) = made.as_object_mut().filter(|_| description.as_str() != Some("")) {
                    made.insert("description".to_owned(), description);
                }
                made
            });
            let rows = rows.collect::<Vec<_>>();
            ("list", json!({"button": text("button"), "sections": [{"rows": rows}]}), limits::LIST_BODY)
        }
        _ => return None,
    };
    let offer = Offer { text: to_whatsapp(&text("text"), most), kind, action };
    Some(match offer.interactive(&offer.text) {
        Ok(_) => Ok(Ending::Offer(offer)),
        Err(fault) => Err(format!("Not sent: {fault}. Call it again.")),
    })
}

fn trimmed(value: Option<&Value>) -> Value {
    value.and_then(Value::as_str).unwrap_or_default().trim().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, arguments: &Value) -> Option<Result<Ending, String>> {
        super::called(name, arguments.as_object().unwrap())
    }

    #[test]
    fn what_graph_would_refuse_is_told_to_the_model() {
        let buttons =
            |titles: &[&str]| called("offer_buttons", &json!({"text": "Which one?", "buttons": titles}));
        let Some(Ok(Ending::Offer(offer))) = buttons(&["Red", " Blue "]) else { panic!() };
        assert_eq!(offer.text, "Which one?");
        for titles in [
            &[] as &[&str],
            &["a", "b", "c", "d"],
            &["a title of far more than twenty characters"],
            &[""],
            &["a", "a"],
        ] {
            let Some(Err(fault)) = buttons(titles) else { panic!("{titles:?}") };
            assert!(fault.starts_with("Not sent: "), "{fault}");
        }
        let row = |title: &str, description: &str| json!({"title": title, "description": description});
        let list = |rows: &[Value]| {
            called("offer_list", &json!({"text": "Which one?", "button": "See", "rows": rows}))
        };
        assert!(matches!(list(&[row("Red", ""), row("Blue", "as the sea")]), Some(Ok(Ending::Offer(_)))));
        assert!(matches!(list(&vec![row("Red", ""); 11]), Some(Err(_))));
        assert!(matches!(list(&[]), Some(Err(_))));
        assert!(called("order", &json!({})).is_none());
    }
}
