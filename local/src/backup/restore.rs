//! `relais restore`: the data folder, from a backup.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use relais_core::Clock;
use relais_core::config::Vars;
use relais_embedded::LocalQueues;
use relais_embedded::dynamo::is_intact;
use relais_embedded::queue::OpenError;

use super::archive::{self, Contents, Entry};
use super::{DATABASE, this_machines_folder};
use crate::dead_letters::QUEUE_FILE;
use crate::folder;

const NOT_WRITTEN: &str = "the data folder cannot be written: check that its disk has space and is writable";

/// `relais restore`: fills the data folder from a backup. With `replace` the folder that is there is kept beside it,
/// otherwise there must be none, or an empty one.
pub async fn restore(
    lookup: &dyn Fn(&str) -> Option<String>,
    file: &Path,
    replace: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let target = this_machines_folder(&Vars::new(lookup))?;
    let file = file.to_owned();
    let done = tokio::task::spawn_blocking(move || restored(&target, &file, replace)).await??;
    writeln!(out, "{done}")?;
    Ok(())
}

fn restored(target: &Path, file: &Path, replace: bool) -> anyhow::Result<String> {
    // A folder that a link leads to is replaced where it is, on the disk that was chosen for it.
    let target = &target.canonicalize().unwrap_or_else(|_| target.to_owned());
    let shown = target.display();
    let _held = lock(target)?;
    let is_used = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error).with_context(|| format!("`{shown}` cannot be read")),
    };
    if is_used && !replace {
        bail!(
            "`{shown}` is not empty: set RELAIS_DATA_DIR to another folder, or use --replace, which keeps this one \
             beside it"
        );
    }
    let unpacked = beside(target, "restoring")?;
    let unpack_and_place = || {
        let contents = unpack(file, &unpacked)?;
        let former = place(&unpacked, target, is_used)?;
        anyhow::Ok((contents, former))
    };
    let (Contents { manifest, files }, former) = unpack_and_place().inspect_err(|_| {
        // What cannot be removed now is removed by the next restore.
        let _ = fs::remove_dir_all(&unpacked);
    })?;
    let kept = former.map(|former| format!(" What was there is in `{}`.", former.display()));
    let kept = kept.unwrap_or_default();
    Ok(format!("Restored `{shown}`, as of {}: {files} files.{kept}", manifest.made_at))
}

/// Gives the unpacked folder its name. Returns where the former one is kept.
fn place(unpacked: &Path, target: &Path, is_used: bool) -> anyhow::Result<Option<PathBuf>> {
    let not_moved = || {
        format!(
            "`{}` cannot be moved aside: check that the folder above it is writable, and that it is no mount point",
            target.display()
        )
    };
    let mut former = None;
    if is_used {
        let now = Clock::system().now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let beside = beside(target, &format!("before-{now}"))?;
        fs::rename(target, &beside).with_context(not_moved)?;
        former = Some(beside);
    } else if target.exists() {
        fs::remove_dir(target).with_context(not_moved)?;
    }
    let placed = fs::rename(unpacked, target).inspect_err(|_| {
        if let Some(former) = &former {
            let _ = fs::rename(former, target);
        }
    });
    placed.and_then(|()| sync_parent(target)).context(NOT_WRITTEN)?;
    Ok(former)
}

/// Keeps other processes out of the folder. One whose queue is damaged, or that has none, is nobody's.
fn lock(target: &Path) -> anyhow::Result<Option<LocalQueues>> {
    let queue = target.join(QUEUE_FILE);
    if !queue.exists() {
        return Ok(None);
    }
    match LocalQueues::open(&queue, Clock::system()) {
        Ok(queues) => Ok(Some(queues)),
        Err(OpenError::InUse { .. }) => {
            bail!(
                "`{}` is in use: stop Relais first, or set RELAIS_DATA_DIR to another folder",
                target.display()
            )
        }
        Err(_) => Ok(None),
    }
}

/// The path `<folder>.<ending>`.
fn beside(target: &Path, ending: &str) -> anyhow::Result<PathBuf> {
    // `./data/` and `data` are the same; `.` has no name.
    let name = target.components().next_back().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let name = name.filter(|name| ![".", "..", "/"].contains(&name.as_str()));
    let name = name.context("RELAIS_DATA_DIR must end with the name of a folder")?;
    Ok(target.with_file_name(format!("{name}.{ending}")))
}

/// Unpacks the archive into a new folder, and checks both databases.
fn unpack(file: &Path, folder: &Path) -> anyhow::Result<Contents> {
    if folder.exists() {
        fs::remove_dir_all(folder).context(NOT_WRITTEN)?;
    }
    folder::make(folder).context(NOT_WRITTEN)?;
    let contents = archive::read(file, |mut entry| write(folder, &mut entry))?;
    drop(LocalQueues::open(&folder.join(QUEUE_FILE), Clock::system())?);
    if !is_intact(&folder.join(DATABASE))? {
        bail!("the database in the backup `{}` is damaged: use another one", file.display());
    }
    sync_folders(folder).context(NOT_WRITTEN)?;
    Ok(contents)
}

fn write(folder: &Path, entry: &mut Entry<'_>) -> anyhow::Result<()> {
    let target = folder.join(&entry.name);
    let parent = target.parent().unwrap_or(folder);
    fs::create_dir_all(parent).context(NOT_WRITTEN)?;
    let mut file = folder::create(&target).context(NOT_WRITTEN)?;
    let mut part = vec![0; 64 * 1024];
    loop {
        let read = entry.bytes.read(&mut part).map_err(archive::damaged)?;
        if read == 0 {
            break;
        }
        file.write_all(part.get(..read).unwrap_or_default()).context(NOT_WRITTEN)?;
    }
    // The time of a file decides how long it stays.
    file.set_modified(entry.modified).and_then(|()| file.sync_all()).context(NOT_WRITTEN)
}

/// Writes the names of all files to disk.
fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync(folder)
}

/// Writes the name of a file to disk.
pub(super) fn sync_parent(file: &Path) -> io::Result<()> {
    match file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync(parent),
        None => sync(Path::new(".")),
    }
}

/// Windows cannot sync a folder, and does not need it.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}
