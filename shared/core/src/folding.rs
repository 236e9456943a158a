//! Texts without what differs between two ways to write the same words.

use icu_normalizer::DecomposingNormalizer;

/// A text in lower case, without accents and invisible marks, with letters of full width or of fancy alphabets as plain
/// ones. Arabic is without vowel signs, hamza and the two letters that people exchange for their look-alikes.
pub fn folded(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(visible.len());
    for c in DecomposingNormalizer::new_nfkd().normalize(&visible).chars().filter(|c| !is_accent(*c)) {
        match (letters(c), c) {
            (Some(letters), _) => folded.push_str(letters),
            (None, 'ى' | 'ی') => folded.push('ي'),
            (None, 'ة') => folded.push('ه'),
            (None, 'ک') => folded.push('ك'),
            // The decomposition itself makes capital letters, of signs such as ℡.
            (None, c) => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The words of a text in their folded form. Everything between letters and digits separates them, apostrophes too.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Marks that are not shown: marks of direction, of joining and of variation, the soft hyphen, the byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The accents and points of Latin, Greek, Cyrillic, Hebrew and Arabic letters. The vowel signs of other scripts are
/// letters and stay.
pub fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
            | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
            | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Letters that have no accent to remove, as they are written without them. Curly quotation marks are straight.
pub fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ĸ' => "k",
        'ς' => "σ",
        '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '`' | '´' => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writings_of_one_word_are_one() {
        for (written, expected) in [
            ("Arrêt", "arret"),
            ("arre\u{302}t", "arret"),
            ("ＳＴＯＰ", "stop"),
            ("𝐒𝐓𝐎𝐏", "stop"),
            ("S\u{200b}T\u{ad}OP\u{feff}", "stop"),
            ("İPTAL ışık", "iptal isik"),
            ("œuf ẞ", "oeuf ss"),
            ("أَوْقِف", "اوقف"),
            ("إلغـــاء", "الغاء"),
            ("مرة أخرى", "مره اخري"),
            ("l’heure", "l'heure"),
        ] {
            assert_eq!(folded(written), expected, "{written:?}");
        }
    }

    #[test]
    fn signs_and_apostrophes_separate_words() {
        let text = folded("  «N'écrivez plus», 2x 🙏 svp_! ");
        assert_eq!(words(&text).collect::<Vec<_>>(), ["n", "ecrivez", "plus", "2x", "svp"]);
    }
}
