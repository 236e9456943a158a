//! The model that the configuration names.

use std::time::Duration;

use relais_assistant::{Assistant, AssistantConfig};
use relais_core::config::Model;

/// Time limit of one answer: below the lease on a conversation, and below the 25 s that typing dots last.
const DEADLINE: Duration = Duration::from_secs(20);

/// Prepares the model over the process's HTTP client.
pub fn assistant(http: reqwest::Client, model: Model) -> Assistant {
    let mut config = AssistantConfig::new(model.api_key);
    config.base_url = model.base_url;
    config.deadline = DEADLINE;
    if let Some(name) = model.name {
        config.model = name;
    }
    Assistant::new(http, config)
}
