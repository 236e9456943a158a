//! What of customers' files is understood.

use super::Vars;
use crate::settings::Understand;

const NAME: &str = "RELAIS_UNDERSTAND";

/// Reads `RELAIS_UNDERSTAND`: some of `voice`, `pictures` and `documents`, with commas between them, or `none`. `None`: it
/// is not set, or it is wrong, which is noted as a problem.
pub fn understand(vars: &mut Vars<'_>) -> Option<Understand> {
    let text = vars.optional(NAME)?;
    let mut found = Understand::NOTHING;
    let kinds: Vec<_> = text.split(',').map(str::trim).filter(|kind| !kind.is_empty()).collect();
    for kind in &kinds {
        match kind.to_ascii_lowercase().as_str() {
            "voice" => found.voice = true,
            "pictures" => found.pictures = true,
            "documents" => found.documents = true,
            "none" if kinds.len() == 1 => {}
            _ => {
                vars.problem(format!(
                    "{NAME} must be none, or some of voice, pictures and documents with commas between them"
                ));
                return None;
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<Understand>, String> {
        let lookup = |name: &str| (name == NAME).then(|| value.to_owned());
        let mut vars = Vars::new(&lookup);
        let found = understand(&mut vars);
        vars.finish(found).map_err(|error| error.to_string())
    }

    #[test]
    fn kinds_are_listed_and_nothing_is_none() {
        let all = Understand::default();
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read("voice,pictures, Documents"), Ok(Some(all)));
        assert_eq!(read("voice,"), Ok(Some(Understand { voice: true, ..Understand::NOTHING })));
        assert_eq!(read("none"), Ok(Some(Understand::NOTHING)));
        for wrong in ["off", "voice,none", "photos", "voice documents"] {
            assert!(read(wrong).unwrap_err().contains("RELAIS_UNDERSTAND must be"), "{wrong}");
        }
    }
}
