//! Tokens that are due for renewal, and the failures that can prevent it.

use relais_simulator::ExchangedToken;
use relais_token_refresh::Outcome;

use crate::test_app::{APP_SECRET, TOKEN, TestApp};

#[tokio::test]
async fn a_token_with_less_than_two_weeks_is_renewed_and_the_old_one_kept() {
    for days in [0, 13] {
        let app = TestApp::with_days(Some(days)).await;
        assert_eq!(app.run().await.unwrap(), Outcome::Renewed { days_left: 60 });
        let (new, old) = app.stored().unwrap();
        assert_eq!(old, TOKEN);
        assert!(new != TOKEN && app.works(&new).await && app.works(&old).await);
    }
}

#[tokio::test]
async fn without_an_app_id_a_renewal_fails_and_names_the_variable() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.refresh.app = None;
    let complaint = app.complaint().await;
    assert!(complaint.contains("5 days") && complaint.contains("WHATSAPP_APP_ID"), "{complaint}");
    assert_eq!(app.run().await.unwrap_err().days_left(), Some(5));
    let app = TestApp::with_days(Some(20)).await;
    assert_eq!(
        app.run().await.unwrap(),
        Outcome::Fine { days_left: 20 },
        "the app id is not required before a renewal"
    );
}

#[tokio::test]
async fn a_token_from_plain_variables_is_not_exchanged() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.refresh.store = None;
    let complaint = app.complaint().await;
    assert!(complaint.contains("RELAIS_SECRET_ARN"), "{complaint}");
    let exchanges = app.simulator.requests().into_iter().filter(|request| request.path.contains("oauth"));
    assert_eq!(exchanges.count(), 0, "a token that cannot be stored is not made");
}

#[tokio::test]
async fn a_new_token_that_does_not_work_is_not_stored() {
    let app = TestApp::with_days(Some(5)).await;
    app.set(|settings| settings.exchanged_token = ExchangedToken::Broken);
    let complaint = app.complaint().await;
    assert!(complaint.contains("was not stored") && complaint.contains("5 days"), "{complaint}");
    assert_eq!(app.stored(), None);
    assert!(app.works(TOKEN).await);
}

#[tokio::test]
async fn a_new_token_that_cannot_read_the_number_is_not_stored() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.configured(APP_SECRET, "999");
    let complaint = app.complaint().await;
    assert!(complaint.contains("WHATSAPP_PHONE_ID"), "{complaint}");
    assert_eq!(app.stored(), None);
}

#[tokio::test]
async fn every_number_is_read_with_the_new_token() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.refresh.numbers.push("1".into());
    let complaint = app.complaint().await;
    assert!(complaint.contains("the phone number 1 cannot be read"), "{complaint}");
    assert_eq!(app.stored(), None);
}

#[tokio::test]
async fn a_token_that_lasts_no_longer_is_not_stored() {
    let app = TestApp::with_days(Some(5)).await;
    app.set(|settings| settings.exchanged_token = ExchangedToken::Same);
    let complaint = app.complaint().await;
    assert!(complaint.contains("does not last longer"), "{complaint}");
    assert_eq!(app.stored(), None);
}

#[tokio::test]
async fn a_secret_that_cannot_be_written_leaves_the_old_token() {
    let mut app = TestApp::with_days(Some(5)).await;
    app.stored.refuses = true;
    app.refresh.store = Some(app.stored.clone());
    let complaint = app.complaint().await;
    assert!(complaint.contains("PutSecretValue") && complaint.contains("AccessDenied"), "{complaint}");
    assert!(app.works(TOKEN).await);
}
