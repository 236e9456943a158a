"""The machine on which a run is made, and the commit. `make bench` notes them before it measures."""

import json
import os
import platform
import subprocess
import tempfile
import time
from datetime import datetime, timezone
from statistics import median

from figures import FOLDER, MACHINE, ROOT

SYNCS = 200


def note():
    """Writes target/bench/machine.json."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{MACHINE}.json").write_text(json.dumps(look(), indent=2) + "\n")


def noted():
    """What was noted at the beginning of the run. `None`: nothing was."""
    path = FOLDER / f"{MACHINE}.json"
    return json.loads(path.read_text()) if path.exists() else None


def look():
    syncs = sync_times()
    return {
        "began": time.time(),
        "commit": commit(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor(),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "sync_ms": [min(syncs), median(syncs), max(syncs)],
        "load": os.getloadavg()[0],
    }


def commit():
    """With a word of it if files differ from it."""
    git = lambda *words: subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ":!docs")
    return (git("rev-parse", "--short=10", "HEAD") or "unknown") + (" with changes" if changed else "")


def processor():
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith(("model name", "Model"))]
    return names[0] if names else platform.machine()


def sync_times():
    """How long the disk takes to sync 4 KB, in ms."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    times = []
    with tempfile.TemporaryFile(dir=FOLDER) as file:
        for _ in range(SYNCS):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return times


def day(seconds, form="%d %B %Y, %H:%M UTC"):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(form).lstrip("0")
