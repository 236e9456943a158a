//! The words of a voice message or a sound.

use relais_assistant::{AssistantError, MOST_SOUND_BYTES, Sound, Transcribed};
use relais_core::media::{Media, Understood};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;

use crate::WorkError;
use crate::answer::budget;
use crate::media::MediaWorker;

/// Tokens of a second of sound, where a server counts seconds only. OpenAI counts one for each tenth of a second.
/// <https://developers.openai.com/api/docs/guides/realtime-costs>
const TOKENS_OF_SECOND: u64 = 10;

impl<Q: Enqueue> MediaWorker<Q> {
    /// Transcribes a sound. `None`: it is switched off, or the model's tokens for today are used up.
    pub(super) async fn hear(&self, media: &Media) -> Result<Option<Understood>, WorkError> {
        let assistant = self.assistant.as_ref().filter(|_| self.settings.understand.voice);
        let Some(assistant) = assistant else { return Ok(None) };
        if budget::is_spent(&self.store, &self.settings, self.clock.now()).await? {
            return Ok(None);
        }
        let Some(opened) = self.files.open(&media.id.blob(), 0, None).await? else {
            return Ok(Some(Understood::Nothing));
        };
        if opened.size > MOST_SOUND_BYTES {
            metrics::count(Metric::SoundsNotHeard, 1);
            tracing::info!(bytes = opened.size, "a sound is not transcribed: it is too large");
            return Ok(Some(Understood::Nothing));
        }
        let mime_type = media.mime_type.clone().unwrap_or_default();
        let sound = Sound { mime_type, size: opened.size, bytes: opened.bytes };
        let Some(transcribed) = assistant.transcribe(sound).await else { return Ok(None) };
        let spent = tokens_of(&transcribed);
        budget::spend(&self.store, &self.settings, spent, self.clock.now()).await;
        report(&transcribed);
        match transcribed.words {
            Ok(Some(words)) => Ok(Some(Understood::Transcript(words))),
            Err(error) if is_worth_another_try(&error) => Err(WorkError::NotHeard(error)),
            Ok(None) | Err(_) => Ok(Some(Understood::Nothing)),
        }
    }
}

fn tokens_of(transcribed: &Transcribed) -> u64 {
    let counted = [transcribed.tokens.prompt, transcribed.tokens.answer];
    match counted.into_iter().flatten().map(u64::from).reduce(u64::saturating_add) {
        Some(tokens) => tokens,
        None => u64::from(transcribed.seconds.unwrap_or(0)) * TOKENS_OF_SECOND,
    }
}

fn report(transcribed: &Transcribed) {
    let millis = u64::try_from(transcribed.took.as_millis()).unwrap_or(u64::MAX);
    metrics::count(Metric::SoundSeconds, transcribed.seconds.unwrap_or(0).into());
    match &transcribed.words {
        Ok(Some(_)) => {
            metrics::count(Metric::SoundsHeard, 1);
            tracing::info!(millis, seconds = transcribed.seconds, "a sound was transcribed");
        }
        Ok(None) => {
            metrics::count(Metric::SoundsNotHeard, 1);
            tracing::info!(millis, "a sound has no words");
        }
        Err(error) => {
            metrics::count(Metric::SoundsNotHeard, 1);
            tracing::warn!(millis, code = error.code(), %error, "a sound was not transcribed");
        }
    }
}

/// Whether the same sound may be heard later. A server that refuses it refuses it again. What cannot be read may be the
/// page of a proxy whose server is down.
fn is_worth_another_try(error: &AssistantError) -> bool {
    matches!(
        error,
        AssistantError::RateLimited { .. }
            | AssistantError::Unavailable { .. }
            | AssistantError::Unreachable(_)
            | AssistantError::TimedOut
            | AssistantError::Torn
            | AssistantError::Malformed
            | AssistantError::Refused { status: 408 | 409 }
    )
}
