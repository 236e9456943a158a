//! The language of a country, by the calling code of a number.

use super::CustomerLanguage;
use super::CustomerLanguage::{Arabic, English, French, Portuguese, Spanish};

/// Calling codes of countries of which one of the five languages is clearly the language: nearly everybody there reads
/// it, and people write to shops in it. Left out are countries with several such languages (Belgium, Switzerland,
/// Canada, Cameroon, Morocco to Tunisia, Lebanon), and those where another language is first (Kenya, India, Haiti).
/// Source of the codes: ITU, list of E.164 country codes.
#[rustfmt::skip]
const COUNTRIES: &[(CustomerLanguage, &[&str])] = &[
    (French, &[
        "33", "377", // France, Monaco
        "262", "508", "590", "594", "596", "687", "689", // overseas
        "221", "225", "226", "228", "229", "241", "242", // Senegal, Ivory Coast, Burkina Faso, Togo, Benin, Gabon, Congo
        "223", "224", "227", "243", // Mali, Guinea, Niger, DR Congo
    ]),
    (English, &[
        "44", "353", "61", "64", // United Kingdom, Ireland, Australia, New Zealand
        "234", "233", "231", "232", "220", "260", "263", "264", // Nigeria, Ghana, Liberia, Sierra Leone, Gambia, Zambia, Zimbabwe, Namibia
        // The numbers of North America, without those of Canada, Puerto Rico and the Dominican Republic, which are below.
        "1",
        "592", "501", // Guyana, Belize
    ]),
    (Spanish, &[
        "34", "52", "54", "56", "57", "58", "51", // Spain, Mexico, Argentina, Chile, Colombia, Venezuela, Peru
        "502", "503", "504", "505", "506", "507", // Central America
        "591", "593", "595", "598", "53", "240", // Bolivia, Ecuador, Paraguay, Uruguay, Cuba, Equatorial Guinea
        "1787", "1939", "1809", "1829", "1849", // Puerto Rico, Dominican Republic
    ]),
    (Portuguese, &["351", "55", "244", "258", "238", "239", "245"]),
    (Arabic, &[
        "20", "218", "249", // Egypt, Libya, Sudan
        "962", "963", "964", "965", "966", "967", "968", "970", "973", // Jordan, Syria, Iraq, Kuwait, Saudi Arabia, Yemen, Oman, Palestine, Bahrain
    ]),
];

/// Calling codes of further countries with one such language, by its English name: Relais has no fixed texts in them,
/// but a model writes them. Left out are, besides those above, India, Pakistan, the Philippines, Malaysia, Latvia,
/// Estonia, Belarus, Moldova, Cyprus, Bosnia, Kazakhstan and others in which people write in more than one.
const OTHERS: &[(&str, &[&str])] = &[
    ("German", &["49", "43", "423"]), // Germany, Austria, Liechtenstein
    ("Italian", &["39", "378"]),      // Italy, San Marino
    ("Dutch", &["31"]),
    ("Polish", &["48"]),
    ("Russian", &["7"]),
    ("Ukrainian", &["380"]),
    ("Turkish", &["90"]),
    ("Hebrew", &["972"]),
    ("Persian", &["98"]),
    ("Japanese", &["81"]),
    ("Korean", &["82"]),
    ("Chinese", &["86", "886"]), // China, Taiwan
    ("Swedish", &["46"]),
    ("Danish", &["45"]),
    ("Norwegian", &["47"]),
    ("Finnish", &["358"]),
    ("Icelandic", &["354"]),
    ("Greek", &["30"]),
    ("Czech", &["420"]),
    ("Slovak", &["421"]),
    ("Hungarian", &["36"]),
    ("Romanian", &["40"]),
    ("Bulgarian", &["359"]),
    ("Croatian", &["385"]),
    ("Serbian", &["381"]),
    ("Slovenian", &["386"]),
    ("Albanian", &["355", "383"]), // Albania, Kosovo
    ("Lithuanian", &["370"]),
    ("Armenian", &["374"]),
    ("Georgian", &["995"]),
    ("Azerbaijani", &["994"]),
    ("Uzbek", &["998"]),
    ("Indonesian", &["62"]),
    ("Thai", &["66"]),
    ("Vietnamese", &["84"]),
    ("Khmer", &["855"]),
    ("Lao", &["856"]),
    ("Burmese", &["95"]),
    ("Bengali", &["880"]),
    ("Nepali", &["977"]),
    ("Mongolian", &["976"]),
];

/// Numbers of Kazakhstan, which shares Russia's code.
const KAZAKHSTAN: &[&str] = &["76", "77"];

/// Area codes of Canada, where French and English are both first (CNAC, numbering plan areas in use, 2026).
const CANADA: &[&str] = &[
    "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368", "382",
    "403", "416", "418", "428", "431", "437", "438", "450", "460", "468", "474", "506", "514", "519", "537",
    "548", "557", "568", "579", "581", "584", "587", "600", "604", "613", "622", "639", "647", "672", "683",
    "705", "709", "742", "753", "778", "780", "782", "807", "819", "825", "851", "867", "873", "879", "902",
    "905", "942",
];

/// The language of the country that a number in Meta's form, digits with the country code, belongs to. The longest code
/// that fits decides.
pub(super) fn language_of(number: &str) -> Option<CustomerLanguage> {
    if number.strip_prefix('1').is_some_and(|rest| CANADA.iter().any(|area| rest.starts_with(area))) {
        return None;
    }
    let codes =
        COUNTRIES.iter().flat_map(|(language, codes)| codes.iter().map(move |code| (*code, *language)));
    let fitting = codes.filter(|(code, _)| number.starts_with(code));
    fitting.max_by_key(|(code, _)| code.len()).map(|(_, language)| language)
}

/// The English name of the language of a number's country, of more languages than [`language_of`] knows.
pub(super) fn english_name_of(number: &str) -> Option<&'static str> {
    if let Some(language) = language_of(number) {
        return Some(language.english_name());
    }
    let is_of = |codes: &[&str]| codes.iter().any(|code| number.starts_with(code));
    let found = OTHERS.iter().find(|(_, codes)| is_of(codes)).filter(|_| !is_of(KAZAKHSTAN));
    found.map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_with_one_clear_language_has_it() {
        for (number, language) in [
            ("33639980001", French),
            ("221770000001", French),
            ("447700900001", English),
            ("12015550101", English),
            ("18765550101", English),
            ("34600980402", Spanish),
            ("5215550000001", Spanish),
            ("18095550101", Spanish),
            ("17875550101", Spanish),
            ("5511900000001", Portuguese),
            ("351910000001", Portuguese),
            ("201000000001", Arabic),
            ("966500000001", Arabic),
        ] {
            assert_eq!(language_of(number), Some(language), "{number}");
        }
    }

    #[test]
    fn a_country_with_several_languages_or_another_one_has_none() {
        for number in [
            "32470000001",
            "41790000001",
            "15145550101",
            "14165550101",
            "237600000001",
            "212600000001",
            "49151000001",
            "919800000001",
            "254700000001",
            "971500000001",
            "961300000001",
            "",
            "0",
            "US.123",
        ] {
            assert_eq!(language_of(number), None, "{number}");
        }
    }

    #[test]
    fn the_model_is_told_of_more_languages() {
        for (number, name) in [
            ("33639980001", Some("French")),
            ("966500000001", Some("Arabic")),
            ("49151000001", Some("German")),
            ("43660000001", Some("German")),
            ("39333000001", Some("Italian")),
            ("972500000001", Some("Hebrew")),
            ("819000000001", Some("Japanese")),
            ("79000000001", Some("Russian")),
            ("77010000001", None),
            ("41790000001", None),
            ("32470000001", None),
            ("15145550101", None),
            ("919800000001", None),
            ("212600000001", None),
            ("", None),
            ("DE.49", None),
        ] {
            assert_eq!(english_name_of(number), name, "{number}");
        }
    }

    #[test]
    fn no_code_stands_for_two_languages() {
        let mut codes: Vec<_> = COUNTRIES.iter().flat_map(|(_, codes)| *codes).copied().collect();
        codes.extend(OTHERS.iter().flat_map(|(_, codes)| *codes));
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        for other in OTHERS.iter().flat_map(|(_, codes)| *codes) {
            let begun: Vec<_> = codes.iter().filter(|code| code.starts_with(other)).collect();
            assert_eq!(begun, [other], "one code begins another");
        }
    }
}
