//! A local AWS, Meta and the model, for functions whose configuration is `events/env.json`.

use crate::events::{AWS_AT, GRAPH_AT, Settings};
use crate::{MiniStack, Place, Resources, StandInConfig, StandIns, http};

/// A local AWS with the resources that the functions use, and the stand-ins for Meta and the model.
#[derive(Debug)]
pub struct LocalAws {
    /// The local AWS.
    pub aws: MiniStack,
    /// Meta and the model.
    pub stand_ins: StandIns,
}

impl LocalAws {
    /// On free ports, for functions whose variables [`Settings::of`] adapts.
    pub async fn start() -> Self {
        Self::of(MiniStack::start().await, Place::take("127.0.0.1", 0).await).await
    }

    /// At the addresses in `events/env.json`, for functions in containers. `None` when something else listens there.
    pub async fn for_containers() -> Option<Self> {
        let [aws, graph] =
            [AWS_AT, GRAPH_AT].map(|at| at.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap());
        let aws = MiniStack::for_everybody(aws).await?;
        Some(Self::of(aws, Place::take("0.0.0.0", graph).await).await)
    }

    async fn of(aws: MiniStack, place: Place) -> Self {
        Resources::create(&aws).await;
        let settings = Settings::read();
        let [app_secret, api_token] =
            ["WHATSAPP_APP_SECRET", "WHATSAPP_API_TOKEN"].map(|name| settings.value("WorkerFunction", name));
        // The webhooks of statuses go nowhere: the functions run one event at a time.
        let webhook_url = "http://127.0.0.1:9/webhook";
        let stand_ins = place.serve(StandInConfig { webhook_url, app_secret, api_token, http: http() });
        Self { aws, stand_ins }
    }
}
