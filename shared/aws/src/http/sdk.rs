//! The HTTP client for what reads the configuration of AWS's tools, which asks AWS for credentials of some profiles.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use reqwest::Client;

use super::AWS_TIMEOUT;

/// The client behind the trait that the SDK calls.
#[derive(Clone, Debug)]
pub struct SdkHttp(pub Client);

impl HttpClient for SdkHttp {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for SdkHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = to_reqwest(request);
        let http = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request.map_err(ConnectorError::user)?;
            let response = http.execute(request).await.map_err(explained)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut answer = http::Response::new(SdkBody::from(response.bytes().await.map_err(explained)?));
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

fn to_reqwest(request: HttpRequest) -> Result<reqwest::Request, BoxError> {
    let (parts, body) = request.try_into_http1x()?.into_parts();
    let body = body.bytes().ok_or("the request's body is a stream")?.to_vec();
    let mut request = reqwest::Request::try_from(http::Request::from_parts(parts, body))?;
    *request.timeout_mut() = Some(AWS_TIMEOUT);
    Ok(request)
}

/// The SDK retries both kinds of error. The URL is left out: the SDK knows it.
fn explained(error: reqwest::Error) -> ConnectorError {
    let error = error.without_url();
    if error.is_timeout() { ConnectorError::timeout(error.into()) } else { ConnectorError::io(error.into()) }
}
