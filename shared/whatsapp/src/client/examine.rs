//! What is wrong with a token, told apart, each with what to do.
//!
//! Meta answers a wrong app secret, another app's id and a dead token much alike. Asking twice, as the app and with the
//! token itself, tells them apart.

use jiff::Timestamp;

use super::{Expiry, GraphClient, SendError, TokenInfo};
use crate::ids::AppId;

/// Without it nothing can be sent.
pub const SENDING_SCOPE: &str = "whatsapp_business_messaging";

/// Without it templates and subscriptions cannot be read.
pub const MANAGING_SCOPE: &str = "whatsapp_business_management";

/// Meta's subcode of a token that is over.
const EXPIRED: i64 = 463;

/// Why a token is good for nothing. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// No answer, or none that says anything.
    #[error(
        "Meta could not be asked about the token: check the network and GRAPH_API_URL; if both are well, Meta has an \
         outage and it is worth another try later"
    )]
    Unreachable(#[source] SendError),
    /// It is over.
    #[error(
        "the access token has expired{}: make a new one (Business settings, System users, Generate token) and set \
         WHATSAPP_API_TOKEN to it",
        .0.map(|end| format!(" on {}", end.strftime("%F"))).unwrap_or_default()
    )]
    Expired(Option<Timestamp>),
    /// Revoked, mistyped, or of an app that was removed.
    #[error(
        "Meta does not accept the access token{}: it was revoked or mistyped. Make a new one (Business settings, System \
         users, Generate token) and set WHATSAPP_API_TOKEN to it",
        .0.map(|subcode| format!(" (subcode {subcode})")).unwrap_or_default()
    )]
    Invalid(Option<i64>),
    /// It belongs to another app than the one that is configured.
    #[error(
        "the access token belongs to the app {0}, and WHATSAPP_APP_ID names another: set WHATSAPP_APP_ID to {0}, or make \
         a token for the app that is named"
    )]
    OtherApp(AppId),
    /// The app is the right one, so it is the secret.
    #[error(
        "Meta does not accept the app secret: copy it from the dashboard (App settings, Basic) to WHATSAPP_APP_SECRET; of \
         several, the first must be the present one"
    )]
    WrongAppSecret,
    /// It is valid and may not send.
    #[error(
        "the access token lacks the permission {0}: make a new one with it (Business settings, System users, Generate \
         token) and set WHATSAPP_API_TOKEN to it"
    )]
    MissingScope(&'static str),
}

impl GraphClient {
    /// Looks the token up; gives what Meta says of one that can send.
    pub async fn examine_token(&self, app: Option<&AppId>) -> Result<TokenInfo, TokenFault> {
        let info = match self.debug_token(app).await {
            Ok(info) => info,
            Err(error) if !is_refusal(&error) => return Err(TokenFault::Unreachable(error)),
            Err(error) => return Err(self.told_apart(app, &error).await),
        };
        if let (Some(configured), Some(actual)) = (app, &info.app_id)
            && configured != actual
        {
            return Err(TokenFault::OtherApp(actual.clone()));
        }
        usable(info)
    }

    /// Who was refused: the app, or the token?
    async fn told_apart(&self, app: Option<&AppId>, refusal: &SendError) -> TokenFault {
        let Some(app) = app else { return of_token(refusal.subcode()) };
        match self.debug_token(None).await {
            Ok(info) => match (info.app_id.clone(), usable(info)) {
                (Some(actual), _) if actual != *app => TokenFault::OtherApp(actual),
                (_, Err(fault)) => fault,
                (_, Ok(_)) => TokenFault::WrongAppSecret,
            },
            Err(error) if is_refusal(&error) => of_token(error.subcode()),
            Err(error) => TokenFault::Unreachable(error),
        }
    }
}

/// Whether Graph decided against the call, rather than not to have got round to it.
pub(super) fn is_refusal(error: &SendError) -> bool {
    error.http_status().is_some_and(|status| (400..500).contains(&status) && status != 429)
}

fn usable(info: TokenInfo) -> Result<TokenInfo, TokenFault> {
    if !info.is_valid {
        return Err(match (info.error_subcode, info.expires_at) {
            (Some(EXPIRED), Expiry::At(end)) => TokenFault::Expired(Some(end)),
            (subcode, _) => of_token(subcode),
        });
    }
    if !info.scopes.iter().any(|scope| scope == SENDING_SCOPE) {
        return Err(TokenFault::MissingScope(SENDING_SCOPE));
    }
    Ok(info)
}

fn of_token(subcode: Option<i64>) -> TokenFault {
    if subcode == Some(EXPIRED) { TokenFault::Expired(None) } else { TokenFault::Invalid(subcode) }
}
