//! The pages beside the conversations on the narrowest screen.

use serde_json::{Value, json};

use crate::browser::{Driver, find, write_as_customer};
use crate::relais::Relais;

/// What scrolls sideways, and numbers that take more than one line. All tables are opened.
const TOO_WIDE: &str = "
const found = [];
for (const each of document.querySelectorAll('.thread-pane details')) each.open = true;
for (const each of document.querySelectorAll('html, .thread-pane, .thread-pane *')) {
  const scrolls = each.localName === 'html' || ['auto', 'scroll'].includes(getComputedStyle(each).overflowX);
  if (scrolls && each.checkVisibility() && each.scrollWidth > each.clientWidth + 1) found.push(each.className);
}
for (const cell of document.querySelectorAll('.thread-pane :is(td, dd, .count-value)')) {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
  if (/^[0-9]/.test(cell.textContent) && lines.size > 1) found.push(cell.textContent);
}
return found";

#[tokio::test(flavor = "multi_thread")]
async fn at_320_pixels_no_page_scrolls_sideways_and_no_number_is_cut_in_two() {
    let relais = Relais::start(&[]);
    write_as_customer(&relais, "Bonjour").await;
    let today = relais.get("/api/health").await["now"].as_str().unwrap()[..10].to_owned();
    // What was counted is written every ten seconds.
    let usage = format!("/api/usage?from={today}&to={today}");
    relais
        .until(&usage, |usage| usage["days"][0]["answers"].as_u64().is_some_and(|answers| answers > 0))
        .await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = driver.telephone_of(profile.path(), 320).await;
    browser.goto(format!("{}/#token={}", relais.address(), relais.token)).await.unwrap();
    for language in ["en", "fr", "es", "pt", "ar"] {
        find(&browser, "[data-testid=conversation-list]").await;
        let choose = format!("localStorage.setItem('relais.language', '{language}')");
        browser.execute(choose, Vec::new()).await.unwrap();
        browser.refresh().await.unwrap();
        for (page, css) in [
            ("usage", "[data-testid=usage-answers]"),
            ("health", "[data-testid=health] li"),
            ("people", "[data-testid=people] table"),
        ] {
            find(&browser, "[data-testid=conversation-list]").await;
            browser.execute(format!("location.hash = '#/{page}'"), Vec::new()).await.unwrap();
            find(&browser, css).await;
            let found: Value = browser.execute(TOO_WIDE, Vec::new()).await.unwrap().json().clone();
            assert_eq!(found, json!([]), "{page} in {language}");
            browser.execute("location.hash = '#/'", Vec::new()).await.unwrap();
        }
    }
    browser.quit().await.unwrap();
    relais.finish();
}
