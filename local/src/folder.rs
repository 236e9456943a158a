//! The folder for all data.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::simulation::random_hex;

/// The file that says whether the folder's messages were exchanged with the real or the simulated Meta.
const META: &str = "meta";

const ADMIN_TOKEN: &str = "admin-token";

/// The files beside the databases and the blobs.
pub(crate) const SMALL_FILES: [&str; 2] = [META, ADMIN_TOKEN];

/// Makes the folder where it is missing. Only its owner can read it, because it contains customers' messages.
///
/// A folder belongs to the real Meta or to the simulated one. If Relais started without credentials on a folder of the
/// real Meta, waiting answers would go to the simulation and never reach the customer.
pub(crate) fn open(folder: &Path, simulated: bool) -> anyhow::Result<()> {
    make(folder).with_context(|| {
        format!("`{}` cannot be made: set RELAIS_DATA_DIR to a folder that can", folder.display())
    })?;
    let mark = folder.join(META);
    let present = if simulated { "simulated" } else { "real" };
    match std::fs::read_to_string(&mark) {
        Ok(kept) if !["", present].contains(&kept.trim()) => bail!(
            "`{}` holds conversations with the {} Meta, and now Meta is {present}: set the WHATSAPP_* variables as \
             they were, or set RELAIS_DATA_DIR to another folder",
            folder.display(),
            kept.trim(),
        ),
        Ok(kept) if !kept.trim().is_empty() => Ok(()),
        // Earlier releases left it empty when the disk was full.
        _ => write_private(&mark, present),
    }
}

/// Makes a folder that only its owner can read, where it is missing.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The admin token of earlier starts, or a new one, which is stored with the data.
pub(crate) fn kept_token(folder: &Path) -> anyhow::Result<String> {
    if let Some(token) = read_token(folder) {
        return Ok(token);
    }
    let token = random_hex()?;
    write_private(&folder.join(ADMIN_TOKEN), &token)?;
    Ok(token)
}

/// The admin token of earlier starts. `None` when there is none.
pub(crate) fn read_token(folder: &Path) -> Option<String> {
    let token = std::fs::read_to_string(folder.join(ADMIN_TOKEN)).ok()?;
    Some(token.trim().to_owned()).filter(|token| !token.is_empty())
}

/// Makes a file that only its owner can read, or empties it.
pub(crate) fn create(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Writes a file that only its owner can read. It gets its name once it is whole.
fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    let partial = file.with_extension("partial");
    let write = || {
        let mut open = create(&partial)?;
        open.write_all(text.as_bytes())?;
        open.sync_all()?;
        std::fs::rename(&partial, file)
    };
    write().with_context(|| {
        format!("`{}` cannot be written: check that its disk has space and is writable", file.display())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_the_real_meta_is_not_given_to_the_simulated_one() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        open(&folder, false).unwrap();
        open(&folder, false).unwrap();
        let error = open(&folder, true).unwrap_err().to_string();
        assert!(error.contains("RELAIS_DATA_DIR") && error.contains("real"), "{error}");
        std::fs::write(folder.join(META), "").unwrap();
        open(&folder, true).unwrap();
        assert_eq!(std::fs::read_to_string(folder.join(META)).unwrap(), "simulated");
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_its_owners_alone_and_the_token_stays_the_same() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        open(&folder, true).unwrap();
        let token = kept_token(&folder).unwrap();
        assert_eq!(kept_token(&folder).unwrap(), token);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("admin-token"))), (0o700, 0o600));
    }
}
