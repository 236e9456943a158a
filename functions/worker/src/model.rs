//! The model that the configuration names.

use relais_assistant::{Assistant, AssistantConfig};
use relais_core::config::Model;
use relais_core::timing::MODEL_DEADLINE;

/// Prepares the model over the process's HTTP client.
pub fn assistant(http: reqwest::Client, model: Model) -> Assistant {
    let mut config = AssistantConfig::new(model.api_key);
    config.base_url = model.base_url;
    config.deadline = MODEL_DEADLINE.unsigned_abs();
    if let Some(name) = model.name {
        config.model = name;
    }
    Assistant::new(http, config)
}
