//! The hidden parts that are open at a place of a text.

use super::marks::Family;

/// A stack that knows how many of each family it holds, so that no question searches it.
pub(super) struct Open {
    stack: Vec<Family>,
    counts: [usize; Family::COUNT],
    /// Nothing but blanks came since the last part was opened.
    is_fresh: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self { stack: Vec::new(), counts: [0; Family::COUNT], is_fresh: false }
    }
}

impl Open {
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    pub(super) fn has(&self, family: Family) -> bool {
        self.count(family) > 0
    }

    /// Parts are open, and all are of this family.
    pub(super) fn is_only(&self, family: Family) -> bool {
        !self.is_empty() && self.count(family) == self.stack.len()
    }

    /// Opens a part. The same mark again, with nothing between, is a repetition: the template and the model wrote it.
    pub(super) fn push(&mut self, family: Family) {
        if std::mem::replace(&mut self.is_fresh, true) && self.stack.last() == Some(&family) {
            return;
        }
        self.stack.push(family);
        if let Some(count) = self.counts.get_mut(family.place()) {
            *count += 1;
        }
    }

    /// Text or another mark came.
    pub(super) fn settle(&mut self) {
        self.is_fresh = false;
    }

    /// Closes the innermost part of this family, and all parts within it.
    pub(super) fn pop_to(&mut self, family: Family) {
        while let Some(last) = self.stack.pop() {
            if let Some(count) = self.counts.get_mut(last.place()) {
                *count -= 1;
            }
            if last == family {
                return;
            }
        }
    }

    fn count(&self, family: Family) -> usize {
        self.counts.get(family.place()).copied().unwrap_or(0)
    }
}
