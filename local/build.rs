//! Puts the built pages into the program, compressed, each with its type and a fingerprint.
//!
//! Without `frontend/dist` the program is built too: it then has no pages and says so.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The folder of the built pages.
const PAGES: &str = "../frontend/dist";

/// The types of the files that the pages consist of, by their extensions.
const TYPES: [(&str, &str); 7] = [
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PAGES}");
    println!("cargo::rerun-if-changed=build.rs");
    #[allow(clippy::disallowed_methods)] // cargo tells a build script by the environment where to write
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let pages = Path::new(PAGES);
    let mut files = Vec::new();
    if pages.is_dir() {
        list(pages, &mut files)?;
        files.sort();
    }
    let mut table = String::from("[\n");
    for (number, file) in files.iter().enumerate() {
        let path =
            file.strip_prefix(pages)?.to_str().ok_or("a page's name is not Unicode")?.replace('\\', "/");
        let bytes = fs::read(file)?;
        let compressed = out.join(format!("page-{number}.gz"));
        fs::write(&compressed, gzip(&bytes)?)?;
        writeln!(
            table,
            "    Page {{ path: {:?}, content_type: {:?}, etag: {:?}, gzip: include_bytes!({:?}) }},",
            format!("/{path}"),
            content_type(file)?,
            format!("W/\"{}\"", fingerprint(&bytes)),
            compressed.to_str().ok_or("the build folder's name is not Unicode")?,
        )?;
    }
    table.push(']');
    fs::write(out.join("pages.rs"), table)?;
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn content_type(file: &Path) -> Result<&'static str, Box<dyn Error>> {
    let extension = file.extension().and_then(|extension| extension.to_str());
    let known = TYPES.iter().find(|(known, _)| extension == Some(*known));
    Ok(known.ok_or_else(|| format!("add the type of `{}` to local/build.rs", file.display()))?.1)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Half of a SHA-256, as hex digits.
fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
