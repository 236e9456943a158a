//! The documents against the code: every variable that is read is documented, and every documented default is true.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

const META: [(&str, &str); 4] = [
    ("WHATSAPP_PHONE_ID", "1"),
    ("WHATSAPP_API_TOKEN", "t"),
    ("WHATSAPP_VERIFY_TOKEN", "v"),
    ("WHATSAPP_APP_SECRET", "s"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The names and the defaults in each row of the README's table.
fn rows() -> Vec<(Vec<String>, Vec<String>)> {
    let readme = document("README.md");
    let (_, table) = readme.split_once("| variable | default | meaning |\n|---|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(quoted).collect();
        (cells[1].clone(), cells[2].clone())
    })
    .collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The configuration with Meta's variables and this one, and the names that were asked for.
fn read(name: &str, value: &str) -> (String, BTreeSet<String>) {
    let asked = RefCell::new(BTreeSet::new());
    let config = LocalConfig::read(&|wanted| {
        asked.borrow_mut().insert(wanted.to_owned());
        let given = [(name, value)];
        let found = given.iter().chain(&META).find(|(known, _)| *known == wanted)?;
        Some(found.1.to_owned())
    });
    (format!("{:?}", config.unwrap()), asked.into_inner())
}

#[test]
fn the_readme_names_every_variable_of_the_process_and_no_other() {
    let documented: BTreeSet<_> = rows().into_iter().flat_map(|(names, _)| names).collect();
    let (_, mut asked) = read("OPENAI_API_KEY", "k");
    asked.extend(META_REQUIRED.iter().chain(&META_OPTIONAL).map(|name| (*name).to_owned()));
    assert_eq!(asked.difference(&documented).next(), None, "README.md does not name it");
    assert_eq!(documented.difference(&asked).next(), None, "nothing reads it");
}

#[test]
fn the_readme_gives_every_default_as_it_is() {
    let mut checked = 0;
    for (names, defaults) in rows() {
        if names.len() != defaults.len() {
            continue; // in words
        }
        for (name, default) in names.iter().zip(&defaults) {
            assert_eq!(read(name, default).0, read("", "").0, "README.md: {name} defaults to {default}");
            checked += 1;
        }
    }
    assert!(checked >= 10, "the table of variables was not read: {checked} defaults");
}

/// Also those that the functions and the commands read.
#[test]
fn every_variable_in_the_sources_is_documented() {
    let documented = document("README.md") + &document("docs/OPERATIONS.md");
    let documented = quoted(&documented.replace("```", ""));
    let mut names = BTreeSet::new();
    for folder in ["local/src", "functions", "shared"] {
        collect(&root().join(folder), &mut names);
    }
    assert!(names.contains("RELAIS_SECRET_ARN") && names.contains("TABLE_NAME"), "the sources were not read");
    let missing: Vec<_> = names.iter().filter(|name| !documented.contains(name)).collect();
    assert!(missing.is_empty(), "neither README.md nor docs/OPERATIONS.md names {missing:?}");
}

fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "tests") {
                collect(&path, names);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            names.extend(text.split('"').filter(|word| is_variable(word)).map(str::to_owned));
        }
    }
}

fn is_variable(word: &str) -> bool {
    let is_ours =
        ["RELAIS_", "WHATSAPP_", "OPENAI_", "GRAPH_API_"].iter().any(|start| word.starts_with(start));
    let is_resource = ["_URL", "_NAME", "_BUCKET"].iter().any(|end| word.ends_with(end));
    word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && (is_ours || is_resource)
        && !(word.starts_with("AWS_") || word.starts_with('_') || word.ends_with('_'))
}
