use serde_json::json;

use super::*;

fn request() -> Map<String, Value> {
    let request = json!({
        "model": "m", "messages": [], "stream": false, "max_tokens": 3_000, "reasoning_effort": "low", "temperature": 0.2,
    });
    match request {
        Value::Object(fields) => fields,
        _ => unreachable!(),
    }
}

fn change(status: u16, body: &str) -> Option<Change> {
    let headers = HeaderMap::new();
    Refusal::new(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes()).change(&request())
}

fn error(status: u16, headers: &[(&'static str, &str)], body: &str) -> AssistantError {
    let headers = headers
        .iter()
        .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value.parse().unwrap()));
    let headers = headers.collect();
    Refusal::new(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes()).error()
}

#[test]
#[rustfmt::skip] // a table
fn a_refused_field_is_found_in_every_wording() {
    let leave_out = |field: &str| Some(Change::LeaveOut(field.to_owned()));
    let cases = [
        // OpenAI: a parameter that the model does not take, and one of its values.
        (400, r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#, Some(Change::OtherLimit)),
        (400, r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model.","param":"temperature","code":"unsupported_value"}}"#, leave_out("temperature")),
        (400, r#"{"error":{"message":"Unrecognized request argument supplied: reasoning_effort","param":null}}"#, leave_out("reasoning_effort")),
        // Mistral: FastAPI's validation.
        (422, r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","reasoning_effort"],"msg":"Extra inputs are not permitted","input":"low"}]}}"#, leave_out("reasoning_effort")),
        (422, r#"{"detail":[{"type":"extra_forbidden","loc":["body","stream"],"msg":"Extra inputs are not permitted"}]}"#, leave_out("stream")),
        // Groq: the property and the model that does not take it.
        (400, r#"{"error":{"message":"`reasoning_effort` is not supported with this model","type":"invalid_request_error"}}"#, leave_out("reasoning_effort")),
        (400, r#"{"error":{"message":"`max_tokens` must be less than or equal to `1024`, the maximum value for `max_tokens` is less than the `context_window` for this model"}}"#, Some(Change::AnswerAtMost(1_024))),
        (400, r#"{"error":{"message":"max_tokens is too large: 3000. This model supports at most 2048 completion tokens, whereas you provided 3000.","param":"max_tokens"}}"#, Some(Change::AnswerAtMost(2_048))),
        // Contexts that are too small, in the words of OpenAI, vLLM and llama.cpp.
        (400, r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (6000 in the messages, 3000 in the completion).","param":"messages","code":"context_length_exceeded"}}"#, Some(Change::SmallContext(Some(8_192)))),
        (400, r#"{"object":"error","message":"'max_tokens' or 'max_completion_tokens' is too large: 3000. This model's maximum context length is 2048 tokens and your request has 500 input tokens (3000 > 2048 - 500).","type":"BadRequestError","code":400}"#, Some(Change::SmallContext(Some(2_048)))),
        (400, r#"{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}"#, Some(Change::SmallContext(Some(4_096)))),
        (400, r#"{"error":{"message":"prompt is too long"}}"#, Some(Change::SmallContext(None))),
        // TGI, and Together, which runs it.
        (422, r#"{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 204 `inputs` tokens and 3000 `max_new_tokens`","error_type":"validation"}"#, Some(Change::SmallContext(Some(2_048)))),
        // In words that are not known, with the field in quotes.
        (400, r#"{"error":{"message":"Parameter 'stream' cannot be used with this deployment"}}"#, leave_out("stream")),
        (400, r#"{"error":{"message":"`temperature` makes no sense for this model"}}"#, leave_out("temperature")),
        // A value that is not taken.
        (400, r#"{"error":{"message":"`reasoning_effort` must be one of `none` or `default`"}}"#, leave_out("reasoning_effort")),
        // Templates.
        (400, r#"{"error":"Error rendering prompt with jinja template: \"Only user and assistant roles are supported!\"."}"#, Some(Change::NoSystem)),
        (400, r#"{"object":"error","message":"After the optional system message, conversation roles must alternate user/assistant/user/assistant/...","code":400}"#, Some(Change::NoSystem)),
        (500, r#"{"error":{"code":500,"message":"System role not supported","type":"server_error"}}"#, Some(Change::NoSystem)),
        (413, r#"{"error":{"message":"Request too large for model `m` on tokens per minute (TPM): Limit 2000, Requested 3900","type":"tokens","code":"rate_limit_exceeded"}}"#, Some(Change::SmallContext(Some(2_000)))),
        (400, r#"{"error":{"message":"max_tokens: 3000 > 2048, which is the maximum allowed number of output tokens for m-20240620"}}"#, Some(Change::AnswerAtMost(2_048))),
        (400, r#"{"error":{"message":"max_tokens must be at most 2,048 (got 3,000)"}}"#, Some(Change::AnswerAtMost(2_048))),
        (400, r#"{"error":{"message":"max_tokens: at most 2k output tokens are supported"}}"#, Some(Change::AnswerAtMost(2_000))),
        (400, r#"{"error":{"message":"Prompt exceeds the model's maximum context length.","code":400}}"#, Some(Change::SmallContext(None))),
        (400, r#"{"error":{"message":"larger than the context size of 262,144 tokens"}}"#, Some(Change::SmallContext(Some(262_144)))),
        (400, r#"{"message":"maximum context length of mistral-small-2506 (131072) is reached"}"#, Some(Change::SmallContext(None))),
        (422, r#"{"detail":[{"type":"extra_forbidden","loc":["body","stream"],"msg":"Extra inputs are not permitted","input":{"content":"What is your maximum context length of 300 words?"}}]}"#, leave_out("stream")),
        // What has another reason.
        (500, r#"{"error":{"message":"Context size has been exceeded.","code":500}}"#, Some(Change::SmallContext(None))),
        (500, r#"{"error":{"message":"unexpected failure while rendering system message cache"}}"#, None),
        (500, r#"{"error":{"message":"unexpected end: stream closed, max_tokens=3000 not supported"}}"#, None),
        (404, r#"{"error":{"message":"unexpected path, stream closed"}}"#, None),
        (400, r#"{"error":{"message":"Unexpected error in worker (max_tokens=3000)"}}"#, None),
        (400, r#"{"error":{"message":"The model `temperature-1` does not exist","code":"model_not_found"}}"#, None),
        (404, r#"{"error":{"message":"model \"m\" not found, try pulling it first"}}"#, None),
        (401, r#"{"error":{"message":"Unsupported parameter: 'stream'"}}"#, None),
        (500, "<html>Internal Server Error</html>", None),
        (400, "", None),
        (400, r#"{"error":{"message":"The response was filtered: unsupported max_tokens","code":"content_filter"}}"#, None),
    ];
    for (status, body, expected) in cases {
        assert_eq!(change(status, body), expected, "{body}");
    }
}

#[test]
#[rustfmt::skip] // a table
fn each_refusal_has_its_own_code() {
    let cases = [
        (401, "", "key"),
        (403, r#"{"error":{"message":"Your region is not served"}}"#, "key"),
        (403, r#"{"error":{"code":403,"message":"your input was flagged","metadata":{"reasons":["x"]}}}"#, "declined"),
        (403, r#"{"error":{"message":"Your account was flagged for unpaid invoices"}}"#, "key"),
        (403, r#"{"error":{"message":"the moderation endpoint is down"}}"#, "key"),
        (400, r#"{"error":{"code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#, "declined"),
        (402, r#"{"error":{"message":"Insufficient Balance"}}"#, "quota"),
        (429, r#"{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}"#, "quota"),
        (429, "", "rate_limited"),
        (400, r#"{"error":{"code":"context_length_exceeded"}}"#, "prompt_too_long"),
        (413, "", "prompt_too_long"),
        (404, "", "refused"),
        (400, "not json", "refused"),
        (302, "", "refused"),
        (500, "", "unavailable"),
        (424, r#"{"error":"Request failed during generation","error_type":"generation"}"#, "unavailable"),
        (498, "", "unavailable"),
        (529, r#"{"error":{"type":"overloaded_error"}}"#, "unavailable"),
    ];
    for (status, body, code) in cases {
        assert_eq!(error(status, &[], body).code(), code, "{status} {body}");
    }
}

#[test]
fn the_wait_is_read_in_every_form() {
    type Case<'a> = (&'a [(&'static str, &'a str)], Option<u64>);
    let cases: [Case<'_>; 7] = [
        (&[("retry-after", "20")], Some(20_000)),
        (&[("retry-after", "1.5")], Some(1_500)),
        (&[("retry-after-ms", "250"), ("retry-after", "1")], Some(250)),
        (
            &[("date", "Fri, 27 Nov 2026 10:00:00 GMT"), ("retry-after", "Fri, 27 Nov 2026 10:00:30 GMT")],
            Some(30_000),
        ),
        (
            &[("date", "Fri, 27 Nov 2026 10:00:00 GMT"), ("retry-after", "Fri, 27 Nov 2026 09:00:00 GMT")],
            Some(0),
        ),
        (&[("retry-after", "soon")], None),
        (&[("retry-after", "-5")], None),
    ];
    for (headers, millis) in cases {
        assert_eq!(error(429, headers, "").retry_after(), millis.map(Duration::from_millis), "{headers:?}");
    }
}
