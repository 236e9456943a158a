//! The business numbers that `WHATSAPP_PHONE_ID` lists.

use relais_whatsapp::ids::PhoneNumberId;

use super::Vars;

/// The first of these numbers. Graph refuses the empty id that it returns if there is none.
pub fn default_number(numbers: &[PhoneNumberId]) -> PhoneNumberId {
    numbers.first().cloned().unwrap_or_else(|| PhoneNumberId::from(""))
}

/// The ids in `WHATSAPP_PHONE_ID`, where nothing else of Meta's is needed. Empty entries are left out.
pub fn phone_ids(vars: &Vars<'_>) -> Vec<PhoneNumberId> {
    let list = vars.optional("WHATSAPP_PHONE_ID").unwrap_or_default();
    list.split(',').map(str::trim).filter(|id| !id.is_empty()).map(PhoneNumberId::from).collect()
}

/// The ids in this list, in its order. `None`: it is missing or wrong, which is noted as a problem.
pub(super) fn listed(vars: &mut Vars<'_>, list: &str) -> Option<Vec<PhoneNumberId>> {
    if list.is_empty() {
        return None; // noted as missing
    }
    let ids: Vec<&str> = list.split(',').map(str::trim).collect();
    let is_repeated = |(place, id): (usize, &&str)| ids.iter().take(place).any(|earlier| earlier == id);
    if ids.iter().any(|id| id.is_empty()) {
        vars.problem(
            "WHATSAPP_PHONE_ID has an empty entry: put one comma between two ids, and none at the end",
        );
    } else if ids.iter().enumerate().any(is_repeated) {
        vars.problem("WHATSAPP_PHONE_ID names the same id twice");
    } else {
        return Some(ids.into_iter().map(PhoneNumberId::from).collect());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{ConfigError, META_REQUIRED, Meta, settings};
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Meta, ConfigError> {
        let lookup =
            |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let mut vars = Vars::new(&lookup);
        let meta = Meta::read(&mut vars);
        settings(&mut vars);
        vars.finish_read(meta)
    }

    /// Meta's variables, with this list of numbers.
    fn with_numbers(list: &str) -> Result<Meta, ConfigError> {
        let rest = META_REQUIRED.map(|name| (name, "1"));
        read(&[&[("WHATSAPP_PHONE_ID", list)], &rest[1..]].concat())
    }

    #[test]
    fn several_numbers_are_read_in_their_order() {
        for (list, expected) in [("1", &["1"][..]), (" 20 ,3", &["20", "3"]), ("3,20,1", &["3", "20", "1"])] {
            let meta = with_numbers(list).unwrap();
            let ids: Vec<_> = meta.phone_number_ids.iter().map(PhoneNumberId::as_str).collect();
            assert_eq!(ids, expected, "{list}");
            assert_eq!(meta.default_number().as_str(), expected[0]);
        }
    }

    #[test]
    fn a_wrong_list_of_numbers_is_refused_and_not_repeated() {
        for (list, problem) in [
            ("71,,72", "WHATSAPP_PHONE_ID has an empty entry"),
            ("71,72,", "WHATSAPP_PHONE_ID has an empty entry"),
            (" , ", "WHATSAPP_PHONE_ID has an empty entry"),
            ("71, 72 ,71", "WHATSAPP_PHONE_ID names the same id twice"),
        ] {
            let error = with_numbers(list).unwrap_err().to_string();
            assert!(error.contains(problem), "{list}: {error}");
            assert!(!error.contains("71") && !error.contains("72"), "{error}");
        }
    }

    #[test]
    fn a_wrong_list_of_numbers_hides_no_other_problem() {
        let error = read(&[("WHATSAPP_PHONE_ID", "1,1"), ("RELAIS_TAKEOVER_HOURS", "0")]).unwrap_err();
        for name in META_REQUIRED.iter().chain(&["RELAIS_TAKEOVER_HOURS"]) {
            assert!(error.to_string().contains(name), "{error}");
        }
        let error = with_numbers("").unwrap_err().to_string();
        assert!(error.contains("WHATSAPP_PHONE_ID is missing or empty"), "{error}");
    }
}
