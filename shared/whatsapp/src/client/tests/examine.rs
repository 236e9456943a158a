//! The faults of a token are distinguished.

use super::*;

/// The fault that is found when Graph answers this to the app's own token and to the token itself.
async fn examined(to_app: ResponseTemplate, to_token: ResponseTemplate) -> Result<TokenInfo, TokenFault> {
    let server = MockServer::start().await;
    for (bearer, answer) in [("670|s3cret", to_app), (TOKEN, to_token)] {
        Mock::given(path("/v25.0/debug_token"))
            .and(header("authorization", format!("Bearer {bearer}").as_str()))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    client(&server.uri()).examine_token(Some(&"670".into())).await
}

fn info(app: &str, valid: bool, scopes: &[&str]) -> ResponseTemplate {
    let mut data = json!({"app_id": app, "is_valid": valid, "expires_at": 1_790_000_000, "scopes": scopes});
    if !valid {
        data["error"] = json!({"code": 190, "subcode": 463});
    }
    json_answer(200, &json!({ "data": data }))
}

fn refused(status: u16, code: i64, subcode: i64) -> ResponseTemplate {
    json_answer(status, &json!({"error": {"code": code, "error_subcode": subcode, "message": TOKEN}}))
}

#[tokio::test]
async fn each_fault_is_distinguished_from_the_others() {
    let good = || info("670", true, &[SENDING_SCOPE]);
    let unused = || ResponseTemplate::new(500);
    assert!(examined(good(), unused()).await.is_ok());

    let table = [
        ("no answer", unused(), unused(), "network"),
        ("busy", ResponseTemplate::new(429), unused(), "network"),
        ("expired", info("670", false, &[]), unused(), "has expired on 2026-09-21"),
        ("another app", info("671", true, &[SENDING_SCOPE]), unused(), "belongs to the app 671"),
        ("no permission", info("670", true, &[MANAGING_SCOPE]), unused(), SENDING_SCOPE),
        ("a wrong secret", refused(401, 190, 0), good(), "app secret"),
        ("a wrong secret, as 400", refused(400, 1, 0), good(), "app secret"),
        ("a wrong id", refused(400, 101, 0), info("672", true, &[SENDING_SCOPE]), "belongs to the app 672"),
        ("all wrong", refused(401, 190, 0), refused(401, 190, 467), "subcode 467"),
        ("all over", refused(401, 190, 0), refused(401, 190, 463), "has expired"),
        ("lost on the way", refused(401, 190, 0), unused(), "network"),
    ];
    for (what, to_app, to_token, said) in table {
        let fault = examined(to_app, to_token).await.unwrap_err();
        let text = fault.to_string();
        assert!(text.contains(said), "{what}: {text}");
        assert_eq!(matches!(fault, TokenFault::Unreachable(_)), said == "network", "{what}");
        let shown = format!("{text} {fault:?}");
        assert!(!shown.contains(TOKEN) && !shown.contains("s3cret"), "{shown}");
    }
}

#[tokio::test]
async fn without_an_app_id_the_token_is_looked_up_with_itself() {
    let server = MockServer::start().await;
    Mock::given(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(info("999", true, &[SENDING_SCOPE]))
        .mount(&server)
        .await;
    let info = client(&server.uri()).examine_token(None).await.unwrap();
    assert_eq!(info.app_id, Some("999".into()));
    server.reset().await;
    Mock::given(method("GET")).respond_with(refused(401, 190, 460)).mount(&server).await;
    let fault = client(&server.uri()).examine_token(None).await.unwrap_err();
    assert!(matches!(fault, TokenFault::Invalid(Some(460))), "{fault:?}");
}
