//! The body of a request: a form with the model's name and the sound, which is streamed within it.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::{Sound, SoundBytes};

/// Endings of file names, by which servers know the format. OpenAI knows no `aac` and no `opus`.
/// <https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create>
const ENDINGS: [(&str, &str); 12] = [
    ("audio/ogg", "ogg"),
    ("audio/opus", "ogg"),
    ("audio/mpeg", "mp3"),
    ("audio/mp3", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/aac", "m4a"),
    ("audio/x-m4a", "m4a"),
    ("audio/amr", "amr"),
    ("audio/wav", "wav"),
    ("audio/x-wav", "wav"),
    ("audio/webm", "webm"),
    ("audio/flac", "flac"),
];

/// A line that no sender of a sound can know, so that no sound can end its part of the form. `None`: the system has no
/// random numbers.
pub(super) fn boundary() -> Option<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).ok()?;
    Some(format!("relais-{:032x}", u128::from_be_bytes(random)))
}

/// The form. Its length is known, because some servers take no request without one.
pub(super) struct Form {
    before: VecDeque<Bytes>,
    /// The mutex is never locked: it only makes the stream `Sync`, as a body must be.
    sound: Mutex<SoundBytes>,
    /// Bytes of the sound that are still to come.
    sound_left: u64,
    after: VecDeque<Bytes>,
}

impl Form {
    pub(super) fn new(boundary: &str, model: &str, sound: Sound) -> Self {
        let essence = sound.mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let known = ENDINGS.iter().find(|(known, _)| *known == essence);
        let (mime_type, ending) = known.copied().unwrap_or(("audio/ogg", "ogg"));
        let field = |name: &str, value: &str| {
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let before = [
            field("model", model),
            field("response_format", "json"),
            format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"audio.{ending}\"\r\n\
                 content-type: {mime_type}\r\n\r\n"
            ),
        ];
        Self {
            before: VecDeque::from([before.concat().into()]),
            sound: Mutex::new(sound.bytes),
            sound_left: sound.size,
            after: VecDeque::from([format!("\r\n--{boundary}--\r\n").into()]),
        }
    }
}

impl Body for Form {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let form = self.get_mut();
        if let Some(before) = form.before.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(before))));
        }
        if form.sound_left > 0 {
            let sound = form.sound.get_mut().map_err(|_| io::ErrorKind::Other)?;
            let Some(bytes) = ready!(sound.as_mut().poll_next(context)) else {
                return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
            };
            let bytes = bytes?;
            let left = u64::try_from(bytes.len()).ok().and_then(|read| form.sound_left.checked_sub(read));
            // More than was announced would be taken for the rest of the form.
            form.sound_left = left.ok_or(io::ErrorKind::InvalidData)?;
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        Poll::Ready(form.after.pop_front().map(|after| Ok(Frame::data(after))))
    }

    fn size_hint(&self) -> SizeHint {
        let lengths = self.before.iter().chain(&self.after).map(Bytes::len).sum::<usize>();
        SizeHint::with_exact(u64::try_from(lengths).unwrap_or(u64::MAX).saturating_add(self.sound_left))
    }
}
