//! The country of numbers that people write without a country code.

use super::Vars;
use crate::country::Country;

/// Reads `RELAIS_DEFAULT_COUNTRY`, which only the admin API needs. `None`: it is not set, or it is wrong, which is noted
/// as a problem.
pub fn default_country(vars: &mut Vars<'_>) -> Option<Country> {
    let letters = vars.optional("RELAIS_DEFAULT_COUNTRY")?;
    let country = Country::parse(&letters);
    if country.is_none() {
        vars.problem(
            "RELAIS_DEFAULT_COUNTRY must be the two letters of a country (ISO 3166), such as FR or GB",
        );
    }
    country
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_country_is_two_letters_of_a_country_that_exists() {
        let country = |value: &str| {
            let lookup = |name: &str| (name == "RELAIS_DEFAULT_COUNTRY").then(|| value.to_owned());
            let mut vars = Vars::new(&lookup);
            let country = default_country(&mut vars);
            vars.finish(country)
        };
        for (value, expected) in [("FR", Some("FR")), (" fr ", Some("FR")), ("Gb", Some("GB")), (" ", None)] {
            assert_eq!(country(value).unwrap().map(Country::as_str), expected, "{value:?}");
        }
        for value in ["ZZ", "UK", "France", "33", "+33", "F"] {
            let error = country(value).unwrap_err().to_string();
            assert!(error.contains("RELAIS_DEFAULT_COUNTRY"), "{error}");
            assert!(!error.contains(&format!("{value} ")), "values are not repeated: {error}");
        }
    }
}
