//! The owner of a shop writes what the shop is, and the assistant acts on it.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::browser::{Driver, axe, find};
use crate::relais::Relais;

const GREETING: &str = "Bienvenue à la Librairie du Port !";

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_up_the_assistant_on_a_telephone_in_french() {
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    sets_up(&driver.telephone(profile.path()).await, "fr", true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_up_the_assistant_at_a_desk_in_english() {
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    sets_up(&driver.browser(profile.path()).await, "en", false).await;
}

async fn sets_up(browser: &WebDriver, language: &str, is_telephone: bool) {
    let relais = Relais::start(&[]);
    browser.goto(format!("http://localhost:{}/", relais.port)).await.unwrap();
    browser
        .execute(format!("localStorage.setItem('relais.language', '{language}')"), Vec::new())
        .await
        .unwrap();
    browser.goto("about:blank").await.unwrap();
    browser.goto(format!("http://localhost:{}/#token={}", relais.port, relais.token)).await.unwrap();
    let open_settings = find(browser, "[data-testid=open-settings]").await;
    assert_eq!(axe(browser).await, [] as [&str; 0], "the inbox while nothing is open");
    open_settings.click().await.unwrap();
    let html = browser.find(By::Css("html")).await.unwrap();
    assert_eq!(html.attr("lang").await.unwrap().as_deref(), Some(language));
    let mut fields = Vec::new();
    find(browser, "[data-testid=settings-business] textarea").await;
    fields.extend(browser.find_all(By::Css("[data-testid=settings-business] textarea")).await.unwrap());
    for (field, text) in fields.iter().zip(["You sell books and tea.", "- Gift cards from 10 €"]) {
        field.send_keys(text).await.unwrap();
    }
    assert_eq!(fields.len(), 2);
    find(browser, "[data-testid=settings-texts] textarea").await.send_keys(GREETING).await.unwrap();

    // Tried before it is saved, by the settings as they are typed.
    if is_telephone {
        find(browser, "[data-testid=view-trial]").await.click().await.unwrap();
    }
    find(browser, "#trial-text").await.send_keys("Bonjour, vous vendez du thé ?").await.unwrap();
    find(browser, "[data-testid=trial-send]").await.click().await.unwrap();
    let answer = find(browser, "[data-testid=trial-answer]").await.text().await.unwrap();
    assert!(answer.contains(GREETING), "{answer}");
    assert_eq!(axe(browser).await, [] as [&str; 0]);
    assert_eq!(relais.get("/api/settings").await["version"], 0, "nothing is saved by trying");
    // The customer asks for a person, and the assistant hands over.
    find(browser, "#trial-text").await.send_keys("Je veux parler à un conseiller").await.unwrap();
    find(browser, "[data-testid=trial-send]").await.click().await.unwrap();
    find(browser, "[data-testid=trial-hand-over]").await;
    if is_telephone {
        find(browser, "[data-testid=view-form]").await.click().await.unwrap();
    }
    find(browser, "[data-testid=settings-save][aria-disabled=false]").await.click().await.unwrap();
    find(browser, "[data-testid=settings-save][aria-disabled=true]").await;

    let saved = relais.until("/api/settings", |state| state["version"] == 1).await;
    assert_eq!(
        saved["settings"],
        json!({"instructions": "You sell books and tea.", "facts": "- Gift cards from 10 €",
            "texts": {"greeting": GREETING}})
    );
    let state = relais.get("/phone/api/state").await;
    let customer = state["customers"][0]["wa_id"].as_str().unwrap();
    let path = format!("/phone/api/customers/{customer}/messages");
    assert!(relais.post(&path, json!({"texts": ["Vous vendez du thé ?"]})).await.0.is_success());
    let greets = |message: &serde_json::Value| {
        message["content"].as_str().is_some_and(|text| text.starts_with(GREETING))
    };
    relais
        .until(&format!("/api/messages/{customer}"), |thread| {
            thread["messages"].as_array().is_some_and(|messages| messages.iter().any(greets))
        })
        .await;

    // Somebody adds a holiday without hours.
    let mut settings = saved["settings"].clone();
    settings["hours"] = json!({"exceptions": [{"from": "2030-12-25"}]});
    let put = relais.http.put(format!("http://localhost:{}/api/settings", relais.port));
    let put = put.bearer_auth(&relais.token).header("if-match", "\"1\"").json(&settings);
    assert!(put.send().await.unwrap().status().is_success());

    // A reload shows what holds, and a mistake is told beside its field.
    browser.refresh().await.unwrap();
    let instructions = find(browser, "[data-testid=settings-business] textarea").await;
    assert_eq!(instructions.prop("value").await.unwrap().unwrap(), "You sell books and tea.");
    let greeting = find(browser, "[data-testid=settings-texts] textarea").await;
    greeting.send_keys("!".repeat(500)).await.unwrap();
    find(browser, "[data-testid=settings-save][aria-disabled=false]").await.click().await.unwrap();
    find(browser, "[data-testid=settings-texts] textarea[aria-invalid=true]").await;
    assert_eq!(relais.get("/api/settings").await["version"], 2);
    assert_eq!(axe(browser).await, [] as [&str; 0]);
    browser.clone().quit().await.unwrap();
    relais.finish();
}
