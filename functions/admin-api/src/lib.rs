//! The admin API behind API Gateway.
//!
//! The HTTP API's JWT authorizer verifies the caller's token before the function runs and puts its claims into the
//! event. The API accepts no other identity: it answers 401 to a request whose event carries no claims, also when a
//! route was deployed without the authorizer.

pub mod aws;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{map_request, map_response};
use axum::response::Response;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use relais_api::{Api, Claims};
use relais_aws::function::{Environment, emit};
use relais_aws::otlp::Exporter;
use relais_aws::xray::continue_trace;
use relais_core::queue::Enqueue;
use relais_core::{Clock, metrics};

/// Adds the claims of each event's authorizer to its request, writes the metrics of each request for CloudWatch, and sends its
/// spans. The result is ready for `lambda_http::run`.
pub fn behind_gateway(router: Router, environment: Environment, spans: Option<Exporter>) -> Router {
    let spans = spans.map(Arc::new);
    let emit_metrics = move |response: Response| {
        let spans = spans.clone();
        async move {
            emit(environment, &Clock::system(), &metrics::take());
            if let Some(spans) = spans {
                spans.send().await;
            }
            response
        }
    };
    around(router).layer(map_request(carry_claims)).layer(map_response(emit_metrics))
}

/// Writes what each request has counted. Few do: those that mark a conversation for a person.
pub fn counting<Q: Enqueue>(router: Router, api: Arc<Api<Q>>) -> Router {
    let write = move |response: Response| {
        let api = Arc::clone(&api);
        async move {
            api.write_usage().await;
            response
        }
    };
    around(router).layer(map_response(write))
}

/// The same as one service: a layer is then built once and not for each route, at each start of the function.
fn around(router: Router) -> Router {
    Router::new().fallback_service(router)
}

async fn carry_claims(mut request: Request) -> Request {
    continue_trace(request.lambda_context_ref().and_then(|context| context.xray_trace_id.as_deref()));
    if let Some(claims) = claims(&request) {
        request.extensions_mut().insert(claims);
    }
    request
}

/// The claims that the authorizer verified. `None` for an event of another format.
fn claims(request: &Request) -> Option<Claims> {
    let RequestContext::ApiGatewayV2(context) = request.extensions().get()? else { return None };
    let jwt = context.authorizer.as_ref()?.jwt.as_ref()?;
    Some(Claims(jwt.claims.clone().into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::body::to_bytes;
    use axum::routing::get;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::*;

    /// The `sub` claim that the API receives with this event, or `nobody`.
    async fn caller_of(authorizer: Value) -> String {
        let mut event = json!({
            "version": "2.0", "routeKey": "ANY /api/{proxy+}", "rawPath": "/api/health", "rawQueryString": "a=1",
            "headers": {"host": "example.com", "authorization": "Bearer ey.whatever"},
            "requestContext": {
                "stage": "$default", "requestId": "r",
                "http": {"method": "GET", "path": "/api/health", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
            },
            "isBase64Encoded": false,
        });
        if !authorizer.is_null() {
            event["requestContext"]["authorizer"] = authorizer;
        }
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let caller = |claims: Option<Extension<Claims>>| async move {
            claims.map_or("nobody".to_owned(), |Extension(claims)| claims.0["sub"].clone())
        };
        let router = behind_gateway(Router::new().route("/api/health", get(caller)), |_| None, None);
        let response = router.oneshot(request).await.unwrap();
        let body = to_bytes(axum::body::Body::new(response.into_body()), 1000).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn verified_claims_are_handed_over() {
        let claims = json!({"jwt": {"claims": {"sub": "u-1", "email": "zoe@example.com"}, "scopes": null}});
        assert_eq!(caller_of(claims).await, "u-1");
    }

    #[tokio::test]
    async fn without_verified_claims_the_caller_is_nobody() {
        for authorizer in [Value::Null, json!({}), json!({"lambda": {"sub": "u-1"}})] {
            assert_eq!(caller_of(authorizer).await, "nobody");
        }
    }
}
