//! `relais doctor`: what it says of a good day, and of each fault.

use std::process::Output;

use jiff::Timestamp;
use relais_simulator::{APP_ID, ModelFailure, Settings};

use crate::relais::{Relais, command};
use crate::stand_ins;

/// What it said, and its exit code. No secret may be in it.
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

/// The lines that say that something is wrong.
fn wrong(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.starts_with("WRONG")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_good_day_everything_is_checked_and_fine() {
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let (said, code) = doctor(&outside.relais, &[]);
    assert_eq!((wrong(&said), code), (vec![], 0), "{said}");
    for checked in [
        "never expires",
        "registered with the Cloud API",
        "quality is GREEN",
        "this app is told",
        "subscribed to messages",
        "wrong verify token is refused",
        "not signed is refused",
        "handshake is answered",
        "signed with the app secret is taken",
        "events queue   empty",
        "replies queue  empty",
        "dead letters   none",
        "model          it answers",
        "without a token is refused",
        "sending        it is not stopped",
    ] {
        let line = said.lines().find(|line| line.contains(checked));
        assert!(line.is_some_and(|line| line.starts_with("ok ")), "{checked}: {said}");
    }
    assert!(!said.contains("warning"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_found_and_said_how_to_mend() {
    /// Its name, what the stand-ins do, what is configured otherwise, and what the line is about and says.
    type Case<'a> = (&'a str, fn(&mut Settings), &'a [(&'a str, &'a str)], &'a str, &'a str);
    let outside = stand_ins::start(&[("WHATSAPP_APP_ID", APP_ID)]).await;
    let table: [Case<'_>; 8] = [
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
        ("model's key", |s| s.model_failure = Some(ModelFailure::Error401), &[], "model", "OPENAI_API_KEY"),
    ];
    for (fault, inflict, variables, about, mend) in table {
        let mut settings = Settings::immediate();
        inflict(&mut settings);
        outside.simulator.set_settings(settings);
        let (said, code) = doctor(&outside.relais, variables);
        let found = wrong(&said);
        let first = found.first().unwrap_or_else(|| panic!("{fault}: {said}"));
        assert!(first.contains(about) && first.contains(mend), "{fault}: {said}");
        assert_eq!(code, 1, "{fault}");
    }
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
fn the_simulation_is_said_to_be_one_and_what_is_not_checked() {
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
fn a_configuration_with_gaps_is_wrong_by_name() {
    let output = command().arg("doctor").env("WHATSAPP_PHONE_ID", "1").output().unwrap();
    let (said, code) = read(&output);
    assert_eq!(code, 1);
    for name in ["WHATSAPP_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_APP_SECRET"] {
        assert!(wrong(&said).iter().any(|line| line.contains(name)), "{said}");
    }
}

#[test]
fn what_nobody_knows_is_answered_with_the_usage() {
    for arguments in [&["doktor"][..], &["dead-letters", "redrive", "--queue"], &["--version"]] {
        let output = command().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stdout).contains("relais dead-letters redrive"));
    }
}
