//! Records the messages of one customer one after the other.
//!
//! At the same time they would all change the same conversation, and all but one would have to retry. A thousand
//! messages in one webhook would then delay the messages behind them by minutes. On AWS, a function processes its batch
//! in order anyway.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use relais_core::job::{self, EventJob};
use relais_whatsapp::ids::{UserId, WaId};
use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::webhook::ItemContent;
use tokio::sync::Mutex;

/// More than the jobs that run at the same time, so that two customers seldom share a lane.
const LANES: usize = 256;

/// Locks by customer.
pub(super) struct Turns {
    lanes: Vec<Arc<Mutex<()>>>,
    hash: RandomState,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self { lanes: (0..LANES).map(|_| Arc::default()).collect(), hash: RandomState::new() }
    }

    /// The lock that an events job must hold while it runs. `None` when it needs none.
    pub(super) fn lane(&self, body: &str) -> Option<Arc<Mutex<()>>> {
        let Ok(EventJob::Item { item, .. }) = job::decode(body) else { return None };
        let ItemContent::Message { message, .. } = &item.content else { return None };
        let message = InboundMessage::parse(message);
        let sender = message.from.as_ref().map(WaId::as_str);
        let sender = sender.or_else(|| message.from_user_id.as_ref().map(UserId::as_str))?;
        let lane = usize::try_from(self.hash.hash_one(sender) % LANES as u64).ok()?;
        self.lanes.get(lane).cloned()
    }
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::webhook::split;

    use super::*;

    fn job_from(sender: &str, id: &str) -> String {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"2"}},"messages":[{{"from":"{sender}","id":"{id}","timestamp":"1800000000","type":"text"}}]}}}}]}}]}}"#
        );
        let item = split(body.as_bytes()).unwrap().remove(0);
        job::encode(&EventJob::Item { item, came_at: 0 }).unwrap()
    }

    #[test]
    fn one_customer_has_one_lane_and_what_is_no_message_has_none() {
        let turns = Turns::new();
        let lane = |sender: &str, id: &str| turns.lane(&job_from(sender, id)).unwrap();
        assert!(Arc::ptr_eq(&lane("33639980001", "wamid.1"), &lane("33639980001", "wamid.2")));
        let other = (2..50).any(|n| {
            let number = format!("336399800{n:02}");
            !Arc::ptr_eq(&lane("33639980001", "wamid.1"), &lane(&number, "wamid.1"))
        });
        assert!(other, "not all of them wait for one");
        assert!(turns.lane("no job").is_none());
    }
}
