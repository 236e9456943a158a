//! Reading the token, the number and the subscriptions.

use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::*;

const APP_TOKEN: &str = "670|s3cret";

/// A server that answers one path for one bearer token, and a client of it.
async fn answering(at: &str, bearer: &str, answer: ResponseTemplate) -> (MockServer, GraphClient) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(at))
        .and(header("authorization", format!("Bearer {bearer}").as_str()))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = client(&server.uri());
    (server, client)
}

#[tokio::test]
async fn a_token_is_looked_up_with_the_apps_own_or_with_itself() {
    let body = json!({"data": {"app_id": "670", "type": "SYSTEM_USER", "application": "Relais", "expires_at": 0,
        "data_access_expires_at": 1_790_000_000, "is_valid": true, "scopes": ["whatsapp_business_messaging", 5]}});
    for (app, bearer) in [(Some("670".into()), APP_TOKEN), (None, TOKEN)] {
        let (_server, client) = answering("/v25.0/debug_token", bearer, json_answer(200, &body)).await;
        let info = client.debug_token(app.as_ref()).await.unwrap();
        assert!(info.is_valid);
        assert_eq!(info.app_id, Some("670".into()));
        assert_eq!(info.expires_at, Expiry::Never);
        let end = Expiry::At(Timestamp::from_second(1_790_000_000).unwrap());
        assert_eq!(info.data_access_expires_at, end);
        assert_eq!(info.scopes, ["whatsapp_business_messaging"]);
    }
}

#[tokio::test]
async fn an_expired_token_says_why_and_when() {
    let body = json!({"data": {"is_valid": "false", "expires_at": "1790000000",
        "error": {"code": 190, "message": "Session has expired", "subcode": 463}}});
    let (_server, client) = answering("/v25.0/debug_token", TOKEN, json_answer(200, &body)).await;
    let info = client.debug_token(None).await.unwrap();
    assert_eq!((info.is_valid, info.error_subcode), (false, Some(463)));
    assert_eq!(info.data_access_expires_at, Expiry::Unknown);
}

#[tokio::test]
async fn what_says_nothing_of_the_token_is_unclear() {
    for body in [json!({}), json!({"data": []}), json!({"data": {"scopes": []}}), json!(7)] {
        let (_server, client) = answering("/v25.0/debug_token", TOKEN, json_answer(200, &body)).await;
        let error = client.debug_token(None).await.unwrap_err();
        assert_eq!(error.action(), Action::Reconcile, "{body}");
    }
}

#[tokio::test]
async fn a_token_is_exchanged_and_no_error_shows_it() {
    let server = MockServer::start().await;
    Mock::given(path("/v25.0/oauth/access_token"))
        .and(query_param("grant_type", "fb_exchange_token"))
        .and(query_param("client_id", "670"))
        .and(query_param("client_secret", "s3cret"))
        .and(query_param("fb_exchange_token", TOKEN))
        .and(query_param("set_token_expires_in_60_days", "true"))
        .respond_with(json_answer(
            200,
            &json!({"access_token": "EAAnew", "token_type": "bearer", "expires_in": 5_183_944}),
        ))
        .mount(&server)
        .await;
    let client = client(&server.uri());
    let new = client.exchange_token(&"670".into()).await.unwrap();
    assert_eq!(new.token.expose_secret(), "EAAnew");
    assert_eq!(new.expires_in, Some(Duration::from_secs(5_183_944)));
    assert!(!format!("{new:?}").contains("EAAnew"));

    server.reset().await;
    let error = client.exchange_token(&"670".into()).await.unwrap_err();
    assert_silent(&error);
    drop(server);
    let gone = super::client("http://127.0.0.1:9").exchange_token(&"670".into()).await.unwrap_err();
    assert_silent(&gone);
}

#[tokio::test]
async fn an_answer_without_a_token_is_unclear() {
    let answer = json_answer(200, &json!({"token_type": "bearer"}));
    let (_server, client) = answering("/v25.0/oauth/access_token", TOKEN, answer).await;
    assert_eq!(client.exchange_token(&"670".into()).await.unwrap_err().action(), Action::Reconcile);
}

#[tokio::test]
async fn a_number_is_read_as_far_as_it_is_described() {
    let body = json!({"id": "1001", "quality_rating": "GREEN", "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"}, "status": null});
    let (server, client) = answering("/v25.0/1001", TOKEN, json_answer(200, &body)).await;
    let number = client.phone_number(&"1001".into()).await.unwrap();
    assert_eq!(
        number,
        PhoneNumber {
            quality_rating: Some("GREEN".to_owned()),
            platform_type: Some("CLOUD_API".to_owned()),
            throughput: Some("STANDARD".to_owned()),
            ..PhoneNumber::default()
        }
    );
    let query = server.received_requests().await.unwrap().remove(0).url.query().unwrap().to_owned();
    assert!(query.contains("appsecret_proof=") && !query.contains("display_phone_number"), "{query}");
}

#[tokio::test]
async fn subscribed_apps_have_their_id_where_meta_puts_it() {
    let body = json!({"data": [
        {"whatsapp_business_api_data": {"id": "670", "name": "Relais", "link": "https://example.com"},
         "override_callback_uri": "https://example.com/other"},
        {"whatsapp_business_api_data": {"name": "no id"}},
        {"id": 671},
    ]});
    let (_server, client) = answering("/v25.0/2002/subscribed_apps", TOKEN, json_answer(200, &body)).await;
    let apps = client.subscribed_apps().await.unwrap();
    assert_eq!(apps.iter().map(|app| app.id.as_str()).collect::<Vec<_>>(), ["670", "671"]);
    assert_eq!(apps[0].override_callback_uri.as_deref(), Some("https://example.com/other"));
}

#[tokio::test]
async fn subscriptions_are_asked_for_with_the_apps_token() {
    let body = json!({"data": [{"object": "whatsapp_business_account", "callback_url": "https://example.com/webhook",
        "active": true, "fields": [{"name": "messages", "version": "v25.0"}, {"version": "v25.0"}]}]});
    let (_server, client) = answering("/v25.0/670/subscriptions", APP_TOKEN, json_answer(200, &body)).await;
    let subscriptions = client.subscriptions(&"670".into()).await.unwrap();
    let [only] = subscriptions.as_slice() else { panic!("{subscriptions:?}") };
    assert_eq!(only.fields, ["messages"]);
    assert_eq!(
        (only.active, only.callback_url.as_deref()),
        (Some(true), Some("https://example.com/webhook"))
    );
}

#[test]
fn days_are_whole_ones_and_never_less_than_none() {
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let after = |seconds: i64| Expiry::At(Timestamp::from_second(1_790_000_000 + seconds).unwrap());
    for (expiry, days) in [
        (after(14 * 86_400), Some(14)),
        (after(14 * 86_400 - 1), Some(13)),
        (after(86_399), Some(0)),
        (after(-5), Some(0)),
        (after(-900_000), Some(0)),
        (Expiry::Never, None),
        (Expiry::Unknown, None),
    ] {
        assert_eq!(expiry.days_left(now), days, "{expiry:?}");
    }
}
