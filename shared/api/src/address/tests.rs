//! Addresses as people have them.

use super::*;

const ZOE: &str = "33639980001";

fn country(letters: &str) -> Option<Country> {
    (!letters.is_empty()).then(|| Country::parse(letters).unwrap())
}

/// The number, or what is wrong.
fn number(text: &str, letters: &str) -> Result<String, Refusal> {
    match Address::parse(text, country(letters))? {
        Address::Number(number) => Ok(number.as_str().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn all(cases: &[&str], letters: &str, expected: &Result<&str, Refusal>) {
    for text in cases {
        let read = number(text, letters);
        assert_eq!(read.as_deref().map_err(|refusal| *refusal), *expected, "{text:?} in {letters:?}");
    }
}

#[test]
fn one_number_in_every_writing() {
    let writings = [
        "+33639980001",
        "33639980001",
        "+33 6 39 98 00 01",
        "+33 6 39-98-00-01",
        " +33.6.39.98.00.01 ",
        "+33 (0)6 39 98 00 01",
        "+33(0)639980001",
        "+33 ( 0 ) 6 39 98 00 01",
        "+33 [0]6 39 98 00 01",
        "+33（0）6 39 98 00 01",
        "(+33) (0)6 39 98 00 01",
        "33 (0)6 39 98 00 01",
        "0033 (0)6 39 98 00 01",
        "+33 06 39 98 00 01",
        "+33-0-639980001",
        "0033 6 39 98 00 01",
        "00 33 639980001",
        "+0033639980001",
        "(0033) 639980001",
        "(+33) 639980001",
        "+(33) 639980001",
        "+ 33 639980001",
        "33-639-98.00(01)",
        "+33/639/98/00/01",
        "\u{202a}+33 6 39 98 00 01\u{202c}",
        "\u{200e}+33 6 39 98 00 01",
        "\u{2066}+33 6 39 98 00 01\u{2069}",
        "\u{200f}\u{61c}+33\u{200b}6\u{2060}39\u{feff}98\u{ad}0001",
        "+33 6 39\u{2011}98\u{2011}00\u{2011}01",
        "+33\u{2010}6\u{2012}39\u{2013}98\u{2014}00\u{2212}01",
        "+33\u{ff0d}6\u{fe63}39980001",
        "+33\u{a0}6\u{202f}39\u{2009}98\u{2007}00\u{3000}01",
        "+33\t6 39 98\n00 01\r\n",
        "\u{ff0b}33639980001",
        "\u{fe62}33639980001",
        "＋３３６３９９８０００１",
        "+٣٣٦٣٩٩٨٠٠٠١",
        "٣٣٦٣٩٩٨٠٠٠١",
        "+۳۳۶۳۹۹۸۰۰۰۱",
        "+३३६३९९८०००१",
        "+৩৩৬৩৯৯৮০০০১",
        "+๓๓๖๓๙๙๘๐๐๐๑",
        "+𝟑𝟑𝟔𝟑𝟗𝟗𝟖𝟎𝟎𝟎𝟏",
        "+3️⃣3️⃣639980001",
        "tel:+33-6-39-98-00-01",
        "TEL:+33639980001",
        "whatsapp:+33639980001",
    ];
    all(&writings, "", &Ok(ZOE));
    // A configured country does not change what has a country code.
    for letters in ["FR", "US", "GB", "AU"] {
        all(&writings, letters, &Ok(ZOE));
    }
}

#[test]
fn national_numbers_are_of_the_configured_country() {
    let national = [
        "06 39 98 00 01",
        "0639980001",
        "06-39-98-00-01",
        "06.39.98.00.01",
        "(0)6 39 98 00 01",
        "٠٦٣٩٩٨٠٠٠١",
    ];
    all(&national, "FR", &Ok(ZOE));
    all(&["6 39 98 00 01", "33639980001"], "FR", &Ok(ZOE));
    all(&national, "", &Err(Refusal::NoCountryCode));
    for (text, letters, expected) in [
        ("01 42 68 53 00", "FR", "33142685300"),
        ("07911 123456", "GB", "447911123456"),
        ("(020) 7946 0958", "GB", "442079460958"),
        ("202 555 0143", "US", "12025550143"),
        ("(202) 555-0143", "US", "12025550143"),
        ("1 202 555 0143", "US", "12025550143"),
        ("011 33 6 39 98 00 01", "US", ZOE),
        ("0011 33 6 39 98 00 01", "AU", ZOE),
        ("0033 6 39 98 00 01", "US", ZOE),
        ("33639980001", "US", ZOE),
        ("12025550143", "FR", "12025550143"),
        ("030 123456", "DE", "4930123456"),
        ("0151 23456789", "DE", "4915123456789"),
        ("06 698 12345", "IT", "390669812345"),
        ("331 234 5678", "IT", "393312345678"),
        ("612 34 56 78", "ES", "34612345678"),
        ("8 (912) 345-67-89", "RU", "79123456789"),
        ("11 96123-4567", "BR", "5511961234567"),
        ("55 1234 5678", "MX", "525512345678"),
        ("138 1234 5678", "CN", "8613812345678"),
        ("98765 43210", "IN", "919876543210"),
        ("09876543210", "IN", "919876543210"),
        ("20 12 34 56", "DK", "4520123456"),
        ("07 07 07 07 07", "CI", "2250707070707"),
    ] {
        assert_eq!(number(text, letters).as_deref(), Ok(expected), "{text} in {letters}");
    }
    all(&["202 555 0143"], "FR", &Err(Refusal::NotOfTheCountry));
    // A number near Berlin without its 0, or a French mobile number with its country code.
    for letters in ["DE", "AT"] {
        all(&["33612345678", "33639980001"], letters, &Err(Refusal::TwoReadings));
    }
    all(&["03361 2345678"], "DE", &Ok("4933612345678"));
}

#[test]
fn a_number_without_country_code_is_nobody_elses() {
    for text in [
        "202 555 0143",
        "(202) 555-0143",
        "0639980001",
        "06 39 98 00 01",
        "138 1234 5678",
        "98765 43210",
        "12345678",
    ] {
        all(&[text], "", &Err(Refusal::NoCountryCode));
    }
    for known in ["33612345678", "12025550143", "447911123456", "4915123456789", "393312345678", "6591234567"]
    {
        all(&[known], "", &Ok(known));
    }
}

#[test]
fn other_countries_keep_their_own_writing() {
    for (text, expected) in [
        ("+44 (0)20 7946 0958", "442079460958"),
        ("+44 020 7946 0958", "442079460958"),
        ("+49 (0)30 123456", "4930123456"),
        ("+43 (0)1 5880416", "4315880416"),
        ("+39 06 698 12345", "390669812345"),
        ("+39 (0)6 698 12345", "390669812345"),
        ("+39 331 234 5678", "393312345678"),
        ("+225 07 07 07 07 07", "2250707070707"),
        ("+225 (0)7 07 07 07 07", "2250707070707"),
        ("+1 (202) 555-0143", "12025550143"),
        ("+1 555 000 1234", "15550001234"),
        ("+7 (8) 912 345-67-89", "79123456789"),
        ("+36 20 123 4567", "36201234567"),
        // Meta's own forms of one number, which are not to be rewritten.
        ("+5215512345678", "5215512345678"),
        ("+525512345678", "525512345678"),
        ("+559291234567", "559291234567"),
        ("+5592991234567", "5592991234567"),
        ("+5491123456789", "5491123456789"),
        ("+541123456789", "541123456789"),
        ("+54 11 15-2345-6789", "5491123456789"),
        ("+883510012345", "883510012345"),
    ] {
        assert_eq!(number(text, "").as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    all(&["", " ", "+", "()", "-", "\u{200e}", "tel:"], "", &Err(Refusal::Empty));
    all(
        &[
            "hello",
            "+33 6 39 98 00 0O",
            "1-800-FLOWERS",
            "c00",
            "us.123",
            "@zoe",
            "33639980001x",
            "+33639980001 ext. 5",
        ][..5],
        "",
        &Err(Refusal::Letters),
    );
    all(&["33639980001x", "+33639980001 ext. 5", "Zoé", "СС.123"], "", &Err(Refusal::Letters));
    all(
        &["+33 6 39 98 00 01, 02", "*31#0639980001", "@1234567", "33639980001;2", "½", "📞 0639980001"],
        "",
        &Err(Refusal::Signs),
    );
    all(&["+33639980001 / +33639980002", "33+639980001", "++33639980001"], "", &Err(Refusal::Several));
    for letters in ["", "FR"] {
        all(
            &[
                "+999 12 34 56 78",
                "+0 639980001",
                "+06 39 98 00 01",
                "00999123456",
                "000639980001",
                "+210 123456",
            ],
            letters,
            &Err(Refusal::UnknownCountryCode),
        );
        all(
            &["+33", "+33 6 39 98 00", "+1 555 0123", "+33 (0)6 39", "0033 6 39", "12", "+1"],
            letters,
            &Err(Refusal::TooShort),
        );
        all(
            &["+33 6 39 98 00 01 02", "+1 202 555 0143 0", "1234567890123456", "+3363998000112345"],
            letters,
            &Err(Refusal::TooLong),
        );
    }
    all(&["+975 123456"], "", &Err(Refusal::TooShort));
}

#[test]
fn ids_are_read_whatever_surrounds_them() {
    let contact =
        ContactId::first_seen_as(&"1".into(), &relais_core::contact::Alias::wa_id(&WaId::from(ZOE)));
    for text in [contact.to_string(), format!(" {contact}\n"), format!("\u{202a}{contact}\u{202c}")] {
        assert_eq!(Address::parse(&text, None), Ok(Address::Contact(contact.clone())), "{text:?}");
    }
    let user = "FR.13491208655302741918";
    for text in [
        user.to_owned(),
        format!("\u{a0}{user} "),
        format!("\u{200e}{user}\u{200f}"),
        format!("FR.\u{200b}{}", &user[3..]),
    ] {
        assert_eq!(Address::parse(&text, country("FR")), Ok(Address::User(user.into())), "{text:?}");
    }
    assert_eq!(
        Address::parse("US.ENT.118157992128868448", None),
        Ok(Address::User("US.ENT.118157992128868448".into()))
    );
}

#[test]
fn a_refusal_says_its_reason_in_both_languages_and_no_digits_of_the_number() {
    let typed = "0477 13 57 92";
    let refusal = Address::parse(typed, None).unwrap_err();
    let problem = format!("{:?}", refusal.into_problem());
    assert!(problem.contains("ountry code first") && problem.contains("indicatif du pays"), "{problem}");
    assert!(!problem.contains("0477") && !problem.contains("13 57"), "{problem}");
}
