//! A child process that ends with the process that started it, even if that is killed.
//!
//! A shell in a process group of its own starts the program and reads a pipe whose other end only this process holds.
//! The pipe closes when the [`ChildProcess`] is dropped, and also when this process is killed. Then the shell ends the
//! group.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::TempDir;

/// The file in its folder that holds what it prints.
const LOG: &str = "printed.log";

/// Ends its group by SIGTERM, and by SIGKILL at most two seconds later, and removes the folder.
const SHELL: &str = r#"
folder=$1
shift
trap : TERM
exec 3<&0
"$@" </dev/null 3<&- &
while read -r _ <&3; do :; done
kill -TERM 0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  kill -0 $! 2>/dev/null || break
  sleep 0.1
done
rm -rf "$folder"
kill -KILL 0
"#;

/// A running program. Dropping it ends the program.
#[derive(Debug)]
pub(crate) struct ChildProcess {
    shell: Child,
    pipe: Option<ChildStdin>,
    folder: PathBuf,
}

impl ChildProcess {
    /// Starts `program` with `arguments` in `folder`, with the environment of `settings`. The folder is removed when this
    /// is dropped.
    pub(crate) fn start(program: &Path, arguments: &[&str], settings: Command, folder: TempDir) -> Self {
        let folder = folder.keep();
        let output = File::create(folder.join(LOG)).unwrap();
        let mut command = settings;
        let mut shell = command
            .args(["-c", SHELL, "child"])
            .arg(&folder)
            .arg(program)
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .process_group(0)
            .spawn()
            .unwrap();
        let pipe = shell.stdin.take();
        Self { shell, pipe, folder }
    }

    /// A command to put the program's environment into, for [`Self::start`].
    pub(crate) fn settings() -> Command {
        Command::new("sh")
    }

    /// The process id of its shell.
    pub(crate) fn id(&self) -> u32 {
        self.shell.id()
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it has printed.
    pub(crate) fn printed(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.folder.join(LOG)).unwrap_or_default()).into_owned()
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        self.pipe = None;
        // The shell ends by a signal, which is expected.
        let _ = self.shell.wait();
    }
}
