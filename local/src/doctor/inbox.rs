//! The API and the inbox: reachable, closed to strangers, and whether sending is stopped.

use relais_whatsapp::Language;
use relais_whatsapp::errors::entry_for;
use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::report::Report;
use super::root_cause;
use super::target::{Place, Target};

pub(super) async fn check(report: &mut Report<'_>, target: &Target, http: &Client) -> anyhow::Result<()> {
    if let Some(address) = &target.address {
        api(report, address, http).await?;
    } else {
        report.not_checked("API", "nothing answers here: start it, or set RELAIS_URL to where it runs")?;
    }
    if let Some(inbox) = &target.inbox {
        page(report, inbox, http).await?;
    }
    match (&target.place, &target.meta, &target.address) {
        (Place::Aws(store), Some(meta), _) => match store.circuit_breaker(&meta.phone_number_id).await {
            Ok(breaker) => sending(report, breaker.stopped_by)?,
            Err(error) => {
                let cause = root_cause(&error);
                let mend = "check TABLE_NAME, the AWS region and that your credentials may read the table";
                report.wrong("database", format!("{error} ({cause}): {mend}"))?;
            }
        },
        (Place::Here(server), _, Some(_)) => match &server.token {
            Some(token) => health(report, &server.address, token, http).await?,
            None => report.not_checked("sending", "whether it is stopped: that takes RELAIS_ADMIN_TOKEN")?,
        },
        _ => {}
    }
    Ok(())
}

async fn api(report: &mut Report<'_>, address: &str, http: &Client) -> anyhow::Result<()> {
    match http.get(format!("{address}/api/health")).send().await.map(|response| response.status()) {
        Ok(StatusCode::UNAUTHORIZED) => report.ok("API", "a caller without a token is refused"),
        Ok(StatusCode::OK) => report
            .wrong("API", format!("{address}/api lets in a caller without a token: put the authorizer back")),
        Ok(status) => report
            .wrong("API", format!("{address}/api answers {status}: check that the address leads to Relais")),
        Err(error) => {
            let cause = root_cause(&error.without_url());
            report.wrong(
                "API",
                format!("{address}/api cannot be reached ({cause}): check the address, and that it runs"),
            )
        }
    }?;
    Ok(())
}

async fn page(report: &mut Report<'_>, inbox: &str, http: &Client) -> anyhow::Result<()> {
    match http.get(inbox).send().await.map(|response| response.status()) {
        Ok(StatusCode::OK) => report.ok("inbox", format!("it is at {inbox}")),
        Ok(status) => {
            report.wrong("inbox", format!("{inbox} answers {status}: are its pages built and uploaded?"))
        }
        Err(error) => {
            let cause = root_cause(&error.without_url());
            report.wrong("inbox", format!("{inbox} cannot be reached ({cause}): check the address"))
        }
    }?;
    Ok(())
}

/// What the process on this machine says of itself.
async fn health(report: &mut Report<'_>, address: &str, token: &str, http: &Client) -> anyhow::Result<()> {
    let asked = http.get(format!("{address}/api/health")).bearer_auth(token).send().await;
    let Ok(response) = asked else { return Ok(()) }; // said above
    if response.status() == StatusCode::UNAUTHORIZED {
        let mend = "set RELAIS_DATA_DIR or RELAIS_ADMIN_TOKEN as it was started with";
        report.wrong("API", format!("the process on {address} has another admin token: {mend}"))?;
        return Ok(());
    }
    let health: Value = response.json().await.unwrap_or_default();
    match health.pointer("/checks/database").and_then(Value::as_str) {
        Some("ok") => report.ok("database", "it answers")?,
        _ => report.wrong("database", "it does not answer: see the log, and whether the disk is full")?,
    }
    sending(report, health.pointer("/sending/code").and_then(Value::as_i64))?;
    Ok(())
}

fn sending(report: &mut Report<'_>, stopped_by: Option<i64>) -> std::io::Result<()> {
    let Some(code) = stopped_by else { return report.ok("sending", "it is not stopped") };
    let entry = entry_for(code, None);
    report.wrong(
        "sending",
        format!("stopped by Graph's error {code}, {}: {}", entry.title, entry.advice(Language::En)),
    )
}
