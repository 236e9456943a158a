//! Finds out what is wrong with a token, and what to do about it.
//!
//! Meta gives much the same response to a wrong app secret, another app's id and a revoked token. Two calls, one with the
//! app's token and one with the token itself, tell them apart.

use jiff::Timestamp;

use super::{Expiry, GraphClient, SendError, TokenInfo};
use crate::ids::AppId;

/// Without this permission nothing can be sent.
pub const SENDING_SCOPE: &str = "whatsapp_business_messaging";

/// Without this permission templates and subscriptions cannot be read.
pub const MANAGING_SCOPE: &str = "whatsapp_business_management";

/// Meta's subcode of an expired token.
const EXPIRED: i64 = 463;

/// Why a token cannot be used. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// Meta gave no response, or an unclear one.
    #[error(
        "Meta could not be asked about the token: check the network and GRAPH_API_URL; if both are right, Meta has an \
         outage: try again later"
    )]
    Unreachable(#[source] SendError),
    /// The token has expired.
    #[error(
        "the access token has expired{}: make a new one (Business settings, System users, Generate token) and set \
         WHATSAPP_API_TOKEN to it",
        .0.map(|end| format!(" on {}", end.strftime("%F"))).unwrap_or_default()
    )]
    Expired(Option<Timestamp>),
    /// The token was revoked or mistyped, or its app was removed.
    #[error(
        "Meta does not accept the access token{}: it was revoked or mistyped. Make a new one (Business settings, \
         System users, Generate token) and set WHATSAPP_API_TOKEN to it",
        .0.map(|subcode| format!(" (subcode {subcode})")).unwrap_or_default()
    )]
    Invalid(Option<i64>),
    /// The token belongs to another app than `WHATSAPP_APP_ID` names.
    #[error(
        "the access token belongs to the app {0}, and WHATSAPP_APP_ID names another: set WHATSAPP_APP_ID to {0}, or \
         make a token for the app that is named"
    )]
    OtherApp(AppId),
    /// The app id is right, so the app secret is wrong.
    #[error(
        "Meta does not accept the app secret: copy it from the dashboard (App settings, Basic) to WHATSAPP_APP_SECRET. \
         Of several secrets, the first must be the present one"
    )]
    WrongAppSecret,
    /// The token is valid but may not send.
    #[error(
        "the access token lacks the permission {0}: make a new one with it (Business settings, System users, Generate \
         token) and set WHATSAPP_API_TOKEN to it"
    )]
    MissingScope(&'static str),
}

impl GraphClient {
    /// Looks the token up, and returns Meta's data about it when it can send.
    pub async fn examine_token(&self, app: Option<&AppId>) -> Result<TokenInfo, TokenFault> {
        let info = match self.debug_token(app).await {
            Ok(info) => info,
            Err(error) if !is_refusal(&error) => return Err(TokenFault::Unreachable(error)),
            Err(error) => return Err(self.diagnose(app, &error).await),
        };
        if let (Some(configured), Some(actual)) = (app, &info.app_id)
            && configured != actual
        {
            return Err(TokenFault::OtherApp(actual.clone()));
        }
        usable(info)
    }

    /// Finds out whether Graph refused the app or the token.
    async fn diagnose(&self, app: Option<&AppId>, refusal: &SendError) -> TokenFault {
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

/// Whether Graph refused the call for good. A rate limit or a fault of Graph's is not a refusal.
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
