//! A turn with a picture: the faulty media store, and what must be true of the file in the end.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use relais_core::blob::{BlobError, Bytes, Link, MediaStore, Opened, Pending, SharedMedia};
use relais_core::media::MediaState;
use relais_simulator::FileFault;
use serde_json::json;

use super::calls::{Calls, Failure, Fault, Target};
use super::promises::Wrong;
use super::turn::{Run, Turn};
use crate::fetching::{announced, message};
use crate::test_app::TestApp;

/// The bytes of the customer's picture.
const PICTURE: &[u8] = b"not really a picture either";

/// How long a late picture does not come. Longer than the visibility timeout, so that the job of a dead worker is
/// redelivered meanwhile.
const LATE: SignedDuration = SignedDuration::from_secs(200);

/// The media store, with numbered calls.
#[derive(Debug)]
pub(super) struct FaultyFiles {
    pub(super) files: SharedMedia,
    pub(super) calls: Calls,
    /// The name of the file that was stored last.
    pub(super) last: Arc<Mutex<Option<String>>>,
}

impl MediaStore for FaultyFiles {
    fn write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        *self.last.lock().unwrap() = Some(name.to_owned());
        let bytes = Mutex::new(Some(bytes));
        Box::pin(async move {
            let effect = || {
                let bytes = bytes.lock().unwrap().take().expect("a stream is read once");
                self.files.write(name, size, mime_type, bytes)
            };
            self.calls.through("store file", effect, |failure| Err(broken(name, failure))).await
        })
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        self.files.open(name, from, to)
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        Box::pin(async move {
            let effect = || self.files.size(name);
            self.calls.through("look for file", effect, |failure| Err(broken(name, failure))).await
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        Box::pin(async move {
            let effect = || self.files.remove(name);
            self.calls.through("remove file", effect, |failure| Err(broken(name, failure))).await
        })
    }

    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let effect = || self.files.rename(from, to);
            self.calls.through("move file", effect, |failure| Err(broken(from, failure))).await
        })
    }

    fn link_to_read<'a>(&'a self, name: &'a str, one: &'a str, two: &'a str) -> Pending<'a, Option<Link>> {
        self.files.link_to_read(name, one, two)
    }

    fn link_to_write<'a>(&'a self, name: &'a str, size: u64, kind: &'a str) -> Pending<'a, Option<Link>> {
        self.files.link_to_write(name, size, kind)
    }
}

fn broken(name: &str, failure: Failure) -> BlobError {
    BlobError { operation: "do it to", name: name.to_owned(), source: format!("{failure:?}").into() }
}

impl TestApp {
    /// The customer sends a picture with each of these texts under it. Returns their ids at Meta.
    pub(super) async fn customer_sends_pictures(&self, texts: &[&str]) -> Vec<String> {
        let mut ids = Vec::new();
        for (position, text) in texts.iter().enumerate() {
            let id = self.simulator.place_file(PICTURE, "image/png");
            let mut file = announced(self, &id, "image/png");
            file["caption"] = json!(text);
            let picture = message(self, &format!("wamid.picture{position}"), "image", &file);
            assert_eq!(self.post_messages(&picture.to_string()).await, 200);
            ids.push(id);
        }
        ids
    }
}

impl Run {
    /// The pictures do not come for a while. One job goes on for each, however many were redelivered. Then they come.
    pub(super) async fn wait_for_pictures(&self, ids: &[String], wrong: &mut Wrong) {
        for id in ids {
            self.app.simulator.break_file(id, Some(FileFault::Status(503)));
        }
        self.work_for(LATE, false).await;
        let depth = self.app.replies.depth().await.unwrap();
        let going_on = depth.visible + depth.delayed;
        wrong.unless(usize::try_from(going_on) == Ok(ids.len()), &format!("{going_on} jobs go on"));
        for id in ids {
            self.app.simulator.break_file(id, None);
        }
    }

    /// The picture is stored and shown, and was not fetched in vain.
    pub(super) async fn picture(&self, turn: &Turn, wrong: &mut Wrong) {
        let media = self.app.media().await;
        wrong.unless(media.state == MediaState::Stored, &format!("the file is {:?}", media.state));
        let stored = self.app.stored_file().await;
        wrong.unless(stored.as_deref() == Some(PICTURE), "the stored bytes are not those of the picture");
        // What a fault took away is fetched again, and two workers may fetch at the same moment.
        let again = usize::from(turn.planned(takes_the_bytes));
        let downloads = self.app.downloads();
        wrong.unless(turn.late || downloads <= 1 + again, &format!("the file was fetched {downloads} times"));
    }

    /// Nothing is left of a file that was stored after its person was erased.
    pub(super) async fn no_file(&self, turn: &Turn, wrong: &mut Wrong) {
        // The first change of a message is the one that says that its file is stored.
        let later = |target: &Target, _| {
            let label = target.label.as_str();
            ["address", "download", "store file"].contains(&label)
                || (label, target.nth) == ("UpdateItem message", 1)
        };
        let name = self.file.lock().unwrap().clone();
        if let Some(name) = name.filter(|_| turn.pictures && turn.planned(later)) {
            let size = self.app.worker.media.files.size(&name).await.unwrap();
            wrong.unless(size.is_none(), "the file of an erased person is left");
        }
    }
}

/// Whether this fault can make a second fetch necessary: one between the request for the bytes and their storage.
fn takes_the_bytes(target: &Target, fault: Fault) -> bool {
    let label = target.label.as_str();
    let overlaps = matches!(
        fault,
        Fault::SecondWorkerBefore | Fault::SecondWorkerAfter | Fault::SleepBefore(_) | Fault::SleepAfter(_)
    );
    let before = ["look for file", "GetItem conversation", "address", "download", "store file"];
    label == "download" || label == "store file" || (overlaps && before.contains(&label))
}
