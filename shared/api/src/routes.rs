//! Every call that needs an identity, with the least role that may make it. `openapi.json` describes each of them, and has the
//! role as `x-role`.

use std::sync::Arc;

use axum::routing::{delete, get, post, put};
use relais_core::queue::Enqueue;

use crate::role::{Calls, agent, owner, viewer};
use crate::{Api, changes, contacts, conversations, drafts, events, facts, health, joining, looking, me};
use crate::{media, messages, notes, push, send, session, settings, team, templates, usage};

/// The paths and their calls. Reading is for everybody, what reaches a customer or changes a conversation for agents, and
/// what changes how Relais works or concerns all that is stored of a person for owners.
pub(crate) fn routes<Q: Enqueue>() -> Vec<(&'static str, Calls<Arc<Api<Q>>>)> {
    vec![
        ("/api/me", viewer(get(me::me))),
        ("/api/session", viewer(post(session::begin).delete(session::end))),
        ("/api/contacts/{person}", owner(get(contacts::export).delete(contacts::erase))),
        ("/api/conversations", viewer(get(conversations::list))),
        ("/api/conversations/{id}", viewer(get(conversations::one))),
        ("/api/conversations/{id}/read", agent(post(conversations::read))),
        ("/api/conversations/{id}/typing", agent(post(conversations::typing))),
        ("/api/conversations/{id}/takeover", agent(post(team::take_over))),
        ("/api/conversations/{id}/handback", agent(post(conversations::hand_back))),
        ("/api/conversations/{id}/close", agent(post(conversations::close))),
        ("/api/conversations/{id}/assign", agent(post(team::assign))),
        ("/api/conversations/{id}/labels", agent(post(team::label))),
        ("/api/conversations/{id}/snooze", agent(post(team::snooze))),
        ("/api/conversations/{id}/looking", agent(post(looking::look))),
        ("/api/conversations/{id}/notes", viewer(get(notes::list)).and(agent(post(notes::write)))),
        ("/api/conversations/{id}/notes/{note}", agent(put(notes::edit).delete(notes::delete))),
        ("/api/conversations/{id}/merge", agent(post(joining::merge))),
        ("/api/conversations/{id}/unmerge", agent(post(joining::unmerge))),
        ("/api/conversations/{id}/distinct", agent(post(joining::distinct))),
        ("/api/messages/{phone_number}", viewer(get(messages::thread))),
        // For supervisors, whatever their role: the call itself looks.
        ("/api/message_versions/{id}", viewer(get(messages::versions))),
        ("/api/send_message", agent(post(send::send))),
        ("/api/send_message/{id}/cancel", agent(post(send::cancel::cancel))),
        ("/api/media", agent(post(media::announce))),
        ("/api/media/{id}", viewer(get(media::serve)).and(agent(delete(media::cancel)))),
        ("/api/media/{id}/link", viewer(get(media::link))),
        ("/api/media/{id}/fetch", agent(post(messages::fetch::fetch))),
        ("/api/changes", viewer(get(changes::changes))),
        ("/api/changes/stream", viewer(get(changes::stream::stream))),
        ("/api/templates", viewer(get(templates::list))),
        ("/api/facts", owner(post(facts::read))),
        ("/api/settings", viewer(get(settings::get)).and(owner(put(settings::put)))),
        ("/api/settings/versions", viewer(get(settings::versions))),
        ("/api/settings/versions/{version}", viewer(get(settings::version))),
        // With settings that are not saved, for owners: the call itself looks.
        ("/api/drafts", agent(post(drafts::ask))),
        ("/api/drafts/{id}", agent(get(drafts::one))),
        ("/api/events/failures", viewer(get(events::failures))),
        ("/api/events/failures/{id}/retry", owner(post(events::retry))),
        ("/api/push", agent(get(push::key).post(push::add))),
        ("/api/push/{id}", agent(delete(push::remove))),
        ("/api/usage", viewer(get(usage::usage))),
        ("/api/health", viewer(get(health::health))),
    ]
}

#[cfg(test)]
mod tests {
    use relais_embedded::LocalQueue;
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_path_is_described() {
        let document: Value = serde_json::from_str(include_str!("../openapi.json")).unwrap();
        for (path, _) in routes::<LocalQueue>() {
            assert!(document["paths"][path].is_object(), "{path} is not in openapi.json");
        }
    }
}
