//! The file of a backup: a tar archive, compressed by gzip, with the files of the data folder.
//!
//! The first entry says what it is. gzip's checksum is at the end, so a file that was cut off or changed is noticed.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BLOBS, DATABASE};
use crate::dead_letters::QUEUE_FILE;
use crate::folder;

/// The name of the first entry.
const MANIFEST: &str = "relais-backup.json";

/// The most bytes of the first entry.
const MANIFEST_SIZE: u64 = 4096;

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a backup says of itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Manifest {
    /// The version of the program that made it.
    pub(super) relais: String,
    /// The moment of which it is.
    pub(super) made_at: Timestamp,
}

/// What was in an archive.
pub(super) struct Contents {
    pub(super) manifest: Manifest,
    /// The number of files, beside the first entry.
    pub(super) files: usize,
}

/// An entry of an archive.
pub(super) struct Entry<'a> {
    /// A relative path in the data folder, which leads to no other folder.
    pub(super) name: String,
    pub(super) modified: SystemTime,
    pub(super) bytes: &'a mut dyn Read,
}

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArchiveError {
    /// It is cut off, changed, or something else.
    #[error("it is damaged, or no backup of Relais: use another one")]
    Damaged(#[source] io::Error),
    /// A later version made it.
    #[error("version {0} of Relais made it, and this is {VERSION}: run that version")]
    Newer(String),
}

/// Writes all files of a folder.
pub(super) fn write(folder: &Path, made_at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(GzEncoder::new(out, Compression::fast()));
    let manifest = serde_json::to_vec(&Manifest { relais: VERSION.to_owned(), made_at })?;
    let mut first = header(manifest.len() as u64, SystemTime::from(made_at));
    archive.append_data(&mut first, MANIFEST, manifest.as_slice())?;
    append_all(&mut archive, folder, "")?;
    archive.into_inner()?.finish()?.flush()
}

fn append_all(archive: &mut tar::Builder<impl Write>, folder: &Path, prefix: &str) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            append_all(archive, &entry.path(), &format!("{name}/"))?;
        } else {
            let file = File::open(entry.path())?;
            let metadata = file.metadata()?;
            archive.append_data(&mut header(metadata.len(), metadata.modified()?), &name, file)?;
        }
    }
    Ok(())
}

fn header(size: u64, modified: SystemTime) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs());
    header
}

/// Reads an archive to its end, to know that it is whole.
pub(super) fn check(file: &Path) -> anyhow::Result<Contents> {
    read(file, |entry| io::copy(entry.bytes, &mut io::sink()).map(drop).map_err(damaged))
}

/// Reads an archive to its end, and calls `each` for every file in it.
pub(super) fn read(
    file: &Path,
    mut each: impl FnMut(Entry<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<Contents> {
    let shown = || format!("the backup `{}` cannot be used", file.display());
    let opened = File::open(file).with_context(shown)?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(opened)));
    let mut manifest = None;
    let mut names = Vec::new();
    for entry in archive.entries().map_err(damaged).with_context(shown)? {
        let mut entry = entry.map_err(damaged).with_context(shown)?;
        let name = entry.path().map_err(damaged).with_context(shown)?.to_string_lossy().into_owned();
        if manifest.is_none() {
            manifest = Some(introduced(&name, &mut entry).with_context(shown)?);
            continue;
        }
        if !entry.header().entry_type().is_file() || !belongs(&name) {
            return Err(damaged(io::Error::other("it has an entry that no backup has"))).with_context(shown);
        }
        let seconds = entry.header().mtime().map_err(damaged).with_context(shown)?;
        let modified = UNIX_EPOCH + Duration::from_secs(seconds.min(u64::from(u32::MAX)));
        each(Entry { name: name.clone(), modified, bytes: &mut entry }).with_context(shown)?;
        names.push(name);
    }
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(damaged).with_context(shown)?;
    let is_whole = [QUEUE_FILE, DATABASE].iter().all(|file| names.iter().any(|name| name == file));
    let manifest = manifest.filter(|_| is_whole);
    let manifest =
        manifest.ok_or_else(|| damaged(io::ErrorKind::UnexpectedEof.into())).with_context(shown)?;
    Ok(Contents { manifest, files: names.len() })
}

fn introduced(name: &str, entry: &mut impl Read) -> anyhow::Result<Manifest> {
    if name != MANIFEST {
        return Err(damaged(io::Error::other("its first entry is another one")));
    }
    let manifest = serde_json::from_reader::<_, Manifest>(entry.take(MANIFEST_SIZE));
    let manifest = manifest.map_err(|error| damaged(error.into()))?;
    if numbers(&manifest.relais) > numbers(VERSION) {
        return Err(ArchiveError::Newer(manifest.relais).into());
    }
    Ok(manifest)
}

pub(super) fn damaged(source: io::Error) -> anyhow::Error {
    ArchiveError::Damaged(source).into()
}

/// Whether a backup may contain a file of this name.
fn belongs(name: &str) -> bool {
    let is_part = |part: &str| {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        !part.is_empty() && part.bytes().all(allowed)
    };
    let is_blob = || {
        let rest = name.strip_prefix(BLOBS).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|rest| rest.split('/').all(is_part))
    };
    folder::SMALL_FILES.contains(&name) || name == QUEUE_FILE || name == DATABASE || is_blob()
}

/// The numbers of a version, to compare it.
fn numbers(version: &str) -> Vec<u64> {
    version.split(|sign: char| !sign.is_ascii_digit()).take(3).map(|n| n.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(folder: &Path) -> Vec<u8> {
        fs::create_dir_all(folder.join("blobs/media")).unwrap();
        for name in ["meta", "queue.db", "relais.db", "blobs/media/0f"] {
            fs::write(folder.join(name), name.repeat(1000)).unwrap();
        }
        let mut bytes = Vec::new();
        write(folder, Timestamp::UNIX_EPOCH, &mut bytes).unwrap();
        bytes
    }

    fn said(folder: &Path, bytes: &[u8]) -> Result<usize, String> {
        let file = folder.join("backup.tar.gz");
        fs::write(&file, bytes).unwrap();
        check(&file).map(|contents| contents.files).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn an_archive_that_is_cut_off_or_changed_anywhere_is_refused() {
        let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let bytes = example(data.path());
        assert_eq!(said(folder.path(), &bytes), Ok(4));
        for end in 0..bytes.len() {
            let error = said(folder.path(), &bytes[..end]).unwrap_err();
            assert!(error.contains("damaged"), "{end}: {error}");
        }
        let unpacked = |bytes: &[u8]| {
            let mut unpacked = Vec::new();
            GzDecoder::new(bytes).read_to_end(&mut unpacked).map(|_| unpacked).ok()
        };
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 0x10;
            // The time in gzip's header means nothing, and a repeated part may be found at two places.
            let is_same = unpacked(&changed) == unpacked(&bytes);
            assert_eq!(said(folder.path(), &changed).is_ok(), is_same, "byte {place} of {}", bytes.len());
        }
        assert!(said(folder.path(), b"no archive at all").unwrap_err().contains("damaged"));
    }

    #[test]
    fn an_archive_of_a_later_version_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let manifest = br#"{"relais":"999.1.0","made_at":"2026-01-01T00:00:00Z","new":1}"#;
        let mut first = header(manifest.len() as u64, UNIX_EPOCH);
        archive.append_data(&mut first, MANIFEST, manifest.as_slice()).unwrap();
        let bytes = archive.into_inner().unwrap().finish().unwrap();
        let error = said(folder.path(), &bytes).unwrap_err();
        assert!(error.contains("version 999.1.0") && error.contains("run that version"), "{error}");
        assert!(numbers("0.10.0") > numbers("0.9.9") && numbers("1.0.0-rc.1") > numbers("0.9"));
    }

    #[test]
    fn an_entry_leads_to_no_other_folder() {
        for name in
            ["../meta", "/etc/passwd", "blobs/../x", "blobs//x", "blobs/.incoming/1", "backup/meta", "blobs"]
        {
            assert!(!belongs(name), "{name}");
        }
        for name in ["meta", "admin-token", "queue.db", "relais.db", "blobs/media/0f", "blobs/kept/a_b-1"] {
            assert!(belongs(name), "{name}");
        }
    }
}
