//! The commands of the program.

use std::path::PathBuf;

use crate::rehearsal::{AT_ONCE, Against, Rehearse};
use crate::trace::Asked;

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// No arguments: serve.
    Serve,
    /// Say what the commands are.
    Help,
    /// Say which release this is.
    Version,
    /// Check the configuration and what runs with it.
    Doctor,
    /// Say what became of a message.
    Trace(Asked),
    /// List the dead letters.
    DeadLetters,
    /// Redrive the dead letters of one queue, or of both.
    Redrive(Option<&'static str>),
    /// Print everything that is stored about this person, as JSON.
    Export(String),
    /// Delete everything that is stored about a person.
    Erase {
        /// A number, a user id or a contact id.
        person: String,
        /// Without asking first.
        sure: bool,
    },
    /// Write all data of this machine into a file.
    Backup(PathBuf),
    /// Fill the data folder from such a file.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Keep what is there beside it. Otherwise there must be nothing.
        replace: bool,
    },
    /// Put questions to the assistant, and judge its answers.
    Rehearse(Rehearse),
}

/// What `relais --version` prints.
pub const VERSION: &str = concat!("relais ", env!("CARGO_PKG_VERSION"));

/// What `relais --help` prints.
pub const USAGE: &str = "\
usage: relais                            serve
       relais doctor                     check the configuration and what runs with it, here or on AWS
       relais trace MESSAGE              say what became of a message, here or on AWS
                  MESSAGE is Meta's id of it (wamid.…), or the id by which the API shows it
       relais dead-letters               list the jobs that failed for good (dead letters), with the reason
       relais dead-letters redrive       redrive them: put them back into their queue
                  [--queue events|replies]  only those of one queue
       relais export PERSON              print everything that is stored about a person, as JSON
       relais erase PERSON [--yes]       delete all of it, without asking first
                  PERSON is a phone number, or the id of a conversation
       relais backup FILE                write all data of this machine into a file, while Relais runs or not
       relais restore FILE [--replace]   fill the data folder from it; keep the folder that is there beside it
       relais --help, relais --version   say this, or which release it is
       relais rehearse FILE              put a file of questions to the assistant, and judge the answers
                  [--version N]          with a stored version of the settings, in place of those of the file
                  [--against FILE.json | --against-version N]  beside other settings, for comparison
                  [--at-once N]          this many questions at the same time, 2 otherwise

The environment and a file `.env` in this folder configure it, as the README says.";

impl Command {
    /// Parses the arguments after the program's name. `None` when they are no command.
    pub fn parse(arguments: &[String]) -> Option<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match arguments.as_slice() {
            [] => Some(Self::Serve),
            ["help" | "-h" | "--help"] | [_, "-h" | "--help"] => Some(Self::Help),
            ["version" | "-V" | "--version"] => Some(Self::Version),
            ["doctor"] => Some(Self::Doctor),
            ["trace", message] => Asked::parse(message).map(Self::Trace),
            ["dead-letters"] => Some(Self::DeadLetters),
            ["dead-letters", "redrive"] => Some(Self::Redrive(None)),
            ["export", person] => Some(Self::Export((*person).to_owned())),
            ["erase", person] => Some(Self::Erase { person: (*person).to_owned(), sure: false }),
            ["erase", person, "--yes"] => Some(Self::Erase { person: (*person).to_owned(), sure: true }),
            ["dead-letters", "redrive", "--queue", name] => {
                let known = crate::dead_letters::QUEUES.into_iter().find(|known| known == name)?;
                Some(Self::Redrive(Some(known)))
            }
            ["backup", file] if !file.starts_with('-') => Some(Self::Backup(file.into())),
            ["restore", file] if !file.starts_with('-') => {
                Some(Self::Restore { file: file.into(), replace: false })
            }
            ["restore", file, "--replace"] | ["restore", "--replace", file] if !file.starts_with('-') => {
                Some(Self::Restore { file: file.into(), replace: true })
            }
            ["rehearse", file, options @ ..] if !file.starts_with('-') => rehearsal(file, options),
            _ => None,
        }
    }
}

/// What is wrong with arguments that are no command: the lines about the command that they name, or about all.
pub fn misuse(arguments: &[String]) -> String {
    let Some(name) = arguments.first() else { return USAGE.to_owned() };
    let begins = |line: &&str| line.trim_start_matches("usage:").trim_start().starts_with("relais ");
    let called = format!("relais {name} ");
    let mut of_it = Vec::new();
    let mut is_in_it = false;
    for line in USAGE.lines().take_while(|line| !line.is_empty()) {
        is_in_it = if begins(&line) { line.contains(&called) } else { is_in_it };
        if is_in_it {
            of_it.push(line);
        }
    }
    if of_it.is_empty() {
        return format!("relais has no such command.\n\n{USAGE}");
    }
    format!("These arguments are none that `relais {name}` takes. It is called so:\n{}", of_it.join("\n"))
}

fn rehearsal(file: &str, options: &[&str]) -> Option<Command> {
    let mut asked = Rehearse { file: file.into(), version: None, against: None, at_once: AT_ONCE };
    let (pairs, []) = options.as_chunks::<2>() else { return None };
    for [name, value] in pairs {
        match *name {
            "--version" => asked.version = Some(value.parse().ok()?),
            "--against" if asked.against.is_none() => {
                asked.against = Some(Against::File(PathBuf::from(value)));
            }
            "--against-version" if asked.against.is_none() => {
                asked.against = Some(Against::Version(value.parse().ok()?));
            }
            "--at-once" => asked.at_once = value.parse().ok().filter(|count| (1..=20).contains(count))?,
            _ => return None,
        }
    }
    Some(Command::Rehearse(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rehearsal(version: Option<u64>, against: Option<Against>, at_once: usize) -> Command {
        Command::Rehearse(Rehearse { file: "q.yaml".into(), version, against, at_once })
    }

    #[test]
    fn arguments_are_understood_or_refused() {
        let parse =
            |line: &str| Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        for (line, command) in [
            ("", Some(Command::Serve)),
            ("--help", Some(Command::Help)),
            ("help", Some(Command::Help)),
            ("rehearse --help", Some(Command::Help)),
            ("--version", Some(Command::Version)),
            ("doctor", Some(Command::Doctor)),
            ("trace wamid.A1", Some(Command::Trace(Asked::parse("wamid.A1").unwrap()))),
            ("trace", None),
            ("trace 33639980001", None),
            ("trace wamid.A1 --json", None),
            ("dead-letters", Some(Command::DeadLetters)),
            ("dead-letters redrive", Some(Command::Redrive(None))),
            ("dead-letters redrive --queue replies", Some(Command::Redrive(Some("replies")))),
            ("dead-letters redrive --queue others", None),
            ("dead-letters redrive --queue", None),
            ("doctor now", None),
            ("export +33639980001", Some(Command::Export("+33639980001".into()))),
            ("erase 1", Some(Command::Erase { person: "1".into(), sure: false })),
            ("erase 1 --yes", Some(Command::Erase { person: "1".into(), sure: true })),
            ("erase", None),
            ("erase 1 2", None),
            ("export", None),
            ("backup a.tar.gz", Some(Command::Backup("a.tar.gz".into()))),
            ("backup", None),
            ("backup --replace", None),
            ("restore a", Some(Command::Restore { file: "a".into(), replace: false })),
            ("restore a --replace", Some(Command::Restore { file: "a".into(), replace: true })),
            ("restore --replace a", Some(Command::Restore { file: "a".into(), replace: true })),
            ("restore --replace", None),
            ("restore a b", None),
            ("rehearse q.yaml", Some(rehearsal(None, None, 2))),
            (
                "rehearse q.yaml --against b.json",
                Some(rehearsal(None, Some(Against::File("b.json".into())), 2)),
            ),
            (
                "rehearse q.yaml --version 3 --against-version 2 --at-once 1",
                Some(rehearsal(Some(3), Some(Against::Version(2)), 1)),
            ),
            ("rehearse", None),
            ("rehearse --version 3", None),
            ("rehearse q.yaml --version", None),
            ("rehearse q.yaml --version new", None),
            ("rehearse q.yaml --against b.json --against-version 2", None),
            ("rehearse q.yaml --at-once 0", None),
        ] {
            assert_eq!(parse(line), command, "{line}");
        }
    }

    #[test]
    fn who_calls_a_command_in_another_way_is_told_how() {
        let said = |line: &str| misuse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let redrive = said("dead-letters redrive --queue others");
        assert!(
            redrive.contains("`relais dead-letters`") && redrive.contains("[--queue events|replies]"),
            "{redrive}"
        );
        assert!(!redrive.contains("rehearse") && !redrive.contains("others"), "{redrive}");
        let rehearse = said("rehearse q.yaml --at-once 0");
        assert!(rehearse.contains("--at-once N") && !rehearse.contains("restore"), "{rehearse}");
        assert!(said("serve").ends_with(USAGE), "an unknown command");
    }
}
