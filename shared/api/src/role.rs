//! What a caller may do. `routes.rs` says which role each call needs.

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use serde::Serialize;

use crate::auth::Caller;
use crate::problem::{Entry, Problem, texts};

/// A role. Each may do all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Reads, and changes nothing.
    Viewer,
    /// Serves customers.
    Agent,
    /// Changes how Relais works, exports and erases.
    Owner,
}

impl Role {
    /// The highest role among these groups. Who is in none of them is an agent: before there were roles everybody was, and
    /// colleagues must not fall silent because of an update.
    pub(crate) fn of<'a>(groups: impl Iterator<Item = &'a str>) -> Self {
        let named = |group| match group {
            "owner" => Some(Self::Owner),
            "agent" => Some(Self::Agent),
            "viewer" => Some(Self::Viewer),
            _ => None,
        };
        groups.filter_map(named).max().unwrap_or(Self::Agent)
    }

    /// Refuses a lower role than `least`.
    pub(crate) fn at_least(self, least: Self) -> Result<(), Problem> {
        let refusal: &'static Entry =
            if least == Self::Owner { &texts::OWNERS_ONLY } else { &texts::AGENTS_ONLY };
        if self < least { Err(Problem::of(refusal)) } else { Ok(()) }
    }
}

/// The calls of a path, each with the least role that may make it. There is no call without one.
pub(crate) struct Calls<S>(MethodRouter<S>);

/// Everybody who is signed in may make these calls.
pub(crate) fn viewer<S: Clone + Send + Sync + 'static>(calls: MethodRouter<S>) -> Calls<S> {
    needs(Role::Viewer, calls)
}

/// Agents and owners may.
pub(crate) fn agent<S: Clone + Send + Sync + 'static>(calls: MethodRouter<S>) -> Calls<S> {
    needs(Role::Agent, calls)
}

/// Owners may.
pub(crate) fn owner<S: Clone + Send + Sync + 'static>(calls: MethodRouter<S>) -> Calls<S> {
    needs(Role::Owner, calls)
}

impl<S: Clone + Send + Sync + 'static> Calls<S> {
    /// Further calls of the same path.
    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0.merge(others.0))
    }

    pub(crate) fn into_inner(self) -> MethodRouter<S> {
        self.0
    }
}

/// Only owners may use these routes.
pub(crate) fn owners_only(routes: Router) -> Router {
    routes.route_layer(from_fn_with_state(Role::Owner, require))
}

fn needs<S: Clone + Send + Sync + 'static>(least: Role, calls: MethodRouter<S>) -> Calls<S> {
    Calls(calls.route_layer(from_fn_with_state(least, require)))
}

async fn require(
    State(least): State<Role>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    caller.role.at_least(least)?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_group_counts_and_without_one_a_person_is_an_agent() {
        for (groups, role) in [
            (&[][..], Role::Agent),
            (&["supervisors"], Role::Agent),
            (&["Owner", "owners", ""], Role::Agent),
            (&["viewer"], Role::Viewer),
            (&["viewer", "supervisors"], Role::Viewer),
            (&["agent", "viewer"], Role::Agent),
            (&["viewer", "owner", "agent"], Role::Owner),
        ] {
            assert_eq!(Role::of(groups.iter().copied()), role, "{groups:?}");
        }
    }
}
