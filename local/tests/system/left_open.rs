//! A page that stays open, or is loaded again, while others work.

use reqwest::{Method, StatusCode};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::browser::{Driver, find, write_as_customer};
use crate::relais::{PATIENCE, Relais};

async fn until_gone(browser: &WebDriver, css: &str) {
    let start = std::time::Instant::now();
    while !browser.find_all(By::Css(css)).await.unwrap().is_empty() {
        assert!(start.elapsed() < PATIENCE, "{css} is still there");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_follows_what_colleagues_delete_and_loses_no_text_of_a_note() {
    let relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour").await;
    let page = relais.until("/api/conversations", |page| page["conversations"][0]["id"].is_string()).await;
    let id = page["conversations"][0]["id"].as_str().unwrap().to_owned();
    let notes = format!("/api/conversations/{id}/notes");
    let (status, note) = relais.post(&notes, json!({"text": "She paid twice"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    browser.goto(format!("{}/#token={}", relais.address(), relais.token)).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();

    // The note is deleted in another window while its text is changed in this one.
    find(&browser, "[data-testid=note-edit]").await.click().await.unwrap();
    find(&browser, ".note-edit textarea").await.send_keys(", and wants it back").await.unwrap();
    write_as_customer(&relais, "Vous êtes là ?").await;
    let path = format!("{}{notes}/{}", relais.address(), note["id"].as_str().unwrap());
    let deleted =
        relais.http.delete(path).bearer_auth(&relais.token).header("if-match", "\"1\"").send().await;
    assert_eq!(deleted.unwrap().status(), StatusCode::NO_CONTENT);
    find(&browser, ".note-edit [role=alert]").await;
    find(&browser, "[data-testid=note-resave]").await.click().await.unwrap();
    until_gone(&browser, ".note-edit").await;
    let kept = relais.get(&notes).await;
    assert_eq!(kept["notes"].as_array().unwrap().len(), 1);
    assert_eq!(kept["notes"][0]["text"], "She paid twice, and wants it back");

    // The person is erased while somebody writes to them.
    find(&browser, "#composer-text").await.send_keys("Je regarde").await.unwrap();
    let erased = relais.call(Method::DELETE, &format!("/api/contacts/{id}"), None).await;
    assert_eq!(erased.0, StatusCode::OK);
    find(&browser, "[data-testid=gone]").await;
    until_gone(&browser, "[data-testid=conversation-item]").await;
    let drafts = browser.execute("return sessionStorage.getItem('relais.drafts')", vec![]).await.unwrap();
    assert!(drafts.json().is_null(), "{}", drafts.json());

    // They may write again.
    write_as_customer(&relais, "Me revoilà").await;
    find(&browser, "[data-testid=thread] [data-testid=message]").await;
    browser.quit().await.unwrap();
    relais.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_shows_the_same_list_and_the_same_conversation() {
    let relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour").await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    browser.goto(format!("{}/#token={}", relais.address(), relais.token)).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();
    find(&browser, "[data-testid=thread]").await;
    let address = browser.current_url().await.unwrap();
    find(&browser, "[data-filter=closed]").await.click().await.unwrap();
    browser.refresh().await.unwrap();
    find(&browser, "[data-filter=closed][aria-pressed=true]").await;
    find(&browser, "[data-testid=thread]").await;
    assert_eq!(browser.current_url().await.unwrap(), address);
    browser.back().await.unwrap();
    until_gone(&browser, "[data-testid=thread]").await;
    find(&browser, "[data-filter=closed][aria-pressed=true]").await;
    browser.quit().await.unwrap();
    relais.finish();
}
