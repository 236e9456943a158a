//! A worker over plain files, for tests of its memory.

use std::future::poll_fn;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Bytes;
use futures_core::Stream;
use jiff::Timestamp;
use relais_aws::Store;
use relais_aws::http;
use relais_aws::outward::{Networks, Outward};
use relais_core::blob::{BlobError, Bytes as Parts, Link, MediaStore, Opened, Pending};
use relais_core::config::Model;
use relais_core::job::ReplyJob;
use relais_core::queue::Received;
use relais_core::{Clock, Settings};
use relais_dynamo::Client;
use relais_embedded::{EmbeddedDynamo, FileBlobs, LocalQueue, LocalQueues};
use relais_sending::Sender;
use relais_whatsapp::client::{GraphClient, GraphConfig};
use relais_worker::{Answerer, Businesses, Source, ToolClients, Worker, assistant};
use tokio::net::TcpListener;

/// Bytes of one part of a file.
pub(crate) const PART: usize = 64 * 1024;

pub(crate) type TestWorker = Worker<LocalQueue, FileBlobs>;

/// A worker whose Graph is at these routes, and its model too, if it has one.
pub(crate) async fn worker(files: &Folder, servers: Router, has_model: bool) -> TestWorker {
    let clock = Clock::fixed(Timestamp::from_second(1_800_000_000).unwrap());
    let store = Store::new(Client::new(EmbeddedDynamo::memory().unwrap()), "relais");
    store.ensure_table().await.unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, servers).await });
    let http = http::client().unwrap();
    let model = has_model.then(|| Model::at(Some(format!("{base_url}/v1")), None, "key".into()));
    let config = GraphConfig {
        base_url,
        version: "v25.0".to_owned(),
        waba_id: None,
        token: "token".into(),
        app_secret: "secret".into(),
        timeout: relais_core::timing::GRAPH_TIMEOUT.unsigned_abs(),
    };
    let graph = GraphClient::new(http.clone(), config).unwrap();
    let answerer = Answerer {
        businesses: Businesses::new(store.clone(), Settings::default(), "", clock.clone()),
        sender: Sender::over(store.clone(), graph, vec!["1001".into()], clock.clone()),
        store,
        replies: LocalQueues::memory(clock.clone()).unwrap().queue("replies"),
        assistant: model.map(|model| assistant(http, model)),
        files: Arc::new(files.clone()),
        tools: ToolClients::new(Arc::new(Outward::new(Networks::default()))),
        settings: Settings::default(),
        clock,
    };
    Worker::new(answerer, FileBlobs::open(&files.0).unwrap())
}

pub(crate) async fn perform(worker: &TestWorker, job: &ReplyJob) {
    let body = relais_core::job::encode(job).unwrap();
    let message = Received { id: "1".into(), receipt: "1".into(), body, receive_count: 1 };
    worker.handle(Source::Replies, &message).await.unwrap();
}

/// A media store of plain files.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "-"))
    }
}

impl MediaStore for Folder {
    fn write<'a>(&'a self, name: &'a str, size: u64, _: &'a str, mut parts: Parts) -> Pending<'a, ()> {
        Box::pin(async move {
            let mut file = std::fs::File::create(self.path(name)).unwrap();
            while let Some(part) = poll_fn(|context| parts.as_mut().poll_next(context)).await {
                file.write_all(&part.map_err(|error| failed(name, error))?).unwrap();
            }
            assert_eq!(file.metadata().unwrap().len(), size);
            Ok(())
        })
    }

    fn open<'a>(&'a self, name: &'a str, _: u64, _: Option<u64>) -> Pending<'a, Option<Opened>> {
        Box::pin(async move {
            let file = std::fs::File::open(self.path(name)).unwrap();
            let size = file.metadata().unwrap().len();
            Ok(Some(Opened { size, bytes: Box::pin(PartByPart(file)) }))
        })
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        Box::pin(async move { Ok(std::fs::metadata(self.path(name)).ok().map(|data| data.len())) })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        Box::pin(async move { std::fs::remove_file(self.path(name)).map_err(|error| failed(name, error)) })
    }

    fn link_to_read<'a>(&'a self, _: &'a str, _: &'a str, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }

    fn link_to_write<'a>(&'a self, _: &'a str, _: u64, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }
}

fn failed(name: &str, error: std::io::Error) -> BlobError {
    BlobError { operation: "do it to", name: name.to_owned(), source: error.into() }
}

/// A file, one part at a time.
struct PartByPart(std::fs::File);

impl Stream for PartByPart {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut part = vec![0; PART];
        let length = self.0.read(&mut part).unwrap();
        part.truncate(length);
        Poll::Ready((length > 0).then(|| Ok(part.into())))
    }
}

/// The most resident memory that this process has had, in KiB.
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}
