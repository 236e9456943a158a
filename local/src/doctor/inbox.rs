//! Checks that the API and the inbox are reachable, that callers need a token, and whether sending is stopped.

use relais_aws::{Store, StoreError};
use relais_core::circuit_breaker::Line;
use relais_whatsapp::Language;
use relais_whatsapp::errors::entry_for;
use relais_whatsapp::ids::PhoneNumberId;
use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::report::Report;
use super::root_cause;
use super::target::{Place, Target};

pub(super) async fn check(report: &mut Report<'_>, target: &Target, http: &Client) -> anyhow::Result<()> {
    if let Some(address) = &target.address {
        api(report, address, http).await?;
    } else {
        report.not_checked("API", "nothing answers here: start Relais, or set RELAIS_URL to its address")?;
    }
    if let Some(inbox) = &target.inbox {
        page(report, inbox, http).await?;
    }
    match (&target.place, &target.meta, &target.address) {
        (Place::Aws(store), Some(meta), _) => breakers(report, store, &meta.phone_number_ids).await?,
        (Place::Here(server), _, Some(_)) => match &server.token {
            Some(token) => health(report, &server.address, token, http).await?,
            None => {
                report
                    .not_checked("sending", "set RELAIS_ADMIN_TOKEN to check whether sending is stopped")?;
            }
        },
        _ => {}
    }
    Ok(())
}

async fn api(report: &mut Report<'_>, address: &str, http: &Client) -> anyhow::Result<()> {
    match http.get(format!("{address}/api/health")).send().await.map(|response| response.status()) {
        Ok(StatusCode::UNAUTHORIZED) => report.ok("API", "a caller without a token is refused"),
        Ok(StatusCode::OK) => report
            .wrong("API", format!("{address}/api accepts a caller without a token: put the authorizer back")),
        Ok(status) => report.wrong(
            "API",
            format!("{address}/api answers {status}: check that the address is that of Relais"),
        ),
        Err(error) => {
            let cause = root_cause(&error.without_url());
            report.wrong(
                "API",
                format!("{address}/api cannot be reached ({cause}): check the address, and that Relais runs"),
            )
        }
    }?;
    Ok(())
}

async fn page(report: &mut Report<'_>, inbox: &str, http: &Client) -> anyhow::Result<()> {
    match http.get(inbox).send().await.map(|response| response.status()) {
        Ok(StatusCode::OK) => report.ok("inbox", format!("it is at {inbox}")),
        Ok(status) => report
            .wrong("inbox", format!("{inbox} answers {status}: check that its pages are built and uploaded")),
        Err(error) => {
            let cause = root_cause(&error.without_url());
            report.wrong("inbox", format!("{inbox} cannot be reached ({cause}): check the address"))
        }
    }?;
    Ok(())
}

/// Whether sending is stopped, for each number.
async fn breakers(report: &mut Report<'_>, store: &Store, numbers: &[PhoneNumberId]) -> anyhow::Result<()> {
    for number in numbers {
        let both = async {
            let service = store.circuit_breaker(number, Line::Service).await?;
            Ok::<_, StoreError>((service, store.circuit_breaker(number, Line::Templates).await?))
        };
        match both.await {
            Ok((service, templates)) => {
                sending(report, number.as_str(), service.stopped_by)?;
                if templates.stopped_by.is_some() {
                    sending(report, &format!("{number}, templates"), templates.stopped_by)?;
                }
            }
            Err(error) => {
                let cause = root_cause(&error);
                let fix = "check TABLE_NAME, the AWS region and that your credentials may read the table";
                report.wrong("database", format!("{error} ({cause}): {fix}"))?;
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What the process on this machine reports about itself.
async fn health(report: &mut Report<'_>, address: &str, token: &str, http: &Client) -> anyhow::Result<()> {
    let asked = http.get(format!("{address}/api/health")).bearer_auth(token).send().await;
    let Ok(response) = asked else { return Ok(()) }; // reported by `api`
    if response.status() == StatusCode::UNAUTHORIZED {
        let fix = "set RELAIS_DATA_DIR or RELAIS_ADMIN_TOKEN to the value that it was started with";
        report.wrong("API", format!("the process on {address} has another admin token: {fix}"))?;
        return Ok(());
    }
    let health: Value = response.json().await.unwrap_or_default();
    match health.pointer("/checks/database").and_then(Value::as_str) {
        Some("ok") => report.ok("database", "it answers")?,
        _ => report.wrong("database", "it does not answer: check the log, and that the disk is not full")?,
    }
    let numbers = health.get("numbers").and_then(Value::as_array);
    for number in numbers.into_iter().flatten() {
        let id = number.get("phone_id").and_then(Value::as_str).unwrap_or_default();
        sending(report, id, number.pointer("/sending/code").and_then(Value::as_i64))?;
    }
    Ok(())
}

fn sending(report: &mut Report<'_>, number: &str, stopped_by: Option<i64>) -> std::io::Result<()> {
    let Some(code) = stopped_by else { return report.ok("sending", format!("{number}: it is not stopped")) };
    let entry = entry_for(code, None);
    report.wrong(
        "sending",
        format!("{number}: stopped by Graph's error {code}, {}: {}", entry.title, entry.advice(Language::En)),
    )
}
