//! The paths of the built functions and of the Python tools. An error names a missing one and the command that makes it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A program of the virtual environment, e.g. `sam`.
pub fn python_tool(name: &str) -> PathBuf {
    present(root().join(".venv/bin").join(name), "make .venv")
}

/// The program of a function, e.g. `webhook`.
pub fn function(name: &str) -> PathBuf {
    present(root().join("target/lambda").join(name).join("bootstrap"), "make functions")
}

/// A script in `folder` that runs a function as it was built for arm64, under emulation. The emulator refuses programs for
/// other processors.
pub fn emulated_function(name: &str, folder: &Path) -> PathBuf {
    let program = root().join("target/lambda-arm64").join(name).join("bootstrap");
    let emulator = root().join("target/qemu-arm64/qemu");
    let libraries = root().join("target/qemu-arm64/usr/aarch64-linux-gnu");
    let [program, emulator, libraries] =
        [program, emulator, libraries].map(|path| present(path, "make test-arm"));
    let script = folder.join(name);
    let run = [emulator.as_path(), Path::new("-L"), &libraries, &program]
        .map(|part| format!("'{}'", part.display()));
    std::fs::write(&script, format!("#!/bin/sh\nexec {}\n", run.join(" "))).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    script
}

/// The Lambda runtime interface emulator inside the SAM CLI.
pub fn runtime_interface_emulator() -> PathBuf {
    let find = "import samcli, pathlib; print(pathlib.Path(samcli.__file__).parent)";
    let output = Command::new(python_tool("python")).args(["-c", find]).output().unwrap();
    let samcli = String::from_utf8(output.stdout).unwrap();
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let path = Path::new(samcli.trim()).join("local/rapid").join(format!("aws-lambda-rie-{architecture}"));
    present(path, "make .venv")
}

fn present(path: PathBuf, made_by: &str) -> PathBuf {
    assert!(path.exists(), "{} is missing: run `{made_by}` first", path.display());
    path
}
