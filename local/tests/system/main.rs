//! The whole of Relais, as people meet it: the built program, over HTTP, with the stand-ins for Meta and the model.

mod browser;
mod conversation;
mod crash;
#[path = "../../../shared/whatsapp/tests/description/mod.rs"]
mod description;
mod graph_requests;
mod relais;
mod start_up;
mod stand_ins;
mod webhook;
