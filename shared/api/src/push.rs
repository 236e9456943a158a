//! `/api/push`: browsers that are told by Web Push when a customer waits for a person.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use relais_aws::store::Browser;
use relais_aws::vapid::VapidKey;
use relais_core::message::fingerprint;
use relais_core::push::Messages;
use relais_core::queue::Enqueue;
use serde::Serialize;
use url::Url;

use crate::Api;
use crate::auth::Caller;
use crate::body::{invalid, only, read, text};
use crate::problem::{Problem, texts};

/// The push services of browsers: a host, or with a dot in front every host below it. A browser chooses its service, and
/// its page gives us the address, so without this list everybody who may sign in could have us call any server.
///
/// Chrome and most others; Firefox; Safari (<https://webkit.org/blog/12945/meet-web-push/>); Edge on Windows.
const SERVICES: [&str; 4] =
    ["fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

/// The most bytes of an address. Real ones have a few hundred.
const LONGEST: usize = 2048;

/// The bytes of an id.
const ID: usize = 32;

#[derive(Serialize)]
pub(crate) struct Key {
    public_key: String,
}

#[derive(Serialize)]
pub(crate) struct Added {
    id: String,
}

/// The public key with which a browser subscribes. It is made when it is asked for the first time.
pub(crate) async fn key<Q: Enqueue>(State(api): State<Arc<Api<Q>>>) -> Result<Json<Key>, Problem> {
    let pair = match api.store.push_key().await? {
        Some(pair) => pair,
        None => api.store.keep_push_key(VapidKey::generate().map_err(Problem::internal)?).await?,
    };
    let key = VapidKey::parse(&pair).map_err(Problem::internal)?;
    Ok(Json(Key { public_key: key.public().to_owned() }))
}

/// Adds a browser, or notes that its page was opened.
pub(crate) async fn add<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Added>, Problem> {
    let fields = read(body).await?;
    only(&fields, &["endpoint"])?;
    let endpoint = text(&fields, "endpoint")?.filter(|endpoint| endpoint.len() <= LONGEST);
    let endpoint = endpoint.and_then(|endpoint| Url::parse(&endpoint).ok());
    let endpoint = endpoint.ok_or_else(|| invalid("`endpoint`"))?;
    if !is_push_service(&endpoint) {
        return Err(Problem::of(&texts::UNKNOWN_PUSH_SERVICE));
    }
    let endpoint = String::from(endpoint);
    let now = api.clock.now();
    let browser = Browser {
        id: fingerprint(&endpoint),
        endpoint,
        who: caller.name,
        origin: origin(&headers),
        seen: now,
        messages: Messages::default(),
    };
    api.store.keep_browser(&browser, now).await?;
    Ok(Json(Added { id: browser.id }))
}

/// Removes a browser. Its id is derived from its address, so nobody else can name it.
pub(crate) async fn remove<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if id.len() == ID {
        api.store.remove_browser(&id, api.clock.now()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn is_push_service(endpoint: &Url) -> bool {
    let is_plain = endpoint.scheme() == "https"
        && endpoint.port().is_none()
        && endpoint.username().is_empty()
        && endpoint.password().is_none();
    let host = endpoint.host_str().unwrap_or_default();
    let is_of = |service: &str| {
        if service.starts_with('.') { host.ends_with(service) } else { host == service }
    };
    is_plain && SERVICES.into_iter().any(is_of)
}

/// The address of the inbox in this browser, by which a push service could reach whoever runs it. A page without
/// encryption has none that Apple's takes.
fn origin(headers: &HeaderMap) -> Option<String> {
    let url = Url::parse(headers.get(ORIGIN)?.to_str().ok()?).ok()?;
    let origin = url.origin().ascii_serialization();
    (url.scheme() == "https" && origin.len() <= LONGEST).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_of_browsers_are_called() {
        for (endpoint, expected) in [
            ("https://fcm.googleapis.com/fcm/send/abc:def", true),
            ("https://updates.push.services.mozilla.com/wpush/v2/abc", true),
            ("https://web.push.apple.com/abc", true),
            ("https://wns2-par02p.notify.windows.com/w/?token=abc", true),
            ("https://FCM.googleapis.com:443/a", true),
            ("http://fcm.googleapis.com/fcm/send/abc", false),
            ("https://fcm.googleapis.com:8443/a", false),
            ("https://user@fcm.googleapis.com/a", false),
            ("https://fcm.googleapis.com.example/a", false),
            ("https://evilnotify.windows.com/a", false),
            ("https://notify.windows.com/a", false),
            ("https://push.example/a", false),
            ("https://127.0.0.1/a", false),
            ("https://169.254.169.254/latest", false),
            ("https://[::1]/a", false),
            ("file:///etc/passwd", false),
            ("data:text/plain,a", false),
        ] {
            assert_eq!(is_push_service(&Url::parse(endpoint).unwrap()), expected, "{endpoint}");
        }
    }

    #[test]
    fn the_inbox_is_named_if_it_is_encrypted() {
        for (origin, expected) in [
            (Some("https://inbox.example"), Some("https://inbox.example")),
            (Some("https://inbox.example:8443"), Some("https://inbox.example:8443")),
            (Some("http://localhost:3000"), None),
            (Some("null"), None),
            (Some("é"), None),
            (None, None),
        ] {
            let headers = origin.map(|origin| (ORIGIN, origin.parse().unwrap()));
            assert_eq!(super::origin(&HeaderMap::from_iter(headers)).as_deref(), expected, "{origin:?}");
        }
    }
}
