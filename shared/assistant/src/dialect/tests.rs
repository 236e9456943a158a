use super::*;

fn dialect(address: &str, model: &str) -> Dialect {
    Dialect::of(&Address::read(Some(address)).unwrap(), model, 6_000, 3_000)
}

fn message(role: Role, content: &str) -> Message {
    Message::new(role, content)
}

fn thread() -> Vec<Message> {
    vec![message(Role::System, "Be kind."), message(Role::User, "Hello?")]
}

fn fields(dialect: &Dialect) -> Map<String, Value> {
    dialect.request("m", thread(), (&[], true), &Map::new())
}

#[test]
fn the_length_field_is_the_one_the_server_knows() {
    let cases = [
        ("https://api.openai.com/v1", "gpt-4o-mini", true),
        ("https://acme.openai.azure.com/openai/v1", "my-name", true),
        ("http://localhost:11434/v1", "llama3.2", false),
        ("https://gateway.example/v1", "openai/gpt-6-luna", true),
        ("https://gateway.example/v1", "o3-mini", true),
        ("https://gateway.example/v1", "openai:gpt-4.1-mini", false),
        ("https://gateway.example/v1", "openai/gpt-oss-20b", false),
        ("https://gateway.example/v1", "olmo-2", false),
        ("https://gateway.example/v1", "phi-4", false),
    ];
    for (address, model, newer) in cases {
        let fields = fields(&dialect(address, model));
        assert_eq!(fields.contains_key("max_completion_tokens"), newer, "{address} {model}");
        assert_eq!(fields.contains_key("max_tokens"), !newer);
    }
}

#[test]
fn a_request_has_no_more_than_every_server_takes() {
    let request = fields(&dialect("http://localhost/v1", "m"));
    assert_eq!(
        Value::Object(request),
        json!({
            "model": "m",
            "stream": false,
            "max_tokens": 3_000,
            "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello?"}],
        })
    );
}

#[test]
fn what_was_refused_is_left_out_and_not_learned_twice() {
    let mut dialect = dialect("http://localhost/v1", "m");
    assert!(dialect.learn(Change::LeaveOut("stream".to_owned())));
    assert!(!dialect.learn(Change::LeaveOut("stream".to_owned())));
    assert!(!fields(&dialect).contains_key("stream"));

    assert!(dialect.learn(Change::OtherLimit));
    assert_eq!(fields(&dialect)["max_completion_tokens"], 3_000);
    assert!(dialect.learn(Change::OtherLimit), "neither is taken");
    let fields = fields(&dialect);
    assert!(!fields.contains_key("max_tokens") && !fields.contains_key("max_completion_tokens"));
    assert!(!dialect.learn(Change::OtherLimit));
}

#[test]
fn a_small_context_makes_history_and_answer_small_until_they_are_least() {
    let mut small = dialect("http://localhost/v1", "m");
    assert!(small.learn(Change::SmallContext(Some(4_096))));
    assert_eq!((small.history_tokens, small.answer_tokens), (2_048, 1_024));
    assert!(small.learn(Change::SmallContext(Some(4_096))), "it was still too much: long instructions");
    assert_eq!((small.history_tokens, small.answer_tokens), (1_024, 512));
    let mut steps = 0;
    while small.learn(Change::SmallContext(None)) {
        steps += 1;
    }
    assert_eq!(
        (small.history_tokens, small.answer_tokens),
        (LEAST_TOKENS, u32::try_from(LEAST_TOKENS).unwrap())
    );
    assert!(steps < 5);
    assert!(!small.learn(Change::SmallContext(Some(4_096))));

    let mut bounded = dialect("http://localhost/v1", "m");
    assert!(bounded.learn(Change::AnswerAtMost(512)));
    assert_eq!(fields(&bounded)["max_tokens"], 512);
}

#[test]
fn a_server_without_a_system_role_gets_the_instructions_first() {
    let mut dialect = dialect("http://localhost/v1", "m");
    assert!(dialect.learn(Change::NoSystem));
    assert_eq!(fields(&dialect)["messages"], json!([{"role": "user", "content": "Be kind.\n\nHello?"}]));
}

#[test]
fn extra_fields_replace_and_remove() {
    let extra =
        json!({"temperature": 0.3, "max_tokens": 100, "stream": null, "reasoning": {"effort": "none"}});
    let Value::Object(extra) = extra else { unreachable!() };
    let mut dialect = dialect("http://localhost/v1", "m");
    let fields = dialect.request("m", thread(), (&[], true), &extra);
    assert_eq!((&fields["temperature"], &fields["max_tokens"]), (&json!(0.3), &json!(100)));
    assert!(!fields.contains_key("stream"));
    assert!(dialect.learn(Change::LeaveOut("temperature".to_owned())));
    assert!(!dialect.request("m", thread(), (&[], true), &extra).contains_key("temperature"));
}

#[test]
fn a_model_that_thinks_long_gets_more_room_and_less_effort() {
    let less = Dialect { effort: Effort::Less, ..dialect("http://localhost/v1", "m") };
    let request = fields(&less);
    assert_eq!((&request["reasoning_effort"], &request["max_tokens"]), (&json!("low"), &json!(6_000)));
    assert_eq!(request["chat_template_kwargs"], json!({"enable_thinking": false}));

    let less = Dialect { effort: Effort::Less, ..dialect("https://api.openai.com/v1", "o3-mini") };
    assert_eq!(fields(&less)["reasoning_effort"], "low");
    assert!(!fields(&less).contains_key("chat_template_kwargs"));
}

#[test]
fn an_upper_limit_holds_for_more_room_and_for_extra_fields_too() {
    let mut dialect = Dialect { effort: Effort::Less, ..dialect("http://localhost/v1", "m") };
    assert!(dialect.learn(Change::AnswerAtMost(4_096)));
    assert!(!dialect.learn(Change::AnswerAtMost(4_096)));
    assert_eq!(fields(&dialect)["max_tokens"], 4_096);
    let extra = Map::from_iter([("max_tokens".to_owned(), json!(8_000))]);
    assert_eq!(dialect.request("m", thread(), (&[], true), &extra)["max_tokens"], 4_096);
    dialect.effort = Effort::Usual;
    assert_eq!(fields(&dialect)["max_tokens"], 3_000);
}

#[test]
fn what_was_learned_is_said() {
    let new = dialect("http://localhost/v1", "m");
    let mut learned = new.clone();
    assert!(learned.learned(&new).is_empty());
    for change in [Change::LeaveOut("stream".to_owned()), Change::NoSystem, Change::SmallContext(Some(4_096))]
    {
        assert!(learned.learn(change));
    }
    learned.effort = Effort::Less;
    assert_eq!(
        learned.learned(&new),
        [
            "it does not take `stream`",
            "it takes no system message",
            "it is asked to think less",
            "its context is small: the history has at most 2048 tokens",
            "its answers have at most 1024 tokens",
        ]
    );
}
