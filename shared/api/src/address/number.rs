//! The international number that somebody meant.
//!
//! With a country code (a plus, `00`, or a 0 in brackets behind it) an existing country and a possible length are enough:
//! countries open new ranges sooner than the library knows them. Without one the number must be known more exactly, or
//! the message may go to a stranger.
//!
//! The library parses its metadata at its first use, which takes some milliseconds: never at start.

use relais_core::country::Country;
use relais_whatsapp::ids::WaId;
use rlibphonenumber::{
    CountryCodeSource, NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberType, Region,
    ValidationError, get_national_significant_number_owned,
};

use super::{Refusal, Typed};

/// Digits of the shortest and the longest number with its country code (E.164 has at most 15).
const LEAST: usize = 7;
const MOST: usize = 15;

/// Mexico's country code, and the digit that WhatsApp puts behind it for mobile numbers, as Mexico did until 2019.
const MEXICO: (i32, char) = (52, '1');

/// How sure it is that a number exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// Numbers of its country have this length.
    Possible,
    /// It has the length and the first digit of its country's mobile numbers: a new range, or one kept for fiction.
    LikeMobile,
    /// It is in a range that is in use.
    Valid,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    digits: String,
    trust: Trust,
}

impl Reading {
    fn id(self) -> WaId {
        WaId::from(self.digits)
    }
}

/// The number that was typed.
pub(super) fn parse(typed: &Typed, default_country: Option<Country>) -> Result<WaId, Refusal> {
    let region = default_country.and_then(|country| Region::from_code(country.as_str()).ok());
    if let Some(region) = region
        && !typed.plus
        && let Some(abroad) = dialled_abroad(&typed.digits, region)
    {
        return Ok(abroad.id());
    }
    if let Some([likely, otherwise]) = international(typed) {
        let likely = with_country_code(&likely);
        let otherwise = with_country_code(&otherwise);
        return match (likely, otherwise) {
            // Italy and others keep the 0: without it there is no such number.
            (Ok(likely), Ok(otherwise)) if otherwise.trust > likely.trust => Ok(otherwise.id()),
            (Ok(reading), _) | (Err(_), Ok(reading)) => Ok(reading.id()),
            (Err(refusal), Err(_)) => Err(refusal),
        };
    }
    without_country_code(&typed.digits, region)
}

/// The digits from the country code on, without and with a 0 in brackets. `None`: nothing says that there is one.
fn international(typed: &Typed) -> Option<[String; 2]> {
    let readings = [typed.without_bracketed_zero(), typed.digits.clone()];
    let behind_zeros = readings.clone().map(|digits| digits.strip_prefix("00").map(str::to_owned));
    if let [Some(likely), Some(otherwise)] = behind_zeros {
        return Some([likely, otherwise]);
    }
    let code_before_zero = typed.bracketed_zero.and_then(|place| typed.digits.get(..place));
    (typed.plus || code_before_zero.is_some_and(is_country_code)).then_some(readings)
}

fn is_country_code(digits: &str) -> bool {
    !digits.starts_with('0')
        && digits.parse().is_ok_and(|code: i32| {
            PHONE_NUMBER_UTIL.get_supported_calling_codes().any(|supported| supported == code)
        })
}

/// A number after the digits that a country dials before a country code, where these are not `00`: `011 33 …`.
fn dialled_abroad(digits: &str, region: Region) -> Option<Reading> {
    let number = PHONE_NUMBER_UTIL.parse_and_keep_raw_input(digits, Some(region)).ok()?;
    let dialled = number.country_code_source() == CountryCodeSource::FromNumberWithIdd;
    reading(&number).ok().filter(|reading| dialled && reading.trust > Trust::Possible)
}

/// Reads digits that begin with a country code.
fn with_country_code(digits: &str) -> Result<Reading, Refusal> {
    let length = (1..=3).find(|length| digits.get(..*length).is_some_and(is_country_code));
    let (code, national) = digits.split_at(length.ok_or(Refusal::UnknownCountryCode)?);
    let code: i32 = code.parse().map_err(|_| Refusal::UnknownCountryCode)?;
    if digits.len() > MOST {
        return Err(Refusal::TooLong);
    }
    let typed = reading(&phone_number(code, national)?);
    if let Ok(typed) = &typed
        && typed.trust == Trust::Valid
    {
        return Ok(typed.clone());
    }
    if (code, national.chars().next()) == (MEXICO.0, Some(MEXICO.1)) {
        let mobile = reading(&phone_number(code, national.trim_start_matches(MEXICO.1))?)?;
        return Ok(Reading { digits: digits.to_owned(), ..mobile });
    }
    // The library leaves out the 0 of `+44 020 …`, and the 15 of Argentina's mobile numbers.
    let understood = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).ok();
    match (typed, understood.and_then(|number| reading(&number).ok())) {
        (Ok(typed), Some(understood)) if understood.trust > typed.trust => Ok(understood),
        (Ok(typed), _) => Ok(typed),
        (Err(_), Some(understood)) => Ok(understood),
        (Err(refusal), None) => Err(refusal),
    }
}

/// Reads digits of which nothing says that they begin with a country code.
fn without_country_code(digits: &str, region: Option<Region>) -> Result<WaId, Refusal> {
    if digits.len() > MOST {
        return Err(Refusal::TooLong);
    }
    let abroad = with_country_code(digits).ok().filter(|reading| reading.trust > Trust::Possible);
    let home = region.and_then(|region| at_home(digits, region));
    // Where numbers begin with 0 inside the country, one without it may well have a country code.
    let zero_is_missing = !digits.starts_with('0') && region.is_some_and(begins_with_zero);
    match (home, abroad) {
        (Some(home), Some(abroad)) if home.trust == Trust::Possible => {
            Ok(if digits.starts_with('0') { home } else { abroad }.id())
        }
        (Some(home), Some(abroad)) if zero_is_missing && home.digits != abroad.digits => {
            Err(Refusal::TwoReadings)
        }
        (Some(home), None) if home.trust == Trust::Possible && !digits.starts_with('0') => {
            Err(Refusal::NotOfTheCountry)
        }
        (Some(home), _) => Ok(home.id()),
        (None, Some(abroad)) => Ok(abroad.id()),
        (None, None) if digits.len() < LEAST => Err(Refusal::TooShort),
        (None, None) if region.is_some() => Err(Refusal::NotOfTheCountry),
        (None, None) => Err(Refusal::NoCountryCode),
    }
}

/// Reads digits as they are dialled inside a country.
fn at_home(digits: &str, region: Region) -> Option<Reading> {
    reading(&PHONE_NUMBER_UTIL.parse(digits, Some(region)).ok()?).ok()
}

/// Whether a 0 is dialled before the country's numbers inside the country, and is no part of them.
fn begins_with_zero(region: Region) -> bool {
    PHONE_NUMBER_UTIL.get_example_number(region).is_ok_and(|example| {
        let national = get_national_significant_number_owned(&example);
        let dialled = PHONE_NUMBER_UTIL.parse(format!("0{national}"), Some(region));
        !national.starts_with('0')
            && dialled.is_ok_and(|dialled| get_national_significant_number_owned(&dialled) == national)
    })
}

/// The number as digits, and how sure it is. An error says what is wrong with its length.
fn reading(number: &PhoneNumber) -> Result<Reading, Refusal> {
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(number) {
        Ok(NumberLengthType::IsPossible) => {}
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => {
            return Err(Refusal::TooShort);
        }
        Err(ValidationError::TooLong) => return Err(Refusal::TooLong),
        Err(ValidationError::InvalidLength) => return Err(Refusal::WrongLength),
        Err(ValidationError::InvalidCountryCode) => return Err(Refusal::UnknownCountryCode),
    }
    let national = get_national_significant_number_owned(number);
    let trust = if PHONE_NUMBER_UTIL.is_valid_number(number) {
        Trust::Valid
    } else if is_like_mobile(number.country_code, &national) {
        Trust::LikeMobile
    } else {
        Trust::Possible
    };
    Ok(Reading { digits: format!("{}{national}", number.country_code), trust })
}

fn is_like_mobile(code: i32, national: &str) -> bool {
    let region = PHONE_NUMBER_UTIL.get_region_for_country_code(code);
    let example = region.and_then(|region| {
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile).ok()
    });
    example.map(|example| get_national_significant_number_owned(&example)).is_some_and(|example| {
        example.len() == national.len() && example.chars().next() == national.chars().next()
    })
}

/// A number of the library from its parts.
fn phone_number(code: i32, national: &str) -> Result<PhoneNumber, Refusal> {
    let zeros = national.chars().take_while(|c| *c == '0').count();
    // All zeros: the last one is the number.
    let zeros = zeros.min(national.len().saturating_sub(1));
    Ok(PhoneNumber {
        country_code: code,
        national_number: national.parse().map_err(|_| Refusal::TooShort)?,
        italian_leading_zero: (zeros > 0).then_some(true),
        number_of_leading_zeros: i32::try_from(zeros).ok().filter(|zeros| *zeros > 1),
        ..PhoneNumber::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_that_can_be_configured_is_one_of_the_library() {
        let mut known: Vec<_> = PHONE_NUMBER_UTIL
            .get_supported_regions()
            .map(|region| region.as_region_str().to_string())
            .collect();
        known.sort_unstable();
        let countries: Vec<_> = Country::all().map(|country| country.as_str().to_owned()).collect();
        assert_eq!(countries, known);
    }
}
