//! The errors of a failed start, and the pages of a successful one.

use std::process::Output;

use crate::relais::{Relais, command};

fn run(variables: &[(&str, &str)]) -> Output {
    command().envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn some_credentials_name_all_that_is_missing_and_exit_with_2() {
    let output = run(&[("WHATSAPP_PHONE_ID", "1"), ("RELAIS_SETTLE_SECONDS", "soon")]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    for name in
        ["WHATSAPP_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_APP_SECRET", "RELAIS_SETTLE_SECONDS"]
    {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let output = run(&[("PORT", &port), ("RELAIS_DATA_DIR", folder.path().to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains(&port) && text.contains("PORT"), "{text}");
}

#[test]
fn a_second_process_on_the_same_data_is_refused() {
    let first = Relais::start(&[]);
    let output = run(&[("PORT", "0"), ("RELAIS_DATA_DIR", first.data_dir().to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("queue.db"), "{text}");
}

#[test]
fn data_of_the_simulation_is_not_taken_for_real() {
    let mut first = Relais::start(&[]);
    first.kill();
    let output = run(&[
        ("PORT", "0"),
        ("RELAIS_DATA_DIR", first.data_dir().to_str().unwrap()),
        ("WHATSAPP_PHONE_ID", "1"),
        ("WHATSAPP_API_TOKEN", "t"),
        ("WHATSAPP_VERIFY_TOKEN", "v"),
        ("WHATSAPP_APP_SECRET", "s"),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("simulated") && text.contains("RELAIS_DATA_DIR"), "{text}");
}

#[tokio::test]
async fn the_pages_are_served_under_a_strict_policy() {
    let relais = Relais::start(&[]);
    for path in ["/", "/phone"] {
        let answer = relais.http.get(format!("{}{path}", relais.address())).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}: were the pages built before the program?");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'"), "{policy}");
        assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types relais-sw"), "{policy}");
        assert!(answer.text().await.unwrap().contains("<script"), "{path}");
    }
    let missing = relais.http.get(format!("{}/nothing-here", relais.address())).send().await.unwrap();
    assert_eq!(missing.status(), 404);
}
