//! The error chain as text.

use std::error::Error;

/// The error and all its causes on one line, for the log or for a dead letter.
pub fn error_chain(error: &dyn Error) -> String {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        chain.push_str(": ");
        chain.push_str(&source.to_string());
        cause = source.source();
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::QueueError;

    #[test]
    fn causes_are_in_order() {
        let denied = std::io::Error::other("AccessDenied");
        let error = QueueError::new("send messages", denied);
        assert!(error_chain(&error).ends_with("send messages: AccessDenied"), "{}", error_chain(&error));
    }
}
