//! The webhook behind API Gateway.

use lambda_http::{Body, Error, Request, RequestExt, Response};
use relais_aws::clients::Clients;
use relais_aws::s3::S3Blobs;
use relais_aws::sqs::SqsQueue;
use relais_core::Clock;
use relais_core::config::{ConfigError, Meta, Vars};

use crate::Webhook;

/// Builds the webhook from the function's variables.
pub async fn from_vars(
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Webhook<SqsQueue, S3Blobs>, ConfigError> {
    let mut vars = Vars::new(lookup);
    let meta = Meta::read(&mut vars);
    let [queue, bucket] = ["EVENTS_QUEUE_URL", "MEDIA_BUCKET"].map(|name| vars.required(name));
    let meta = vars.finish_read(meta)?;
    let clients = Clients::load().await;
    Ok(Webhook {
        events: clients.queue(queue),
        blobs: clients.blobs(&bucket),
        app_secrets: meta.app_secrets,
        verify_token: meta.verify_token,
        clock: Clock::system(),
    })
}

/// Answers one API Gateway event. The runtime has undone base64 already.
pub async fn handle(
    webhook: &Webhook<SqsQueue, S3Blobs>,
    request: Request,
) -> Result<Response<String>, Error> {
    let query = request.uri().query().unwrap_or_default();
    let parsed = request.query_string_parameters();
    // API Gateway hands the parameters over decoded; they are put together again as the query they came from.
    let query = if query.is_empty() { encode(parsed.iter()) } else { query.to_owned() };
    let body: &[u8] = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    };
    Ok(webhook.respond(request.method(), &query, request.headers(), body).await)
}

fn encode<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
