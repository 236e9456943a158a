//! The text of a PDF.
//!
//! The parser loads all objects of a file at once. So [`guard`] looks at the file before, and is asked by the parser about
//! each object.

mod encryption;
mod fonts;
mod guard;
mod page;

use lopdf::{Document, FilterFunc, LoadOptions};

use crate::text::{Collected, Enough};
use crate::{Unreadable, work};

/// The most bytes that one stream unpacks to. The commands of a page and the tables of a font are far below it.
pub(crate) const MOST_UNPACKED: usize = 1024 * 1024;

/// The most pages that are looked at. The text that is kept fills a few.
const MOST_PAGES: usize = 300;

pub(crate) fn read(bytes: &[u8], text: &mut Collected) -> Result<(), Unreadable> {
    guard::check(bytes)?;
    let document = match guard::encrypt_names(bytes).next() {
        Some(_) => encryption::load_encrypted(bytes)?,
        None => load(bytes, guard::keep)?,
    };
    let mut fonts = fonts::Fonts::new(&document);
    let mut pages = document.page_iter();
    let mut found = false;
    for _ in 0..MOST_PAGES {
        let Some(page) = pages.next() else {
            return if found { Ok(()) } else { Err(Unreadable::Broken) };
        };
        found = true;
        if let Err(Enough) = page::read(&document, page, &mut fonts, text) {
            return Ok(());
        }
        if work::is_over() {
            break;
        }
    }
    let _ = text.cut();
    Ok(())
}

/// Loads a file that does not say that it is encrypted.
fn load(bytes: &[u8], filter: FilterFunc) -> Result<Document, Unreadable> {
    let options = LoadOptions {
        filter: Some(filter),
        max_decompressed_size: Some(MOST_UNPACKED),
        ..LoadOptions::default()
    };
    Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Unreadable::TooLarge,
        _ => Unreadable::Broken,
    })
}
