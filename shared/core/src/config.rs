//! Reads typed settings from variables, and reports all problems at once.
//!
//! Only a `main.rs` reads the environment. Here, variables come from a lookup function, which on AWS asks the secret
//! first. A value that is empty or blank counts as absent.

mod address;
mod country;
mod header;
mod model;
mod numbers;
mod otlp;
mod texts;
mod time_zone;
mod understand;

use jiff::SignedDuration;
use relais_whatsapp::ids::{PhoneNumberId, WabaId};
use relais_whatsapp::signature::AppSecrets;
use secrecy::SecretString;

pub use country::default_country;
pub use model::{FallbackModel, Model};
pub use numbers::{default_number, phone_ids};
pub use otlp::Otlp;
pub use texts::texts;
pub use time_zone::time_zone;
pub use understand::understand;

use crate::settings::Settings;
use crate::texts::DEFAULT_SYSTEM_PROMPT;
use crate::timing::{LATEST_CALL, LONGEST_BURST, LONGEST_SEND};

/// The variables of Meta that are required to receive and send.
pub const META_REQUIRED: [&str; 4] =
    ["WHATSAPP_PHONE_ID", "WHATSAPP_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_APP_SECRET"];

/// The variables of Meta that only some parts need.
pub const META_OPTIONAL: [&str; 2] = ["WHATSAPP_APP_ID", "WHATSAPP_BUSINESS_ACCOUNT_ID"];

/// Everything that is missing or wrong, each with the variable's name. It contains no values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is incomplete or wrong:\n{}", .0.iter().map(|problem| format!("  - {problem}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// Reads variables and collects the problems with them.
pub struct Vars<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

impl<'a> Vars<'a> {
    /// Reads variables with this lookup.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    /// The value without surrounding blanks. `None`: it is absent, empty or blank.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The value. If it is absent, this notes a problem and returns an empty text.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problems.push(format!("{name} is missing or empty"));
            String::new()
        })
    }

    /// A whole number within bounds. `None`: it is not set, or it is wrong, which is noted as a problem.
    pub fn number(&mut self, name: &str, bounds: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let value = self.optional(name)?;
        let number = value.parse().ok().filter(|number| bounds.contains(number));
        if number.is_none() {
            let (least, most) = (bounds.start(), bounds.end());
            self.problems.push(format!("{name} must be a whole number from {least} to {most}"));
        }
        number
    }

    /// Notes a problem that was found elsewhere.
    pub fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// `value`, unless there were problems. `None` means that reading it noted one.
    pub fn finish_read<T>(self, value: Option<T>) -> Result<T, ConfigError> {
        match value {
            Some(value) => self.finish(value),
            None => Err(ConfigError(self.problems)),
        }
    }

    /// `value`, unless there were problems.
    pub fn finish<T>(self, value: T) -> Result<T, ConfigError> {
        if self.problems.is_empty() { Ok(value) } else { Err(ConfigError(self.problems)) }
    }
}

/// How to reach Meta's Graph API and check Meta's webhooks.
#[derive(Clone, Debug)]
pub struct Meta {
    /// `WHATSAPP_PHONE_ID`, one or several: Meta's ids of the business numbers. The first is the default. Never empty.
    pub phone_number_ids: Vec<PhoneNumberId>,
    /// `WHATSAPP_API_TOKEN`: the access token for Graph.
    pub api_token: SecretString,
    /// `WHATSAPP_VERIFY_TOKEN`: Meta sends it when it verifies the webhook's address.
    pub verify_token: SecretString,
    /// `WHATSAPP_APP_SECRET`, one or several: webhooks are signed with it.
    pub app_secrets: AppSecrets,
    /// `WHATSAPP_BUSINESS_ACCOUNT_ID`: required to list templates.
    pub waba_id: Option<WabaId>,
    /// `GRAPH_API_URL`; Meta's own when absent.
    pub graph_url: String,
    /// `GRAPH_API_VERSION`; `v25.0` when absent.
    pub graph_version: String,
}

impl Meta {
    /// Reads Meta's variables. `None`: the ids of the numbers or the app secret are missing or wrong, which is noted as
    /// a problem.
    pub fn read(vars: &mut Vars<'_>) -> Option<Self> {
        let [phone, token, verify, secret] = META_REQUIRED.map(|name| vars.required(name));
        let phone_number_ids = numbers::listed(vars, &phone);
        let app_secrets = match AppSecrets::parse(&secret) {
            Ok(secrets) => Some(secrets),
            Err(_) if secret.is_empty() => None, // noted above as missing
            Err(error) => {
                vars.problem(format!("WHATSAPP_APP_SECRET: {error}"));
                None
            }
        };
        let graph_version = vars.optional("GRAPH_API_VERSION").unwrap_or_else(|| "v25.0".to_owned());
        Some(Self {
            phone_number_ids: phone_number_ids?,
            api_token: token.into(),
            verify_token: verify.into(),
            app_secrets: app_secrets?,
            waba_id: vars.optional("WHATSAPP_BUSINESS_ACCOUNT_ID").map(WabaId::from),
            graph_url: vars
                .optional("GRAPH_API_URL")
                .unwrap_or_else(|| "https://graph.facebook.com".to_owned()),
            graph_version,
        })
    }

    /// The number that sends if nothing else is said: the first one.
    pub fn default_number(&self) -> PhoneNumberId {
        default_number(&self.phone_number_ids)
    }
}

/// `SYSTEM_PROMPT`, or the default.
pub fn system_prompt(vars: &Vars<'_>) -> String {
    vars.optional("SYSTEM_PROMPT").unwrap_or_else(|| DEFAULT_SYSTEM_PROMPT.to_owned())
}

/// Reads the settings that decide when and how the assistant answers. What is not set is as in [`Settings::default`].
pub fn settings(vars: &mut Vars<'_>) -> Settings {
    let default = Settings::default();
    let reply_delay = vars.number("RELAIS_REPLY_DELAY_MS", 0..=60_000);
    let max_replies_per_hour = vars.number("RELAIS_MAX_REPLIES_PER_HOUR", 1..=100_000);
    let max_replies_per_day = vars.number("RELAIS_MAX_REPLIES_PER_DAY", 1..=1_000_000);
    let max_model_tokens_per_day = vars.number("RELAIS_MAX_MODEL_TOKENS_PER_DAY", 1..=u32::MAX);
    let greeting = vars.number("RELAIS_GREETING_SECONDS", 0..=300);
    let settle = vars.number("RELAIS_SETTLE_SECONDS", 31..=900);
    let takeover = vars.number("RELAIS_TAKEOVER_HOURS", 1..=24 * 30);
    let history = vars.number("RELAIS_HISTORY_DAYS", 1..=3650);
    let max_sends_per_second = vars.number("RELAIS_MAX_SENDS_PER_SECOND", 1..=1000);
    let senders = vars.number("RELAIS_SENDERS", 1..=1000);
    let retention = vars.number("RELAIS_RETENTION_DAYS", 1..=3650);
    let settings = Settings {
        reply_delay: reply_delay.map_or(default.reply_delay, |n| SignedDuration::from_millis(n.into())),
        max_replies_per_hour: max_replies_per_hour.unwrap_or(default.max_replies_per_hour),
        max_replies_per_day: max_replies_per_day.unwrap_or(default.max_replies_per_day),
        max_model_tokens_per_day: max_model_tokens_per_day.or(default.max_model_tokens_per_day),
        greeting: greeting.map_or(default.greeting, |n| SignedDuration::from_secs(n.into())),
        settle: settle.map_or(default.settle, |n| SignedDuration::from_secs(n.into())),
        takeover: takeover.map_or(default.takeover, |n| SignedDuration::from_hours(n.into())),
        history: history.map_or(default.history, |n| SignedDuration::from_hours(24 * i64::from(n))),
        max_sends_per_second: max_sends_per_second.unwrap_or(default.max_sends_per_second),
        senders: senders.unwrap_or(default.senders),
        default_country: default.default_country,
        retention: retention.map(|days| SignedDuration::from_hours(i64::from(days) * 24)),
        texts: texts(vars),
        understand: understand(vars).unwrap_or(default.understand),
        time_zone: time_zone(vars).unwrap_or(default.time_zone),
    };
    for contradiction in contradictions(&settings) {
        vars.problem(contradiction);
    }
    settings
}

/// The contradictions between settings, or between a setting and a fixed time. Each text has both names.
fn contradictions(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    let mut must_be_longer = |name: &str, value: SignedDuration, than: &str, least: SignedDuration| {
        if value <= least {
            found.push(format!("{name} ({value:#}) must be longer than {than} ({least:#})"));
        }
    };
    must_be_longer("RELAIS_SETTLE_SECONDS", settings.settle, "a send can last", LONGEST_SEND);
    must_be_longer("the longest burst", LONGEST_BURST, "RELAIS_REPLY_DELAY_MS", settings.reply_delay);
    // Each process sends once in this many seconds. A message that waits longer than LATEST_CALL is never sent.
    let (senders, rate) = (settings.senders, settings.max_sends_per_second);
    let longest = LATEST_CALL.as_secs();
    if i64::from(senders) >= longest * i64::from(rate) {
        found.push(format!(
            "RELAIS_SENDERS ({senders}) divided by RELAIS_MAX_SENDS_PER_SECOND ({rate}) must be below {longest}: \
             RELAIS_MAX_SENDS_PER_SECOND is the rate of all processes together, do not divide it"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<(Option<Meta>, Settings), ConfigError> {
        let lookup =
            |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let mut vars = Vars::new(&lookup);
        let meta = Meta::read(&mut vars);
        let settings = settings(&mut vars);
        vars.finish((meta, settings))
    }

    #[test]
    fn all_missing_and_wrong_variables_are_reported_at_once() {
        let error = read(&[
            ("WHATSAPP_PHONE_ID", "1"),
            ("WHATSAPP_VERIFY_TOKEN", "  "),
            ("RELAIS_SETTLE_SECONDS", "soon"),
            ("RELAIS_TAKEOVER_HOURS", "0"),
        ])
        .unwrap_err();
        let text = error.to_string();
        for name in [
            "WHATSAPP_API_TOKEN",
            "WHATSAPP_VERIFY_TOKEN",
            "WHATSAPP_APP_SECRET",
            "RELAIS_SETTLE_SECONDS",
            "RELAIS_TAKEOVER_HOURS",
        ] {
            assert!(text.contains(name), "{text}");
        }
        assert!(!text.contains("WHATSAPP_PHONE_ID"), "{text}");
        assert!(!text.contains("soon"), "values are not repeated: {text}");
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused_with_both_names() {
        let error = read(&[("RELAIS_REPLY_DELAY_MS", "30000")]).unwrap_err().to_string();
        let burst = "the longest burst (20s) must be longer than RELAIS_REPLY_DELAY_MS (30s)";
        assert!(error.contains(burst), "{error}");
        assert_eq!(contradictions(&Settings::default()), Vec::<String>::new());
        let settings = Settings {
            settle: SignedDuration::from_secs(30),
            reply_delay: SignedDuration::from_secs(25),
            ..Settings::default()
        };
        assert_eq!(
            contradictions(&settings),
            [
                "RELAIS_SETTLE_SECONDS (30s) must be longer than a send can last (30s)",
                "the longest burst (20s) must be longer than RELAIS_REPLY_DELAY_MS (25s)",
            ]
        );
    }

    #[test]
    fn a_rate_at_which_a_process_sends_too_rarely_is_refused_with_both_names() {
        let paced = |senders, max_sends_per_second| {
            contradictions(&Settings { max_sends_per_second, senders, ..Settings::default() })
        };
        for (senders, rate, is_fine) in
            [(50, 80, true), (1, 1, true), (50, 6, true), (50, 5, false), (200, 20, false), (50, 1, false)]
        {
            let found = paced(senders, rate);
            assert_eq!(found.is_empty(), is_fine, "{senders} / {rate}: {found:?}");
        }
        let found = paced(50, 2).join("");
        assert!(
            found.contains("RELAIS_SENDERS (50)") && found.contains("RELAIS_MAX_SENDS_PER_SECOND (2)"),
            "{found}"
        );
    }

    #[test]
    fn durations_are_read_in_their_unit() {
        let meta = META_REQUIRED.map(|name| (name, "1"));
        let set = [
            ("RELAIS_REPLY_DELAY_MS", "250"),
            ("RELAIS_SETTLE_SECONDS", "90"),
            ("RELAIS_TAKEOVER_HOURS", "3"),
            ("RELAIS_RETENTION_DAYS", "90"),
        ];
        let (_, settings) = read(&[&meta[..], &set[..]].concat()).unwrap();
        assert_eq!(settings.reply_delay, SignedDuration::from_millis(250));
        assert_eq!(settings.settle, SignedDuration::from_secs(90));
        assert_eq!(settings.takeover, SignedDuration::from_hours(3));
        assert_eq!(settings.retention, Some(SignedDuration::from_hours(90 * 24)));
    }

    #[test]
    fn defaults_fill_in_the_rest() {
        let (meta, settings) = read(&[
            ("WHATSAPP_PHONE_ID", "1"),
            ("WHATSAPP_API_TOKEN", "t"),
            ("WHATSAPP_VERIFY_TOKEN", "v"),
            ("WHATSAPP_APP_SECRET", "new,old"),
        ])
        .unwrap();
        let meta = meta.unwrap();
        assert_eq!(
            (meta.graph_url.as_str(), meta.graph_version.as_str()),
            ("https://graph.facebook.com", "v25.0")
        );
        assert_eq!(settings, Settings::default());
    }
}
