//! Every type of message in the browser: on the simulated phone and in the inbox.

mod inbox;
mod phone;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::{Driver, find};
use crate::relais::{PATIENCE, Relais};

/// A telephone's browser beside a running Relais. The page shows one customer.
struct Telephone {
    relais: Relais,
    browser: WebDriver,
    /// The customer whom the page shows.
    wa_id: String,
    _driver: Driver,
    profile: tempfile::TempDir,
}

impl Telephone {
    /// Opens the phone's page.
    async fn open() -> Self {
        let relais = Relais::start(&[]);
        let driver = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let browser = driver.telephone(profile.path()).await;
        let state = relais.get("/phone/api/state").await;
        let wa_id = state["customers"][0]["wa_id"].as_str().unwrap().to_owned();
        let telephone = Self { relais, browser, wa_id, _driver: driver, profile };
        telephone.goto("/phone").await;
        telephone
    }

    async fn goto(&self, path: &str) {
        self.browser.goto(format!("http://localhost:{}{path}", self.relais.port)).await.unwrap();
    }

    /// Opens the inbox and the customer's thread.
    async fn goto_thread(&self) {
        self.goto(&format!("/#token={}", self.relais.token)).await;
        self.shows("[data-testid=conversation-item]").await.click().await.unwrap();
        self.shows("[data-testid=thread]").await;
    }

    async fn shows(&self, css: &str) -> WebElement {
        find(&self.browser, css).await
    }

    async fn click(&self, css: &str) {
        self.shows(css).await.click().await.unwrap();
    }

    /// Sends a sample from the phone's menu.
    async fn attaches(&self, kind: &str) {
        self.click("[data-testid=attach]").await;
        self.click(&format!("[data-kind={kind}]")).await;
    }

    /// Waits until a script returns true.
    async fn until(&self, what: &str, script: &str) {
        let start = Instant::now();
        while self.browser.execute(script, vec![]).await.unwrap().json() != &Value::Bool(true) {
            assert!(start.elapsed() < PATIENCE, "{what}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The customer's thread, once it meets the condition.
    async fn thread(&self, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let path = format!("/api/messages/{}", self.wa_id);
        let thread = self
            .relais
            .until(&path, |thread| thread["messages"].as_array().is_some_and(|it| is_so(it)))
            .await;
        thread["messages"].as_array().unwrap().clone()
    }

    /// The customer writes a text, so that the business may answer.
    async fn writes(&self, text: &str) {
        let path = format!("/phone/api/customers/{}/messages", self.wa_id);
        assert!(self.relais.post(&path, json!({"texts": [text]})).await.0.is_success());
    }

    async fn close(self) {
        self.browser.quit().await.unwrap();
        self.relais.finish();
    }
}

/// Whether the picture, or the beginning of the sound or video, that this selector finds is loaded.
fn is_loaded(css: &str) -> String {
    format!(
        "const it = document.querySelector('{css}'); \
         return it !== null && (it.tagName === 'IMG' ? it.complete && it.naturalWidth > 0 : it.readyState >= 1 && it.duration > 0)"
    )
}
