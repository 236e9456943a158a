//! Tokens that are invalid or not due for renewal.

use jiff::SignedDuration;
use relais_token_refresh::Outcome;
use relais_whatsapp::client::MANAGING_SCOPE;

use crate::test_app::{APP_SECRET, TestApp};

#[tokio::test]
async fn a_token_that_never_expires_is_only_checked() {
    let app = TestApp::with_days(None).await;
    assert_eq!(app.run().await.unwrap(), Outcome::NeverExpires);
    assert_eq!(app.stored(), None);
    let exchanges = app.simulator.requests().into_iter().filter(|request| request.path.contains("oauth"));
    assert_eq!(exchanges.count(), 0);
}

#[tokio::test]
async fn a_token_with_two_weeks_left_stays() {
    for days_left in [14, 59] {
        let app = TestApp::with_days(Some(days_left)).await;
        assert_eq!(app.run().await.unwrap(), Outcome::Fine { days_left });
        assert_eq!(app.stored(), None);
    }
}

#[tokio::test]
async fn an_expired_token_is_reported_as_expired() {
    let app = TestApp::with_days(Some(1)).await;
    app.clock.advance(SignedDuration::from_hours(26));
    let complaint = app.complaint().await;
    assert!(
        complaint.contains("has expired on 2026-09-26") && complaint.contains("WHATSAPP_API_TOKEN"),
        "{complaint}"
    );
    assert_eq!(app.run().await.unwrap_err().days_left(), Some(0));
    assert_eq!(app.stored(), None);
}

#[tokio::test]
async fn a_wrong_app_secret_and_a_wrong_app_id_give_different_errors() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.configured("another secret", "106540352242922");
    let complaint = app.complaint().await;
    assert!(complaint.contains("WHATSAPP_APP_SECRET"), "{complaint}");

    app.configured(APP_SECRET, "106540352242922");
    app.refresh.app = Some("1234".into());
    let complaint = app.complaint().await;
    assert!(complaint.contains("WHATSAPP_APP_ID to 670843887433847"), "{complaint}");
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let app = TestApp::with_days(None).await;
    app.set(|settings| settings.token_scopes = vec![MANAGING_SCOPE.to_owned()]);
    let complaint = app.complaint().await;
    assert!(complaint.contains("whatsapp_business_messaging"), "{complaint}");
}

#[tokio::test]
async fn an_unreachable_meta_is_not_reported_as_a_bad_token() {
    let mut app = TestApp::with_days(Some(5)).await;
    "http://127.0.0.1:9".clone_into(&mut app.url);
    app.configured(APP_SECRET, "1");
    let complaint = app.complaint().await;
    assert!(complaint.contains("GRAPH_API_URL") && complaint.contains("no connection"), "{complaint}");
    assert_eq!(app.run().await.unwrap_err().days_left(), None, "nothing is known");
}
