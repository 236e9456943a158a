//! Checks the token, the number, and that this app receives the account's webhooks.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::config::Meta;
use relais_sending::graph_client;
use relais_whatsapp::client::{
    Expiry, GraphClient, MANAGING_SCOPE, SendError, SubscribedApp, Subscription, TokenInfo,
};
use relais_whatsapp::ids::{AppId, PhoneNumberId};

use super::number;
use super::report::Report;
use super::root_cause;
use super::target::Target;

/// With fewer days left a person should act: `token-refresh` renews below 14.
const FEW_DAYS: i64 = 14;

/// Checks Meta. Returns the address that Meta sends this account's webhooks to, when Meta says so.
pub(super) async fn check(
    report: &mut Report<'_>,
    target: &Target,
    http: &reqwest::Client,
) -> anyhow::Result<Option<String>> {
    let Some(meta) = &target.meta else {
        report.not_checked(
            "Meta",
            "it is simulated, and so are the token, the number, the app and its subscriptions",
        )?;
        return Ok(None);
    };
    let graph = match graph_client(http.clone(), meta) {
        Ok(graph) => graph,
        Err(error) => {
            report.wrong("Meta", format!("{error}: check GRAPH_API_URL and GRAPH_API_VERSION"))?;
            return Ok(None);
        }
    };
    let info = match graph.examine_token(target.app.as_ref()).await {
        Ok(info) => info,
        Err(fault) => {
            let cause = std::error::Error::source(&fault).map(|cause| format!(" ({})", root_cause(cause)));
            report.wrong("token", format!("{fault}{}", cause.unwrap_or_default()))?;
            report.not_checked(
                "Meta",
                "the number, the app and its subscriptions: a valid token is needed to check them",
            )?;
            return Ok(None);
        }
    };
    token(report, &info, Clock::system().now())?;
    if target.app.is_none() {
        let what = "WHATSAPP_APP_ID is not set: set it, to have the token renewed and the app secret checked";
        report.warning("app", what)?;
    }
    for number in &meta.phone_number_ids {
        phone(report, &graph, number).await?;
    }
    let app = target.app.clone().or(info.app_id);
    let overridden = account(report, &graph, meta, app.as_ref()).await?;
    let callback = subscriptions(report, &graph, app.as_ref()).await?;
    report.not_checked(
        "app is Live",
        "no API of Meta shows it: look at the top of the app's dashboard; an app in development misses webhooks",
    )?;
    Ok(overridden.or(callback))
}

fn token(report: &mut Report<'_>, info: &TokenInfo, now: Timestamp) -> std::io::Result<()> {
    match (info.expires_at, info.expires_at.days_left(now)) {
        (_, Some(days)) if days < FEW_DAYS => report.warning(
            "token",
            format!(
                "valid, ends in {days} days: make a new one, or on AWS see why token-refresh did not renew it"
            ),
        ),
        (_, Some(days)) => report.ok("token", format!("valid for {days} more days, may send")),
        (Expiry::Never, _) => report.ok("token", "valid, never expires, may send"),
        _ => report.ok("token", "valid, may send; Meta does not say when it ends"),
    }?;
    if let Some(days) = info.data_access_expires_at.days_left(now).filter(|days| *days < FEW_DAYS)
        && info.data_access_expires_at != info.expires_at
    {
        report.warning("token", format!("its access to data ends in {days} days: make a new token"))?;
    }
    if !info.scopes.iter().any(|scope| scope == MANAGING_SCOPE) {
        let what = format!(
            "lacks the permission {MANAGING_SCOPE}, so templates cannot be listed: make a new token with it"
        );
        report.warning("token", what)?;
    }
    Ok(())
}

/// The state of one business number. Each line names the number by its id.
async fn phone(report: &mut Report<'_>, graph: &GraphClient, id: &PhoneNumberId) -> anyhow::Result<()> {
    let number = match graph.phone_number(id).await {
        Ok(number) => number,
        Err(error) => {
            let advice = refusal(
                &error,
                "check WHATSAPP_PHONE_ID, that the system user has the account, and WHATSAPP_APP_SECRET",
            );
            report.wrong("phone number", format!("{id}: cannot be read: {advice}"))?;
            return Ok(());
        }
    };
    for (level, what) in number::findings(&number) {
        report.finding(level, "phone number", format!("{id}: {what}"))?;
    }
    Ok(())
}

/// Whether this app receives the account's webhooks. Returns their address where it overrides the app's own.
async fn account(
    report: &mut Report<'_>,
    graph: &GraphClient,
    meta: &Meta,
    app: Option<&AppId>,
) -> anyhow::Result<Option<String>> {
    let (Some(waba_id), Some(app)) = (&meta.waba_id, app) else {
        let why = "set WHATSAPP_BUSINESS_ACCOUNT_ID and WHATSAPP_APP_ID to check that this app receives its messages";
        report.not_checked("account", why)?;
        return Ok(None);
    };
    let apps = match graph.subscribed_apps().await {
        Ok(apps) => apps,
        Err(error) => {
            let advice = refusal(
                &error,
                "check WHATSAPP_BUSINESS_ACCOUNT_ID and that the system user has the account",
            );
            report.wrong("account", format!("its subscribed apps cannot be read: {advice}"))?;
            return Ok(None);
        }
    };
    let ours: Option<SubscribedApp> = apps.into_iter().find(|subscribed| subscribed.id == *app);
    match &ours {
        Some(_) => report.ok("account", "this app receives its messages")?,
        None => report.wrong(
            "account",
            format!(
                "this app is not subscribed, so no message arrives: call POST /{waba_id}/subscribed_apps with \
                 the token"
            ),
        )?,
    }
    Ok(ours.and_then(|ours| ours.override_callback_uri))
}

/// Whether the app is subscribed to messages. Returns the address of its webhook.
async fn subscriptions(
    report: &mut Report<'_>,
    graph: &GraphClient,
    app: Option<&AppId>,
) -> anyhow::Result<Option<String>> {
    let Some(app) = app else {
        report.not_checked("subscription", "set WHATSAPP_APP_ID to check it")?;
        return Ok(None);
    };
    let subscriptions = match graph.subscriptions(app).await {
        Ok(subscriptions) => subscriptions,
        Err(error) => {
            let advice = refusal(&error, "check WHATSAPP_APP_ID and WHATSAPP_APP_SECRET");
            report.wrong("subscription", format!("cannot be read: {advice}"))?;
            return Ok(None);
        }
    };
    let ours =
        subscriptions.into_iter().find(|one| one.object.as_deref() == Some("whatsapp_business_account"));
    let fault = match &ours {
        None => Some("the app has no webhook for WhatsApp"),
        Some(Subscription { active: Some(false), .. }) => Some("the app's webhook is not active"),
        Some(one) if !one.fields.iter().any(|field| field == "messages") => {
            Some("the app is not subscribed to the field messages")
        }
        Some(_) => None,
    };
    match fault {
        None => report.ok("subscription", "the app is subscribed to messages")?,
        Some(fault) => {
            let fix =
                "enter the callback URL and subscribe to messages in the dashboard, WhatsApp, Configuration";
            report.wrong("subscription", format!("{fault}, so nothing arrives: {fix}"))?;
        }
    }
    Ok(ours.and_then(|ours| ours.callback_url))
}

/// The error and the advice. An error without Graph's code is usually temporary, so its advice is to try again.
fn refusal(error: &SendError, advice: &str) -> String {
    match error.code() {
        Some(_) => format!("{error}: {advice}"),
        None => format!("{error}: try again; if the error persists, check the network and GRAPH_API_URL"),
    }
}
