//! `relais backup` and `relais restore`: all data of this machine in one file, while Relais runs or not.
//!
//! The file is a consistent state: what a `kill -9` at one moment would have left ([`cut`]). So everything that was
//! answered 200 before that moment is in it, as a message or as a job, and starting on it is starting after a crash.

mod archive;
mod cut;
mod restore;
mod routes;

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use relais_core::Clock;
use relais_core::config::Vars;
use relais_embedded::queue::OpenError;
use relais_embedded::{FileBlobs, LocalQueues};
use reqwest::{Method, StatusCode};

use crate::dead_letters::{QUEUE_FILE, Server, data_folder};

pub(crate) use cut::Source;
pub use restore::restore;
pub(crate) use routes::routes;

/// The database file in the data folder.
pub(crate) const DATABASE: &str = "relais.db";

/// The folder of blobs and files in the data folder.
pub(crate) const BLOBS: &str = "blobs";

/// Time limit of a backup. It takes as long as its reader.
const PATIENCE: Duration = Duration::from_hours(24);

/// `relais backup`: writes all data into one file. A file of this name is replaced once the new one is whole.
pub async fn backup(
    lookup: &dyn Fn(&str) -> Option<String>,
    file: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let vars = Vars::new(lookup);
    let folder = this_machines_folder(&vars)?;
    let queue = folder.join(QUEUE_FILE);
    let exists = queue.try_exists();
    if !exists.with_context(|| format!("`{}` cannot be reached: run this as its owner", queue.display()))? {
        bail!("`{}` does not exist: nothing has run with this RELAIS_DATA_DIR yet", queue.display());
    }
    refuse(file, &folder)?;
    // The file is made last: a backup that is refused must not remove the file of the one that is being made.
    let partial = match LocalQueues::open(&queue, Clock::system()) {
        Ok(queues) => {
            let blobs = FileBlobs::open(&folder.join(BLOBS))?;
            let source = Source::new(&folder, queues, blobs)?;
            let mut partial = Partial::create(file)?;
            tokio::task::spawn_blocking(move || {
                source.cut()?.write(&mut partial.file).context(NOT_WRITTEN)?;
                anyhow::Ok(partial)
            })
            .await??
        }
        Err(OpenError::InUse { .. }) => receive(&Server::of(&vars)?, file).await?,
        Err(error) => return Err(error.into()),
    };
    partial.file.sync_all().context(NOT_WRITTEN)?;
    let written = partial.path.clone();
    let contents = tokio::task::spawn_blocking(move || archive::check(&written)).await??;
    partial.finish(file)?;
    writeln!(
        out,
        "Backed up to `{}`, as of {}: {} files, {} KB.",
        file.display(),
        contents.manifest.made_at,
        contents.files,
        fs::metadata(file)?.len().div_ceil(1024),
    )?;
    Ok(())
}

const NOT_WRITTEN: &str = "the backup cannot be written: check that there is space, and choose another FILE";

/// The data folder. On AWS and in memory there is none.
fn this_machines_folder(vars: &Vars<'_>) -> anyhow::Result<PathBuf> {
    if vars.optional("EVENTS_QUEUE_URL").is_some() {
        bail!(
            "this is for one machine: on AWS the table's own backups are restored, as docs/OPERATIONS.md says"
        );
    }
    data_folder(vars).context("RELAIS_DATA_DIR is `:memory:`, which keeps nothing: set it to a folder")
}

/// Refuses a name at which a backup does harm: it would take the place of a device, or of a database.
fn refuse(file: &Path, folder: &Path) -> anyhow::Result<()> {
    if file.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        bail!("`{}` exists and is no plain file: choose another FILE", file.display());
    }
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(parent), Ok(folder)) = (parent.canonicalize(), folder.canonicalize())
        && parent.starts_with(folder)
    {
        bail!("`{}` is in the data folder: choose a FILE outside of it", file.display());
    }
    Ok(())
}

/// Gets the archive from the process that has the folder open.
async fn receive(server: &Server, file: &Path) -> anyhow::Result<Partial> {
    let address = &server.address;
    let request = server.http.request(Method::POST, format!("{address}{}", routes::BACKUP)).timeout(PATIENCE);
    let mut response = server.send(request).await?;
    let status = response.status();
    if status != StatusCode::OK {
        let reason = response.text().await.unwrap_or_default();
        bail!(
            "the process on {address} made no backup: {}",
            if reason.is_empty() { "see its log" } else { &reason }
        );
    }
    let mut partial = Partial::create(file)?;
    loop {
        let part = response.chunk().await.map_err(reqwest::Error::without_url);
        let part = part.with_context(|| format!("the process on {address} did not finish: see its log"))?;
        let Some(part) = part else { return Ok(partial) };
        partial.file.write_all(&part).context(NOT_WRITTEN)?;
    }
}

/// A file that has another name until it is whole. It is removed if it never is.
struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    /// Only its owner can read it: it has customers' messages and the admin token.
    fn create(target: &Path) -> anyhow::Result<Self> {
        let name = target.file_name().context("FILE is a folder: name a file in it")?;
        let path = target.with_file_name(format!("{}.partial", name.to_string_lossy()));
        let create = || {
            // What a killed backup left, and never what somebody else put there.
            if path.symlink_metadata().is_ok() {
                fs::remove_file(&path)?;
            }
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&path)
        };
        let file = create().with_context(|| {
            format!("`{}` cannot be made: check that its folder exists and is writable", path.display())
        })?;
        Ok(Self { path, file })
    }

    fn finish(self, target: &Path) -> anyhow::Result<()> {
        let renamed = fs::rename(&self.path, target).and_then(|()| restore::sync_parent(target));
        renamed.with_context(|| format!("`{}` cannot be written: choose another FILE", target.display()))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // It is gone when it was renamed.
        let _ = fs::remove_file(&self.path);
    }
}
