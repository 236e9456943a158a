//! Credentials that change while the process runs.

use relais_aws::secret::{Secret, SecretValues};
use relais_core::timing::SEND_LIMIT;
use relais_whatsapp::client::{Accepted, GraphClient, SendError};
use relais_whatsapp::errors::Action;
use relais_whatsapp::outbound::OutboundMessage;
use relais_whatsapp::signature::AppSecrets;
use secrecy::ExposeSecret;

use crate::Sender;

impl Sender {
    /// The same sender, with the token and the app secret from this secret, if there is one.
    #[must_use]
    pub fn following(self, secret: Option<Secret>) -> Self {
        Self { secret, ..self }
    }

    /// The Graph client, with credentials that are at most five minutes old. If the secret cannot be read, it has those
    /// that the process started with.
    pub async fn graph(&self) -> GraphClient {
        let Some(secret) = &self.secret else { return self.graph.clone() };
        secret.values().await.map_or_else(|_| self.graph.clone(), |values| self.with(&values))
    }

    /// Sends a message to Graph with this client, within [`SEND_LIMIT`]. If Graph refuses the token, the secret is read
    /// again. If the secret has changed, the message is sent once more. `None`: the limit has passed, and Graph may have
    /// accepted it.
    pub(crate) async fn send(
        &self,
        graph: &GraphClient,
        outbound: &OutboundMessage,
    ) -> Option<Result<Accepted, SendError>> {
        tokio::time::timeout(SEND_LIMIT.unsigned_abs(), self.send_or_reread(graph, outbound)).await.ok()
    }

    async fn send_or_reread(
        &self,
        graph: &GraphClient,
        outbound: &OutboundMessage,
    ) -> Result<Accepted, SendError> {
        match graph.send(outbound).await {
            Err(error) => match self.after_refused_token(graph, &error).await {
                Some(newer) => newer.send(outbound).await,
                None => Err(error),
            },
            sent => sent,
        }
    }

    /// The client for a second call, if `error` says that Graph refused the token of `refused`: the secret is read again.
    /// `None`: Graph refused something else, or the secret has no other credentials. It is read every ten seconds at
    /// most, so another job may have read it again already.
    pub async fn after_refused_token(&self, refused: &GraphClient, error: &SendError) -> Option<GraphClient> {
        let secret = self.secret.as_ref().filter(|_| error.action() == Action::Token)?;
        let newer = match secret.reread().await {
            Some(values) => self.with(&values),
            None => self.graph().await,
        };
        if newer.has_credentials_of(refused) {
            return None;
        }
        tracing::info!(
            code = error.code(),
            "Graph refused the token and the secret has changed: calling again with its new token"
        );
        Some(newer)
    }

    fn with(&self, values: &SecretValues) -> GraphClient {
        let token = values.get("WHATSAPP_API_TOKEN").cloned();
        let secrets = values.get("WHATSAPP_APP_SECRET");
        let secrets = secrets.and_then(|list| AppSecrets::parse(list.expose_secret()).ok());
        self.graph.with_credentials(token, secrets.map(|secrets| secrets.first().clone()))
    }
}
