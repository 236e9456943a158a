//! The files of `events/`.

use serde_json::Value;

use crate::tools::root;

/// The address of AWS in `events/env.json`: a MiniStack on the host, as containers reach it.
pub const AWS_AT: &str = "http://172.17.0.1:4566";

/// The address of Meta and the model in `events/env.json`: their stand-ins on the host.
pub const GRAPH_AT: &str = "http://172.17.0.1:4567";

/// The event in `events/{name}.json`.
pub fn event(name: &str) -> Value {
    read(&format!("events/{name}.json"))
}

/// The variables of `events/env.json`.
#[derive(Clone, Debug)]
pub struct Settings(Value);

impl Settings {
    /// Reads the file.
    pub fn read() -> Self {
        Self(read("events/env.json"))
    }

    /// The variables of a function, e.g. `WebhookFunction`, with these addresses of AWS and of the stand-ins.
    pub fn of(&self, function: &str, aws: &str, graph: &str) -> Vec<(String, String)> {
        let variables =
            self.0[function].as_object().unwrap_or_else(|| panic!("events/env.json lacks {function}"));
        let moved = |value: &str| value.replace(AWS_AT, aws).replace(GRAPH_AT, graph);
        variables.iter().map(|(name, value)| (name.clone(), moved(value.as_str().unwrap()))).collect()
    }

    /// One variable of a function.
    pub fn value(&self, function: &str, name: &str) -> &str {
        self.0[function][name]
            .as_str()
            .unwrap_or_else(|| panic!("events/env.json lacks {name} of {function}"))
    }
}

fn read(path: &str) -> Value {
    let path = root().join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
