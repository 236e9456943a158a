//! The text of one page: the strings that its commands show, with blanks and lines where they stand apart.
//!
//! <https://opensource.adobe.com/dc-acrobat-sdk-docs/standards/pdfstandards/pdf/PDF32000_2008.pdf>, section 9.4

use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId, Stream};

use super::MOST_UNPACKED;
use super::fonts::{Fonts, dictionary};
use crate::text::{Collected, Enough};
use crate::work;

/// How deep forms stand in forms.
const DEEPEST: usize = 4;
/// The most forms of a page.
const MOST_FORMS: usize = 50;
/// A string that is moved back by more than this, in thousandths of the font's size, begins a new word.
const BLANK: f32 = 180.0;
/// How far apart two words are at least, in sizes of the font.
const APART: f32 = 0.2;
/// How far below another one a line is at least, in sizes of the font.
const BELOW: f32 = 0.4;

/// Adds the text of this page.
pub(super) fn read<'a>(
    document: &'a Document,
    page: ObjectId,
    fonts: &mut Fonts<'a>,
    text: &mut Collected,
) -> Result<(), Enough> {
    let Ok(content) = document.get_page_content_with_limit(page, MOST_UNPACKED) else { return text.cut() };
    let resources = resources_of_page(document, page);
    let mut reading = Reading { document, fonts, text, forms: 0, within: Vec::new(), at: Place::default() };
    reading.commands(&content, &resources)?;
    text.end_line();
    text.push_char('\n')
}

/// Its own resources, then those that it inherits.
fn resources_of_page(document: &Document, page: ObjectId) -> Vec<&Dictionary> {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    own.into_iter().chain(inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok())).collect()
}

struct Reading<'a, 'b> {
    document: &'a Document,
    fonts: &'b mut Fonts<'a>,
    text: &'b mut Collected,
    forms: usize,
    /// The forms that are being read, one within the other.
    within: Vec<&'a Stream>,
    at: Place,
}

/// Where text is shown. Lengths are in units of the text itself, which is enough to tell words and lines apart.
#[derive(Clone, Copy)]
struct Place {
    size: f32,
    leading: f32,
    /// The scale of the text's matrix.
    scale: (f32, f32),
    /// The beginning of the line.
    line: (f32, f32),
    /// Where the next string begins.
    next: (f32, f32),
    /// About where the last string ended.
    end: (f32, f32),
}

impl Default for Place {
    fn default() -> Self {
        Self {
            size: 1.0,
            leading: 0.0,
            scale: (1.0, 1.0),
            line: (0.0, 0.0),
            next: (0.0, 0.0),
            end: (0.0, 0.0),
        }
    }
}

impl<'a> Reading<'a, '_> {
    fn commands(&mut self, content: &[u8], resources: &[&'a Dictionary]) -> Result<(), Enough> {
        let Ok(content) = Content::decode(content) else { return Ok(()) };
        let mut encoding = None;
        for command in &content.operations {
            if work::is_over() {
                return self.text.cut();
            }
            match command.operator.as_str() {
                "Tf" => {
                    let name = command.operands.first().and_then(|name| name.as_name().ok());
                    encoding = name.and_then(|name| self.fonts.named(name, resources));
                    self.at.size = number(command, 1).abs().max(0.01);
                }
                "Tj" | "TJ" | "'" | "\"" => self.show(command, encoding.as_ref())?,
                "Do" => self.form(command, resources)?,
                _ => self.at.moved(command),
            }
        }
        Ok(())
    }

    /// Adds the strings of a command that shows text.
    fn show(&mut self, command: &Operation, encoding: Option<&Rc<Encoding<'a>>>) -> Result<(), Enough> {
        if matches!(command.operator.as_str(), "'" | "\"") {
            self.at.next_line(0.0, -self.at.leading);
        }
        let Some(encoding) = encoding else { return Ok(()) };
        match self.at.gap() {
            Gap::Line => self.text.end_line(),
            Gap::Word => self.text.end_word(),
            Gap::None => {}
        }
        let pieces = match command.operands.last() {
            Some(Object::Array(pieces)) => pieces.as_slice(),
            Some(piece) => std::slice::from_ref(piece),
            None => &[],
        };
        self.at.end = self.at.next;
        for piece in pieces {
            match piece {
                Object::String(bytes, _) => {
                    let mut shown = String::new();
                    if encoding.write_to_string(bytes, &mut shown).is_ok() {
                        self.text.push(&shown)?;
                        self.at.end.0 += width(&shown) * self.at.size * self.at.scale.0;
                    }
                }
                piece => {
                    let back = -piece.as_float().unwrap_or(0.0);
                    if back > BLANK {
                        self.text.end_word();
                    }
                    self.at.end.0 += back / 1000.0 * self.at.size * self.at.scale.0;
                }
            }
        }
        self.at.next = self.at.end;
        Ok(())
    }

    /// Adds the text of a form, which is a page within the page.
    fn form(&mut self, command: &Operation, resources: &[&'a Dictionary]) -> Result<(), Enough> {
        let document = self.document;
        let name = command.operands.first().and_then(|name| name.as_name().ok());
        let Some(form) = name.and_then(|name| form(document, name, resources)) else { return Ok(()) };
        self.forms += 1;
        let is_within = self.within.iter().any(|outer| std::ptr::eq(*outer, form));
        if is_within || self.forms > MOST_FORMS || self.within.len() >= DEEPEST {
            return Ok(());
        }
        let Ok(content) = form.get_plain_content_with_limit(MOST_UNPACKED) else { return self.text.cut() };
        let own = form.dict.get(b"Resources").ok().and_then(|own| dictionary(document, own));
        let resources: Vec<_> = own.into_iter().chain(resources.iter().copied()).collect();
        let before = std::mem::take(&mut self.at);
        self.text.end_line();
        self.within.push(form);
        let read = self.commands(&content, &resources);
        self.within.pop();
        self.text.end_line();
        self.at = before;
        read
    }
}

/// The form of this name. Pictures are none.
fn form<'a>(document: &'a Document, name: &[u8], resources: &[&'a Dictionary]) -> Option<&'a Stream> {
    let mut objects = resources.iter().filter_map(|it| dictionary(document, it.get(b"XObject").ok()?));
    let id = objects.find_map(|objects| objects.get(name).ok()?.as_reference().ok())?;
    let stream = document.get_object(id).ok()?.as_stream().ok()?;
    let is_form = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
    is_form.then_some(stream)
}

enum Gap {
    None,
    Word,
    Line,
}

impl Place {
    /// Follows a command that moves the place.
    fn moved(&mut self, command: &Operation) {
        let [x, y] = [0, 1].map(|place| number(command, place));
        match command.operator.as_str() {
            "BT" => {
                self.scale = (1.0, 1.0);
                self.begin_at((0.0, 0.0));
            }
            "TL" => self.leading = x,
            "Td" => self.next_line(x, y),
            "TD" => {
                self.leading = -y;
                self.next_line(x, y);
            }
            "T*" => self.next_line(0.0, -self.leading),
            "Tm" => {
                let length =
                    |first, second| number(command, first).hypot(number(command, second)).max(0.0001);
                self.scale = (length(0, 1), length(2, 3));
                self.begin_at((number(command, 4), number(command, 5)));
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.begin_at((self.line.0 + x * self.scale.0, self.line.1 + y * self.scale.1));
    }

    fn begin_at(&mut self, place: (f32, f32)) {
        self.line = place;
        self.next = place;
    }

    /// What stands between the last string and the next.
    fn gap(&self) -> Gap {
        let (x, y) = self.next;
        let (size_x, size_y) = (self.size * self.scale.0, self.size * self.scale.1);
        if (y - self.end.1).abs() > BELOW * size_y {
            Gap::Line
        } else if x - self.end.0 > APART * size_x || self.end.0 - x > 2.0 * size_x {
            Gap::Word
        } else {
            Gap::None
        }
    }
}

/// About how wide a text is, in sizes of its font.
fn width(text: &str) -> f32 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')'
        | ' ' => 0.3,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.87,
        _ if c.is_uppercase() => 0.7,
        _ if c.is_ascii() => 0.53,
        _ => 0.6,
    };
    text.chars().map(of).sum()
}

fn number(command: &Operation, place: usize) -> f32 {
    command
        .operands
        .get(place)
        .and_then(|operand| operand.as_float().ok())
        .filter(|n| n.is_finite())
        .unwrap_or(0.0)
}
