//! The open inbox learns of changes at once, misses none, and is signed in by a cookie.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::{Driver, find, write_as_customer};
use crate::relais::{PATIENCE, Relais};

/// What the policy of the pages refused from now on.
const WATCH: &str = "window.refused = []; document.addEventListener('securitypolicyviolation', \
                     (event) => window.refused.push(event.effectiveDirective + ' ' + event.sample))";

/// Whether text could become HTML.
const BUILD_HTML: &str = "try { document.createElement('p').innerHTML = '<b>x</b>'; return 'built'; } \
                          catch (error) { return error.name; }";

/// What scripts of the page can read of how it is signed in.
const READABLE: &str =
    "return JSON.stringify([localStorage, sessionStorage]) + document.cookie + location.href";

async fn messages(browser: &WebDriver) -> usize {
    browser.find_all(By::Css("[data-testid=message][data-direction=inbound]")).await.unwrap().len()
}

/// Waits until so many messages of the customer are in the open conversation.
async fn until_shown(browser: &WebDriver, count: usize, when: &str) -> Duration {
    let start = Instant::now();
    while messages(browser).await < count {
        assert!(start.elapsed() < PATIENCE, "{count} messages are shown {when}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

/// A command of Chrome's own protocol.
async fn devtools(driver: &Driver, browser: &WebDriver, command: &str, parameters: Value) {
    let session = browser.session_id();
    let address = format!("{}/session/{session}/goog/cdp/execute", driver.address);
    let asked = reqwest::Client::builder().build().unwrap().post(address);
    let answer = asked.json(&json!({"cmd": command, "params": parameters})).send().await.unwrap();
    assert!(answer.status().is_success(), "{command}: {}", answer.text().await.unwrap());
}

async fn network(driver: &Driver, browser: &WebDriver, offline: bool) {
    let conditions =
        json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    devtools(driver, browser, "Network.enable", json!({})).await;
    devtools(driver, browser, "Network.emulateNetworkConditions", conditions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_seen_within_a_second_and_none_is_lost() {
    let mut relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour 1").await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    browser.goto(format!("http://localhost:{}/#token={}", relais.port, relais.token)).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();
    until_shown(&browser, 1, "when the inbox is opened").await;

    // Without the stream the page would ask every two seconds, so one that is lucky proves nothing.
    let mut times = Vec::new();
    for count in 2..=6 {
        write_as_customer(&relais, &format!("Bonjour {count}")).await;
        times.push(until_shown(&browser, count, "at once").await);
    }
    times.sort_unstable();
    println!("seen after {times:?}");
    assert!(times[2] < Duration::from_secs(1), "most are seen within a second: {times:?}");

    relais.kill();
    find(&browser, ".banner-warn").await;
    relais.start_again();
    write_as_customer(&relais, "Bonjour 7").await;
    until_shown(&browser, 7, "after kill -9 and a new start, with the same cookie").await;

    network(&driver, &browser, true).await;
    write_as_customer(&relais, "Bonjour 8").await;
    relais.until("/api/conversations", |page| says(page, "Bonjour 8") || answered(page)).await;
    assert_eq!(messages(&browser).await, 7, "the page is offline");
    network(&driver, &browser, false).await;
    until_shown(&browser, 8, "after the network is back").await;

    devtools(&driver, &browser, "Page.setWebLifecycleState", json!({"state": "frozen"})).await;
    write_as_customer(&relais, "Bonjour 9").await;
    relais.until("/api/conversations", |page| says(page, "Bonjour 9") || answered(page)).await;
    devtools(&driver, &browser, "Page.setWebLifecycleState", json!({"state": "active"})).await;
    until_shown(&browser, 9, "after a sleep").await;

    browser.quit().await.unwrap();
    relais.finish();
}

fn says(page: &Value, text: &str) -> bool {
    page["conversations"][0]["last_message"]["content"] == text
}

fn answered(page: &Value) -> bool {
    page["conversations"][0]["last_message"]["direction"] == "outbound"
}

#[tokio::test(flavor = "multi_thread")]
async fn no_script_can_read_how_the_inbox_is_signed_in_or_make_html_of_a_text() {
    let relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour").await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    let address = format!("http://localhost:{}", relais.port);
    browser.goto(format!("{address}/#token={}", relais.token)).await.unwrap();
    browser.execute(WATCH, vec![]).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();
    find(&browser, "[data-testid=message][data-direction=inbound]").await;
    let readable: String = browser.execute(READABLE, vec![]).await.unwrap().convert().unwrap();
    assert!(!readable.contains(&relais.token) && !readable.contains("relais_"), "{readable}");
    let cookies = browser.get_all_cookies().await.unwrap();
    assert!(cookies.is_empty(), "the page's path has none: {}", cookies.len());
    let refused = || async { browser.execute("return window.refused", vec![]).await.unwrap().json().clone() };
    assert_eq!(refused().await, json!([]), "the pages work under their policy");
    let built: String = browser.execute(BUILD_HTML, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(built, "TypeError");
    assert!(refused().await[0].as_str().unwrap().starts_with("require-trusted-types-for"));

    // A reload needs no token, and another tab is signed out with the first.
    browser.goto(&address).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await;
    let first = browser.window().await.unwrap();
    let second = browser.new_tab().await.unwrap();
    browser.switch_to_window(second).await.unwrap();
    browser.goto(&address).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await;
    let sign_out = "localStorage.setItem('relais.signed_out', '1'); return fetch('/api/session', \
                    {method: 'DELETE', headers: {'X-Requested-With': 'relais'}}).then((it) => it.status)";
    let status: u16 = browser.execute(sign_out, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(status, 204);
    browser.switch_to_window(first).await.unwrap();
    find(&browser, "[data-testid=token-input]").await.send_keys("wrong").await.unwrap();
    find(&browser, "button[type=submit]").await.click().await.unwrap();
    find(&browser, ".notice-danger").await;
    let input = find(&browser, "[data-testid=token-input]").await;
    input.clear().await.unwrap();
    input.send_keys(&relais.token).await.unwrap();
    find(&browser, "button[type=submit]").await.click().await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await;
    browser.quit().await.unwrap();
    relais.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn open_streams_do_not_keep_the_program_from_ending() {
    let mut relais = Relais::start(&[]);
    let mut streams = Vec::new();
    for _ in 0..5 {
        let asked = relais.http.get(format!("{}/api/changes/stream", relais.address()));
        let mut stream = asked.bearer_auth(&relais.token).send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        assert_eq!(stream.chunk().await.unwrap().unwrap(), ":\n\n");
        streams.push(stream);
    }
    let state = relais.get("/phone/api/state").await;
    let wa_id = state["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    let path = format!("/phone/api/customers/{wa_id}/messages");
    assert!(relais.post(&path, json!({"texts": ["Bonjour"]})).await.0.is_success());
    for stream in &mut streams {
        let event = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
        let named: Value = serde_json::from_str(event.trim().strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(named.as_object().unwrap().len(), 1, "ids and nothing else");
        assert!(named["conversations"][0].as_str().unwrap().starts_with('c'), "{event}");
    }
    let anonymous = relais.http.get(format!("{}/api/changes/stream", relais.address())).send().await.unwrap();
    assert_eq!(anonymous.status(), 401);
    let took = relais.end();
    assert!(took < Duration::from_secs(5), "it took {took:?}");
}
