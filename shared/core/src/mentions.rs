//! Whether a text mentions a person: by number, by user id, or by the id of one of their messages.
//!
//! A text is any JSON, also with JSON in a string. It mentions an id that stands in it as a whole, not as a part of
//! another id. A wamid contains the customer's number in base64, so wamids that are not stored here are found too.

use std::collections::HashSet;

/// The shortest number that is looked for inside of wamids, in digits. A shorter one would be found by chance.
const SHORTEST_NUMBER: usize = 7;

/// The digits of base64.
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The ids by which a person is mentioned. `Debug` shows how many they are.
#[derive(Clone, Default)]
pub struct Mentions {
    ids: HashSet<String>,
}

impl std::fmt::Debug for Mentions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mentions").field("ids", &self.ids.len()).finish_non_exhaustive()
    }
}

impl Mentions {
    /// Adds an id: a number, a user id, a wamid, a contact's id or a blob's name.
    pub fn add(&mut self, id: &str) {
        if !id.is_empty() {
            self.ids.insert(id.to_owned());
        }
    }

    /// Adds several ids.
    pub fn add_all(&mut self, ids: &[String]) {
        for id in ids {
            self.add(id);
        }
    }

    /// Whether this text mentions the person.
    pub fn are_in(&self, text: &str) -> bool {
        // Meta's JSON may escape the slash.
        let text = text.replace("\\/", "/");
        text.split(|c: char| !is_of_an_id(c)).any(|word| self.is_about(word))
    }

    fn is_about(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let bare = word.trim_matches(['+', '.', '-', '/', '=', '_']);
        let in_wamid = |wamid: &str| {
            let bytes = decoded(wamid);
            let numbers =
                bytes.split(|byte| !byte.is_ascii_digit()).filter_map(|part| str::from_utf8(part).ok());
            numbers.filter(|number| number.len() >= SHORTEST_NUMBER).any(|number| self.ids.contains(number))
        };
        self.ids.contains(word)
            || self.ids.contains(bare)
            || word.split_once("wamid.").is_some_and(|(_, wamid)| in_wamid(wamid))
    }
}

fn is_of_an_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '/' | '=')
}

/// The bytes in a wamid. Characters outside of base64 are skipped.
fn decoded(wamid: &str) -> Vec<u8> {
    let digits = wamid.bytes().filter_map(|byte| BASE64.iter().position(|digit| *digit == byte));
    let bits: Vec<bool> =
        digits.flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| value << 1 | u8::from(*bit))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(ids: &[&str]) -> Mentions {
        let mut mentions = Mentions::default();
        for id in ids {
            mentions.add(id);
        }
        mentions
    }

    #[test]
    fn an_id_is_found_as_a_whole_and_in_json_within_json() {
        let of = mentions(&["33639980001", "FR.134", "kept/ab12"]);
        for text in [
            r#"{"wa_id":"33639980001"}"#,
            r#"{"wa_id":33639980001}"#,
            r#"{"to":"+33639980001"}"#,
            r#""{\"wa_id\":\"33639980001\"}""#,
            r#"{"user_id":"FR.134"}"#,
            r#"{"blob":"kept/ab12"}"#,
            r#"{"blob":"kept\/ab12"}"#,
            "call 33639980001.",
        ] {
            assert!(of.are_in(text), "{text}");
        }
        for text in
            ["", "{}", r#"{"wa_id":"336399800012"}"#, r#"{"user_id":"FR.1345"}"#, r#"{"user_id":"EFR.134"}"#]
        {
            assert!(!of.are_in(text), "{text}");
        }
        assert!(!mentions(&[]).are_in("{\"\":\"\"}"));
    }

    #[test]
    fn a_number_is_found_in_a_wamid_that_is_not_known() {
        let of = mentions(&["33639980001"]);
        let wamid = r#"{"id":"wamid.HBgLMzM2Mzk5ODAwMDEVAgASGBQzQTdCNEE0RjE5QzAyRDhFN0YxMAA="}"#;
        assert!(of.are_in(wamid));
        assert!(!of.are_in(&wamid.replace("MDEV", "MDIV")), "another number");
        assert!(!of.are_in(&wamid.replace("wamid.", "")), "no wamid");
    }

    #[test]
    fn debug_shows_no_id() {
        assert!(!format!("{:?}", mentions(&["33639980001"])).contains("336"));
    }
}
