//! The JSON body of a call, read field by field: an error names the field and never quotes its value.

use axum::body::{Body, to_bytes};
use serde_json::{Map, Value};

use crate::problem::{Problem, texts};

/// Bytes of the largest body that is read.
const MOST_BYTES: usize = 64 * 1024;

/// The fields of a body.
pub(crate) type Fields = Map<String, Value>;

/// Reads the object that a body holds, whatever its media type says.
pub(crate) async fn read(body: Body) -> Result<Fields, Problem> {
    let bytes = to_bytes(body, MOST_BYTES).await;
    let bytes = bytes.map_err(|_| Problem::of(&texts::PAYLOAD_TOO_LARGE))?;
    match serde_json::from_slice(&bytes).map_err(|error| malformed(&error))? {
        Value::Object(fields) => Ok(fields),
        _ => Err(invalid("the object around the fields")),
    }
}

/// As [`read`], of a call that needs no body.
pub(crate) async fn read_optional(body: Body) -> Result<Fields, Problem> {
    let bytes = to_bytes(body, MOST_BYTES).await;
    let bytes = bytes.map_err(|_| Problem::of(&texts::PAYLOAD_TOO_LARGE))?;
    if bytes.is_empty() { Ok(Fields::new()) } else { read(Body::from(bytes)).await }
}

/// A field that is present and not null.
pub(crate) fn present<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

/// A text, if it is present and not null.
pub(crate) fn text(fields: &Fields, name: &str) -> Result<Option<String>, Problem> {
    match present(fields, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(invalid(&format!("`{name}`"))),
    }
}

/// Whether a flag is set. One that is absent or null is not.
pub(crate) fn flag(fields: &Fields, name: &str) -> Result<bool, Problem> {
    match present(fields, name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(invalid(&format!("`{name}`"))),
    }
}

/// Refuses fields that are not known.
pub(crate) fn only(fields: &Fields, known: &[&str]) -> Result<(), Problem> {
    if fields.keys().all(|name| known.contains(&name.as_str())) {
        return Ok(());
    }
    let known = known.join(", ");
    Err(Problem::of(&texts::UNKNOWN_FIELD).saying(
        format!("There is a field other than {known}. Leave it out."),
        format!("Il y a un champ autre que {known}. Enlevez-le."),
    ))
}

/// The problem that `what` is missing or has the wrong type.
pub(crate) fn invalid(what: &str) -> Problem {
    Problem::of(&texts::INVALID_FIELD).saying(
        format!("In the body, {what} is missing or has the wrong type. GET /api/openapi.json describes it."),
        format!("Dans l'appel, {what} manque ou n'a pas le bon type. GET /api/openapi.json le décrit."),
    )
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::of(&texts::MALFORMED_JSON).saying(
        format!("The body is not well-formed JSON at line {line}, column {column}."),
        format!("Le corps de l'appel n'est pas du JSON bien formé, ligne {line}, colonne {column}."),
    )
}
