//! A filled-in form.

use relais_whatsapp::message::{FlowReply, FormField};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct FormView {
    /// The title that the business gave it, if the answers repeat it.
    name: Option<String>,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    label: String,
    value: String,
}

impl From<FlowReply> for FormView {
    fn from(reply: FlowReply) -> Self {
        let name = reply.title().map(str::to_owned);
        let fields = reply.fields.into_iter().map(|FormField { label, value }| FieldView { label, value });
        Self { name, fields: fields.collect() }
    }
}
