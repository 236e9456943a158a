//! The label or second line of a choice, as plain words on one line. WhatsApp shows no marks there, only their signs.

use relais_assistant::to_whatsapp;

/// What begins a line of a list.
const BULLETS: [&str; 3] = ["- ", "• ", "* "];

/// These words on one line, without marks of Markdown and of WhatsApp. Signs alone, such as the stars of a hotel, stay as
/// they are.
pub(super) fn plain(text: &str) -> String {
    let mut words = to_whatsapp(text, usize::MAX).replace("```", " ");
    for sign in ['*', '_', '~', '`'] {
        words = without_marks(&words, sign);
    }
    let plain = on_one_line(&words);
    if plain.contains(char::is_alphanumeric) { plain } else { on_one_line(text) }
}

/// The words with single blanks and without the bullets of their lines.
fn on_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line)
    });
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The text without the pairs of this sign that are a mark. As on WhatsApp, the first stands before words and the second
/// after them, on one line: `2 * 3 * 4`, `4*`, `a_b_c` and `~20 €` have none.
fn without_marks(text: &str, sign: char) -> String {
    let mut kept: Vec<Option<char>> = text.chars().map(Some).collect();
    let mut opening = None;
    let (mut before, mut rest) = (None, text.chars().enumerate().peekable());
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map(|(_, c)| *c);
        if c == '\n' {
            opening = None;
        } else if c == sign {
            let is_open = before.is_none_or(is_beside) && !after.is_none_or(char::is_whitespace);
            let is_close = !before.is_none_or(char::is_whitespace) && after.is_none_or(is_beside);
            match opening {
                Some(open) if is_close && at > open + 1 => {
                    for place in [open, at] {
                        kept.get_mut(place).map(Option::take);
                    }
                    opening = None;
                }
                _ if is_open => opening = Some(at),
                _ => {}
            }
        }
        before = Some(c);
    }
    kept.into_iter().flatten().collect()
}

/// Whether a mark may begin or end beside this character.
fn is_beside(c: char) -> bool {
    !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go() {
        for (written, expected) in [
            ("**Oui**", "Oui"),
            ("_Non_", "Non"),
            ("`x`", "x"),
            ("*Oui*", "Oui"),
            ("~Non~", "Non"),
            ("__Oui__", "Oui"),
            ("~~Non~~", "Non"),
            ("***Oui***", "Oui"),
            ("*_Oui_*", "Oui"),
            ("```Oui```", "Oui"),
            ("```\nOui\n```", "Oui"),
            ("# Oui", "Oui"),
            ("## **Oui**", "Oui"),
            ("- **Oui**", "Oui"),
            ("• Oui", "Oui"),
            ("* Oui", "Oui"),
            ("**Oui**, demain", "Oui, demain"),
            ("**Un** ou **deux**", "Un ou deux"),
            ("Petite (*rouge*)", "Petite (rouge)"),
            ("✅ **Oui**", "✅ Oui"),
            ("**نعم**", "نعم"),
            ("Un\nDeux", "Un Deux"),
            ("Un\r\n\r\n- Deux", "Un Deux"),
            ("Un<br>Deux", "Un Deux"),
            (" Un  deux ", "Un deux"),
        ] {
            assert_eq!(plain(written), expected, "{written:?}");
        }
        let link = plain("[lien](https://x.fr) **gras**");
        assert!(link.starts_with("lien") && link.ends_with(" gras"), "{link}");
        assert!(!link.contains(['[', ']', '*']), "{link}");
    }

    #[test]
    fn other_signs_stay() {
        for text in [
            "Oui",
            "4*",
            "4* ou 5*",
            "2 * 3 * 4",
            "a_b_c",
            "~20 €",
            "~20 € ou ~30 €",
            "> 100 €",
            "< 100 €",
            "-10 %",
            "10:30–11:00",
            "1. Petite",
            "#1",
            "N° 7",
            "L'été",
            "50 % & plus",
            "A/B",
            "👍",
            "***",
            "---",
            "+5 kg",
            "8–10 h",
            "12.",
            "C++",
            "Oui !",
            "Prix : 5,50 €",
        ] {
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain(""), "");
    }

    #[test]
    fn words_that_are_plain_stay_plain() {
        for written in ["**Un** *deux* `trois`", "*a*b*c*", "_*x* y_ ~z~", "** a **", "*a", "a*"] {
            let once = plain(written);
            assert_eq!(plain(&once), once, "{written:?}");
        }
    }
}
