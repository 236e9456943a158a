//! The configuration of the one process.

use std::net::IpAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use relais_aws::outward::Networks;
use relais_core::Settings;
use relais_core::config::{self, ConfigError, META_OPTIONAL, META_REQUIRED, Meta, Model, Otlp, Vars};
use secrecy::SecretString;

/// The value of `RELAIS_DATA_DIR` that keeps everything in memory, for measurements and trials.
pub const IN_MEMORY: &str = ":memory:";

/// The configuration of the one process.
#[derive(Clone, Debug)]
pub struct LocalConfig {
    /// `PORT`; 0 chooses a free one.
    pub port: u16,
    /// `RELAIS_LISTEN`: this machine, or all networks.
    pub listen: IpAddr,
    /// `RELAIS_DATA_DIR`. `None` keeps everything in memory.
    pub data_dir: Option<PathBuf>,
    /// `RELAIS_ADMIN_TOKEN`. `None`: a token is made at the first start and stored with the data.
    pub admin_token: Option<SecretString>,
    /// Meta's credentials and address. `None` simulates Meta.
    pub meta: Option<Meta>,
    /// The model.
    pub model: ModelChoice,
    /// `SYSTEM_PROMPT`.
    pub system_prompt: String,
    /// When and how messages are answered.
    pub settings: Settings,
    /// `RELAIS_ALLOWED_NETWORKS`.
    pub allowed_networks: Networks,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` and its headers: where spans are sent. `None` collects none.
    pub otlp: Option<Otlp>,
}

/// Which model writes the answers.
#[derive(Clone, Debug)]
pub enum ModelChoice {
    /// The model that `OPENAI_*` names.
    Real(Box<Model>),
    /// The simulated model, whose answers say that it is simulated.
    Simulated,
    /// No model: real customers never get simulated answers. Messages are stored and marked for a person.
    Off,
}

impl LocalConfig {
    /// Reads all variables.
    ///
    /// Meta is simulated when none of its variables is set. The model is simulated when it has no key and no real
    /// customer can be reached, because Meta is simulated or `GRAPH_API_URL` is on this machine.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut vars = Vars::new(lookup);
        let given = META_REQUIRED.iter().chain(&META_OPTIONAL).any(|name| vars.optional(name).is_some());
        let meta = if given { Meta::read(&mut vars) } else { None };
        let reaches_nobody = !given || meta.as_ref().is_some_and(|meta| is_on_this_machine(&meta.graph_url));
        let real_model = Model::read(&mut vars);
        if real_model.is_some() {
            Model::note_key_without_model(&mut vars);
        }
        let model = match real_model {
            Some(model) => ModelChoice::Real(Box::new(model)),
            None if reaches_nobody => ModelChoice::Simulated,
            None => ModelChoice::Off,
        };
        let port = vars.number("PORT", 0..=65535).unwrap_or(3000);
        let data_dir = vars.optional("RELAIS_DATA_DIR").unwrap_or_else(|| "./data".to_owned());
        let config = Self {
            listen: listen(&mut vars),
            port: u16::try_from(port).unwrap_or(3000),
            data_dir: (data_dir != IN_MEMORY).then(|| data_dir.into()),
            admin_token: vars.optional("RELAIS_ADMIN_TOKEN").map(SecretString::from),
            meta,
            model,
            system_prompt: config::system_prompt(&vars),
            settings: settings(&mut vars),
            allowed_networks: Networks::read(&mut vars),
            otlp: Otlp::read(&mut vars),
        };
        vars.finish(config)
    }
}

/// As [`config::settings`], and what only this process reads. The time zone is the machine's own unless it is set.
fn settings(vars: &mut Vars<'_>) -> Settings {
    let mut settings = Settings { default_country: config::default_country(vars), ..config::settings(vars) };
    if vars.optional("RELAIS_TIME_ZONE").is_none() {
        settings.time_zone = TimeZone::system();
    }
    settings
}

/// The commands and the simulation call the process at 127.0.0.1, so it must listen there too.
fn listen(vars: &mut Vars<'_>) -> IpAddr {
    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let Some(value) = vars.optional("RELAIS_LISTEN") else { return HERE };
    let known = value.parse().ok().filter(|address: &IpAddr| *address == HERE || address.is_unspecified());
    known.unwrap_or_else(|| {
        vars.problem("RELAIS_LISTEN must be 127.0.0.1, or 0.0.0.0 or :: for all networks".to_owned());
        HERE
    })
}

fn is_on_this_machine(url: &str) -> bool {
    reqwest::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
mod readme;

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: [(&str, &str); 4] = [
        ("WHATSAPP_PHONE_ID", "1"),
        ("WHATSAPP_API_TOKEN", "t"),
        ("WHATSAPP_VERIFY_TOKEN", "v"),
        ("WHATSAPP_APP_SECRET", "s"),
    ];

    fn read(pairs: &[(&str, &str)]) -> Result<LocalConfig, ConfigError> {
        LocalConfig::read(&|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_variables_everything_is_simulated() {
        let config = read(&[]).unwrap();
        assert!(config.meta.is_none());
        assert!(matches!(config.model, ModelChoice::Simulated));
        assert_eq!(config.port, 3000);
    }

    #[test]
    fn real_customers_are_never_answered_by_the_stand_in() {
        let real = read(&CREDENTIALS).unwrap();
        assert!(matches!(real.model, ModelChoice::Off));
        let mut nearby = CREDENTIALS.to_vec();
        nearby.push(("GRAPH_API_URL", "http://127.0.0.1:4000"));
        assert!(matches!(read(&nearby).unwrap().model, ModelChoice::Simulated));
        let mut keyed = CREDENTIALS.to_vec();
        keyed.push(("OPENAI_API_KEY", "k"));
        assert!(matches!(read(&keyed).unwrap().model, ModelChoice::Real(_)));
    }

    #[test]
    fn it_listens_on_this_machine_unless_all_networks_are_asked_for() {
        let listen = |value| read(&[("RELAIS_LISTEN", value)]).map(|config| config.listen.to_string());
        assert_eq!(listen("").unwrap(), "127.0.0.1");
        assert_eq!(listen("0.0.0.0").unwrap(), "0.0.0.0");
        assert_eq!(listen("::").unwrap(), "::");
        for refused in ["10.0.0.1", "localhost", "::1"] {
            assert!(listen(refused).unwrap_err().to_string().contains("RELAIS_LISTEN"), "{refused}");
        }
    }

    #[test]
    fn some_credentials_name_the_rest() {
        let error = read(&[("WHATSAPP_PHONE_ID", "1"), ("PORT", "http")]).unwrap_err().to_string();
        for name in ["WHATSAPP_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_APP_SECRET", "PORT"] {
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn the_time_zone_is_the_machines_own_unless_it_is_set() {
        let zone = |value| read(&[("RELAIS_TIME_ZONE", value)]).map(|config| config.settings.time_zone);
        assert_eq!(zone("").unwrap(), TimeZone::system());
        assert_eq!(zone("Asia/Kolkata").unwrap().iana_name(), Some("Asia/Kolkata"));
        let error = zone("Kolkata").unwrap_err();
        assert_eq!(error.0.len(), 1, "{error}");
    }

    #[test]
    fn a_key_of_a_fallback_that_is_not_named_is_refused() {
        let both = [("OPENAI_API_KEY", "k"), ("OPENAI_FALLBACK_API_KEY", "f")];
        let error = read(&both).unwrap_err().to_string();
        assert!(error.contains("OPENAI_FALLBACK_API_KEY is set and OPENAI_FALLBACK_MODEL is not"), "{error}");
        assert!(read(&both[1..]).is_ok(), "the model is simulated");
    }

    #[test]
    fn a_default_country_that_does_not_exist_is_refused_by_name() {
        let country = |value| read(&[("RELAIS_DEFAULT_COUNTRY", value)]);
        assert_eq!(country("fr").unwrap().settings.default_country.unwrap().as_str(), "FR");
        assert_eq!(country("").unwrap().settings.default_country, None);
        let error = country("XX").unwrap_err().to_string();
        assert!(error.contains("RELAIS_DEFAULT_COUNTRY"), "{error}");
    }
}
