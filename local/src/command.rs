//! The commands of the program.

/// A command with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// No arguments: serve.
    Serve,
    /// Check the configuration and what runs with it.
    Doctor,
    /// List the dead letters.
    DeadLetters,
    /// Redrive the dead letters of one queue, or of both.
    Redrive(Option<&'static str>),
}

/// Printed when the arguments are no command.
pub const USAGE: &str = "\
usage: relais                            serve
       relais doctor                     check the configuration and what runs with it, here or on AWS
       relais dead-letters               list the jobs that failed for good (dead letters), with the reason
       relais dead-letters redrive       redrive them: put them back into their queue
                  [--queue events|replies]  only those of one queue

The environment and a file `.env` in this folder configure it, as the README says.";

impl Command {
    /// Parses the arguments after the program's name. `None` when they are no command.
    pub fn parse(arguments: &[String]) -> Option<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match arguments.as_slice() {
            [] => Some(Self::Serve),
            ["doctor"] => Some(Self::Doctor),
            ["dead-letters"] => Some(Self::DeadLetters),
            ["dead-letters", "redrive"] => Some(Self::Redrive(None)),
            ["dead-letters", "redrive", "--queue", name] => {
                let known = crate::dead_letters::QUEUES.into_iter().find(|known| known == name)?;
                Some(Self::Redrive(Some(known)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_understood_or_refused() {
        let parse =
            |line: &str| Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        for (line, command) in [
            ("", Some(Command::Serve)),
            ("doctor", Some(Command::Doctor)),
            ("dead-letters", Some(Command::DeadLetters)),
            ("dead-letters redrive", Some(Command::Redrive(None))),
            ("dead-letters redrive --queue replies", Some(Command::Redrive(Some("replies")))),
            ("dead-letters redrive --queue others", None),
            ("dead-letters redrive --queue", None),
            ("doctor now", None),
            ("--help", None),
        ] {
            assert_eq!(parse(line), command, "{line}");
        }
    }
}
