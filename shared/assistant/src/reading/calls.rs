//! The calls of tools in a completion: in fields of their own, or as JSON in the text ([`super::written`]).
//!
//! <https://platform.openai.com/docs/guides/function-calling>, <https://docs.ollama.com/capabilities/tool-calling> (the
//! arguments as an object)

use serde_json::{Map, Value};

use crate::tools::ToolCall;

/// The most calls of one answer. No task of a shop needs more at once.
pub(super) const MOST: usize = 16;

/// The most bytes of the arguments of a call.
pub(super) const LONGEST: usize = 32 * 1024;

/// The calls of one choice, put together from its pieces.
#[derive(Default)]
pub(super) struct Calls(Vec<Call>);

#[derive(Default)]
struct Call {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

impl Calls {
    /// Adds the calls of the next piece of a stream.
    pub(super) fn append(&mut self, message: &Map<String, Value>) {
        for piece in pieces(message) {
            let is_room = self.0.len() < MOST;
            match self.goes_on(&piece).and_then(|place| self.0.get_mut(place)) {
                Some(call) => call.append(piece),
                None if is_room => self.0.push(piece),
                None => {}
            }
        }
    }

    /// Takes the calls of a whole message in place of those before, if it has any.
    pub(super) fn replace(&mut self, message: &Map<String, Value>) {
        let calls: Vec<_> = pieces(message).take(MOST).collect();
        if !calls.is_empty() {
            self.0 = calls;
        }
    }

    /// The place of the call that a piece continues. Some servers number all calls alike, so another id begins another call.
    fn goes_on(&self, piece: &Call) -> Option<usize> {
        let place = match piece.index {
            Some(index) => self.0.iter().rposition(|call| call.index == Some(index))?,
            None if piece.id.is_empty() && piece.name.is_empty() => self.0.len().checked_sub(1)?,
            None => return None,
        };
        let is_same = piece.id.is_empty() || self.0.get(place).is_some_and(|call| call.id == piece.id);
        is_same.then_some(place)
    }

    /// The calls.
    pub(super) fn list(&self) -> Vec<ToolCall> {
        let calls = self.0.iter().map(|call| made(&call.id, &call.name, &call.arguments));
        numbered(calls.collect())
    }
}

/// Calls with a name, each with an id: an answer to a call names it.
pub(super) fn numbered(calls: Vec<ToolCall>) -> Vec<ToolCall> {
    let named = calls.into_iter().filter(|call| !call.name.is_empty()).take(MOST);
    let numbered = named.enumerate().map(|(place, call)| ToolCall {
        id: if call.id.is_empty() { format!("call_{place}") } else { call.id },
        ..call
    });
    numbered.collect()
}

impl Call {
    fn append(&mut self, piece: Self) {
        if self.id.is_empty() {
            self.id = piece.id;
        }
        if self.name.is_empty() {
            self.name = piece.name;
        }
        if self.arguments.len() + piece.arguments.len() <= LONGEST {
            self.arguments.push_str(&piece.arguments);
        }
    }
}

fn made(id: &str, name: &str, arguments: &str) -> ToolCall {
    ToolCall { id: id.to_owned(), name: name.trim().to_owned(), arguments: arguments.to_owned() }
}

/// The calls of a message or a piece of one: the list, or the one field of OpenAI's older API.
fn pieces(message: &Map<String, Value>) -> impl Iterator<Item = Call> {
    let list = message.get("tool_calls").and_then(Value::as_array).into_iter().flatten();
    let listed = list.filter_map(Value::as_object).map(|call| {
        let function = call.get("function").and_then(Value::as_object).unwrap_or(call);
        Call {
            index: call.get("index").and_then(Value::as_u64),
            id: text(call.get("id")),
            name: text(function.get("name")),
            arguments: arguments(function),
        }
    });
    let older = message.get("function_call").and_then(Value::as_object);
    let older = older.map(|call| Call {
        index: Some(0),
        id: String::new(),
        name: text(call.get("name")),
        arguments: arguments(call),
    });
    listed.chain(older)
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The arguments as JSON, which they are already, or as the object that Ollama and models write.
fn arguments(call: &Map<String, Value>) -> String {
    const NAMES: [&str; 5] = ["arguments", "parameters", "args", "tool_input", "input"];
    let arguments = match NAMES.iter().find_map(|name| call.get(*name)) {
        Some(Value::String(text)) => text.clone(),
        Some(object @ Value::Object(_)) => object.to_string(),
        _ => String::new(),
    };
    if arguments.len() > LONGEST { String::new() } else { arguments }
}

/// The calls that a value in a text makes: `{"name": …, "arguments": {…}}`, `{"function": {…}}`, a list of these, or an object
/// whose only member is named like one of the tools.
pub(super) fn from_value(value: &Value, tools: &[&str]) -> Vec<ToolCall> {
    match value {
        Value::Array(values) => {
            values.iter().take(MOST).flat_map(|value| from_object(value, tools)).collect()
        }
        value => from_object(value, tools),
    }
}

fn from_object(value: &Value, tools: &[&str]) -> Vec<ToolCall> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let id = ["id", "tool_call_id"].iter().find_map(|name| object.get(*name)?.as_str()).unwrap_or_default();
    let name = ["name", "tool_name", "tool", "function"].iter().find_map(|name| object.get(*name)?.as_str());
    if let Some(name) = name {
        let bare = name.strip_prefix("functions.").unwrap_or(name);
        return vec![made(id, bare, &arguments(object))];
    }
    if let Some(function @ Value::Object(_)) = object.get("function").or_else(|| object.get("tool_call")) {
        let calls = from_object(function, tools).into_iter();
        return calls
            .map(|call| if call.id.is_empty() { ToolCall { id: id.to_owned(), ..call } } else { call })
            .collect();
    }
    if let Some(Value::Array(calls)) = object.get("tool_calls") {
        return calls.iter().take(MOST).flat_map(|call| from_object(call, tools)).collect();
    }
    match object.iter().next() {
        Some((name, arguments @ Value::Object(_))) if object.len() == 1 && tools.contains(&name.as_str()) => {
            vec![made(id, name, &arguments.to_string())]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::read;

    fn calls(body: &str) -> Vec<(String, String, String)> {
        let calls = read(body.as_bytes(), None).calls.into_iter();
        calls.map(|call| (call.id, call.name, call.arguments)).collect()
    }

    fn one(id: &str, name: &str, arguments: &str) -> Vec<(String, String, String)> {
        vec![(id.to_owned(), name.to_owned(), arguments.to_owned())]
    }

    #[test]
    fn calls_are_read_in_the_shapes_of_the_servers() {
        let openai = json!({"choices": [{"finish_reason": "tool_calls", "message": {"content": null, "tool_calls": [
            {"id": "call_a", "type": "function", "function": {"name": "order", "arguments": "{\"n\":1}"}}]}}]});
        assert_eq!(calls(&openai.to_string()), one("call_a", "order", "{\"n\":1}"));
        // vLLM says "stop" beside calls; Ollama has no id, and the arguments are an object.
        let ollama = json!({"done": true, "message": {"content": "", "tool_calls": [
            {"function": {"name": "order", "arguments": {"n": 1}}}]}});
        assert_eq!(calls(&ollama.to_string()), one("call_0", "order", "{\"n\":1}"));
        let older = json!({"choices": [{"finish_reason": "function_call",
            "message": {"function_call": {"name": "order", "arguments": "{}"}}}]});
        assert_eq!(calls(&older.to_string()), one("call_0", "order", "{}"));
        let hermes = json!({"choices": [{"finish_reason": "stop", "message":
            {"content": "<tool_call>\n{\"name\": \"order\", \"arguments\": {\"n\": 1}}\n</tool_call>"}}]});
        assert_eq!(calls(&hermes.to_string()), one("call_0", "order", "{\"n\":1}"));
        let mistral = json!({"choices": [{"finish_reason": "stop", "message":
            {"content": "[TOOL_CALLS][{\"name\": \"order\", \"arguments\": {}}]"}}]});
        assert_eq!(calls(&mistral.to_string()), one("call_0", "order", "{}"));
    }

    #[test]
    fn the_pieces_of_a_stream_are_joined() {
        let piece =
            |delta: serde_json::Value| format!("data: {}\n\n", json!({"choices": [{"delta": delta}]}));
        let call = |index: u64, id: &str, name: &str, arguments: &str| json!({"tool_calls": [{"index": index, "id": id, "function": {"name": name, "arguments": arguments}}]});
        let end = format!(
            "data: {}\n\ndata: [DONE]\n\n",
            json!({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]})
        );
        let body = piece(call(0, "a", "order", "{\"n\"")) + &piece(call(0, "", "", ":1}")) + &end;
        assert_eq!(calls(&body), one("a", "order", "{\"n\":1}"));
        // Both are number 0, with ids of their own.
        let body = piece(call(0, "a", "order", "{}")) + &piece(call(0, "b", "price", "{}")) + &end;
        assert_eq!(calls(&body).len(), 2);
        // Torn before its end.
        assert_eq!(calls(&piece(call(0, "a", "order", "{\"n\""))), []);
    }

    #[test]
    fn what_is_cut_off_or_no_call_is_none() {
        let cut = json!({"choices": [{"finish_reason": "length", "message": {"tool_calls": [
            {"id": "a", "function": {"name": "order", "arguments": "{\"n\":"}}]}}]});
        assert_eq!(calls(&cut.to_string()), []);
        for message in [
            json!({"tool_calls": []}),
            json!({"tool_calls": null}),
            json!({"tool_calls": [{"function": {}}]}),
            json!({"tool_calls": "order"}),
            json!({"content": "<tool_call>order</tool_call>"}),
        ] {
            let body = json!({"choices": [{"finish_reason": "stop", "message": message}]});
            assert_eq!(calls(&body.to_string()), []);
        }
    }
}
