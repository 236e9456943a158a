//! `relais doctor`: finds faults from outside, and says how to fix them.
//!
//! It calls Meta, the model, the webhook, the queues and the inbox as their usual callers do, changes nothing, and
//! prints each finding at once. For a deployment on AWS it reads the secret and the queues with the caller's own
//! credentials. For this machine it uses `.env` and the process on `PORT`.

mod inbox;
mod meta;
mod model;
mod number;
mod queues;
mod report;
mod target;
mod webhook;

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use relais_core::config::Vars;
use report::Report;
use secrecy::ExposeSecret;
use target::Target;
pub(crate) use target::secret;

/// Time limit of one call.
const PATIENCE: Duration = Duration::from_secs(15);

/// Checks the deployment that `lookup` configures. `false` when something is wrong. Fails when a check could not be
/// made.
pub async fn doctor(lookup: &dyn Fn(&str) -> Option<String>, out: &mut dyn Write) -> anyhow::Result<bool> {
    let http = http_client()?;
    let secret = target::secret(lookup).await?;
    let lookup = |name: &str| {
        let kept = secret.get(name).map(|value| value.expose_secret().to_owned());
        kept.filter(|value| !value.trim().is_empty()).or_else(|| lookup(name))
    };
    let mut report = Report::new(out);
    let target = match Target::read(&lookup, &http).await? {
        Ok(target) => target,
        Err(error) => {
            for problem in error.0 {
                report
                    .wrong("configuration", format!("{problem}: see the table of variables in the README"))?;
            }
            report.not_checked("everything else", "it needs the whole configuration")?;
            return report.end();
        }
    };
    report.ok("configuration", target.describe())?;
    let callback = meta::check(&mut report, &target, &http).await?;
    webhook::check(&mut report, &target, callback, &http).await?;
    queues::check(&mut report, &target, &lookup).await?;
    model::check(&mut report, &target.model, Vars::new(&lookup)).await?;
    inbox::check(&mut report, &target, &http).await?;
    report.end()
}

/// Follows no redirects, because Meta follows none.
fn http_client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The deepest cause, which says most. It contains no address, whose query may hold a token.
fn root_cause(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
