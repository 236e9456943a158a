//! `relais trace`: what became of one message, on this machine and on AWS.

mod asked;
mod find;
mod inbound;
mod outbound;
mod print;
mod reasons;
mod routes;
mod story;
#[cfg(test)]
mod tests;
mod unknown;

use std::io::Write;
use std::time::Duration;

use anyhow::{anyhow, bail};
use relais_core::Clock;
use relais_core::config::Vars;
use reqwest::StatusCode;

pub use asked::Asked;
pub(crate) use find::Tracer;
pub(crate) use routes::routes;

use crate::dead_letters::{Queues, Server};
use crate::records::{Aws, Files, Records};
use routes::{TRACE, Which};
use story::Story;

/// Time limit of the call to a process on this machine, which may look through many conversations.
const PATIENCE: Duration = Duration::from_mins(2);

/// `relais trace`: prints what became of a message. Returns whether anything is known of it.
pub async fn trace(
    lookup: &dyn Fn(&str) -> Option<String>,
    asked: &Asked,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let clock = Clock::system();
    let story = match Records::find(lookup).await? {
        Records::Server(server) => by_server(&server, asked).await?,
        Records::Files(Files { store, queues, numbers, .. }) => {
            Tracer { store, numbers, queues: Queues::File(queues), clock }.trace(asked).await?
        }
        Records::Aws(Aws { store, numbers, .. }) => {
            let queues = Queues::find(lookup).await?;
            Tracer { store, numbers, queues, clock }.trace(asked).await?
        }
    };
    print::print(&story, Vars::new(lookup).optional("EVENTS_QUEUE_URL").as_deref(), out)?;
    Ok(story.known)
}

async fn by_server(server: &Server, asked: &Asked) -> anyhow::Result<Story> {
    let request = server.http.get(format!("{}{TRACE}", server.address)).timeout(PATIENCE);
    let response = server.send(request.query(&Which { message: asked.given() })).await;
    // Without the causes, which name the address of the call: the wamid in it contains the customer's number.
    let response = response.map_err(|error| anyhow!("{error}"))?;
    match response.status() {
        StatusCode::OK => Ok(response.json().await.map_err(reqwest::Error::without_url)?),
        StatusCode::NOT_FOUND => {
            bail!("the process on {} is of an earlier release: restart it", server.address)
        }
        status => bail!("the process on {} answered {status}: see its log", server.address),
    }
}
