//! The simulated model's calls of tools: it hands over when a customer asks for a person, and calls a tool of whose name or
//! purpose the customer speaks.

use relais_whatsapp::language::Language;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer;

/// The tools that are not called because of their names.
const OURS: [&str; 4] = ["hand_over", "offer_buttons", "offer_list", "look_up"];
/// The least letters of a word of a tool's purpose that tells of it.
const TELLING: usize = 5;
/// Most characters of a tool's answer in an answer.
const QUOTE: usize = 300;

/// A tool that the model is offered.
#[derive(Deserialize)]
pub(super) struct Offered {
    function: Function,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Value,
}

/// The call that answers these words of the customer: its name and arguments. `None`: it needs none.
pub(super) fn call(tools: &[Offered], asked: &str) -> Option<(String, Value)> {
    let words = answer::words(asked);
    let is_said = |word: &str| words.iter().any(|said| said == word);
    let language = answer::language(asked).unwrap_or_default();
    if tools.iter().any(|tool| tool.function.name == "hand_over") && answer::asks_for_person(&words) {
        let arguments = json!({
            "reason": language.of("The customer asks for a person.", "Le client demande une personne."),
            "summary": language.of("The simulated model summarizes nothing.", "Le modèle simulé ne résume rien."),
            "wants": asked.chars().take(QUOTE).collect::<String>(),
            "message": language.of(
                "I am passing you on to a person from the team.",
                "Je vous passe une personne de l'équipe."
            ),
        });
        return Some(("hand_over".to_owned(), arguments));
    }
    let own = tools.iter().map(|tool| &tool.function).filter(|tool| !OURS.contains(&tool.name.as_str()));
    let mut told = own.filter(|tool| {
        let purpose = answer::words(&tool.description);
        let mut name = tool.name.split(['_', '-']).map(str::to_lowercase);
        name.any(|word| is_said(&word))
            || purpose.iter().any(|word| word.chars().count() >= TELLING && is_said(word))
    });
    let tool = told.next()?;
    Some((tool.name.clone(), Value::Object(arguments(&tool.parameters, asked))))
}

/// A value for each required parameter: the first word with a digit, or all words.
fn arguments(schema: &Value, asked: &str) -> Map<String, Value> {
    let required =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let word = asked.split_whitespace().find(|word| word.contains(|c: char| c.is_ascii_digit()));
    let word = word.unwrap_or(asked).trim_matches(|c: char| !c.is_alphanumeric());
    required
        .map(|name| {
            let kind = schema.pointer(&format!("/properties/{name}/type")).and_then(Value::as_str);
            let digits: String = word.chars().filter(char::is_ascii_digit).collect();
            let value = match kind {
                Some("integer" | "number") => json!(digits.parse::<u64>().unwrap_or(1)),
                Some("boolean") => json!(true),
                Some("array") => json!([word]),
                Some("object") => json!({}),
                _ => json!(word),
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// The answer that tells what a tool said.
pub(super) fn retell(said: &str, language: Language) -> String {
    let said = said.lines().last().unwrap_or_default();
    let quote: String = said.chars().take(QUOTE).collect();
    match language {
        Language::En => format!("I asked the shop's system, and it says: “{quote}”"),
        Language::Fr => format!("J'ai demandé au système de la boutique, qui répond : « {quote} »"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(name: &str, description: &str, parameters: &Value) -> Offered {
        let function = json!({"name": name, "description": description, "parameters": parameters});
        serde_json::from_value(json!({"type": "function", "function": function})).unwrap()
    }

    #[test]
    fn a_tool_is_called_when_the_customer_speaks_of_it() {
        let parameters =
            json!({"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}});
        let tools = [
            offered("hand_over", "", &json!({})),
            offered("find_order", "Trouve une commande par son numéro.", &parameters),
        ];
        let called = |asked| call(&tools, asked).map(|(name, arguments)| (name, arguments.to_string()));
        let find = Some(("find_order".to_owned(), r#"{"number":"A-7"}"#.to_owned()));
        assert_eq!(called("Where is my order A-7?"), find);
        assert_eq!(called("Où est ma commande A-7 ?"), find);
        assert_eq!(called("I want a human").unwrap().0, "hand_over");
        assert_eq!(called("Hello"), None);
    }
}
