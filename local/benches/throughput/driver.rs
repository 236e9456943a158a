//! Posts webhooks, as many side by side as Meta does.
//!
//! The requests are made and signed before. Each thread has one connection, which is kept, and blocks: that takes two
//! calls of the system for a webhook, and a thread that sleeps wakes within a tenth of a millisecond of its time.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::http::{self, Frame};

/// Webhooks that are under way at most.
pub(crate) const CONNECTIONS: usize = 64;

/// Between the call and the first request that is due.
const LEAD: Duration = Duration::from_millis(20);

/// Posts to one address.
pub(crate) struct Driver {
    address: SocketAddr,
    idle: Mutex<Vec<Connection>>,
}

/// What came of requests at fixed times.
#[derive(Default)]
pub(crate) struct Timed {
    /// When the first was due. `None`: there were none.
    pub(crate) began: Option<Instant>,
    /// From the time at which each should have been sent to its answer, in no order.
    pub(crate) took: Vec<Duration>,
    /// How late a thread that had nothing else to do sent its request: the driver's own part.
    pub(crate) driver_late: Vec<Duration>,
}

impl Driver {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, idle: Mutex::default() }
    }

    /// Makes one request. Returns the whole answer.
    pub(crate) fn exchange(&self, request: &[u8]) -> Vec<u8> {
        let mut connection = self.connection();
        let answer = connection.exchange(request).to_vec();
        self.keep(connection);
        answer
    }

    /// Posts every webhook once, the next as soon as one is answered. All are answered 200.
    pub(crate) fn post_all(&self, requests: &[Vec<u8>]) -> Duration {
        let next = AtomicUsize::new(0);
        let began = Instant::now();
        self.each_thread(requests.len(), |connection| {
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                connection.post(request);
            }
        });
        began.elapsed()
    }

    /// Posts every webhook at its own time, whatever became of those before: `gap` after the one before it. A webhook that
    /// waits for a free connection is counted from the time at which it should have been sent, so a program that stalls
    /// does not hide it (coordinated omission). All are answered 200.
    pub(crate) fn post_at(&self, requests: &[Vec<u8>], gap: Duration) -> Timed {
        let next = AtomicUsize::new(0);
        let began = Instant::now() + LEAD;
        let all = Mutex::new(Timed { began: Some(began), ..Timed::default() });
        self.each_thread(requests.len(), |connection| {
            let mut own = Timed::default();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(request) = requests.get(n) else { break };
                let due = due(began, gap, n);
                if let Some(early) = due.checked_duration_since(Instant::now()) {
                    std::thread::sleep(early);
                    own.driver_late.push(due.elapsed());
                }
                connection.post(request);
                own.took.push(due.elapsed());
            }
            let mut all = all.lock().unwrap();
            all.took.append(&mut own.took);
            all.driver_late.append(&mut own.driver_late);
        });
        all.into_inner().unwrap()
    }

    /// Does this on as many threads as there are connections, or requests.
    pub(crate) fn each_thread(&self, requests: usize, act: impl Fn(&mut Connection) + Sync) {
        std::thread::scope(|scope| {
            for _ in 0..CONNECTIONS.min(requests) {
                scope.spawn(|| self.with_connection(&act));
            }
        });
    }

    /// Does this with a connection.
    pub(crate) fn with_connection(&self, act: impl FnOnce(&mut Connection)) {
        let mut connection = self.connection();
        act(&mut connection);
        self.keep(connection);
    }

    fn connection(&self) -> Connection {
        self.idle.lock().unwrap().pop().unwrap_or_else(|| Connection::to(self.address))
    }

    fn keep(&self, connection: Connection) {
        self.idle.lock().unwrap().push(connection);
    }
}

/// When the request of this number is due.
pub(crate) fn due(began: Instant, gap: Duration, n: usize) -> Instant {
    began + Duration::from_secs_f64(gap.as_secs_f64() * n as f64)
}

/// A connection that is kept, and made anew when the other side has closed it.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    answer: Vec<u8>,
}

impl Connection {
    fn to(address: SocketAddr) -> Self {
        Self { address, stream: None, answer: Vec::new() }
    }

    /// Posts a webhook, which is answered 200.
    pub(crate) fn post(&mut self, request: &[u8]) {
        let answer = self.exchange(request);
        assert_eq!(http::status(answer), 200, "{}", String::from_utf8_lossy(answer));
    }

    /// A server may close a connection that is idle at the moment of the next request, which is then sent once more.
    fn exchange(&mut self, request: &[u8]) -> &[u8] {
        let reused = self.stream.is_some();
        if let Err(error) = self.attempt(request) {
            assert!(reused && self.answer.is_empty(), "{error}");
            self.stream = None;
            self.attempt(request).expect("an answer on a new connection");
        }
        &self.answer
    }

    fn attempt(&mut self, request: &[u8]) -> std::io::Result<()> {
        self.answer.clear();
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address)?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().expect("it was just opened");
        stream.write_all(request)?;
        let mut part = [0; 4096];
        loop {
            let read = stream.read(&mut part)?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.answer.extend_from_slice(&part[..read]);
            let frame = Frame::read(&self.answer);
            if let Some(frame) = frame.filter(|frame| self.answer.len() >= frame.total) {
                if frame.closes {
                    self.stream = None;
                }
                return Ok(());
            }
        }
    }
}
