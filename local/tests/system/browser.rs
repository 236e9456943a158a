//! In a browser, as a person uses it: the phone, the answer, the inbox, the takeover.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use thirtyfour::common::capabilities::chrome::ChromeCapabilities;
use thirtyfour::prelude::*;

use crate::relais::{PATIENCE, Relais};

/// The driver of a browser on a free port, which ends with the test.
pub(crate) struct Driver {
    process: Child,
    pub(crate) address: String,
}

/// The driver of Firefox, where `make browser` puts it.
const GECKODRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/bin/geckodriver");

impl Driver {
    /// Chromium's.
    pub(crate) fn start() -> Self {
        Self::run("chromedriver", "started successfully on port ")
            .expect("chromedriver is there: `make browser` installs it")
    }

    /// Firefox's, if it is there.
    pub(crate) fn firefox() -> Option<Self> {
        Self::run(GECKODRIVER, "Listening on 127.0.0.1:")
    }

    /// Both say their port behind these words. Chromium's chooses a port by IPv4 and ends when somebody has it by IPv6.
    fn run(program: &str, before_port: &str) -> Option<Self> {
        for _ in 0..5 {
            let mut process = Command::new(program)
                .arg("--port=0")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
            let port =
                lines.find_map(|line| Some(line.split_once(before_port)?.1.trim_end_matches('.').to_owned()));
            if let Some(port) = port {
                // It ends when nobody reads what it says.
                std::thread::spawn(move || lines.for_each(drop));
                return Some(Self { process, address: format!("http://127.0.0.1:{port}") });
            }
            process.wait().unwrap();
        }
        panic!("{program} did not say its port");
    }

    pub(crate) async fn firefox_browser(&self) -> WebDriver {
        let mut options = DesiredCapabilities::firefox();
        options.set_headless().unwrap();
        options.set_firefox_binary("/usr/bin/firefox-esr").unwrap();
        WebDriver::new(&self.address, options).await.unwrap()
    }

    pub(crate) async fn browser(&self, profile: &std::path::Path) -> WebDriver {
        self.browser_with(profile, |_| {}).await
    }

    /// A browser as large as a telephone, with a microphone that beeps.
    pub(crate) async fn telephone(&self, profile: &std::path::Path) -> WebDriver {
        self.telephone_of(profile, 390).await
    }

    pub(crate) async fn telephone_of(&self, profile: &std::path::Path, width: u32) -> WebDriver {
        let screen = serde_json::json!({"deviceMetrics": {"width": width, "height": 844, "pixelRatio": 2.0}});
        self.browser_with(profile, |options| {
            options.add_experimental_option("mobileEmulation", screen).unwrap();
            options.add_arg("--use-fake-ui-for-media-stream").unwrap();
            options.add_arg("--use-fake-device-for-media-stream").unwrap();
        })
        .await
    }

    /// Gives a command to Chromium's own tools. <https://chromedevtools.github.io/devtools-protocol>
    pub(crate) async fn command(
        &self,
        http: &reqwest::Client,
        browser: &WebDriver,
        name: &str,
        parameters: serde_json::Value,
    ) {
        let address = format!("{}/session/{}/goog/cdp/execute", self.address, browser.session_id());
        let command = serde_json::json!({"cmd": name, "params": parameters});
        let answer = http.post(address).json(&command).send().await.unwrap();
        assert!(answer.status().is_success(), "{name}: {}", answer.text().await.unwrap());
    }

    async fn browser_with(
        &self,
        profile: &std::path::Path,
        more: impl FnOnce(&mut ChromeCapabilities),
    ) -> WebDriver {
        let mut options = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            "--lang=fr",
        ] {
            options.add_arg(argument).unwrap();
        }
        more(&mut options);
        options.add_arg(&format!("--user-data-dir={}", profile.display())).unwrap();
        WebDriver::new(&self.address, options).await.unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

pub(crate) async fn find(browser: &WebDriver, css: &str) -> WebElement {
    browser
        .query(By::Css(css))
        .wait(PATIENCE, Duration::from_millis(100))
        .and_displayed()
        .first()
        .await
        .unwrap_or_else(|error| panic!("{css} is not shown: {error}"))
}

/// What axe finds wrong on the page, as `rule: element`. <https://github.com/dequelabs/axe-core>
pub(crate) async fn axe(browser: &WebDriver) -> Vec<String> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/node_modules/axe-core/axe.min.js");
    let source =
        std::fs::read_to_string(source).expect("the pages' libraries are installed: make test does it");
    browser.execute(source, Vec::new()).await.unwrap();
    let found = browser
        .execute_async(
            "const done = arguments[arguments.length - 1];
             axe.run().then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
                nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))));",
            Vec::new(),
        )
        .await;
    found.unwrap().convert().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_writes_is_answered_and_a_person_takes_over() {
    let mut relais = Relais::start(&[]);
    relais.remember("ouverts demain");
    // Time enough to see the typing indicator.
    let (status, _) = relais
        .call(
            reqwest::Method::PUT,
            "/phone/api/settings",
            Some(serde_json::json!({"model_delay_ms": 1500, "read_after_ms": 200})),
        )
        .await;
    assert!(status.is_success());
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    let address = format!("http://localhost:{}", relais.port);

    browser.goto(format!("{address}/phone")).await.unwrap();
    let input = find(&browser, "[data-testid=phone] [data-testid=phone-input]").await;
    input.send_keys("Bonjour, vous êtes ouverts demain ?").await.unwrap();
    find(&browser, "[data-testid=phone] [data-testid=phone-send]").await.click().await.unwrap();
    find(&browser, "[data-testid=typing]").await;
    find(&browser, "[data-testid=phone-message][data-direction=in]").await;
    find(&browser, "[data-testid=phone-message][data-direction=out][data-status=read]").await;
    let phone = browser.window().await.unwrap();

    let inbox = browser.new_tab().await.unwrap();
    browser.switch_to_window(inbox.clone()).await.unwrap();
    browser.goto(format!("{address}/#token={}", relais.token)).await.unwrap();
    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();
    find(&browser, "[data-testid=message][data-direction=inbound]").await;
    find(&browser, "[data-testid=message][data-direction=outbound][data-status=read]").await;
    find(&browser, "[data-testid=takeover]").await.click().await.unwrap();
    find(&browser, "[data-testid=handback]").await;
    find(&browser, "[data-testid=composer] textarea")
        .await
        .send_keys("Je vous réponds moi-même.")
        .await
        .unwrap();
    find(&browser, "[data-testid=composer-send]").await.click().await.unwrap();
    find(&browser, "[data-testid=message][data-direction=outbound][data-status=read]:nth-last-of-type(1)")
        .await;
    let url = browser.current_url().await.unwrap();
    assert!(!url.as_str().contains("token"), "the token leaves the address bar");

    browser.switch_to_window(phone).await.unwrap();
    let answers = async || {
        browser.find_all(By::Css("[data-testid=phone-message][data-direction=in]")).await.unwrap().len()
    };
    let start = std::time::Instant::now();
    while answers().await < 2 {
        assert!(start.elapsed() < PATIENCE, "the person's answer reaches the phone");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    browser.quit().await.unwrap();
    relais.finish();
}

/// Makes the page believe that another tab is in front of it: a headless browser shows every tab.
const HIDE: &str = "Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'}); \
                    document.dispatchEvent(new Event('visibilitychange'))";
/// Enter as Safari reports it when it confirms a word of an input method.
const CONFIRM_WORD: &str = "document.querySelector('#composer-text').dispatchEvent(new KeyboardEvent('keydown', \
                            {key: 'Enter', keyCode: 229, isComposing: false, bubbles: true, cancelable: true}))";

pub(crate) async fn write_as_customer(relais: &Relais, text: &str) {
    let customers = relais.get("/phone/api/state").await["customers"].clone();
    let wa_id = customers[0]["wa_id"].as_str().unwrap().to_owned();
    let path = format!("/phone/api/customers/{wa_id}/messages");
    let (status, _) = relais.post(&path, serde_json::json!({"texts": [text]})).await;
    assert!(status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_inbox_counts_what_waits_and_a_word_being_composed_is_not_sent() {
    let relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour").await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.browser(profile.path()).await;
    browser.goto(format!("http://localhost:{}/#token={}", relais.port, relais.token)).await.unwrap();

    find(&browser, "[data-testid=conversation-item]").await.click().await.unwrap();
    let composer = find(&browser, "#composer-text").await;
    find(&browser, "[data-testid=message][data-direction=outbound]").await;
    composer.send_keys("かんじ").await.unwrap();
    browser.execute(CONFIRM_WORD, vec![]).await.unwrap();
    assert_eq!(composer.prop("value").await.unwrap().as_deref(), Some("かんじ"), "it is not sent");

    let start = std::time::Instant::now();
    while browser.title().await.unwrap() != "Relais" {
        assert!(start.elapsed() < PATIENCE, "what is read does not wait");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    browser.execute(HIDE, vec![]).await.unwrap();
    write_as_customer(&relais, "Vous êtes ouverts demain ?").await;
    let start = std::time::Instant::now();
    while browser.title().await.unwrap() != "(1) Relais" {
        assert!(start.elapsed() < PATIENCE, "the title of a hidden tab counts what waits");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    browser.quit().await.unwrap();
    relais.finish();
}
