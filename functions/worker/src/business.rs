//! What a business has set for its numbers, as the worker uses it: [recent settings](RecentSettings) over the defaults.

mod facts;
mod meaning;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::{SignedDuration, Timestamp, Zoned};
use relais_aws::store::{Recent, RecentSettings};
use relais_aws::{Store, StoreError};
use relais_core::Clock;
use relais_core::business::{BusinessSettings, Openness, OutOfHours};
use relais_core::conversation::Conversation;
use relais_core::language::CustomerLanguage;
use relais_core::settings::Settings;
use relais_core::texts::Notice;
use relais_knowledge::Knowledge;
use relais_whatsapp::ids::PhoneNumberId;

use meaning::Meaning;
pub(crate) use meaning::Nearest;

/// The settings of all numbers. Clones share what was read.
#[derive(Clone, Debug)]
pub struct Businesses {
    recent: RecentSettings,
    /// What the deployment's variables say.
    defaults: Settings,
    instructions: Arc<str>,
    /// Each number's present version, over the defaults.
    made: Arc<Mutex<HashMap<PhoneNumberId, Arc<Business>>>>,
}

/// A number's settings over those of the deployment.
#[derive(Clone, Debug)]
pub(crate) struct Business {
    /// Their version. 0: nothing is set.
    pub(crate) version: u64,
    pub(crate) set: Arc<BusinessSettings>,
    pub(crate) settings: Settings,
    instructions: Arc<str>,
    /// The facts in parts, once they are needed.
    knowledge: Arc<OnceLock<Knowledge>>,
    meaning: Arc<Meaning>,
}

impl Businesses {
    /// With these defaults, and the deployment's system prompt.
    pub fn new(store: Store, defaults: Settings, system_prompt: &str, clock: Clock) -> Self {
        let recent = RecentSettings::new(store, clock);
        Self { recent, defaults, instructions: system_prompt.into(), made: Arc::default() }
    }

    /// The same, which looks for a new version after this time. It suits a store that charges nothing for it.
    #[must_use]
    pub fn fresh_for(self, time: SignedDuration) -> Self {
        Self { recent: self.recent.fresh_for(time), ..self }
    }

    /// The same over other settings of the deployment.
    #[must_use]
    pub(crate) fn over(self, defaults: Settings) -> Self {
        Self { defaults, made: Arc::default(), ..self }
    }

    /// The same settings, without the defaults.
    pub(crate) fn recent(&self) -> &RecentSettings {
        &self.recent
    }

    /// The settings of a number, less than a minute old, as [`RecentSettings::of`] says.
    pub(crate) async fn of(&self, number: &PhoneNumberId) -> Result<Arc<Business>, StoreError> {
        let recent = self.recent.of(number).await?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(business) = made.get(number).filter(|business| business.version == recent.version) {
            return Ok(Arc::clone(business));
        }
        let business = Arc::new(self.over_defaults(recent));
        made.insert(number.clone(), Arc::clone(&business));
        Ok(business)
    }

    /// The settings of a number as they would be with these in their place, or as they are.
    pub(crate) async fn with(
        &self,
        number: &PhoneNumberId,
        set: Option<BusinessSettings>,
    ) -> Result<Arc<Business>, StoreError> {
        match set {
            Some(set) => Ok(Arc::new(self.over_defaults(Recent { version: 0, settings: Arc::new(set) }))),
            None => self.of(number).await,
        }
    }

    fn over_defaults(&self, recent: Recent) -> Business {
        Business {
            version: recent.version,
            settings: recent.settings.over(&self.defaults),
            set: recent.settings,
            instructions: Arc::clone(&self.instructions),
            knowledge: Arc::default(),
            meaning: Arc::default(),
        }
    }
}

impl Business {
    /// Whether the assistant answers at all.
    pub(crate) fn has_assistant(&self) -> bool {
        self.set.assistant.unwrap_or(true)
    }

    /// What the model is told of the business. It is the same for a day, and nearly the same for months.
    pub(crate) fn instructions(&self, now: &Zoned) -> String {
        let mut told = self.set.instructions.as_deref().unwrap_or(&self.instructions).to_owned();
        let mut add = |title: &str, text: &str| {
            told.push_str("\n\n# ");
            told.push_str(title);
            told.push('\n');
            told.push_str(text.trim());
        };
        if let Some(facts) = self.facts().filter(|_| !self.facts_are_chosen()) {
            add("Facts", facts);
            add("About the facts", facts::ONLY_FACTS);
        }
        if let Some(hours) = &self.set.hours {
            add("Opening hours", &hours.told(now.date()));
        }
        if let Some(length) = self.set.length {
            add("Length", length.told());
        }
        told
    }

    /// Whether the business is open. `None`: it does not say.
    pub(crate) fn openness(&self, now: Timestamp) -> Option<Openness> {
        self.set.openness(now, &self.settings.time_zone)
    }

    /// Whether it is open now and until when, as the model is told it.
    pub(crate) fn hours_now(&self, now: Timestamp) -> Option<String> {
        let at = |time: Option<Timestamp>| {
            time.map(|time| {
                time.to_zoned(self.settings.time_zone.clone()).strftime("%A, %-d %B, %H:%M").to_string()
            })
        };
        Some(match self.openness(now)? {
            Openness::Open(until) => match at(until) {
                Some(until) => format!("open until {until}"),
                None => "open".to_owned(),
            },
            Openness::Closed { until, .. } => match at(until) {
                Some(until) => format!("closed until {until}"),
                None => "closed".to_owned(),
            },
        })
    }

    /// Whether customers get only the text for closed hours now.
    pub(crate) fn only_tells(&self, now: Timestamp) -> bool {
        let only_tells = self.set.out_of_hours == Some(OutOfHours::Tell);
        only_tells && matches!(self.openness(now), Some(Openness::Closed { .. }))
    }

    /// The text that takes the place of the model's answer to messages that say this.
    pub(crate) fn instead<'a>(&self, mut waiting: impl Iterator<Item = &'a str>) -> Option<Notice> {
        waiting.any(|text| self.set.calls_person(text)).then_some(Notice::HandedOver)
    }

    /// Whether the customer was told since it closed that the business is closed.
    pub(crate) fn knows_closed(&self, conversation: &Conversation, now: Timestamp) -> bool {
        let Some(Openness::Closed { since, .. }) = self.openness(now) else { return false };
        conversation.told.closed.is_some_and(|told| since.is_none_or(|since| told >= since))
    }

    /// The text for closed hours that this answer of the model ends with, if it does.
    pub(crate) fn note(
        &self,
        conversation: &Conversation,
        language: Option<CustomerLanguage>,
        now: Timestamp,
    ) -> Option<&str> {
        let is_closed = matches!(self.openness(now), Some(Openness::Closed { .. }));
        let notes = self.set.out_of_hours == Some(OutOfHours::Note) && is_closed;
        let is_new = notes && !self.knows_closed(conversation, now);
        is_new.then(|| self.settings.texts.of(Notice::Closed, language))
    }

    /// The greeting of a customer's first answer, if there is one.
    pub(crate) fn greeting(&self, language: Option<CustomerLanguage>) -> Option<&str> {
        let language = language.unwrap_or(self.settings.texts.language());
        self.set.texts.greeting.as_ref()?.of(language)
    }
}
