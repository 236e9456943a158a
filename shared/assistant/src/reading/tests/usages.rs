//! What a request cost, in the shapes of the servers.

use crate::reading::{Tokens, read};

#[test]
fn tokens_are_counted_in_any_shape() {
    let rows = [
        (r#""usage":{"prompt_tokens":9,"completion_tokens":4}"#, [Some(9), Some(4), None]),
        (
            r#""usage":{"input_tokens":9,"output_tokens":4,"input_tokens_details":{"cached_tokens":8}}"#,
            [Some(9), Some(4), Some(8)],
        ),
        (
            r#""usage":{"prompt_tokens":9.0,"completion_tokens":"4","prompt_tokens_details":{"cached_tokens":0}}"#,
            [Some(9), Some(4), Some(0)],
        ),
        (
            r#""usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":3}"#,
            [Some(9), Some(4), Some(6)],
        ),
        (
            r#""usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":113}"#,
            [Some(9), Some(104), None],
        ),
        (r#""usage":{"prompt_tokens":9,"total_tokens":13}"#, [Some(9), Some(4), None]),
        (r#""usage":{"prompt_tokens":9,"cached_tokens":99}"#, [Some(9), None, Some(9)]),
        (r#""usage":[{"prompt_tokens":9}]"#, [Some(9), None, None]),
        (r#""usage":{"prompt_tokens":-9,"completion_tokens":4294967296}"#, [None, None, None]),
        (r#""usage":null,"timings":{"cache_n":5,"prompt_n":4,"predicted_n":4}"#, [Some(9), Some(4), Some(5)]),
        (
            r#""usage":{"prompt_tokens":9,"completion_tokens":4},"timings":{"cache_n":5,"prompt_n":4}"#,
            [Some(9), Some(4), Some(5)],
        ),
        (r#""x_groq":{"usage":{"prompt_tokens":9,"completion_tokens":4}}"#, [Some(9), Some(4), None]),
        (r#""choices":[{"usage":{"prompt_tokens":9,"completion_tokens":4}}]"#, [Some(9), Some(4), None]),
        (
            r#""usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1,"totalTokenCount":13,"cachedContentTokenCount":2}"#,
            [Some(9), Some(4), Some(2)],
        ),
        (r#""done":true,"prompt_eval_count":9,"eval_count":4"#, [Some(9), Some(4), None]),
        (r#""usage":"much""#, [None, None, None]),
    ];
    for (fields, [prompt, answer, cached]) in rows {
        let tokens = read(format!("{{{fields}}}").as_bytes(), None).tokens;
        assert_eq!(tokens, Tokens { prompt, answer, cached }, "{fields}");
    }
    let stream = "data: {\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\ndata: {\"usage\":{\"completion_tokens\":4}}\n\ndata: {\"usage\":{\"completion_tokens\":0}}\n";
    let tokens = read(stream.as_bytes(), None).tokens;
    assert_eq!((tokens.prompt, tokens.answer), (Some(9), Some(4)));
}
