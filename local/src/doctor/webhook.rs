//! Calls the webhook as Meta does, and as Meta never would.

use relais_core::config::Meta;
use relais_whatsapp::signature::{SIGNATURE_HEADER, sign};
use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;

use super::report::Report;
use super::root_cause;
use super::target::Target;

/// A challenge in Meta's format.
const CHALLENGE: &str = "1158201444";

/// A webhook without entries: when signed, it is answered 200 and has no effect.
const EMPTY: &str = r#"{"object":"whatsapp_business_account","entry":[]}"#;

/// Calls this deployment's webhook. Calls Meta's callback address too, where it is another.
pub(super) async fn check(
    report: &mut Report<'_>,
    target: &Target,
    callback: Option<String>,
    http: &Client,
) -> anyhow::Result<()> {
    let own = target.address.as_ref().map(|address| format!("{address}/webhook"));
    match &own {
        Some(own) => call(report, target.meta.as_ref(), own, http).await?,
        None => report.not_checked(
            "webhook",
            "nothing answers here: start Relais (make run), or set RELAIS_URL to its address",
        )?,
    }
    if let Some(callback) = callback.filter(|callback| Some(callback) != own.as_ref()) {
        report.ok("callback URL", format!("Meta calls {callback}"))?;
        call(report, target.meta.as_ref(), &callback, http).await?;
    }
    Ok(())
}

async fn call(report: &mut Report<'_>, meta: Option<&Meta>, url: &str, http: &Client) -> anyhow::Result<()> {
    let handshake = |token: &str| {
        let query = [("hub.mode", "subscribe"), ("hub.verify_token", token), ("hub.challenge", CHALLENGE)];
        http.get(url).query(&query)
    };
    let (status, _) = match fetch(handshake("surely-not-the-token")).await {
        Ok(response) => response,
        Err(cause) => {
            let fix = "start Relais, and check the address, the reverse proxy and its certificate";
            report.wrong("webhook", format!("{url} cannot be reached ({cause}): {fix}"))?;
            return Ok(());
        }
    };
    match status {
        StatusCode::OK => {
            report.wrong("webhook", format!("{url} accepts a wrong verify token: is it Relais?"))
        }
        StatusCode::FORBIDDEN => report.ok("webhook", "a wrong verify token is refused"),
        status => report.wrong("webhook", not_relais(url, status)),
    }?;
    let unsigned = http.post(url).header("content-type", "application/json").body(EMPTY);
    match fetch(unsigned).await {
        Ok((StatusCode::FORBIDDEN, _)) => report.ok("webhook", "an unsigned request is refused"),
        Ok((StatusCode::OK, _)) => report.wrong(
            "webhook",
            format!("{url} accepts an unsigned request, so anybody can write to it: is it Relais?"),
        ),
        Ok((status, _)) => report.wrong("webhook", not_relais(url, status)),
        Err(cause) => report.wrong("webhook", format!("{url} did not answer: {cause}")),
    }?;
    let Some(meta) = meta else {
        let why =
            "the handshake and the signature: only the running process knows the simulated Meta's tokens";
        report.not_checked("webhook", why)?;
        return Ok(());
    };
    match fetch(handshake(meta.verify_token.expose_secret())).await {
        Ok((StatusCode::OK, body)) if body == CHALLENGE => report.ok("webhook", "the handshake is answered"),
        Ok((StatusCode::FORBIDDEN, _)) => {
            let what = "refuses the verify token: it runs with another WHATSAPP_VERIFY_TOKEN than this one; restart it";
            report.wrong("webhook", format!("{url} {what}"))
        }
        Ok((status, _)) => report.wrong("webhook", not_relais(url, status)),
        Err(cause) => report.wrong("webhook", format!("{url} did not answer: {cause}")),
    }?;
    let signature = sign(meta.app_secrets.first(), EMPTY.as_bytes());
    let signed =
        http.post(url).header("content-type", "application/json").header(SIGNATURE_HEADER, signature);
    match fetch(signed.body(EMPTY)).await {
        Ok((StatusCode::OK, _)) => report.ok("webhook", "a request signed with the app secret is accepted"),
        Ok((StatusCode::FORBIDDEN, _)) => {
            let what =
                "refuses the signature: it runs with another WHATSAPP_APP_SECRET than this one; restart it";
            report.wrong("webhook", format!("{url} {what}"))
        }
        Ok((status, _)) => report.wrong("webhook", not_relais(url, status)),
        Err(cause) => report.wrong("webhook", format!("{url} did not answer: {cause}")),
    }?;
    Ok(())
}

/// Status and body, or the cause of the failure.
async fn fetch(request: RequestBuilder) -> Result<(StatusCode, String), String> {
    let received = async {
        let response = request.send().await?;
        Ok((response.status(), response.text().await?))
    };
    received.await.map_err(|error: reqwest::Error| root_cause(&error.without_url()))
}

fn not_relais(url: &str, status: StatusCode) -> String {
    format!("{url} answers {status}: check that the address is that of Relais, and see its log")
}
