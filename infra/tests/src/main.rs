//! A local AWS and the stand-ins for Meta and the model, where `events/env.json` looks for them.

#![allow(clippy::print_stdout)] // its one line is for a person

use relais_infra_tests::{AWS_AT, GRAPH_AT, MiniStack, Place, Resources, Settings, Told, http};

#[tokio::main]
async fn main() {
    let settings = Settings::read();
    let [secret, token] =
        ["WHATSAPP_APP_SECRET", "WHATSAPP_API_TOKEN"].map(|name| settings.value("WorkerFunction", name));
    let [aws, graph] =
        [AWS_AT, GRAPH_AT].map(|at| at.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(0));
    let Some(ministack) = MiniStack::for_everybody(aws).await else {
        println!("port {aws} is taken: end what listens there");
        std::process::exit(1);
    };
    Resources::create(&ministack).await;
    // Nothing takes the webhooks of the statuses here: the functions run one event at a time.
    let told = Told {
        webhook_url: "http://127.0.0.1:9/webhook",
        app_secret: secret,
        api_token: token,
        http: http(),
    };
    let _stand_ins = Place::take("0.0.0.0", graph).await.serve(told);
    println!("AWS on port {aws}, Meta and the model on port {graph}; Ctrl-C ends them");
    let _ = tokio::signal::ctrl_c().await;
}
