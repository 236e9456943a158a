//! Calls of tools by the model.

use std::sync::Mutex;
use std::time::Duration;

use jiff::tz::TimeZone;
use relais_assistant::{
    Asked, Assistant, AssistantConfig, CallContext, Calling, Outcome, Question, Speaker, Tool, ToolCall,
    Tools,
};
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::server::{answering_in_turn, assistant, config, now, requests, turn, url, whole};

/// Tools that tell what they were called with, and end with `end`.
struct Shop {
    list: Vec<Tool>,
    called: Mutex<Vec<(String, String)>>,
    changes: bool,
    takes: Duration,
}

impl Shop {
    fn new() -> Self {
        let tool = |name: &str| Tool {
            name: name.to_owned(),
            description: "What it is for.".to_owned(),
            parameters: json!({"type": "object", "properties": {}}),
        };
        Self {
            list: vec![tool("order"), tool("end")],
            called: Mutex::default(),
            changes: false,
            takes: Duration::ZERO,
        }
    }

    fn called(&self) -> Vec<(String, String)> {
        self.called.lock().unwrap().clone()
    }
}

impl Tools for Shop {
    fn list(&self) -> &[Tool] {
        &self.list
    }

    fn call<'a>(&'a self, call: &'a ToolCall, context: CallContext<'a>) -> Calling<'a> {
        Box::pin(async move {
            if context.limit.is_zero() {
                return Outcome::Told("There is no time.".to_owned());
            }
            tokio::time::sleep(self.takes.min(context.limit)).await;
            self.called.lock().unwrap().push((call.name.clone(), call.arguments.clone()));
            if call.name == "end" {
                Outcome::Ends
            } else {
                Outcome::Told(format!("{} is on its way", call.name))
            }
        })
    }

    fn end(&self, call: &ToolCall, _text: &str) -> bool {
        call.name == "end"
    }

    fn has_changed(&self) -> bool {
        self.changes && !self.called().is_empty()
    }
}

async fn ask(assistant: &Assistant, shop: &Shop) -> Asked {
    let history = [turn(Speaker::Customer, "Where is my order?")];
    let now = now().to_zoned(TimeZone::UTC);
    let question = Question {
        instructions: "Be kind.",
        chosen: None,
        history: &history,
        now,
        language: None,
        hours: None,
        tools: Some(shop),
        model: None,
    };
    assistant.answer(&question).await
}

fn calls(calls: &[(&str, &str)]) -> ResponseTemplate {
    let calls = calls.iter().enumerate().map(|(place, (name, arguments))| {
        json!({"id": format!("call_{place}"), "type": "function", "function": {"name": name, "arguments": arguments}})
    });
    let message = json!({"role": "assistant", "content": null, "tool_calls": calls.collect::<Vec<_>>()});
    ResponseTemplate::new(200).set_body_json(json!({
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 20, "completion_tokens": 5},
    }))
}

/// Calls with words beside them.
fn calls_beside(text: &str, name: &str) -> ResponseTemplate {
    let function = json!({"name": name, "arguments": "{}"});
    let message =
        json!({"role": "assistant", "content": text, "tool_calls": [{"id": "call_0", "function": function}]});
    ResponseTemplate::new(200)
        .set_body_json(json!({"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}))
}

fn refused(status: u16, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"error": {"message": message}}))
}

async fn bodies(server: &MockServer) -> Vec<Value> {
    requests(server).await
}

#[tokio::test]
async fn the_model_is_told_what_a_tool_says_and_answers() {
    let server = answering_in_turn(vec![calls(&[("order", "{\"n\":7}")]), whole("It comes today.")]).await;
    let shop = Shop::new();
    let asked = ask(&assistant(config(url(&server))), &shop).await;
    assert_eq!(asked.answer.as_ref().unwrap().text, "It comes today.");
    assert_eq!(shop.called(), [("order".to_owned(), "{\"n\":7}".to_owned())]);
    // Both requests count, and they are one call of the model.
    assert_eq!((asked.calls.len(), asked.tokens().prompt, asked.tokens().answer), (1, Some(39), Some(15)));
    let bodies = bodies(&server).await;
    assert_eq!(bodies[0]["tools"][0]["function"]["name"], "order");
    let messages = bodies[1]["messages"].as_array().unwrap();
    let [.., call, told] = messages.as_slice() else { panic!() };
    assert_eq!(call["tool_calls"][0]["function"]["arguments"], "{\"n\":7}");
    let expected = json!({"role": "tool", "tool_call_id": "call_0", "content": "order is on its way"});
    assert_eq!(*told, expected);
}

#[tokio::test]
async fn a_call_may_be_itself_the_answer() {
    let server = answering_in_turn(vec![calls(&[("order", "{}"), ("end", "{}"), ("order", "{}")])]).await;
    let shop = Shop::new();
    let answer = ask(&assistant(config(url(&server))), &shop).await.answer.unwrap();
    assert!(answer.is_ended && answer.text.is_empty());
    // What stands behind it is not called.
    assert_eq!(shop.called().len(), 2);
}

#[tokio::test]
async fn a_model_that_calls_for_ever_must_answer_at_last() {
    let server = answering_in_turn(vec![calls(&[("order", "{}")])]).await;
    let shop = Shop::new();
    let asked = ask(&assistant(config(url(&server))), &shop).await;
    assert_eq!(asked.answer.unwrap_err().code(), "torn");
    assert_eq!(shop.called().len(), 5);
    let bodies = bodies(&server).await;
    assert_eq!(bodies[4].get("tool_choice"), None);
    assert_eq!(bodies[5]["tool_choice"], "none");
    // Asked once more, from where it was.
    assert_eq!(bodies.len(), 7);
}

#[tokio::test]
async fn what_is_written_beside_a_call_is_known_to_the_next_round_and_to_the_end() {
    let server =
        answering_in_turn(vec![calls_beside("One moment.", "order"), calls_beside("**It** is here.", "end")])
            .await;
    let answer = ask(&assistant(config(url(&server))), &Shop::new()).await.answer.unwrap();
    assert!(answer.is_ended);
    assert_eq!(answer.text, "*It* is here.");
    let bodies = bodies(&server).await;
    let messages = bodies[1]["messages"].as_array().unwrap();
    assert_eq!(messages[messages.len() - 2]["content"], "One moment.");
    assert_eq!(messages[messages.len() - 2]["tool_calls"][0]["function"]["name"], "order");
}

/// The call is itself the answer, so nothing is asked again.
#[tokio::test]
async fn too_long_a_text_beside_the_last_call_is_shortened() {
    let server = answering_in_turn(vec![calls_beside(&"Hello there. ".repeat(500), "end")]).await;
    let answer = ask(&assistant(config(url(&server))), &Shop::new()).await.answer.unwrap();
    assert!(answer.is_ended && answer.text.len() > 4_000 && answer.text.len() <= 4_096);
    assert_eq!(requests(&server).await.len(), 1);
}

/// A server that ignores `tool_choice`.
#[tokio::test]
async fn a_call_that_is_the_answer_is_taken_from_a_model_that_may_call_no_more() {
    let mut said = vec![calls(&[("order", "{}")]); 5];
    said.push(calls(&[("order", "{}"), ("end", "{}")]));
    let server = answering_in_turn(said).await;
    let shop = Shop::new();
    assert!(ask(&assistant(config(url(&server))), &shop).await.answer.unwrap().is_ended);
    assert_eq!(shop.called().len(), 5);
}

#[tokio::test]
async fn slow_tools_leave_time_for_a_last_answer() {
    let four = [("order", "{}"); 4];
    let server = answering_in_turn(vec![calls(&four), whole("Of what I know: it comes.")]).await;
    let shop = Shop { changes: true, takes: Duration::from_millis(1_500), ..Shop::new() };
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..config(url(&server)) };
    let asked = ask(&assistant(config), &shop).await;
    assert_eq!(asked.answer.unwrap().text, "Of what I know: it comes.");
    let bodies = bodies(&server).await;
    assert_eq!(bodies[1]["tool_choice"], "none");
    let told: Vec<_> =
        bodies[1]["messages"].as_array().unwrap().iter().filter(|told| told["role"] == "tool").collect();
    assert_eq!(told.len(), 4);
}

#[tokio::test]
async fn many_calls_at_once_are_bounded() {
    let many = vec![("order", "{}"); 40];
    let server = answering_in_turn(vec![calls(&many), whole("Enough.")]).await;
    let shop = Shop::new();
    assert_eq!(ask(&assistant(config(url(&server))), &shop).await.answer.unwrap().text, "Enough.");
    assert_eq!(shop.called().len(), 12);
}

#[tokio::test]
async fn what_was_called_is_not_called_again_when_the_model_is_asked_again() {
    let torn = ResponseTemplate::new(503);
    let server = answering_in_turn(vec![calls(&[("order", "{}")]), torn, whole("It comes.")]).await;
    let shop = Shop::new();
    assert_eq!(ask(&assistant(config(url(&server))), &shop).await.answer.unwrap().text, "It comes.");
    assert_eq!(shop.called().len(), 1);
    let bodies = bodies(&server).await;
    assert_eq!(bodies[2]["messages"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_server_without_tools_answers_all_the_same() {
    for (status, message) in [
        (400, "registry.ollama.ai/library/gemma:2b does not support tools"),
        (400, "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"),
        (500, "tools param requires --jinja flag"),
        (404, "No endpoints found that support tool use."),
        (400, "The request is wrong."),
    ] {
        let server = answering_in_turn(vec![refused(status, message), whole("Hello.")]).await;
        let shop = Shop::new();
        let assistant = assistant(config(url(&server)));
        assert_eq!(ask(&assistant, &shop).await.answer.unwrap().text, "Hello.", "{message}");
        ask(&assistant, &shop).await.answer.unwrap();
        let bodies = bodies(&server).await;
        assert_eq!(bodies[1].get("tools"), None);
        // Lasting only where the server says that it has none.
        assert_eq!(bodies[2].get("tools").is_some(), message == "The request is wrong.", "{message}");
    }
}

/// A server that refuses the tool `order`, in the words of several.
async fn refusing_order(error: fn() -> Value) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let body: Value = request.body_json().unwrap();
        let mut tools = body.get("tools").and_then(Value::as_array).into_iter().flatten();
        let is_refused = tools.any(|tool| tool.pointer("/function/parameters") == Some(&json!("bad")));
        if is_refused { ResponseTemplate::new(400).set_body_json(error()) } else { whole("Hello.") }
    };
    Mock::given(method("POST")).respond_with(respond).mount(&server).await;
    server
}

#[tokio::test]
async fn a_tool_that_the_server_refuses_is_left_out_alone() {
    for error in [
        || json!({"error": {"message": "Invalid schema for function 'order': 'wat' is not valid under any of the given schemas", "code": "invalid_function_parameters", "param": "tools[1].function.parameters"}}),
        || json!({"error": {"message": "Invalid value.", "param": "tools[1].function.parameters"}}),
        || json!({"type": "error", "error": {"message": "tools.1.custom.input_schema: JSON schema is invalid"}}),
        || json!({"error": {"message": "* GenerateContentRequest.tools[0].function_declarations[1].parameters: wrong"}}),
        || json!({"detail": [{"loc": ["body", "tools", 1, "function"], "msg": "wrong"}]}),
    ] as [fn() -> Value; 5]
    {
        let server = refusing_order(error).await;
        let mut shop = Shop::new();
        shop.list.swap(0, 1);
        shop.list[1].parameters = "bad".into();
        let assistant = assistant(config(url(&server)));
        let first = ask(&assistant, &shop).await;
        assert_eq!((first.answer.unwrap().text.as_str(), first.calls.len()), ("Hello.", 1));
        assert_eq!(first.calls[0].refused_tools, ["order"]);
        // It is remembered, until its description is another one.
        assert_eq!(ask(&assistant, &shop).await.calls[0].refused_tools, [""; 0]);
        shop.list[1].parameters = "good".into();
        ask(&assistant, &shop).await.answer.unwrap();
        let bodies = bodies(&server).await;
        let names = |body: &Value| body["tools"].as_array().map_or(0, Vec::len);
        assert_eq!(bodies.iter().map(names).collect::<Vec<_>>(), [2, 1, 1, 2], "{}", error());
        assert_eq!(assistant.learned()[0].1, "it does not take the tool `order`");
    }
}

/// The model wrote the call wrongly. That says nothing of the tool.
#[tokio::test]
async fn a_call_that_the_server_refuses_takes_no_tool_away_for_long() {
    let message = "tool call validation failed: parameters for tool 'order' did not match schema";
    let server = answering_in_turn(vec![refused(400, message), whole("Hello.")]).await;
    let assistant = assistant(config(url(&server)));
    let asked = ask(&assistant, &Shop::new()).await;
    assert_eq!(asked.answer.unwrap().text, "Hello.");
    assert_eq!(asked.calls[0].refused_tools, [""; 0]);
    ask(&assistant, &Shop::new()).await.answer.unwrap();
    let bodies = bodies(&server).await;
    assert_eq!((bodies[1].get("tools"), bodies[2]["tools"].as_array().unwrap().len()), (None, 2));
}

#[tokio::test]
async fn without_tools_a_line_hands_over() {
    let server = answering_in_turn(vec![whole("Un instant.\n\n[hand over: un remboursement]")]).await;
    let answer = ask(&assistant(config(url(&server))), &Shop::new()).await.answer.unwrap();
    assert_eq!(
        (answer.text.as_str(), answer.hands_over.as_deref()),
        ("Un instant.", Some("un remboursement"))
    );
    let server = answering_in_turn(vec![whole("[hand over: a refund]")]).await;
    let answer = ask(&assistant(config(url(&server))), &Shop::new()).await.answer.unwrap();
    assert_eq!((answer.text.as_str(), answer.hands_over.as_deref()), ("", Some("a refund")));
}

#[tokio::test]
async fn a_call_that_is_written_into_the_text_is_made_and_not_sent() {
    for text in [
        "{\"name\": \"order\", \"parameters\": {\"n\": 7}}",
        "```json\n{\"name\": \"order\", \"parameters\": {\"n\": 7}}\n```",
        "order(n=7)",
        "[TOOL_CALLS]order{\"n\": 7}",
    ] {
        let server = answering_in_turn(vec![whole(text), whole("It comes today.")]).await;
        let shop = Shop::new();
        assert_eq!(
            ask(&assistant(config(url(&server))), &shop).await.answer.unwrap().text,
            "It comes today."
        );
        assert_eq!(shop.called(), [("order".to_owned(), "{\"n\":7}".to_owned())], "{text}");
    }
}

#[tokio::test]
async fn no_second_question_is_put_while_a_tool_may_be_changing_something() {
    for changes in [false, true] {
        // The answer after the tool comes when two thirds of the time are over.
        let late = whole("Late.").set_delay(Duration::from_millis(4_500));
        let server = answering_in_turn(vec![calls(&[("order", "{}")]), late]).await;
        let shop = Shop { changes, ..Shop::new() };
        let config = AssistantConfig { deadline: Duration::from_secs(6), ..config(url(&server)) };
        let asked = ask(&assistant(config), &shop).await;
        assert_eq!(asked.answer.unwrap().text, "Late.");
        assert_eq!(requests(&server).await.len(), if changes { 2 } else { 3 });
    }
}

/// The first question is late, and another one is put beside it. Both answers call the tool.
#[tokio::test]
async fn of_two_questions_beside_each_other_one_calls_the_tool() {
    let late = |millis| calls(&[("order", "{}")]).set_delay(Duration::from_millis(millis));
    let server = answering_in_turn(vec![late(4_300), late(300), whole("It comes.")]).await;
    let shop = Shop::new();
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..config(url(&server)) };
    assert_eq!(ask(&assistant(config), &shop).await.answer.unwrap().text, "It comes.");
    assert_eq!(shop.called().len(), 1);
}
