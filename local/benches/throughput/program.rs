//! The program under test, with stand-ins for what it calls.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::driver::Driver;
use crate::payloads::{NUMBERS, SECRET};
use crate::processes;
use crate::stand_ins::{Behaviour, StandIns};

/// The program, the stand-ins that it calls, and the driver that posts to it. It ends when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) stand_ins: StandIns,
    pub(crate) driver: Driver,
    pub(crate) admin_token: String,
    /// Between the start and the first line that it prints, when it listens.
    pub(crate) start: Duration,
    /// Its data.
    _folder: TempDir,
}

/// Where Relais keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Disk,
    Memory,
}

/// Of a processor, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    pub(crate) program: f64,
    /// The stand-ins and the driver, which are this process.
    pub(crate) bench: f64,
}

impl Program {
    /// Relais. `reply_delay` is how long it waits for a burst to end.
    pub(crate) fn relais(data: Data, reply_delay: Duration, behaviour: Behaviour) -> Self {
        let folder = tempfile::tempdir().unwrap();
        #[allow(clippy::disallowed_methods)] // a benchmark is started by its environment
        let program = std::env::var_os("RELAIS_PROGRAM");
        let mut command = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_relais").into()));
        match data {
            Data::Disk => command.env("RELAIS_DATA_DIR", folder.path()),
            Data::Memory => command.env("RELAIS_DATA_DIR", ":memory:"),
        };
        command
            .env("RELAIS_REPLY_DELAY_MS", reply_delay.as_millis().to_string())
            .env("RELAIS_MAX_SENDS_PER_SECOND", "1000")
            .env("RELAIS_MAX_REPLIES_PER_HOUR", "100000")
            .env("RELAIS_MAX_REPLIES_PER_DAY", "1000000")
            .env("OPENAI_TRANSCRIBE_MODEL", "whisper")
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped());
        let started = Instant::now();
        let mut program = Self::of(command, &NUMBERS.join(","), free_port(), behaviour, folder);
        let mut lines = BufReader::new(program.child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("it starts").unwrap();
        assert!(first.starts_with("Relais is running"), "{first}");
        program.start = started.elapsed();
        let mut lines = lines.map_while(Result::ok);
        let token = lines.find_map(|line| line.trim().strip_prefix("admin token: ").map(str::to_owned));
        program.admin_token = token.expect("the admin token is printed");
        program
    }

    /// A service of `benches/peers`, in two processes of eight threads, on disk. `None` when what it needs is not
    /// installed, which `make bench` does.
    pub(crate) fn peer(module: &str, behaviour: Behaviour) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let gunicorn = root.join("target/peers/bin/gunicorn");
        if !gunicorn.exists() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let (address, database) = (free_port(), folder.path().join("peer.db"));
        let mut command = Command::new(gunicorn);
        command
            .args(["--workers", "2", "--threads", "8", "--log-level", "error", "--timeout", "600"])
            .args(["--bind", &address.to_string(), &format!("{module}:app")])
            .current_dir(root.join("benches/peers"))
            .env("PEER_DATABASE", database);
        let mut program = Self::of(command, NUMBERS[0], address, behaviour, folder);
        while TcpStream::connect(address).is_err() {
            assert!(program.child.try_wait().unwrap().is_none(), "{module} ended");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(program)
    }

    fn of(
        mut command: Command,
        numbers: &str,
        address: SocketAddr,
        behaviour: Behaviour,
        folder: TempDir,
    ) -> Self {
        let stand_ins = StandIns::start(address, behaviour);
        let base = format!("http://{}", stand_ins.address);
        let ours: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let child = command
            .env_clear()
            .envs(ours)
            .env("PORT", address.port().to_string())
            .env("WHATSAPP_PHONE_ID", numbers)
            .env("WHATSAPP_API_TOKEN", "token")
            .env("WHATSAPP_VERIFY_TOKEN", "verify")
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("GRAPH_API_URL", &base)
            .env("OPENAI_API_KEY", "key")
            .env("OPENAI_BASE_URL", format!("{base}/v1"))
            .spawn()
            .unwrap();
        let (driver, start) = (Driver::new(address), Duration::ZERO);
        Self { child, stand_ins, driver, admin_token: String::new(), start, _folder: folder }
    }

    /// What was used of the processors so far.
    pub(crate) fn used(&self) -> Used {
        Used {
            program: processes::processor_seconds(&processes::family(self.child.id())),
            bench: processes::processor_seconds(&[std::process::id()]),
        }
    }

    /// Resident memory: at most so far, and now, in megabytes.
    pub(crate) fn memory_mb(&self) -> (f64, f64) {
        processes::memory_mb(&processes::family(self.child.id()))
    }

    /// Prints what the stand-ins could not answer, and how often a status was refused: neither should happen.
    pub(crate) fn print_faults(&self) {
        let (unknown, refused) =
            self.stand_ins.ledger.note(|counts| (std::mem::take(&mut counts.unknown), counts.refused));
        if let Some(first) = unknown.first() {
            println!(
                "            {} requests that the stand-ins do not know, such as {first}",
                unknown.len()
            );
        }
        if refused > 0 {
            println!("            {refused} statuses were not answered 200 and came again");
        }
    }
}

impl Used {
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self { program: self.program - earlier.program, bench: self.bench - earlier.bench }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.print_faults();
        if processes::family(self.child.id()).len() > 1 {
            // It ends what it has started.
            Command::new("kill").arg(self.child.id().to_string()).status().ok();
        } else {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap()
}
