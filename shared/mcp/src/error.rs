//! What an error says, and above all whether something may have been done.

use relais_aws::outward::{OutwardError, Refusal};

/// Codes by which a server refuses a request before it does anything: it could not be read, or is for nothing that the
/// server has.
/// <https://www.jsonrpc.org/specification#error_object>
const REFUSALS: [i64; 7] = [-32700, -32600, -32601, -32602, -32020, -32021, -32022];

/// Why there is no answer. It holds no text, no address and no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum McpError {
    /// The address may not be reached. Nothing was sent, and nothing will be.
    #[error("the address is refused: {0}")]
    Refused(Refusal),
    /// Certainly nothing was done: the call was not sent, or the server did not take it.
    #[error("nothing was done: {0}")]
    NotSent(Cause),
    /// The call was sent, or may have been, and no usable answer came. It may have been carried out.
    #[error("it is not known whether it was done: {0}")]
    Unclear(Cause),
    /// The server answered with an error of the protocol.
    #[error("the server answered with the error {code}")]
    Failed {
        /// Its code.
        code: i64,
    },
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// No client could be made.
    #[error("the HTTP client could not be made")]
    Client,
    /// The name was not resolved, or no connection was made.
    #[error("the server was not reached")]
    NotReached,
    /// The time limit passed.
    #[error("the server did not answer in time")]
    Late,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// The answer is longer than what is read.
    #[error("the answer is too long")]
    TooLong,
    /// A status that is no success. A redirect is not followed.
    #[error("the server answered with HTTP status {0}")]
    Status(u16),
    /// The server refused to begin, with this code.
    #[error("the server answered the beginning with the error {0}")]
    Opening(i64),
    /// Not what the protocol has here, such as a page of HTML.
    #[error("the answer is not one of the Model Context Protocol")]
    NotMcp,
    /// The server speaks no version that is known here.
    #[error("the server speaks no known version of the Model Context Protocol")]
    Version,
    /// The tool wants a question answered before it goes on, which nobody could.
    #[error("the tool asks for more than its arguments")]
    Unfinished,
    /// The secret or the idempotency key has other characters than a header takes.
    #[error("the secret or the idempotency key cannot be sent as a header")]
    Header,
}

impl McpError {
    /// Whether a call that ended so may have been carried out.
    pub fn may_have_acted(self) -> bool {
        match self {
            Self::Refused(_) | Self::NotSent(_) => false,
            Self::Unclear(_) => true,
            Self::Failed { code } => !REFUSALS.contains(&code),
        }
    }

    /// The same before the call was sent: whatever is unclear about it, nothing was called.
    pub(crate) fn at_opening(self) -> Self {
        match self {
            Self::Unclear(cause) => Self::NotSent(cause),
            Self::Failed { code } => Self::NotSent(Cause::Opening(code)),
            other => other,
        }
    }
}

impl From<OutwardError> for McpError {
    fn from(error: OutwardError) -> Self {
        match error {
            OutwardError::Refused(refusal) => Self::Refused(refusal),
            OutwardError::NotSent(_) => Self::NotSent(Cause::NotReached),
            OutwardError::Unclear { source, .. } if source.is_timeout() => Self::Unclear(Cause::Late),
            OutwardError::Unclear { .. } => Self::Unclear(Cause::Broken),
            OutwardError::Client(_) => Self::NotSent(Cause::Client),
        }
    }
}
