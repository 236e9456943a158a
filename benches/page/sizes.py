"""How large what is built is, and with BUILD_TIMES=1 how long a clean build takes: target/bench/build.json."""

import os
import shutil
import subprocess
import time
import zipfile
from io import BytesIO

from figures import FOLDER, ROOT, Figure, save

FUNCTIONS = ("webhook", "worker", "admin-api", "token-refresh", "live")
# The usual service, and what stands beside a `cold_start` of ours. Both have what they need installed.
PEER = "usual Python service"


def measure():
    save("build", [*programs(), *functions(), *peers(), *sources(), *build_times()])


def programs():
    program = ROOT / "target/server/relais"
    if program.exists():
        yield Figure("build", "Relais, the program with its pages", "installed", "MB", (megabytes(program),))


def functions():
    for name in FUNCTIONS:
        program = ROOT / "target/lambda" / name / "bootstrap"
        if program.exists():
            yield Figure("build", f"Relais, function {name}", "program", "MB", (megabytes(program),))
            yield Figure("build", f"Relais, function {name}", "zip", "MB", (zipped(program),))


def peers():
    libraries = list((ROOT / "target/peers/lib").glob("python*/site-packages"))
    for folder in libraries:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        yield Figure("build", f"{PEER}, with its libraries and without Python", "installed", "MB", (size / 1e6,))


def sources():
    """Lines, with comments and blank ones, without tests in folders of their own."""
    ours = [path for folder in ("functions", "shared", "local") for path in (ROOT / folder).glob("**/src/**/*.rs")]
    yield Figure("build", "Relais, Rust of the functions and of one machine", "source", "lines", (lines(ours),))
    yield Figure("build", PEER, "source", "lines", (lines([ROOT / "benches/peers/usual.py"]),))


def build_times():
    """A clean build of the program, in a folder of its own."""
    if os.environ.get("BUILD_TIMES") != "1":
        return
    folder = FOLDER / "clean-build"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.monotonic()
    command = ("cargo", "build", "--profile", "server", "--quiet", "-p", "relais-local", "--target-dir", str(folder))
    subprocess.run(command, cwd=ROOT, check=True)
    took = time.monotonic() - began
    shutil.rmtree(folder)
    yield Figure("build", "Relais, the program with its pages", "clean build", "s", (took,))


def megabytes(path):
    return path.stat().st_size / 1e6


def zipped(path):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(path, "bootstrap")
    return len(buffer.getvalue()) / 1e6


def lines(paths):
    return sum(path.read_text().count("\n") for path in paths)
