#![doc = include_str!("../README.md")]

mod accepted;
mod config;
mod graph;
mod ids;
mod model;
mod phone;
mod random;
mod requests;
mod ring;
mod samples;
mod settings;
mod simulator;
mod webhook;
mod wire;
mod world;

pub use accepted::AcceptedSend;
pub use config::SimulatorConfig;
pub use graph::{APP_ID, FileFault};
pub use ids::user_id;
pub use phone::{Customer, File, Kind, PhoneError};
pub use requests::ReceivedRequest;
pub use samples::{SAMPLES, Sample, said_in, seen_in};
pub use settings::{ExchangedToken, ModelFailure, Settings, SettingsError};
pub use simulator::Simulator;
