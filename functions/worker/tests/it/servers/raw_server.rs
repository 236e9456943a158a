//! A model server that sends exact bytes, and notes what it was asked.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::reply::{Reply, Sent};
use super::row::Server;

/// Between the first chunks of a slow body. The others follow at once.
const PAUSE: Duration = Duration::from_millis(1);

/// How many chunks of a slow body have a pause before them.
const PAUSES: usize = 6;

/// A request to the model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) path: String,
    headers: BTreeMap<String, String>,
    body: Value,
}

impl Asked {
    /// A field of the body that is not null.
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&String> {
        self.headers.get(name)
    }

    fn messages(&self) -> impl Iterator<Item = &Value> {
        self.body["messages"].as_array().into_iter().flatten()
    }

    pub(crate) fn roles(&self) -> Vec<&str> {
        self.messages().filter_map(|message| message["role"].as_str()).collect()
    }

    /// Whether it ends with what tools have answered.
    pub(crate) fn answers_calls(&self) -> bool {
        self.messages().last().is_some_and(|message| message["role"] == "tool")
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.messages().map(|message| message["content"].as_str().unwrap_or_default()).collect()
    }

    pub(crate) fn prompt_characters(&self) -> usize {
        self.texts().iter().map(|text| text.chars().count()).sum()
    }
}

/// A server on a free port of this machine, until it is dropped.
pub(crate) struct RawServer {
    address: SocketAddr,
    script: Arc<Script>,
    accepting: JoinHandle<()>,
}

struct Script {
    server: Server,
    /// How each answer goes out whose row does not say how.
    manner: Sent,
    asked: Mutex<Vec<Asked>>,
    answered: Mutex<usize>,
}

impl RawServer {
    /// A server that answers in this manner. [`Sent::CutOff`] is for the first answer only.
    pub(crate) async fn start(server: &Server, manner: Sent) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, answered) = (Mutex::default(), Mutex::default());
        let script = Arc::new(Script { server: server.clone(), manner, asked, answered });
        let accepting = tokio::spawn({
            let script = script.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, script.clone()));
                }
            }
        });
        Self { address, script, accepting }
    }

    pub(crate) fn url(&self, base: &str) -> String {
        format!("http://{}{base}", self.address)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Script {
    /// The answer to this request, which is noted, and how it goes out.
    fn answer(&self, asked: Asked) -> (Reply, Sent) {
        let is_first = self.asked.lock().unwrap().is_empty();
        let reply = self.reply(&asked);
        self.asked.lock().unwrap().push(asked);
        let sent = match (reply.sent, self.manner) {
            (Sent::Whole, Sent::CutOff) if !is_first => Sent::Whole,
            (Sent::Whole, manner) => manner,
            (sent, _) => sent,
        };
        (reply, sent)
    }

    fn reply(&self, asked: &Asked) -> Reply {
        let refusal = self.server.refuses.iter().find(|refusal| refusal.when.holds(asked, asked));
        if let Some(refusal) = refusal {
            return refusal.with.clone();
        }
        let answers = &self.server.answers;
        let mut answered = self.answered.lock().unwrap();
        let reply = answers.get(*answered).or(answers.last()).cloned().unwrap_or_default();
        let comes_again = self.manner == Sent::CutOff && self.asked.lock().unwrap().is_empty();
        *answered += usize::from(!comes_again);
        reply
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    while let Some(asked) = next_request(&mut stream, &mut read).await? {
        let (reply, sent) = script.answer(asked);
        send(&mut stream, &reply, sent).await?;
        if !matches!(sent, Sent::Whole | Sent::SlowChunks) {
            break;
        }
    }
    stream.shutdown().await
}

/// The next request of a connection. `None`: the client closed it.
async fn next_request(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<Option<Asked>> {
    loop {
        if let Some((asked, length)) = parse(read) {
            read.drain(..length);
            return Ok(Some(asked));
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
}

/// A whole request with a `Content-Length`, and its length.
fn parse(bytes: &[u8]) -> Option<(Asked, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let (first, fields) = head.split_once("\r\n").unwrap();
    let fields = fields.lines().filter_map(|line| line.split_once(':'));
    let headers: BTreeMap<_, _> =
        fields.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let length = end + 4 + headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let body = bytes.get(end + 4..length)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    Some((Asked { path, headers, body: serde_json::from_slice(body).unwrap_or_default() }, length))
}

async fn send(stream: &mut TcpStream, reply: &Reply, sent: Sent) -> io::Result<()> {
    let body = reply.body();
    let half = body.len() / 2;
    let framing = match sent {
        Sent::SlowChunks | Sent::CutOffChunk => "transfer-encoding: chunked\r\n".to_owned(),
        Sent::UntilClosed | Sent::Http10 => "connection: close\r\n".to_owned(),
        Sent::TooShort => format!("content-length: {}\r\n", body.len() + 10),
        Sent::Whole | Sent::CutOff | Sent::Nothing => format!("content-length: {}\r\n", body.len()),
    };
    let version = if sent == Sent::Http10 { "1.0" } else { "1.1" };
    let fields: Vec<_> = reply.headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("HTTP/{version} {} Of A Test\r\n{}{framing}\r\n", reply.status(), fields.concat());
    match sent {
        Sent::Nothing => Ok(()),
        Sent::SlowChunks => slow_chunks(stream, head.as_bytes(), &body).await,
        Sent::CutOff => stream.write_all(&[head.as_bytes(), &body[..half]].concat()).await,
        Sent::CutOffChunk => {
            let size = format!("{:x}\r\n", body.len());
            stream.write_all(&[head.as_bytes(), size.as_bytes(), &body[..half]].concat()).await
        }
        _ => stream.write_all(&[head.as_bytes(), &body].concat()).await,
    }
}

/// Sends the head, and chunks of 1, 2, 4, 8 bytes and so on: the first ones end inside of characters and JSON's words.
async fn slow_chunks(stream: &mut TcpStream, head: &[u8], mut body: &[u8]) -> io::Result<()> {
    stream.write_all(head).await?;
    let mut chunks = 0;
    while !body.is_empty() {
        if chunks < PAUSES {
            tokio::time::sleep(PAUSE).await;
        }
        let (chunk, rest) = body.split_at((1 << chunks).min(body.len()));
        let size = format!("{:x}\r\n", chunk.len());
        stream.write_all(&[size.as_bytes(), chunk, b"\r\n"].concat()).await?;
        (body, chunks) = (rest, chunks + 1);
    }
    stream.write_all(b"0\r\n\r\n").await
}
