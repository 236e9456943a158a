//! Notifications by Web Push in a browser: its service worker, to which the browser's own tools deliver an empty message.
//!
//! No test reaches the push services of the browsers' vendors. So the browser here cannot subscribe, and what
//! `functions/worker/tests/it/push.rs` sends to stand-ins goes no further.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::{Driver, find};
use crate::relais::{PATIENCE, Relais};

const WAITING: &str = "Un client attend une réponse humaine.";
/// The address of the service worker that is in charge.
const ACTIVE: &str = "const done = arguments[0];
    navigator.serviceWorker.getRegistration().then((made) => done(made?.active?.scriptURL ?? ''))";
/// The texts of the notifications that are shown.
const SHOWN: &str = "const done = arguments[0];
    navigator.serviceWorker.ready.then((made) => made.getNotifications())
        .then((all) => done(all.map(({ body }) => body)))";

async fn run(browser: &WebDriver, script: &str) -> Value {
    browser.execute_async(script, Vec::new()).await.unwrap().json().clone()
}

async fn until(browser: &WebDriver, script: &str, expected: Value) {
    let start = Instant::now();
    loop {
        let found = run(browser, script).await;
        if found == expected {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{found} and not {expected}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_shown_in_the_pages_language_while_no_inbox_is_looked_at() {
    let relais = Relais::start(&[]);
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    let browser = driver.browser(profile.path()).await;
    let address = format!("http://localhost:{}", relais.port);
    let granted = json!({"origin": address, "permissions": ["notifications"]});
    driver.command(&relais.http, &browser, "Browser.grantPermissions", granted).await;
    let deliver = async || {
        driver.command(&relais.http, &browser, "ServiceWorker.enable", json!({})).await;
        let push = json!({"origin": address, "registrationId": "0", "data": ""});
        driver.command(&relais.http, &browser, "ServiceWorker.deliverPushMessage", push).await;
    };

    browser.goto(format!("{address}/phone")).await.unwrap();
    browser.execute("localStorage.setItem('relais.language', 'fr')", Vec::new()).await.unwrap();
    browser.goto(format!("{address}/#token={}", relais.token)).await.unwrap();
    find(&browser, "[data-testid=notifications][aria-pressed=false]").await.click().await.unwrap();
    find(&browser, "[data-testid=notifications][aria-pressed=true]").await;
    until(&browser, ACTIVE, json!(format!("{address}/sw.js?lang=fr"))).await;
    let label = find(&browser, "[data-testid=notifications]").await.attr("title").await.unwrap().unwrap();
    assert!(label.ends_with("tant que la boîte de réception est ouverte"), "{label}");

    // The inbox has the focus.
    deliver().await;
    // It is in the background, behind the phone.
    let phone = browser.new_tab().await.unwrap();
    browser.switch_to_window(phone).await.unwrap();
    browser.goto(format!("{address}/phone")).await.unwrap();
    assert_eq!(run(&browser, SHOWN).await, json!([]), "nobody needs it who looks at the inbox");
    for _ in 0..2 {
        deliver().await;
        until(&browser, SHOWN, json!([WAITING])).await;
    }

    browser.quit().await.unwrap();
    relais.finish();
}
