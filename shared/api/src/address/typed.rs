//! The digits of a number as somebody typed or copied it.

use super::Refusal;
use super::characters::{
    digit, is_blank, is_closing, is_hyphen, is_invisible, is_opening, is_plus, is_separator,
};

/// What stands before a number in a link.
const SCHEMES: [&str; 2] = ["tel:", "whatsapp:"];

/// A number without its spaces and signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// There is a plus before the digits.
    pub(crate) plus: bool,
    /// The digits, those in brackets as well.
    pub(crate) digits: String,
    /// The position in `digits` of a 0 that stands alone in brackets after other digits: `+33 (0)6 …`. It is dialled
    /// inside the country only.
    pub(crate) bracketed_zero: Option<usize>,
}

impl Typed {
    /// Takes the digits out of a text that holds nothing but a number. There is at least one digit.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let signs = signs(without_scheme(text))?;
        let digits: String = signs.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return Err(Refusal::Empty);
        }
        let before_plus = signs.rsplit_once('+').map(|(before, _)| before);
        if before_plus.is_some_and(|before| before.contains(|c: char| c == '+' || c.is_ascii_digit())) {
            return Err(Refusal::Several);
        }
        let zero_at = signs.find("(0)").unwrap_or_default();
        let before_zero = signs.get(..zero_at).unwrap_or_default();
        let place = before_zero.chars().filter(char::is_ascii_digit).count();
        Ok(Self {
            plus: before_plus.is_some(),
            digits,
            bracketed_zero: Some(place).filter(|place| *place > 0),
        })
    }

    /// The digits without a 0 in brackets that follows others.
    pub(crate) fn without_bracketed_zero(&self) -> String {
        let mut digits = self.digits.clone();
        if let Some(place) = self.bracketed_zero {
            digits.remove(place);
        }
        digits
    }
}

/// Only the ASCII digits, plus signs and round brackets of a text. All other signs of a number are left out.
fn signs(text: &str) -> Result<String, Refusal> {
    let mut signs = String::new();
    for c in text.chars() {
        match c {
            c if is_invisible(c) || is_blank(c) || is_hyphen(c) || is_separator(c) => {}
            c if is_plus(c) => signs.push('+'),
            c if is_opening(c) => signs.push('('),
            c if is_closing(c) => signs.push(')'),
            c => match digit(c) {
                Some(digit) => signs.push(digit),
                None if c.is_alphabetic() => return Err(Refusal::Letters),
                None => return Err(Refusal::Signs),
            },
        }
    }
    Ok(signs)
}

fn without_scheme(text: &str) -> &str {
    let text = text.trim();
    let scheme = SCHEMES.into_iter().find(|scheme| {
        text.get(..scheme.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme))
    });
    scheme.and_then(|scheme| text.get(scheme.len()..)).unwrap_or(text)
}
