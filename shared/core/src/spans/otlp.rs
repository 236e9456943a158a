//! Spans in OTLP's JSON: <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>. Ids are in hex, and integers
//! of 64 bits are strings.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::{Span, Value};

/// OTLP's code for a span that failed.
const FAILED: u8 = 2;

/// The body of a `POST` to `/v1/traces`. `service` is the name that viewers list, such as `relais`.
pub fn request(service: &str, spans: &[Span]) -> Json {
    let resource =
        [("service.name", Value::from(service)), ("service.version", env!("CARGO_PKG_VERSION").into())];
    json!({"resourceSpans": [{
        "resource": {"attributes": attributes(&resource)},
        "scopeSpans": [{
            "scope": {"name": "relais"},
            "spans": spans.iter().map(of_span).collect::<Vec<_>>(),
        }],
    }]})
}

fn of_span(span: &Span) -> Json {
    let mut of_span = json!({
        "traceId": span.trace.id(),
        "spanId": span.id,
        "name": span.name,
        "kind": span.kind as u8,
        "startTimeUnixNano": nanos(span.began),
        "endTimeUnixNano": nanos(span.ended),
        "attributes": attributes(&span.attributes),
        "status": if span.has_failed { json!({"code": FAILED}) } else { json!({}) },
    });
    if let (Some(parent), Some(fields)) = (&span.parent, of_span.as_object_mut()) {
        fields.insert("parentSpanId".to_owned(), parent.as_str().into());
    }
    of_span
}

fn nanos(at: Timestamp) -> String {
    at.as_nanosecond().max(0).to_string()
}

fn attributes(of: &[(&'static str, Value)]) -> Vec<Json> {
    of.iter()
        .map(|(key, value)| {
            let value = match value {
                Value::Text(text) => json!({"stringValue": text}),
                Value::Number(number) => json!({"intValue": number.to_string()}),
            };
            json!({"key": key, "value": value})
        })
        .collect()
}
