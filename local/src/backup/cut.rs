//! All data as of one moment, while Relais runs.
//!
//! A message goes from the queue into the database, and its reply job from there into the queue. A copy of one that is
//! older than the copy of the other could lose it: as a job that is done in the one copy, and not yet recorded in the
//! other. So the order is:
//!
//! 1. No file is stored, renamed or deleted. Whatever a record or a job names by now is there.
//! 2. No job is sent, received or deleted. The queues are copied, and a snapshot of the database is taken: this is the
//!    moment of the backup. Then jobs go on.
//! 3. Each file gets a second name (a hard link) in a folder of the backup. Then files may change again.
//! 4. The snapshot is copied, and the archive is written, while Relais goes on.
//!
//! Because the queues stand still, the database in step 2 is one that a kill at that moment would have left.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;
use relais_core::Clock;
use relais_embedded::dynamo::{Snapshot, SnapshotError};
use relais_embedded::{FileBlobs, LocalQueues};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{BLOBS, DATABASE, archive};
use crate::dead_letters::QUEUE_FILE;
use crate::folder;

/// The folder in the data folder in which a backup is put together.
const STAGE: &str = "backup";

const NO_COPY: &str =
    "the data cannot be copied: check that its disk has space for another copy of `relais.db`";

/// The data of this process.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    folder: Arc<Path>,
    queues: LocalQueues,
    blobs: FileBlobs,
    one_at_a_time: Arc<Mutex<()>>,
}

/// All data as of one moment, in a folder that is removed when this is dropped.
pub(crate) struct Cut {
    stage: PathBuf,
    made_at: Timestamp,
    _alone: OwnedMutexGuard<()>,
}

/// Why no backup is made.
#[derive(Debug, thiserror::Error)]
#[error("another backup is being made: wait until it is done")]
pub(crate) struct AnotherBackup;

impl Source {
    /// The data folder and what this process has open in it. Removes what a killed backup left.
    pub(crate) fn new(folder: &Path, queues: LocalQueues, blobs: FileBlobs) -> anyhow::Result<Self> {
        remove(&folder.join(STAGE))?;
        Ok(Self { folder: Arc::from(folder), queues, blobs, one_at_a_time: Arc::default() })
    }

    /// Puts the data together. Blocks the thread, and for a moment everything that changes the data.
    pub(crate) fn cut(&self) -> anyhow::Result<Cut> {
        let alone = Arc::clone(&self.one_at_a_time).try_lock_owned().map_err(|_| AnotherBackup)?;
        let stage = self.folder.join(STAGE);
        remove(&stage)?;
        folder::make(&stage).context(NO_COPY)?;
        let cut = Cut { stage, made_at: Clock::system().now(), _alone: alone };
        for name in folder::SMALL_FILES {
            if self.folder.join(name).exists() {
                fs::copy(self.folder.join(name), cut.stage.join(name)).context(NO_COPY)?;
            }
        }
        let snapshot = self.blobs.while_unchanged(|blobs| {
            let snapshot = self.at_one_moment(&cut.stage)?;
            link_all(blobs, &cut.stage.join(BLOBS)).context(NO_COPY)?;
            anyhow::Ok(snapshot)
        })?;
        snapshot.copy(&cut.stage.join(DATABASE)).context(NO_COPY)?;
        Ok(cut)
    }

    fn at_one_moment(&self, stage: &Path) -> anyhow::Result<Snapshot> {
        let database = self.folder.join(DATABASE);
        let taken: Result<Result<Snapshot, SnapshotError>, _> =
            self.queues.copy(&stage.join(QUEUE_FILE), move || Snapshot::of(&database));
        taken.context(NO_COPY)?.context("the database cannot be read")
    }
}

impl Cut {
    /// Writes the archive.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        archive::write(&self.stage, self.made_at, out)
    }
}

impl Drop for Cut {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.stage) {
            tracing::error!(error = %format_args!("{error:#}"), "what a backup needed is left until the next start");
        }
    }
}

fn remove(stage: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("`{}` is left of a backup: remove it", stage.display()))
        }
        _ => Ok(()),
    }
}

/// Gives each file a second name, because its bytes never change. Copies it where the file system cannot do that.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // Half-written files have a folder whose name begins with a dot.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            link_all(&entry.path(), &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// The time of a file decides how long it stays.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    fs::File::options().append(true).open(to)?.set_modified(fs::metadata(from)?.modified()?)
}
