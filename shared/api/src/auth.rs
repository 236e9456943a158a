//! Who calls (rule 18): without a verified identity, nothing.

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

/// How a caller proves who it is. There is no way without proof.
#[derive(Clone, Debug)]
pub enum Auth {
    /// `Authorization: Bearer` with this token. An empty token lets nobody in.
    Token(SecretString),
    /// The gateway in front has verified a JWT: requests carry [`Claims`], put there by the code that reads
    /// the gateway's event and not by anything in the request itself.
    VerifiedClaims,
}

/// The claims of a JWT that was verified before the request came here.
#[derive(Clone, Default)]
pub struct Claims(pub BTreeMap<String, String>);

/// Shows which claims there are, and not what they say of a person.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Claims {
    /// Claims without a subject name nobody.
    fn are_of_somebody(&self) -> bool {
        self.0.get("sub").is_some_and(|sub| !sub.is_empty())
    }

    /// What colleagues know the caller by, as far as the token says it.
    fn name(&self) -> Option<String> {
        let names = ["email", "cognito:username", "username", "sub"];
        names.iter().find_map(|claim| self.0.get(*claim).filter(|name| !name.is_empty()).cloned())
    }
}

/// Who calls, once that is verified.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    /// Shown to colleagues beside a takeover; a shared token knows no names.
    pub(crate) name: Option<String>,
}

/// Lets verified callers through, and says who they are.
pub(crate) async fn authenticate(
    State(auth): State<Arc<Auth>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = identify(&auth, &request).ok_or_else(|| Problem::of(&texts::UNAUTHORIZED))?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn identify(auth: &Auth, request: &Request) -> Option<Caller> {
    match auth {
        Auth::Token(expected) => {
            let expected = expected.expose_secret();
            let given = bearer(request)?;
            (!expected.is_empty() && same(given, expected)).then(Caller::default)
        }
        Auth::VerifiedClaims => {
            let claims = request.extensions().get::<Claims>()?;
            claims.are_of_somebody().then(|| Caller { name: claims.name() })
        }
    }
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// In constant time, by digests, so that not even the lengths show.
fn same(left: &str, right: &str) -> bool {
    Sha256::digest(left).ct_eq(&Sha256::digest(right)).into()
}
