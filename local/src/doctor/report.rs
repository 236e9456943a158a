//! Prints one line per finding, as soon as it is known.

use std::fmt::Display;
use std::io::{self, Write};

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// In order.
    Ok,
    /// It works, but a person should look at it.
    Warning,
    /// It does not work.
    Wrong,
}

/// The number of findings so far, by level.
pub(super) struct Report<'a> {
    out: &'a mut dyn Write,
    fine: usize,
    warnings: usize,
    wrong: usize,
    not_checked: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, fine: 0, warnings: 0, wrong: 0, not_checked: 0 }
    }

    /// A finding of this level.
    pub(super) fn finding(&mut self, level: Level, about: &str, what: impl Display) -> io::Result<()> {
        match level {
            Level::Ok => self.ok(about, what),
            Level::Warning => self.warning(about, what),
            Level::Wrong => self.wrong(about, what),
        }
    }

    /// The checked thing is in order.
    pub(super) fn ok(&mut self, about: &str, what: impl Display) -> io::Result<()> {
        self.fine += 1;
        self.line("ok", about, what)
    }

    /// It works, but a person should look at it.
    pub(super) fn warning(&mut self, about: &str, what: impl Display) -> io::Result<()> {
        self.warnings += 1;
        self.line("warning", about, what)
    }

    /// It does not work. The text says what that means and what to do.
    pub(super) fn wrong(&mut self, about: &str, what: impl Display) -> io::Result<()> {
        self.wrong += 1;
        self.line("WRONG", about, what)
    }

    /// It was not checked. The text says why.
    pub(super) fn not_checked(&mut self, about: &str, why: impl Display) -> io::Result<()> {
        self.not_checked += 1;
        self.line("not checked", about, why)
    }

    /// Prints the last line. `true` when nothing is wrong.
    pub(super) fn end(self) -> anyhow::Result<bool> {
        let Self { fine, warnings, wrong, not_checked, .. } = self;
        writeln!(self.out, "\n{fine} ok, {warnings} to look at, {wrong} wrong, {not_checked} not checked.")?;
        Ok(wrong == 0)
    }

    fn line(&mut self, level: &str, about: &str, what: impl Display) -> io::Result<()> {
        writeln!(self.out, "{level:<12} {about:<14} {what}")?;
        self.out.flush()
    }
}
