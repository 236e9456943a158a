//! The file `.env`: variables that are not set in the environment.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

/// The content of the file.
#[derive(Debug, Default, PartialEq)]
pub struct EnvFile {
    /// Names and values, in the file's order.
    pub variables: Vec<(String, String)>,
    /// The number of lines that are not of the form `NAME=value`. They are not shown, because they may contain secrets.
    pub unreadable_lines: usize,
}

impl EnvFile {
    /// Reads the file. Without a file there are no variables. A file that cannot be read is an error: without its
    /// variables, Meta would be simulated.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| {
                format!("`{}` cannot be read: make it a readable text file, or remove it", path.display())
            }),
        }
    }

    fn parse(text: &str) -> Self {
        let mut file = Self::default();
        // Some editors put a byte order mark before the first name.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for variable in dotenvy::from_read_iter(text.as_bytes()) {
            match variable {
                Ok(variable) => file.variables.push(variable),
                Err(_) => file.unreadable_lines += 1,
            }
        }
        file
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<String> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_read_and_other_lines_counted() {
        let file = EnvFile::parse("\u{feff}A=1\r\n# note\nB=\"two words\"\nnot a variable\nC=\n");
        assert_eq!(
            ["A", "B", "C", "D"].map(|name| file.get(name)),
            [Some("1".to_owned()), Some("two words".to_owned()), Some(String::new()), None]
        );
        assert_eq!(file.unreadable_lines, 1);
    }

    /// Double quotes outside of single quotes are taken away, as in a shell.
    #[test]
    fn the_json_in_the_example_is_still_json_when_it_is_read() {
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../.env.example");
        let example = std::fs::read_to_string(example).unwrap();
        let settings =
            example.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| line.contains('{'));
        let file = EnvFile::parse(&settings.collect::<Vec<_>>().join("\n"));
        assert_eq!((file.variables.len(), file.unreadable_lines), (3, 0), "{file:?}");
        for (name, value) in &file.variables {
            assert!(serde_json::from_str::<serde_json::Value>(value).is_ok(), "{name}: {value}");
        }
    }

    #[test]
    fn without_a_file_there_are_no_variables_and_an_unreadable_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(EnvFile::read(&folder.path().join(".env")).unwrap(), EnvFile::default());
        let error = EnvFile::read(folder.path()).unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }
}
