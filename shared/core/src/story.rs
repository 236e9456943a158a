//! An error told with its causes.

use std::error::Error;

/// The error and the whole chain of its causes on one line, for a log or beside a dead letter.
pub fn story(error: &dyn Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        story.push_str(": ");
        story.push_str(&source.to_string());
        cause = source.source();
    }
    story
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::QueueError;

    #[test]
    fn causes_are_told_in_their_order() {
        let denied = std::io::Error::other("AccessDenied");
        let error = QueueError::new("send messages", denied);
        assert!(story(&error).ends_with("send messages: AccessDenied"), "{}", story(&error));
    }
}
