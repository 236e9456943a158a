use super::*;

fn exam(outcome: Result<Answered, Failed>) -> Exam {
    Exam {
        which: Which::First,
        base_url: Some("https://api.example.com/v1".to_owned()),
        takes_extras: true,
        has_fallback: false,
        took: Duration::from_millis(840),
        tokens: Tokens { prompt: Some(310), answer: Some(3), cached: None },
        learned: Vec::new(),
        failed_tries: Vec::new(),
        outcome,
    }
}

fn fine(change: impl FnOnce(&mut Exam)) -> Vec<Line> {
    let mut exam = exam(Ok(Answered { estimate: 2 }));
    change(&mut exam);
    advice(&exam)
}

/// The only line after a failure.
fn failed(code: &'static str, status: Option<u16>, change: impl FnOnce(&mut Exam)) -> Line {
    let mut exam = exam(Err(Failed { code, status, text: "the error's own text".to_owned() }));
    change(&mut exam);
    let mut lines = advice(&exam);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

fn at(address: &'static str) -> impl FnOnce(&mut Exam) {
    move |exam| exam.base_url = Some(address.to_owned())
}

#[test]
fn a_good_model_has_its_time_and_cost_and_nothing_to_do() {
    let lines = fine(|_| {});
    assert_eq!(
        lines,
        [
            (Level::Ok, "it answers in 0.8 s, for 310 tokens of the question and 3 of the answer".to_owned()),
            (Level::Ok, "it takes every field that is sent".to_owned()),
        ]
    );
    let cached = fine(|exam| exam.tokens.cached = Some(256)).remove(0).1;
    assert!(cached.contains("310 tokens of the question (256 of them from the cache)"), "{cached}");
    let uncounted = fine(|exam| exam.tokens = Tokens::default()).remove(0).1;
    assert!(uncounted.contains("does not count its tokens"), "{uncounted}");
}

#[test]
fn what_a_server_refuses_is_said_and_needs_nothing() {
    let refusals =
        ["it does not take `max_tokens`", "it takes no system message"].map(str::to_owned).to_vec();
    let lines = fine(|exam| exam.learned = refusals);
    assert!(lines.iter().all(|(level, _)| *level == Level::Ok), "{lines:?}");
    assert!(lines[1].1.contains("it does not take `max_tokens`; it takes no system message"), "{lines:?}");
}

#[test]
fn a_small_context_is_for_a_person_to_change() {
    let small = "its context is small: the history has at most 1024 tokens".to_owned();
    let lines = fine(|exam| exam.learned = vec![small]);
    let (level, text) = &lines[1];
    assert!(*level == Level::Warning && text.contains("16384"), "{lines:?}");
    let (level, text) = failed("prompt_too_long", None, |_| {});
    assert!(level == Level::Wrong && text.contains("16384"), "{text}");
}

#[test]
fn a_slow_model_is_a_warning() {
    let slow = |which, has_fallback| {
        fine(move |exam| {
            (exam.which, exam.has_fallback) = (which, has_fallback);
            exam.took = Duration::from_millis(10_100);
        })
    };
    let (level, text) = slow(Which::First, false).remove(1);
    assert!(
        level == Level::Warning && text.contains("10.1 s") && text.contains("OPENAI_FALLBACK_MODEL"),
        "{text}"
    );
    for (which, has_fallback) in [(Which::Fallback, false), (Which::First, true)] {
        let text = slow(which, has_fallback).remove(1).1;
        assert!(text.contains("smaller model") && !text.contains("OPENAI_FALLBACK_MODEL"), "{text}");
    }
    let quick = fine(|exam| exam.took = SLOW);
    assert!(quick.iter().all(|(level, _)| *level == Level::Ok), "{quick:?}");
}

#[test]
fn thoughts_that_came_along_are_counted() {
    let few = fine(|exam| exam.tokens.answer = Some(66));
    assert!(few[1].0 == Level::Ok && few[1].1.contains("about 64 tokens of thoughts"), "{few:?}");
    let lines = fine(|exam| exam.tokens.answer = Some(402));
    let (level, text) = &lines[1];
    assert!(*level == Level::Warning && text.contains("about 400 tokens of thoughts"), "{lines:?}");
    assert!(text.contains(r#"OPENAI_EXTRA_BODY={"reasoning_effort":"low"}"#), "{text}");
    let quiet = fine(|exam| exam.tokens.answer = Some(2 + UNEXPLAINED));
    assert_eq!(quiet.len(), 2, "{quiet:?}");
}

#[test]
fn a_try_that_failed_first_is_said() {
    let lines = fine(|exam| exam.failed_tries = vec!["torn"]);
    assert!(lines[1].0 == Level::Warning && lines[1].1.contains("torn"), "{lines:?}");
    let thought = fine(|exam| exam.failed_tries = vec!["only_thoughts"]).remove(1).1;
    assert!(thought.contains("OPENAI_EXTRA_BODY"), "{thought}");
}

#[test]
fn each_failure_of_the_first_model_says_what_to_set() {
    for (code, status, address, words) in [
        ("key", Some(401), "https://a.example/v1", "check OPENAI_API_KEY"),
        ("refused", Some(404), "http://localhost:11434", "set OPENAI_BASE_URL to http://localhost:11434/v1"),
        (
            "refused",
            Some(404),
            "https://a.example/openai/?key=SECRET",
            "set OPENAI_BASE_URL to https://a.example/openai/v1",
        ),
        (
            "refused",
            Some(404),
            "https://a.example/chat/completions",
            "set OPENAI_BASE_URL to https://a.example/v1",
        ),
        ("refused", Some(404), "https://a.example/v1", "no model of this name (404): check OPENAI_MODEL"),
        ("refused", Some(404), "https://a.example/v1beta/openai", "check OPENAI_MODEL"),
        ("refused", Some(404), "https://a.example/openai/deployments/shop", "check OPENAI_MODEL"),
        (
            "refused",
            Some(400),
            "https://a.example/v1",
            "check OPENAI_MODEL and the fields in OPENAI_EXTRA_BODY",
        ),
        ("refused", Some(405), "https://a.example", "set OPENAI_BASE_URL to https://a.example/v1"),
        ("refused", Some(301), "https://a.example/v1", "status 301, as no API does: check OPENAI_BASE_URL"),
        ("malformed", None, "https://a.example", "set OPENAI_BASE_URL to https://a.example/v1"),
        ("malformed", None, "https://a.example/v1", "check OPENAI_BASE_URL"),
        (
            "only_thoughts",
            None,
            "https://a.example/v1",
            r#"{"chat_template_kwargs":{"enable_thinking":false}}"#,
        ),
        ("timed_out", None, "https://a.example/v1", "OPENAI_FALLBACK_MODEL"),
        ("unreachable", None, "http://10.0.0.7:8000/v1", "check that it runs"),
        ("address", None, "http://10.0.0.7:8000/v1", "check OPENAI_BASE_URL"),
        ("quota", None, "https://a.example/v1", "the error's own text"),
        ("something_new", None, "https://a.example/v1", "the error's own text"),
    ] {
        let (level, text) = failed(code, status, at(address));
        assert!(text.contains(words), "{code} {address}: {text}");
        assert!(level == Level::Wrong && text.contains("customers get the fallback text"), "{text}");
        assert!(!text.contains("SECRET"), "{text}");
    }
}

#[test]
fn with_a_fallback_customers_still_get_answers() {
    let (level, text) = failed("key", Some(401), |exam| exam.has_fallback = true);
    assert!(level == Level::Wrong && text.contains("the fallback model answers"), "{text}");
    assert!(!text.contains("fallback text"), "{text}");
}

#[test]
fn a_failure_that_may_pass_is_a_warning() {
    let (level, text) = failed("rate_limited", None, |_| {});
    assert!(level == Level::Warning && text.contains("the key works, but the error's own text"), "{text}");
}

#[test]
fn a_model_that_answers_nothing_usable_twice_is_wrong() {
    for code in ["empty", "torn"] {
        let (level, text) = failed(code, None, |_| {});
        assert!(level == Level::Wrong && text.contains("the error's own text"), "{text}");
    }
}

/// The fallback has variables of its own, and gets no extras at another address.
#[test]
fn a_failure_of_the_fallback_names_its_own_variables() {
    for (code, status, words) in [
        ("key", Some(401), "OPENAI_FALLBACK_API_KEY"),
        ("refused", Some(404), "OPENAI_FALLBACK_MODEL"),
        ("refused", Some(400), "OPENAI_FALLBACK_MODEL"),
        ("only_thoughts", None, "set OPENAI_FALLBACK_MODEL to one that does not think"),
        ("unreachable", None, "OPENAI_FALLBACK_BASE_URL"),
    ] {
        let (level, text) = failed(code, status, |exam| {
            exam.which = Which::Fallback;
            exam.takes_extras = false;
        });
        assert!(level == Level::Wrong && text.contains(words), "{code}: {text}");
        assert!(text.contains("of no help") && !text.contains("OPENAI_EXTRA_BODY"), "{text}");
    }
}
