//! A day in the inbox, view by view, as its people see it. axe looks at each view, and its picture is kept in
//! `target/pictures`: `make pictures` takes those of the documentation from there.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::stringmatch::StringMatch;

use crate::browser::{Driver, axe, find};
use crate::relais::{PATIENCE, Relais};

/// One walk, in one language and one width.
struct Walk {
    browser: WebDriver,
    relais: Relais,
    language: &'static str,
    is_telephone: bool,
    pictures: PathBuf,
    taken: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_a_desk_in_english() {
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    Walk::of(driver.browser(profile.path()).await, "en", false, "desk").day().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_on_a_telephone_in_french() {
    let (driver, profile) = (Driver::start(), tempfile::tempdir().unwrap());
    Walk::of(driver.telephone(profile.path()).await, "fr", true, "telephone").day().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_in_firefox_in_arabic() {
    let Some(driver) = Driver::firefox() else {
        println!("left out: geckodriver is not in target/tools (`make browser` builds it)");
        return;
    };
    Walk::of(driver.firefox_browser().await, "ar", false, "firefox").day().await;
}

impl Walk {
    fn of(browser: WebDriver, language: &'static str, is_telephone: bool, name: &str) -> Self {
        let pictures = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/pictures")).join(name);
        // Those of an earlier run may have other names.
        std::fs::remove_dir_all(&pictures).ok();
        std::fs::create_dir_all(&pictures).unwrap();
        Self { browser, relais: Relais::start(&[]), language, is_telephone, pictures, taken: 0 }
    }

    async fn day(mut self) {
        self.signs_in().await;
        self.sees_who_wrote().await;
        self.finds_a_customer().await;
        self.takes_over().await;
        self.organises().await;
        self.learns_why_a_message_failed().await;
        self.answers_outside_the_window().await;
        self.opens_the_pages().await;
        self.looks_behind_the_phone().await;
        self.browser.clone().quit().await.unwrap();
        self.relais.finish();
    }

    async fn signs_in(&mut self) {
        let address = format!("http://localhost:{}", self.relais.port);
        self.browser.goto(format!("{address}/")).await.unwrap();
        let language = format!("localStorage.setItem('relais.language', '{}')", self.language);
        self.browser.execute(language, Vec::new()).await.unwrap();
        self.browser.refresh().await.unwrap();
        find(&self.browser, "[data-testid=sign-in-form]").await;
        self.look("sign-in").await;
        self.browser.goto("about:blank").await.unwrap();
        self.browser.goto(format!("{address}/#token={}", self.relais.token)).await.unwrap();
        find(&self.browser, "[data-testid=open-settings]").await;
        let html = self.browser.find(By::Css("html")).await.unwrap();
        assert_eq!(html.attr("lang").await.unwrap().as_deref(), Some(self.language));
        self.look("nothing-yet").await;
    }

    /// Three customers write: one is answered, one asks for a person, one has a name that is hard to show.
    async fn sees_who_wrote(&mut self) {
        let names =
            ["Amélie Roux", "Omar Haddad", "\u{202e}🎁🎁🎁 a very long name that nobody would ever type"];
        let texts = ["Bonjour, vous êtes ouverts demain ?", "I want to speak to a person.", "👍"];
        for (name, text) in names.into_iter().zip(texts) {
            let customer = self.customer(name).await;
            self.write(&customer, text).await;
        }
        let is_marked = |list: &Value| {
            list["conversations"]
                .as_array()
                .is_some_and(|all| all.len() == 3 && all.iter().any(|each| !each["needs_person"].is_null()))
        };
        self.relais.until("/api/conversations", is_marked).await;
        self.has("[data-testid=conversation-item]", 3).await;
        self.look("the-list").await;
        self.open("Amélie Roux").await;
        find(&self.browser, "[data-testid=message][data-direction=outbound]").await;
        self.look("an-answered-conversation").await;
        self.back().await;
    }

    /// By the list of what waits, and by the beginning of a word of a name.
    async fn finds_a_customer(&mut self) {
        find(&self.browser, "[data-filter=needs_person]").await.click().await.unwrap();
        self.has("[data-testid=conversation-item]", 1).await;
        self.look("who-waits").await;
        find(&self.browser, "[data-filter=all]").await.click().await.unwrap();
        let search = find(&self.browser, "input[type=search]").await;
        search.send_keys("rou").await.unwrap();
        self.has("[data-testid=conversation-item]", 1).await;
        self.look("a-search").await;
        search.send_keys(Key::Escape + "").await.unwrap();
        self.has("[data-testid=conversation-item]", 3).await;
    }

    /// A note that the customer does not see, and what else people note for each other.
    async fn organises(&mut self) {
        find(&self.browser, "[data-testid=mode-note]").await.click().await.unwrap();
        self.look("a-note").await;
        find(&self.browser, "[data-testid=mode-reply]").await.click().await.unwrap();
        find(&self.browser, "[data-testid=organise]").await.click().await.unwrap();
        self.look("organise").await;
        self.browser.active_element().await.unwrap().send_keys(Key::Escape + "").await.unwrap();
    }

    async fn takes_over(&mut self) {
        self.open("Omar Haddad").await;
        find(&self.browser, "[data-testid=takeover]").await.click().await.unwrap();
        find(&self.browser, "[data-testid=handback]").await;
        let composer = find(&self.browser, "#composer-text").await;
        composer.send_keys("*Hello*, this is Anna. How can I help?").await.unwrap();
        find(&self.browser, "[data-testid=mark-preview]").await;
        self.look("a-person-writes").await;
        find(&self.browser, "[data-testid=composer-send]").await.click().await.unwrap();
        find(&self.browser, "[data-testid=message][data-direction=outbound][data-status=read]").await;
        self.look("a-person-has-answered").await;
    }

    async fn learns_why_a_message_failed(&mut self) {
        self.phone(json!({"fail_status_code": 131_026})).await;
        find(&self.browser, "#composer-text").await.send_keys("Here is the list.").await.unwrap();
        find(&self.browser, "[data-testid=composer-send]").await.click().await.unwrap();
        find(&self.browser, "[data-testid=message][data-status=failed]").await;
        find(&self.browser, "[data-testid=send-again]").await;
        self.look("a-failed-message").await;
        self.phone(json!({"fail_status_code": null})).await;
        find(&self.browser, "[data-testid=send-again]").await.click().await.unwrap();
        self.back().await;
    }

    async fn answers_outside_the_window(&mut self) {
        let (status, _) = self.relais.post("/phone/api/advance", json!({"hours": 25})).await;
        assert!(status.is_success());
        self.open("Amélie Roux").await;
        find(&self.browser, "[data-testid=template-preview]").await;
        self.look("outside-the-window").await;
        self.back().await;
    }

    async fn opens_the_pages(&mut self) {
        for (address, css, view) in [
            ("#/settings", "[data-testid=settings]", "settings"),
            ("#/usage", "[data-testid=usage]", "usage"),
            ("#/health", "[data-testid=health]", "health"),
            ("#/people", "[data-testid=people]", "people"),
        ] {
            self.browser.execute(format!("location.hash = '{address}'"), Vec::new()).await.unwrap();
            find(&self.browser, css).await;
            self.look(view).await;
        }
        self.browser.execute("location.hash = '#/'", Vec::new()).await.unwrap();
        find(&self.browser, "[data-testid=conversation-list]").await;
        find(&self.browser, "body").await.send_keys("?").await.unwrap();
        find(&self.browser, "dialog[open]").await;
        self.look("the-keys").await;
    }

    /// The simulated phone, with what goes over the wire.
    async fn looks_behind_the_phone(&mut self) {
        self.browser.goto(format!("http://localhost:{}/phone", self.relais.port)).await.unwrap();
        find(&self.browser, "[data-testid=phone]").await;
        self.look("the-phone").await;
        find(&self.browser, "[data-testid=open-wire]").await.click().await.unwrap();
        find(&self.browser, "[data-testid=wire-call][data-side=webhook]").await;
        find(&self.browser, "[data-testid=wire-call][data-side=model]").await;
        find(&self.browser, "[data-testid=wire-call][data-side=graph] summary").await.click().await.unwrap();
        find(&self.browser, "[data-testid=wire-call][data-side=graph] pre").await;
        self.look("the-wire").await;
        self.browser.active_element().await.unwrap().send_keys(Key::Escape + "").await.unwrap();
        self.has("[data-testid=wire]", 0).await;
        let back = self.browser.active_element().await.unwrap().attr("data-testid").await.unwrap();
        assert_eq!(back.as_deref(), Some("open-wire"), "the focus is where the drawer was opened");
    }

    /// Keeps a picture of the view, at which axe finds nothing wrong.
    async fn look(&mut self, view: &str) {
        self.taken += 1;
        let problems = self.browser.find_all(By::Css(".notice-danger")).await.unwrap();
        assert_eq!(problems.len(), 0, "{view}: a problem is shown");
        let picture = self.pictures.join(format!("{:02}-{view}.png", self.taken));
        self.browser.screenshot(&picture).await.unwrap();
        assert_eq!(axe(&self.browser).await, [] as [&str; 0], "{view}");
    }

    async fn open(&self, name: &str) {
        let items = find(&self.browser, "[data-testid=conversation-list]").await;
        let item = items
            .query(By::Css("[data-testid=conversation-item]"))
            .with_text(StringMatch::new(name).partial());
        item.first().await.unwrap().click().await.unwrap();
        find(&self.browser, "[data-testid=thread]").await;
    }

    /// Waits until as many of these are there.
    async fn has(&self, css: &str, count: usize) {
        let start = Instant::now();
        while self.browser.find_all(By::Css(css)).await.unwrap().len() != count {
            assert!(start.elapsed() < PATIENCE, "there are not {count} of {css}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// On a telephone the conversation hides the list.
    async fn back(&self) {
        if self.is_telephone {
            find(&self.browser, "[data-testid=back]").await.click().await.unwrap();
            find(&self.browser, "[data-testid=conversation-list]").await;
        }
    }

    async fn customer(&self, name: &str) -> String {
        let (_, customer) = self.relais.post("/phone/api/customers", json!({"name": name})).await;
        customer["wa_id"].as_str().unwrap().to_owned()
    }

    async fn write(&self, customer: &str, text: &str) {
        let path = format!("/phone/api/customers/{customer}/messages");
        let (status, _) = self.relais.post(&path, json!({"texts": [text]})).await;
        assert!(status.is_success());
    }

    async fn phone(&self, settings: Value) {
        let (status, _) = self.relais.call(Method::PUT, "/phone/api/settings", Some(settings)).await;
        assert!(status.is_success());
    }
}
