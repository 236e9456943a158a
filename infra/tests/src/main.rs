//! A local AWS and the stand-ins for Meta and the model, where `events/env.json` looks for them.

#![allow(clippy::print_stdout)] // a person reads its one line

use relais_infra_tests::{AWS_AT, GRAPH_AT, LocalAws};

#[tokio::main]
async fn main() {
    let Some(_local_aws) = LocalAws::for_containers().await else {
        println!("the port of {AWS_AT} is taken: end what listens there");
        std::process::exit(1);
    };
    println!("AWS at {AWS_AT}, Meta and the model at {GRAPH_AT}, as containers see them; Ctrl-C ends them");
    let _ = tokio::signal::ctrl_c().await;
}
