//! `relais doctor`: what is wrong, and how to mend it, seen from outside.
//!
//! It asks Meta, the model, the webhook, the queues and the inbox what anybody in their place would be asked, changes
//! nothing, and prints a line as soon as it knows one. For a deployment on AWS it reads the secret and the queues with the
//! credentials of whoever runs it; for this machine, `.env` and the process on `PORT`.

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

use report::Report;
use secrecy::ExposeSecret;
use target::Target;

/// Time limit of one question.
const PATIENCE: Duration = Duration::from_secs(15);

/// Examines what `lookup` leads to. `false` when something is wrong; an error when it could not begin.
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
    model::check(&mut report, &target.model, &http).await?;
    inbox::check(&mut report, &target, &http).await?;
    report.end()
}

/// Follows no redirect: neither does Meta.
fn http_client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The deepest cause: it says most. Addresses, whose queries may hold tokens, are in none of them.
fn root_cause(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
