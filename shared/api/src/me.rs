//! `GET /api/me`: who calls, and what the pages may offer them.

use axum::{Extension, Json};
use serde::Serialize;

use crate::auth::Caller;
use crate::role::Role;

/// `Me` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct Me {
    /// As colleagues see it. `None` with the admin token, which names nobody.
    name: Option<String>,
    role: Role,
}

pub(crate) async fn me(Extension(caller): Extension<Caller>) -> Json<Me> {
    Json(Me { name: caller.name, role: caller.role })
}
