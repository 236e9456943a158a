//! What a poll of the changes costs on AWS, in read units: the embedded engine reports them as DynamoDB does.

use jiff::SignedDuration;

use crate::test_app::{TestApp, outbound};

/// The messages in each thread that was active in the last minutes.
const MESSAGES: i64 = 40;

/// A shop in which this many customers wrote today, the last of them a moment ago, and whose statuses have all come.
async fn shop(active: usize) -> TestApp {
    let app = TestApp::new().await;
    for n in 0..active {
        if n + 50 == active {
            app.advance(3600);
        }
        let message =
            app.customer_writes(&format!("33639{n:06}"), "Bonjour, vous êtes ouverts demain ?").await;
        if n + 50 < active {
            continue;
        }
        for at in 1..=MESSAGES {
            let at = message.key.at() + SignedDuration::from_millis(at);
            let text = "Oui, de 9 h à 18 h sans interruption, et le samedi matin jusqu'à midi et demi.";
            app.store
                .insert_message(&outbound(message.key.contact(), at, &format!("{n}"), text))
                .await
                .unwrap();
        }
    }
    app.advance(60);
    app
}

/// The read units of one poll.
async fn units(app: &TestApp, since: &str, more: &str) -> f64 {
    app.meter.read_units();
    let response = app.get(&format!("/api/changes?since={since}{more}")).await;
    assert_eq!(response.status, 200, "{:?}", response.body);
    app.meter.read_units()
}

#[tokio::test]
async fn a_poll_stays_within_its_budget_whatever_the_size_of_the_shop() {
    for active in [1_usize, 50, 5_000] {
        let app = shop(active).await;
        let last = app.contact(&format!("33639{:06}", active - 1)).await;
        let since = app.get("/api/changes").await.body["cursor"].as_str().unwrap().to_owned();
        let idle = units(&app, &since, "").await;
        let open = units(&app, &since, &format!("&conversation={last}")).await;
        let told_nothing = units(&app, &since, &format!("&conversation={last}&named=")).await;
        app.customer_writes(&format!("33639{:06}", active - 1), "Merci !").await;
        let one = units(&app, &since, &format!("&conversation={last}&named=")).await;
        let named = units(&app, &since, &format!("&conversation={last}&named={last}")).await;
        println!(
            "{active} active: nothing changed {idle}, with an open one {open}, without statuses {told_nothing}, \
             one change {one}, one that is named {named}"
        );
        assert!(idle <= 30.0 && open <= 35.0, "{idle} {open}: half a unit for each recent conversation");
        assert!(told_nothing <= 3.5 && one <= 7.0 && named <= 8.0, "{told_nothing} {one} {named}");
    }
}
