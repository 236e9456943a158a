//! The fonts of a PDF: what the bytes of its texts mean.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::MOST_UNPACKED;
use crate::work;

/// The most fonts of a document that are read. A document of one author has a dozen.
const MOST_FONTS: usize = 200;

/// The encodings of the fonts that were met, each read once.
pub(super) struct Fonts<'a> {
    document: &'a Document,
    known: HashMap<*const Dictionary, Option<Rc<Encoding<'a>>>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, known: HashMap::new() }
    }

    /// The encoding of the font that has this name in these resources, the nearest first. `None`: it has none that is known.
    pub(super) fn named(&mut self, name: &[u8], resources: &[&'a Dictionary]) -> Option<Rc<Encoding<'a>>> {
        let document = self.document;
        let font = resources.iter().find_map(|resources| {
            let fonts = dictionary(document, resources.get(b"Font").ok()?)?;
            dictionary(document, fonts.get(name).ok()?)
        })?;
        let place = std::ptr::from_ref(font);
        if !self.known.contains_key(&place) && self.known.len() < MOST_FONTS {
            work::check();
            let encoding = font.get_font_encoding_with_limit(document, MOST_UNPACKED).ok();
            self.known.insert(place, encoding.map(Rc::new));
        }
        self.known.get(&place).cloned().flatten()
    }
}

/// The dictionary that this is or refers to.
pub(super) fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        _ => None,
    }
}
