//! A media store in memory, with or without addresses for browsers.

use relais_core::blob::{Bytes, Link, MediaStore, Opened, Pending};
use relais_embedded::memory::Memory;

#[derive(Clone, Debug)]
pub(crate) struct Files {
    pub(crate) memory: Memory,
    pub(crate) have_links: bool,
}

impl Files {
    fn link<'a>(&self, method: &'static str, name: &str, query: &str) -> Pending<'a, Option<Link>> {
        let url = format!("https://bucket.example/{name}?{query}");
        let headers = vec![("x-signed".to_owned(), "yes".to_owned())];
        let link = self.have_links.then_some(Link { method, url, headers });
        Box::pin(async { Ok(link) })
    }
}

impl MediaStore for Files {
    fn write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        self.memory.write(name, size, mime_type, bytes)
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        self.memory.open(name, from, to)
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        self.memory.size(name)
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        self.memory.remove(name)
    }

    fn link_to_read<'a>(&'a self, name: &'a str, kind: &'a str, shown: &'a str) -> Pending<'a, Option<Link>> {
        self.link("GET", name, &format!("type={kind}&disposition={shown}"))
    }

    fn link_to_write<'a>(&'a self, name: &'a str, size: u64, kind: &'a str) -> Pending<'a, Option<Link>> {
        self.link("PUT", name, &format!("type={kind}&size={size}"))
    }
}
