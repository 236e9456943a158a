//! Explains the state of the number.

use relais_whatsapp::client::PhoneNumber;

use super::report::Level;

/// The findings about a number. Fields that Meta did not send are left out.
pub(super) fn findings(number: &PhoneNumber) -> Vec<(Level, String)> {
    let mut findings = vec![registration(number)];
    match number.status.as_deref() {
        None | Some("CONNECTED") => {}
        Some("FLAGGED") => findings.push((
            Level::Warning,
            "flagged: its quality fell, and Meta lowers its limit unless it improves; see WhatsApp Manager, \
             Phone numbers"
                .to_owned(),
        )),
        Some(status) => findings.push((
            Level::Wrong,
            format!("its state is {status}: messages may not go out; see WhatsApp Manager, Phone numbers"),
        )),
    }
    match number.quality_rating.as_deref() {
        Some(quality @ ("YELLOW" | "RED")) => findings.push((
            Level::Warning,
            format!(
                "its quality is {quality}: customers block or report it; see WhatsApp Manager, Phone numbers"
            ),
        )),
        Some(quality) => findings.push((Level::Ok, format!("its quality is {quality}"))),
        None => {}
    }
    if number.name_status.as_deref() == Some("DECLINED") {
        let text = "its display name was declined: enter another one in WhatsApp Manager, Phone numbers";
        findings.push((Level::Warning, text.to_owned()));
    }
    if number.code_verification_status.as_deref() == Some("NOT_VERIFIED") {
        let text = "it is not verified: finish that in WhatsApp Manager, Phone numbers";
        findings.push((Level::Warning, text.to_owned()));
    }
    if number.account_mode.as_deref() == Some("SANDBOX") {
        let text = "a test number: it reaches only the recipients that the dashboard lists";
        findings.push((Level::Warning, text.to_owned()));
    }
    findings
}

fn registration(number: &PhoneNumber) -> (Level, String) {
    match number.platform_type.as_deref() {
        Some("CLOUD_API") => (Level::Ok, "registered with the Cloud API".to_owned()),
        Some(other) => (
            Level::Wrong,
            format!(
                "not registered with the Cloud API (its platform is {other}): register it in the dashboard, \
                 WhatsApp, API setup"
            ),
        ),
        None => (Level::Ok, "it can be read; Meta does not say where it is registered".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(change: impl FnOnce(&mut PhoneNumber)) -> PhoneNumber {
        let mut number = PhoneNumber {
            platform_type: Some("CLOUD_API".to_owned()),
            quality_rating: Some("GREEN".to_owned()),
            status: Some("CONNECTED".to_owned()),
            name_status: Some("APPROVED".to_owned()),
            ..PhoneNumber::default()
        };
        change(&mut number);
        number
    }

    fn worst(number: &PhoneNumber) -> (Level, String) {
        let mut findings = findings(number);
        findings.sort_by_key(|(level, _)| *level as u8);
        findings.pop().unwrap()
    }

    #[test]
    fn a_good_number_is_good_and_an_unknown_one_not_bad() {
        assert_eq!(worst(&number(|_| {})).0, Level::Ok);
        assert_eq!(worst(&PhoneNumber::default()).0, Level::Ok);
    }

    #[test]
    fn each_state_says_what_it_means() {
        let some = |text: &str| Some(text.to_owned());
        let table = [
            (number(|n| n.platform_type = some("NOT_APPLICABLE")), Level::Wrong, "not registered"),
            (number(|n| n.status = some("BANNED")), Level::Wrong, "BANNED"),
            (number(|n| n.status = some("FLAGGED")), Level::Warning, "flagged"),
            (number(|n| n.quality_rating = some("RED")), Level::Warning, "RED"),
            (number(|n| n.name_status = some("DECLINED")), Level::Warning, "display name"),
            (number(|n| n.code_verification_status = some("NOT_VERIFIED")), Level::Warning, "verified"),
            (number(|n| n.account_mode = some("SANDBOX")), Level::Warning, "test number"),
        ];
        for (number, level, words) in table {
            let (found, text) = worst(&number);
            assert_eq!(found, level, "{text}");
            assert!(text.contains(words), "{text}");
        }
    }
}
