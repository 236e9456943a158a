//! What a server heard: the words, without those that models make up where there are none.

use serde_json::Value;

use crate::reading::Tokens;
use crate::{AssistantError, fit};

/// The longest transcript, in UTF-16 units: about five minutes of speech.
const LONGEST: usize = 4_000;

/// A text up to this many characters may be nothing but made up.
const SHORT: usize = 90;

/// What models of the Whisper family write for silence and noise: the ends of the subtitles that they learned from. Only
/// what no customer says is here. "Vielen Dank" and "bye bye" are made up too, and customers say them.
/// <https://github.com/openai/whisper/discussions/928>
const MADE_UP: [&str; 17] = [
    "thank you for watching",
    "thank you so much for watching",
    "thanks for watching",
    "please subscribe",
    "please subscribe to my channel",
    "like and subscribe",
    "see you in the next video",
    "merci d'avoir regardé cette vidéo",
    "merci d'avoir regardé la vidéo",
    "abonnez-vous",
    "abonnez-vous à la chaîne",
    "n'oubliez pas de vous abonner",
    "gracias por ver el video",
    "suscríbete al canal",
    "obrigado por assistir",
    "vielen dank fürs zuschauen",
    "ご視聴ありがとうございました",
];

/// How short texts begin that are made up: who wrote the subtitles. A question about subtitles begins otherwise.
const MADE_UP_BEGINNINGS: [&str; 22] = [
    "sous-titres réalisés",
    "sous-titres par",
    "sous-titres faits",
    "sous-titrage st'",
    "sous-titrage société radio",
    "sous-titrage fr 20",
    "subtitles by",
    "subtitled by",
    "subs by",
    "transcription by",
    "untertitel im auftrag",
    "untertitel von",
    "untertitelung im auftrag",
    "untertitelung des",
    "subtítulos realizados",
    "subtítulos por",
    "subtitulado por",
    "legendas pela",
    "legenda por",
    "sottotitoli creati",
    "sottotitoli e revisione",
    "sottotitoli a cura",
];

/// What came of a sound.
pub(super) struct Heard {
    pub(super) words: Option<String>,
    pub(super) tokens: Tokens,
    pub(super) seconds: Option<u32>,
}

/// Reads a success response: JSON with a `text`, or the text itself.
pub(super) fn read(body: &[u8]) -> Result<Heard, AssistantError> {
    let (text, usage) = match serde_json::from_slice(body) {
        Ok(Value::Object(mut body)) => match body.remove("text") {
            Some(Value::String(text)) => (text, body.remove("usage").unwrap_or(Value::Null)),
            _ => return Err(AssistantError::Malformed),
        },
        Ok(Value::String(text)) => (text, Value::Null),
        // Null, a number, a list: nobody said that.
        Ok(_) => return Err(AssistantError::Malformed),
        Err(_) => {
            let text = std::str::from_utf8(body).map_err(|_| AssistantError::Malformed)?;
            if text.trim_start().starts_with(['<', '{', '[']) && !text.trim_end().ends_with([']']) {
                return Err(AssistantError::Malformed);
            }
            (text.to_owned(), Value::Null)
        }
    };
    let count = |name: &str| {
        let count = usage.get(name)?;
        count.as_u64().and_then(|count| u32::try_from(count).ok())
    };
    let seconds = usage.get("seconds").and_then(Value::as_f64).filter(|it| (0.0..1e6).contains(it));
    Ok(Heard {
        words: spoken(&text),
        tokens: Tokens { prompt: count("input_tokens"), answer: count("output_tokens"), cached: None },
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within bounds")]
        seconds: seconds.map(|seconds| seconds.ceil() as u32),
    })
}

/// The words that were spoken. `None`: there are none.
fn spoken(text: &str) -> Option<String> {
    let text = without_signs(text);
    let text = text.trim();
    let said = without_sounds(text).to_lowercase().replace('’', "'");
    let said = said.trim_matches(|c: char| !c.is_alphanumeric());
    let is_short = said.chars().count() <= SHORT;
    let is_made_up = MADE_UP.contains(&said)
        || (is_short && MADE_UP_BEGINNINGS.iter().any(|beginning| said.starts_with(beginning)))
        || (is_short && said.contains("amara.org"));
    if said.is_empty() || is_made_up {
        return None;
    }
    Some(fit(text, LONGEST).to_owned()).filter(|words| !words.is_empty())
}

/// The text without what a voice does not say: the model's own tokens, such as `<|nospeech|>`
/// (<https://github.com/openai/whisper/blob/main/whisper/tokenizer.py>), control characters, and marks that
/// change the direction of text.
fn without_signs(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<|") {
        let Some((token, after)) = after.split_once("|>") else { break };
        let is_token = !token.contains(char::is_whitespace);
        left.push_str(before);
        if !is_token {
            left.push_str(token);
        }
        rest = after;
    }
    left.push_str(rest);
    left.retain(|c| {
        let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_whitespace() || !(c.is_control() || turns)
    });
    left
}

/// The text without what is no words: `[Music]`, `(applause)`, `*coughs*`, `♪ … ♪`.
fn without_sounds(text: &str) -> String {
    let mut left = String::new();
    let mut until = None;
    for c in text.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), _) => {}
            (None, '[') => until = Some(']'),
            (None, '(') => until = Some(')'),
            (None, '*') => until = Some('*'),
            (None, '♪') => until = Some('♪'),
            (None, c) => left.push(c),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_models_make_up_of_silence_is_no_words() {
        for text in [
            "",
            " \n ",
            "...",
            "Thanks for watching!",
            "Thank you for watching.",
            "Sous-titres réalisés par la communauté d'Amara.org",
            "Sous-titrage ST' 501",
            "Sous-titrage Société Radio-Canada",
            "Merci d’avoir regardé cette vidéo !",
            "[Music]",
            "(silence) [BLANK_AUDIO]",
            "[BLANK_AUDIO]",
            "[ Silence ]",
            "<|endoftext|>[BLANK_AUDIO]",
            "<|nospeech|>",
            "\u{202e}\0",
            "♪ ♪",
            "*soupir*",
            "Untertitel im Auftrag des ZDF, 2020",
            "Sottotitoli creati dalla comunità Amara.org",
            "ご視聴ありがとうございました",
        ] {
            assert_eq!(spoken(text), None, "{text}");
        }
        for text in [
            "Merci.",
            "Oui",
            "Thank you",
            "You.",
            "Vielen Dank!",
            "Bye bye",
            "À la prochaine !",
            "See you next time!",
            "Thanks for listening.",
            "Merci d'avoir regardé.",
            "Gracias por ver.",
            "Grazie per la visione",
            "Bonjour, sous-titrage possible ?",
            "Sous-titrage possible en anglais ?",
            "Untertitel gibt es auch?",
            "Subtítulos en inglés, por favor",
            "(rire) D'accord, à demain",
            "Je voudrais savoir si vous faites du sous-titrage pour des vidéos de mariage, et à quel prix, merci de me répondre",
        ] {
            assert_eq!(spoken(text).as_deref(), Some(text));
        }
        for (text, words) in [
            ("<|fr|><|0.00|> Bonjour<|2.40|>", "Bonjour"),
            ("a\0b\u{202e}c", "abc"),
            ("Oui.\nNon.", "Oui.\nNon."),
            ("a <| b", "a <| b"),
        ] {
            assert_eq!(spoken(text).as_deref(), Some(words), "{text:?}");
        }
        let long = spoken(&"Une phrase de plus. ".repeat(1_000)).unwrap();
        assert!(long.len() <= LONGEST && long.ends_with("plus."));
    }

    #[test]
    fn every_form_of_a_response_is_read() {
        let words = |body: &str| read(body.as_bytes()).map(|heard| heard.words);
        assert_eq!(words(r#"{"text":" Bonjour "}"#).unwrap().as_deref(), Some("Bonjour"));
        assert_eq!(words(r#""Bonjour""#).unwrap().as_deref(), Some("Bonjour"));
        assert_eq!(words("Bonjour\n").unwrap().as_deref(), Some("Bonjour"));
        assert_eq!(words("[Music]\n").unwrap(), None);
        for body in [
            "<html>502</html>",
            "{\"text\":",
            "{}",
            r#"{"text":null}"#,
            r#"{"error":{"message":"x"}}"#,
            "null",
            " true\n",
            "12",
            "-1.5e3",
            r#"["Bonjour"]"#,
        ] {
            assert!(matches!(words(body), Err(AssistantError::Malformed)), "{body}");
        }
        assert!(matches!(read(b"\xff\xfe"), Err(AssistantError::Malformed)));
    }

    #[test]
    fn what_a_call_cost_is_read() {
        let tokens =
            r#"{"text":"a","usage":{"type":"tokens","input_tokens":14,"output_tokens":5,"total_tokens":19}}"#;
        let heard = read(tokens.as_bytes()).unwrap();
        assert_eq!((heard.tokens.prompt, heard.tokens.answer, heard.seconds), (Some(14), Some(5), None));
        let heard = read(br#"{"text":"a","usage":{"type":"duration","seconds":9.2}}"#).unwrap();
        assert_eq!((heard.tokens, heard.seconds), (Tokens::default(), Some(10)));
        assert_eq!(read(br#"{"text":"a","usage":{"seconds":-1}}"#).unwrap().seconds, None);
    }
}
