//! The webhook behind API Gateway.
//!
//! Its role needs `sqs:SendMessage` and `sqs:GetQueueAttributes` on the events queue, `s3:PutObject` on `events/*` in
//! the media bucket, and `secretsmanager:GetSecretValue`.

use lambda_http::{Body, Error, Request, RequestExt, Response};
use relais_aws::clients::Clients;
use relais_aws::function::{Environment, Following, Variables, emit};
use relais_aws::http::client_of_function;
use relais_aws::s3::S3Blobs;
use relais_aws::sqs::SqsQueue;
use relais_core::Clock;
use relais_core::config::{ConfigError, Meta, Vars};
use relais_core::metrics;

use crate::{Sample, Webhook, refuse};

type OnAws = Webhook<SqsQueue, S3Blobs>;
type Made = Box<dyn Fn(&dyn Fn(&str) -> Option<String>) -> Result<OnAws, ConfigError> + Send + Sync>;

/// The webhook function. It is rebuilt when the secret changes.
pub struct Function {
    webhook: Following<OnAws, Made>,
    environment: Environment,
    clock: Clock,
    warnings: Sample,
    counts: Sample,
}

impl Function {
    /// Builds the function. Checks that the queue exists while it reads the secret.
    pub async fn start(environment: Environment) -> Result<Self, Error> {
        let clients = Clients::of_function(environment, &client_of_function()?);
        let variables = Variables::new(environment, &clients);
        let queue = variables.plain("EVENTS_QUEUE_URL").map(|url| clients.queue(url));
        let look = async {
            match &queue {
                Some(queue) => queue.check("EVENTS_QUEUE_URL").await,
                None => Ok(()), // `from_vars` reports the missing name
            }
        };
        let (values, looked) = tokio::join!(variables.values(), look);
        let (clock, warnings) = (Clock::system(), Sample::of_warnings());
        let made: Made = Box::new({
            let (clock, warnings) = (clock.clone(), warnings.clone());
            move |lookup| from_vars(lookup, &clients, &clock, &warnings)
        });
        let webhook = Following::new(variables, values?, made)?;
        looked?;
        Ok(Self { webhook, environment, clock, warnings, counts: Sample::of_counts() })
    }

    /// Answers one event. What strangers send without even the form of a signature or a token costs no read of the secret,
    /// and their refusals share a line of metrics.
    pub async fn handle(&self, request: Request) -> Result<Response<String>, Error> {
        let parts = Parts::of(&request);
        let refusal = refuse(
            &self.warnings,
            &self.clock,
            request.method(),
            &parts.query,
            request.headers(),
            parts.body,
        );
        let response = match refusal {
            Some(refusal) => refusal,
            None => self.check(&request, &parts).await,
        };
        if !response.status().is_client_error() || self.counts.next(self.clock.now()).is_some() {
            emit(self.environment, &self.clock, &metrics::take());
        }
        Ok(response)
    }

    /// When a signature or a token is refused, the secret is read again and the request is checked once more: the secret
    /// may just have changed.
    async fn check(&self, request: &Request, parts: &Parts<'_>) -> Response<String> {
        let response = parts.respond(&*self.webhook.latest().await, request).await;
        if response.status() == 403
            && let Some(webhook) = self.webhook.reread().await
        {
            return parts.respond(&webhook, request).await;
        }
        response
    }
}

fn from_vars(
    lookup: &dyn Fn(&str) -> Option<String>,
    clients: &Clients,
    clock: &Clock,
    warnings: &Sample,
) -> Result<OnAws, ConfigError> {
    let mut vars = Vars::new(lookup);
    let meta = Meta::read(&mut vars);
    let [queue, bucket] = ["EVENTS_QUEUE_URL", "MEDIA_BUCKET"].map(|name| vars.required(name));
    let meta = vars.finish_read(meta)?;
    Ok(Webhook {
        events: clients.queue(queue),
        blobs: clients.blobs(&bucket),
        app_secrets: meta.app_secrets,
        verify_token: meta.verify_token,
        clock: clock.clone(),
        warnings: warnings.clone(),
    })
}

/// The query and the body as Meta sent them. The Lambda runtime has already decoded base64.
struct Parts<'a> {
    query: String,
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(request: &'a Request) -> Self {
        let query = request.uri().query().unwrap_or_default();
        // API Gateway passes the parameters decoded; they are encoded again into a query string.
        let query = if query.is_empty() {
            encode(request.query_string_parameters().iter())
        } else {
            query.to_owned()
        };
        let body: &[u8] = match request.body() {
            Body::Text(text) => text.as_bytes(),
            Body::Binary(bytes) => bytes,
            _ => &[],
        };
        Self { query, body }
    }

    async fn respond(&self, webhook: &OnAws, request: &Request) -> Response<String> {
        webhook.respond(request.method(), &self.query, request.headers(), self.body).await
    }
}

fn encode<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
