//! The webhook, called as Meta calls it, and as Meta would not.

use relais_core::config::Meta;
use relais_whatsapp::signature::{SIGNATURE_HEADER, sign};
use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;

use super::report::Report;
use super::root_cause;
use super::target::Target;

/// A challenge as Meta makes them.
const CHALLENGE: &str = "1158201444";

/// Nothing happened: signed, it is answered 200 and leaves no trace.
const EMPTY: &str = r#"{"object":"whatsapp_business_account","entry":[]}"#;

/// Calls this deployment's webhook, and the address that Meta has where that is another.
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
            "nothing answers here: start it (make run), or set RELAIS_URL to where it runs",
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
            let mend = "start it, and check the address, the reverse proxy and its certificate";
            report.wrong("webhook", format!("{url} cannot be reached ({cause}): {mend}"))?;
            return Ok(());
        }
    };
    match status {
        StatusCode::OK => report.wrong("webhook", format!("{url} takes a wrong verify token: is it Relais?")),
        StatusCode::FORBIDDEN => report.ok("webhook", "a wrong verify token is refused"),
        status => report.wrong("webhook", not_relais(url, status)),
    }?;
    let unsigned = http.post(url).header("content-type", "application/json").body(EMPTY);
    match fetch(unsigned).await {
        Ok((StatusCode::FORBIDDEN, _)) => report.ok("webhook", "what is not signed is refused"),
        Ok((StatusCode::OK, _)) => report.wrong(
            "webhook",
            format!("{url} takes what is not signed: anybody can write to it; is it Relais?"),
        ),
        Ok((status, _)) => report.wrong("webhook", not_relais(url, status)),
        Err(cause) => report.wrong("webhook", format!("{url} did not answer: {cause}")),
    }?;
    let Some(meta) = meta else {
        let why =
            "the handshake and the signature: the simulated Meta shares its tokens with the process alone";
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
        Ok((StatusCode::OK, _)) => report.ok("webhook", "what is signed with the app secret is taken"),
        Ok((StatusCode::FORBIDDEN, _)) => {
            let what = "refuses the app secret's signature: it runs with another WHATSAPP_APP_SECRET than this one; restart it";
            report.wrong("webhook", format!("{url} {what}"))
        }
        Ok((status, _)) => report.wrong("webhook", not_relais(url, status)),
        Err(cause) => report.wrong("webhook", format!("{url} did not answer: {cause}")),
    }?;
    Ok(())
}

/// Status and text, or the cause that there is none.
async fn fetch(request: RequestBuilder) -> Result<(StatusCode, String), String> {
    let received = async {
        let response = request.send().await?;
        Ok((response.status(), response.text().await?))
    };
    received.await.map_err(|error: reqwest::Error| root_cause(&error.without_url()))
}

fn not_relais(url: &str, status: StatusCode) -> String {
    format!("{url} answers {status}: check that the address leads to Relais, and see its log")
}
