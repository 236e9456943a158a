//! What can be wrong with a file at Meta.

use std::time::Duration;

/// A fault of one file, until it is cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Graph announces one byte more than there are.
    WrongSize,
    /// Graph announces another hash.
    WrongHash,
    /// Graph announces another type.
    WrongType,
    /// Graph announces 101 MB.
    TooLarge,
    /// The bytes are others than those that were announced, and as many.
    OtherBytes,
    /// The bytes come after this pause.
    Slow(Duration),
    /// The connection breaks in the middle of the bytes.
    CutOff,
    /// The address that Graph returns is this one.
    Address(String),
    /// The address redirects to this one.
    Redirect(String),
    /// The address answers with this HTTP status.
    Status(u16),
}
