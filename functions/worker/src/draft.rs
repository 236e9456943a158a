//! Writes what a person asked the assistant for: an answer in a rehearsed conversation, or a suggestion in a real one. It is
//! the code that answers customers, and nothing is sent or changed.

use jiff::SignedDuration;
use relais_aws::store::DraftAsked;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::{Composed, Conversation};
use relais_core::draft::{
    Draft, DraftAnswer, DraftHandOver, DraftList, DraftOutcome, DraftRow, DraftTokens, Rehearsal, Side,
};
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::queue::Enqueue;
use relais_core::relevance::Relevance;
use relais_core::texts::Notice;
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::outbound::OutboundBody;
use serde_json::Value;

use crate::answer::{Asking, Composition, Thread};
use crate::business::Business;
use crate::elapsed::millis;
use crate::{Answerer, WorkError};

/// The time between two messages of a rehearsal.
const BETWEEN: SignedDuration = SignedDuration::from_secs(20);

impl<Q: Enqueue> Answerer<Q> {
    /// Writes what was asked under this id, unless that is done or gone.
    pub(crate) async fn draft(&self, id: &str) -> Result<(), WorkError> {
        let Some(asked) = self.store.draft(id).await?.filter(|asked| asked.draft.is_none()) else {
            return Ok(());
        };
        let draft = match asked.asked {
            DraftAsked::Rehearsal(rehearsal) => self.rehearse(*rehearsal).await?,
            DraftAsked::Suggestion(contact) => self.suggest(&contact).await?,
        };
        Ok(self.store.finish_draft(id, &draft).await?)
    }

    /// What the customer of this rehearsal would get next.
    pub async fn rehearse(&self, rehearsal: Rehearsal) -> Result<Draft, WorkError> {
        let number = rehearsal.phone_id.clone().unwrap_or_else(|| self.number());
        let business = self.businesses.with(&number, rehearsal.settings).await?;
        let now = self.clock.now();
        let contact = ContactId::first_seen_as(&number, &Alias::group("rehearsal"));
        let mut conversation = Conversation::new(contact.clone(), now);
        conversation.phone_id = Some(number);
        let mut thread = Thread::default();
        let count = i32::try_from(rehearsal.messages.len()).unwrap_or(i32::MAX);
        for (place, written) in (0_i32..).zip(rehearsal.messages) {
            let at = now.saturating_sub(BETWEEN * (count - place)).unwrap_or(now);
            let key = MessageKey::new(&contact, at, &format!("rehearsal-{place}"));
            let is_customers = written.from == Side::Customer;
            let direction = if is_customers { Direction::Inbound } else { Direction::Outbound };
            let message = Message {
                sent_by: (!is_customers).then_some(SentBy::Assistant),
                ..Message::new(key, direction, written.text, at)
            };
            if is_customers {
                conversation.receive(&message, &Identity::default(), Relevance::DeservesAnswer, at);
            } else {
                conversation.drop_waiting(at);
            }
            thread.messages.push(message);
        }
        let notice = conversation.awaiting.as_ref().and_then(|awaiting| awaiting.says);
        self.written(&thread, &conversation, &business, notice, false).await
    }

    /// What the assistant would write next to this contact.
    async fn suggest(&self, contact: &ContactId) -> Result<Draft, WorkError> {
        let Some(conversation) = self.store.conversation(contact).await? else {
            return Ok(problem("unknown_conversation"));
        };
        let business = self.businesses.of(&self.sender.number_of(&conversation)).await?;
        let thread = self.thread(&conversation).await?;
        self.written(&thread, &conversation, &business, None, true).await
    }

    async fn written(
        &self,
        thread: &Thread,
        conversation: &Conversation,
        business: &Business,
        notice: Option<Notice>,
        for_person: bool,
    ) -> Result<Draft, WorkError> {
        let began = self.clock.now();
        let notice = notice.or_else(|| (!for_person && business.only_tells(began)).then_some(Notice::Closed));
        if notice.is_none() {
            if !for_person && !business.has_assistant() {
                return Ok(problem("assistant_off"));
            }
            if self.budget_is_spent().await? {
                return Ok(problem("model_budget"));
            }
        }
        let asking = Asking { thread, conversation, business, notice, for_person };
        let Composition { composed, tokens, failure } = self.composition(&asking).await;
        let outcome = match failure {
            Some(code) => DraftOutcome::Problem(code.to_owned()),
            None => DraftOutcome::Answer(Box::new(answer(composed))),
        };
        let count = |tokens: Option<u32>| tokens.unwrap_or(0).into();
        Ok(Draft {
            outcome,
            tokens: DraftTokens {
                prompt: count(tokens.prompt),
                cached: count(tokens.cached),
                answer: count(tokens.answer),
            },
            took_ms: millis(began, self.clock.now()),
        })
    }

    fn number(&self) -> PhoneNumberId {
        relais_core::config::default_number(&self.sender.numbers)
    }
}

fn problem(code: &str) -> Draft {
    Draft { outcome: DraftOutcome::Problem(code.to_owned()), ..Draft::default() }
}

/// An answer as a person reads it.
fn answer(composed: Composed) -> DraftAnswer {
    let content = composed.interactive.and_then(|it| OutboundBody::Interactive(*it).as_echo());
    let action = content.as_ref().and_then(|content| content.pointer("/interactive/action"));
    let text = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let buttons = action
        .and_then(|action| action.get("buttons")?.as_array())
        .map(|buttons| buttons.iter().filter_map(|button| text(button, "/reply/title")).collect());
    let list = action.filter(|action| action.get("sections").is_some()).map(|action| {
        let rows = action.pointer("/sections/0/rows").and_then(Value::as_array).into_iter().flatten();
        let row = |row: &Value| DraftRow {
            title: text(row, "/title").unwrap_or_default(),
            description: text(row, "/description"),
        };
        DraftList { button: text(action, "/button").unwrap_or_default(), rows: rows.map(row).collect() }
    });
    DraftAnswer {
        text: composed.text,
        buttons,
        list,
        hands_over: composed.hands_over.map(|it| DraftHandOver {
            reason: it.reason,
            summary: it.summary,
            wants: it.wants,
        }),
        says: composed.says,
        rests_on: composed.rests_on.map(|it| *it),
    }
}
