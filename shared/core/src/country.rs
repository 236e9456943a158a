//! A country by its two letters.

use std::fmt;

/// The countries and territories that have telephone numbers of their own, by their ISO 3166-1 letters (`XK`, Kosovo, is
/// in use and not in the standard). A test in `relais-api` compares the list with the library that reads numbers.
const COUNTRIES: &str = "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA \
    RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR \
    TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// A country that has telephone numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Country(&'static str);

impl Country {
    /// Reads two letters, in upper or lower case. `None`: no such country has telephone numbers.
    pub fn parse(letters: &str) -> Option<Self> {
        Self::all().find(|country| country.0.eq_ignore_ascii_case(letters))
    }

    /// All countries.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.split(' ').map(Self)
    }

    /// The two letters, in upper case.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_name_a_country_in_either_case() {
        for letters in ["FR", "fr", "Fr", "GB", "US", "AC", "ZW"] {
            let country = Country::parse(letters).unwrap();
            assert_eq!(country.as_str(), letters.to_uppercase());
        }
        for letters in ["", "F", "FRA", "ZZ", "UK", "EU", "F R", " ", "33", "+33", "001", "FR GB", "ﬀ"] {
            assert_eq!(Country::parse(letters), None, "{letters:?}");
        }
    }
}
