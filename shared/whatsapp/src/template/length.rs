//! How long a template's body is with its values in place: Graph counts it as a whole (error 132005).

use super::Template;
use crate::limits::{TEMPLATE_ONLY_TEXT, TEMPLATE_TEXT, utf16_len};

impl Template {
    /// Most characters of the body with its values in place.
    pub(super) fn longest_body(&self) -> usize {
        if self.components.len() == 1 { TEMPLATE_ONLY_TEXT } else { TEMPLATE_TEXT }
    }

    /// The characters of the body, if each placeholder has a value of this length. 0 for a body without placeholders, which
    /// Meta has approved as it is.
    pub(super) fn body_length(&self, length_of: impl Fn(&str) -> usize) -> usize {
        let Some(mut rest) = self.body().filter(|body| !super::placeholders(body).is_empty()) else {
            return 0;
        };
        let mut length = 0;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else { break };
            length += utf16_len(before) + length_of(name.trim());
            rest = after;
        }
        length + utf16_len(rest)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::template;

    #[test]
    fn a_body_is_as_long_as_its_words_and_values() {
        for (text, length) in [
            ("Bonjour", 0),
            ("{{1}}", 5),
            ("Été 👍 {{1}}", 12),
            ("{{1}}, {{ 2 }}, {{1}}.", 20),
            ("{{prenom}} {{", 8),
        ] {
            let body = template(json!([{"type": "BODY", "text": text}]));
            assert_eq!(body.body_length(|_| 5), length, "{text}");
        }
    }
}
