//! The whole of Relais, as people use it: the built program, over HTTP, with the stand-ins for Meta and the model.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod aws;
mod backup;
mod browser;
mod conversation;
mod dead_letters;
#[path = "../../../shared/whatsapp/tests/description/mod.rs"]
mod description;
mod disk;
mod doctor;
mod graph_requests;
mod left_open;
mod live;
mod load;
mod narrow;
mod package;
mod person;
mod push;
mod rehearsal;
mod relais;
mod settings;
mod soak;
mod spans;
mod speed;
mod stand_ins;
mod start_up;
mod trace;
mod types;
mod upgrade;
mod walk;
mod webhook;
