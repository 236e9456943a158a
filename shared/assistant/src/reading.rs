//! Reads the response of any server that calls itself OpenAI-compatible.
//!
//! The bodies differ: JSON or an event stream, text or parts, thoughts beside the answer or inside it, an error in a
//! 200. [`read`] takes them all. It guarantees, for any bytes:
//!
//! - Thoughts in marks and control tokens are never in [`Reply::text`]. Where the answer's final part cannot be told,
//!   there is no reply. A name that is also a word, such as `<reasoning>`, is a mark only with its end or at the
//!   beginning. Thoughts without marks are left out where they are certain.
//! - An answer without such marks is unchanged, except for surrounding blanks, control characters and what only surrounds
//!   it: an envelope of JSON, a fence around all of it, a label such as `Answer:`.
//! - A field that is not needed, whatever its type, never costs the answer.
//! - It does not panic, and it takes linear time. A reply has at most [`LONGEST`] bytes.
//!
//! | step | module |
//! |---|---|
//! | bytes to JSON values | `decode`, `body`, `json` |
//! | values to one choice | `completion`, `content`, `calls`, `failure`, `usage` |
//! | calls in its text | `written` |
//! | how the choice ended | `finish` |
//! | its text without thoughts | `final_part`, `marks`, `names`, `tokens`, `mention`, `open`, `kept`, `answer_tags` |
//! | an answer that is JSON as a whole | `envelope` |
//! | that text without thoughts that no mark sets apart | `plain`, `channels`, `frames`, `headings`, `monologue`, `phrases` |
//! | that text without what only surrounds it | `remains` |

mod answer_tags;
mod body;
mod calls;
mod channels;
mod completion;
mod content;
mod decode;
mod envelope;
mod failure;
mod final_part;
mod finish;
mod frames;
mod headings;
mod json;
mod kept;
mod marks;
mod mention;
mod monologue;
mod names;
mod open;
mod phrases;
mod plain;
mod remains;
#[cfg(test)]
mod tests;
mod tokens;
mod usage;
mod written;

use std::fmt;

use self::body::{Besides, Body};
use self::completion::Completion;
pub(crate) use self::envelope::unwrapped;
use self::finish::End;
pub(crate) use self::remains::says_something;
use crate::prompt::clean;
use crate::tools::ToolCall;

/// What a request cost, as far as the server says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Tokens of the request, including the cached ones.
    pub prompt: Option<u32>,
    /// Tokens of the answer, including thoughts that are not shown.
    pub answer: Option<u32>,
    /// The part of the request that the provider's cache served.
    pub cached: Option<u32>,
}

impl Tokens {
    /// The sum of both. A count is `None` if neither has it.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        let sum = |count: fn(&Self) -> Option<u32>| {
            [count(&self), count(&more)].into_iter().flatten().reduce(u32::saturating_add)
        };
        Self {
            prompt: sum(|tokens| tokens.prompt),
            answer: sum(|tokens| tokens.answer),
            cached: sum(|tokens| tokens.cached),
        }
    }
}

/// A response with a success status, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The answer, or why there is none.
    pub reply: Result<Reply, Unusable>,
    /// The tools that the model calls. Where it was offered none, they mean nothing.
    pub calls: Vec<ToolCall>,
    /// The cost, which may be known without an answer.
    pub tokens: Tokens,
}

/// The model's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The final part only, in the model's own Markdown. Never empty, without surrounding blanks or control characters.
    pub text: String,
    /// The answer met a length limit, or was longer than [`LONGEST`], so its end is missing.
    pub is_cut_off: bool,
}

/// The longest text of a reply, in bytes. It is far above what a message takes, so only nonsense is longer.
pub const LONGEST: usize = 64 * 1024;

/// Leaves the text out, so that a reply can be logged safely.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("bytes", &self.text.len())
            .field("is_cut_off", &self.is_cut_off)
            .finish()
    }
}

/// Why a response has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// There is no text at all.
    Empty,
    /// Thoughts or a length limit took the place of the answer. More room or less effort may help.
    OnlyThoughts,
    /// The answer broke off, by a failure or by a closed connection.
    Torn,
    /// The body is not a completion.
    Malformed,
    /// The model or a filter refuses to answer.
    Declined,
    /// The body is an error, in spite of the success status.
    Failed {
        /// The status from 400 to 599 that the body names.
        status: Option<u16>,
    },
}

/// Reads the body of a response with a success status, where the model was offered no tools. The body is decompressed already.
pub fn read(body: &[u8], content_type: Option<&str>) -> Reading {
    read_offering(body, content_type, &[])
}

/// Like [`read`], where the model was offered the tools with these names. A call of one that is written into the text, in
/// whatever form, is a call and no part of the reply.
pub fn read_offering(body: &[u8], content_type: Option<&str>, tools: &[&str]) -> Reading {
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let text = decode::decode(body, &content_type);
    let body = body::split(&text);
    let completion = Completion::of(&body.values);
    let promises_stream = content_type.contains("event-stream");
    let end = end(&body, &completion, promises_stream);
    let may_call = matches!(end, Ok(None | Some(End::Complete | End::Called)));
    let mut calls = if may_call { completion.calls() } else { Vec::new() };
    let text = clean(completion.text());
    let marked = if may_call && calls.is_empty() { written::marked(&text, tools) } else { None };
    let shown = marked.as_ref().map_or(text.as_str(), |marked| &marked.text);
    let mut reply = end.and_then(|end| match end {
        Some(End::Declined) => Err(Unusable::Declined),
        Some(End::Torn) => Err(Unusable::Torn),
        end => text_of(&completion, shown, end == Some(End::CutOff)),
    });
    if let Some(marked) = marked {
        // A mark without an end hides all text.
        let before = marked.before.filter(|_| reply.is_err());
        reply = before.and_then(|before| text_of(&completion, &before, false).ok()).map_or(reply, Ok);
        calls = marked.calls;
    }
    // What is cut off here has broken arguments, which no tool takes.
    if calls.is_empty()
        && let Ok(Reply { text, is_cut_off }) = &reply
        && let Some((written, text)) = written::bare(text, tools)
    {
        let is_cut_off = *is_cut_off;
        calls = written;
        reply = if text.is_empty() { Err(Unusable::Empty) } else { Ok(Reply { text, is_cut_off }) };
    }
    // What is no call of a tool is nothing for a customer.
    if calls.is_empty() && reply.as_ref().is_ok_and(|reply| envelope::is_json(&reply.text)) {
        reply = Err(Unusable::Empty);
    }
    // It goes on with what its tools answer.
    if end == Ok(Some(End::Called)) && (reply.is_err() || calls.is_empty() || tools.is_empty()) {
        reply = Err(Unusable::Torn);
    }
    Reading { tokens: completion.tokens, reply, calls }
}

/// How the choice ended, if the body has all of it. `None`: no word says it, and none is needed.
fn end(body: &Body, completion: &Completion, promises_stream: bool) -> Result<Option<End>, Unusable> {
    if let Some(failure) = completion.failure {
        return Err(match failure {
            failure if failure.is_declined => Unusable::Declined,
            _ if completion.has_text() => Unusable::Torn,
            failure => Unusable::Failed { status: failure.status },
        });
    }
    let Some(last) = completion.last_choice else {
        return Err(without_choice(body, completion, promises_stream));
    };
    if completion.is_refused() {
        return Err(Unusable::Declined);
    }
    // What is lost behind the end, such as the usage, is no part of the answer.
    if body
        .torn_at
        .is_some_and(|at| completion.finished_at.unwrap_or(last) >= at || completion.is_open_ended())
    {
        return Err(Unusable::Torn);
    }
    let is_stream = body.is_stream || completion.is_chunked();
    match completion.finish.as_deref().and_then(finish::end_of) {
        None if is_stream && !body.is_done => Err(Unusable::Torn),
        end => Ok(end),
    }
}

fn without_choice(body: &Body, completion: &Completion, promises_stream: bool) -> Unusable {
    let says_nothing = body.values.is_empty() && body.besides != Besides::Junk;
    let awaits = body.is_stream || (says_nothing && (promises_stream || body.besides == Besides::Comments));
    if body.torn_at.is_some() {
        Unusable::Torn
    } else if completion.has_no_choices || body.is_done {
        Unusable::Empty
    } else if awaits {
        Unusable::Torn
    } else if says_nothing {
        Unusable::Empty
    } else {
        Unusable::Malformed
    }
}

fn text_of(completion: &Completion, text: &str, is_cut_off: bool) -> Result<Reply, Unusable> {
    let inner = envelope::unwrapped(text).map(|inner| clean(&inner));
    let mut part = final_part::of(inner.as_deref().unwrap_or(text), is_cut_off);
    // The envelope may stand behind thoughts.
    if let Some(inner) = part.text.as_deref().and_then(envelope::unwrapped) {
        let outer = part;
        part = final_part::of(&clean(&inner), is_cut_off);
        part.has_thoughts |= outer.has_thoughts;
    }
    // A torn character is worth nothing to the reader.
    let text = part.text.as_deref().unwrap_or_default().replace(char::REPLACEMENT_CHARACTER, "");
    let text = remains::without(&text);
    if !text.is_empty() {
        let kept = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default().trim_end();
        return Ok(Reply { text: kept.to_owned(), is_cut_off: is_cut_off || text.len() > LONGEST });
    }
    let thought = part.has_thoughts || completion.has_thoughts() || is_cut_off;
    Err(if thought { Unusable::OnlyThoughts } else { Unusable::Empty })
}
