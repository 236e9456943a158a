//! Who calls. A request without a verified identity is refused.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::problem::{Problem, texts};
use crate::role::Role;
use crate::session;

/// The group whose members may see what a message said before it was corrected or deleted.
const SUPERVISORS: &str = "supervisors";

/// How a caller proves its identity. There is no setting without a proof.
#[derive(Clone, Debug)]
pub enum Auth {
    /// `Authorization: Bearer` with this token, or the cookie that `POST /api/session` gave for it. If it is empty, every
    /// request is refused.
    Token(SecretString),
    /// The gateway in front has verified a JWT. Requests carry [`Claims`], which come from the gateway's event and
    /// never from the caller.
    VerifiedClaims,
}

/// The claims of a JWT that the gateway has verified.
#[derive(Clone, Default)]
pub struct Claims(pub BTreeMap<String, String>);

/// Shows the names of the claims without their values, which are personal data.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Claims {
    /// Whether the claims identify a person: they have a subject.
    fn are_of_somebody(&self) -> bool {
        self.0.get("sub").is_some_and(|sub| !sub.is_empty())
    }

    /// The caller's name for colleagues: the e-mail address, the user name or, without both, the subject.
    fn name(&self) -> Option<String> {
        let names = ["email", "cognito:username", "username", "sub"];
        names.iter().find_map(|claim| self.0.get(*claim).filter(|name| !name.is_empty()).cloned())
    }

    /// The groups that the caller is in. API Gateway writes a list of groups as `[one two]`. Cognito calls the claim
    /// `cognito:groups`, other issuers `groups`, which no token of Cognito has.
    fn groups(&self) -> impl Iterator<Item = &str> + Clone {
        let separates = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | ',' | '"');
        let groups = self.0.get("cognito:groups").or_else(|| self.0.get("groups"));
        groups.into_iter().flat_map(move |groups| groups.split(separates))
    }

    /// Whom they identify.
    fn caller(&self) -> Caller {
        let role = Role::of(self.groups());
        let is_supervisor = role == Role::Owner || self.groups().any(|group| group == SUPERVISORS);
        Caller { name: self.name(), role, is_supervisor }
    }
}

/// A verified caller.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Shown to colleagues beside a takeover. `None` for a caller with the shared admin token.
    pub(crate) name: Option<String>,
    pub(crate) role: Role,
    /// Whether the caller may see what a message said before it was corrected or deleted. Owners may.
    pub(crate) is_supervisor: bool,
}

impl Caller {
    /// Whether colleagues know the caller by the name. In a user pool with sign-in by e-mail it is an id.
    pub(crate) fn has_readable_name(&self) -> bool {
        let is_id = |name: &str| {
            let parts = name.split('-').map(str::len);
            parts.eq([8, 4, 4, 4, 12]) && name.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        };
        self.name.as_deref().is_some_and(|name| !is_id(name))
    }

    /// Whoever has the admin token, or an address that this process signed.
    pub(crate) fn unnamed_owner() -> Self {
        Self { name: None, role: Role::Owner, is_supervisor: true }
    }
}

/// Refuses callers without a verified identity, and gives the [`Caller`] to the handler.
pub(crate) async fn authenticate(
    State(auth): State<Arc<Auth>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = identify(&auth, &request).ok_or_else(|| Problem::of(&texts::UNAUTHORIZED))?;
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(auth);
    Ok(next.run(request).await)
}

fn identify(auth: &Auth, request: &Request) -> Option<Caller> {
    match auth {
        Auth::Token(expected) => {
            let is_known = if request.headers().contains_key(AUTHORIZATION) {
                same(bearer(request)?, expected.expose_secret())
            } else {
                session::is_held(request.method(), request.headers(), expected)
            };
            (is_known && !expected.expose_secret().is_empty()).then(Caller::unnamed_owner)
        }
        Auth::VerifiedClaims => {
            let claims = request.extensions().get::<Claims>()?;
            claims.are_of_somebody().then(|| claims.caller())
        }
    }
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Compares in constant time. Digests are compared, so the time does not depend on the length either.
fn same(left: &str, right: &str) -> bool {
    Sha256::digest(left).ct_eq(&Sha256::digest(right)).into()
}
