//! `relais doctor`: its report without faults, and for each fault.

use std::process::Output;

use jiff::Timestamp;
use relais_simulator::{APP_ID, ModelFailure, Settings};

use crate::relais::{Relais, command};
use crate::stand_ins::{self, BUSINESS, SECOND};

/// The output and the exit code. No secret may be in the output.
fn read(output: &Output) -> (String, i32) {
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for secret in ["a-secret-of-the-app", "a-token-of-the-api", "a-verify-token", "a-key-of-the-model"] {
        assert!(!said.contains(secret), "{said}");
    }
    (said, output.status.code().unwrap())
}

fn doctor(relais: &Relais, more: &[(&str, &str)]) -> (String, i32) {
    let (said, code) = read(&relais.ask(&["doctor"], more));
    assert!(!said.contains(&relais.token), "{said}");
    (said, code)
}

/// The lines of wrong findings.
fn wrong(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.starts_with("WRONG")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_faults_everything_is_checked_and_ok() {
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let (said, code) = doctor(&outside.relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    for checked in [
        "never expires",
        "registered with the Cloud API",
        "100000000000001: its quality is GREEN",
        "this app receives its messages",
        "subscribed to messages",
        "wrong verify token is refused",
        "an unsigned request is refused",
        "handshake is answered",
        "signed with the app secret is accepted",
        "events queue   empty",
        "replies queue  empty",
        "dead letters   none",
        "model          it answers in",
        "model          it takes every field that is sent",
        "voice messages whisper transcribes them",
        "without a token is refused",
        "sending        100000000000001: it is not stopped",
    ] {
        let line = said.lines().find(|line| line.contains(checked));
        assert!(line.is_some_and(|line| line.starts_with("ok ")), "{checked}: {said}");
    }
    assert!(!said.contains("warning"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_listed_number_is_checked_and_named() {
    let both = format!("{BUSINESS}, {SECOND}");
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID), ("WHATSAPP_PHONE_ID", &both)]).await;
    let (said, code) = doctor(&outside.relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    for number in [BUSINESS, SECOND] {
        for line in ["phone number   {}: its quality is GREEN", "sending        {}: it is not stopped"] {
            let line = line.replace("{}", number);
            assert!(said.contains(&line), "{line}: {said}");
        }
    }
    let (said, code) = doctor(&outside.relais, &[("WHATSAPP_PHONE_ID", &format!("{BUSINESS},1"))]);
    let found = wrong(&said);
    assert_eq!((found.len(), code), (1, 1), "{said}");
    assert!(found[0].contains("phone number   1: cannot be read"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_found_with_its_remedy() {
    /// Its name, the stand-ins' settings, other variables, the subject of the line, and a part of its text.
    type Case<'a> = (&'a str, fn(&mut Settings), &'a [(&'a str, &'a str)], &'a str, &'a str);
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let table: [Case<'_>; 9] = [
        (
            "expired",
            |s| s.token_expires_at = Some(Timestamp::from_second(1_000_000_000).unwrap()),
            &[],
            "token",
            "has expired",
        ),
        ("no permission", |s| s.token_scopes.clear(), &[], "token", "whatsapp_business_messaging"),
        ("unsubscribed", |s| s.subscribed_apps.clear(), &[], "account", "subscribed_apps"),
        ("verify token", |_| {}, &[("WHATSAPP_VERIFY_TOKEN", "another")], "webhook", "WHATSAPP_VERIFY_TOKEN"),
        ("app secret", |_| {}, &[("WHATSAPP_APP_SECRET", "another")], "token", "WHATSAPP_APP_SECRET"),
        ("app", |_| {}, &[("WHATSAPP_APP_ID", "1")], "token", "WHATSAPP_APP_ID"),
        ("phone number", |_| {}, &[("WHATSAPP_PHONE_ID", "1")], "phone number", "WHATSAPP_PHONE_ID"),
        (
            "model's thoughts",
            |s| s.model_failure = Some(ModelFailure::Thoughts),
            &[],
            "model",
            r#"OPENAI_EXTRA_BODY={"reasoning_effort":"low"}"#,
        ),
        ("model's key", |s| s.model_failure = Some(ModelFailure::Error401), &[], "model", "OPENAI_API_KEY"),
    ];
    for (fault, inflict, variables, about, fix) in table {
        let mut settings = Settings::immediate();
        inflict(&mut settings);
        outside.simulator.set_settings(settings);
        let (said, code) = doctor(&outside.relais, variables);
        let found = wrong(&said);
        let first = found.first().unwrap_or_else(|| panic!("{fault}: {said}"));
        assert!(first.contains(about) && first.contains(fix), "{fault}: {said}");
        assert_eq!(code, 1, "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_of_the_model_is_found_with_the_right_one() {
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let (said, code) = doctor(&outside.relais, &[("OPENAI_BASE_URL", &outside.servers)]);
    let found = wrong(&said);
    assert_eq!((found.len(), code), (1, 1), "{said}");
    let fix = format!("set OPENAI_BASE_URL to {}/v1", outside.servers);
    assert!(found[0].contains(&fix), "{said}");
}

/// Each of the two is asked once, and each is told what concerns it.
#[tokio::test(flavor = "multi_thread")]
async fn the_fallback_model_is_checked_too() {
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let named = ("OPENAI_FALLBACK_MODEL", "another");
    let (said, code) = doctor(&outside.relais, &[named]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    assert!(
        said.contains("model          it answers in") && said.contains("fallback model it answers in"),
        "{said}"
    );

    let nowhere = ("OPENAI_FALLBACK_BASE_URL", "http://127.0.0.1:9/v1");
    let (said, code) = doctor(&outside.relais, &[named, nowhere]);
    let found = wrong(&said);
    assert_eq!((found.len(), code), (1, 1), "{said}");
    assert!(found[0].contains("fallback model") && found[0].contains("check that it runs"), "{said}");
    assert!(said.contains("model          it answers in"), "{said}");

    let (said, code) =
        doctor(&outside.relais, &[named, ("OPENAI_FALLBACK_BASE_URL", "https://model.example/v1")]);
    assert_eq!(code, 1);
    assert!(wrong(&said)[0].contains("OPENAI_FALLBACK_API_KEY is missing"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_about_to_end_and_no_app_id_are_warnings() {
    let outside = stand_ins::start(&[]).await;
    let mut settings = Settings::immediate();
    let end = stand_ins::now().checked_add(jiff::SignedDuration::from_hours(5 * 24 + 1)).unwrap();
    settings.token_expires_at = Some(end);
    outside.simulator.set_settings(settings);
    let (said, code) = doctor(&outside.relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    let warnings: Vec<&str> = said.lines().filter(|line| line.starts_with("warning")).collect();
    assert!(
        warnings.len() == 2
            && warnings[0].contains("ends in 5 days")
            && warnings[1].contains("WHATSAPP_APP_ID"),
        "{said}"
    );
}

#[test]
fn the_simulation_is_named_and_its_checks_are_skipped() {
    let mut relais = Relais::start(&[]);
    let (said, code) = doctor(&relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    for unchecked in ["Meta", "model"] {
        let line = said.lines().find(|line| line.starts_with(&format!("not checked  {unchecked} ")));
        assert!(line.is_some_and(|line| line.contains("simulated")), "{said}");
    }
    relais.kill();
    let (said, code) = doctor(&relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    assert!(said.contains("nothing answers on"), "{said}");
}

#[test]
fn missing_variables_are_named() {
    let output = command().arg("doctor").env("WHATSAPP_PHONE_ID", "1").output().unwrap();
    let (said, code) = read(&output);
    assert_eq!(code, 1);
    for name in ["WHATSAPP_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_APP_SECRET"] {
        assert!(wrong(&said).iter().any(|line| line.contains(name)), "{said}");
    }
}

#[test]
fn arguments_that_are_none_are_answered_with_how_it_is_called() {
    for arguments in
        [&["doktor"][..], &["dead-letters", "redrive", "--queue"], &["dead-letters", "--version"]]
    {
        let output = command().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("relais dead-letters redrive"));
        assert!(output.stdout.is_empty(), "what is printed may go into a file");
    }
    for (asked, said) in [("--help", "relais dead-letters redrive"), ("--version", env!("CARGO_PKG_VERSION"))]
    {
        let output = command().arg(asked).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(said));
    }
}
