//! A bounded log whose items keep their numbers.

use std::collections::VecDeque;

/// Keeps the newest `capacity` items. An item's number never changes, and finding an item by it takes constant time.
#[derive(Debug)]
pub(crate) struct Ring<T> {
    items: VecDeque<T>,
    first: u64,
    capacity: usize,
}

impl<T> Ring<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { items: VecDeque::new(), first: 0, capacity }
    }

    /// Adds an item. Returns its number, and the oldest item if that was dropped.
    pub(crate) fn push(&mut self, item: T) -> (u64, Option<T>) {
        let number = self.total();
        let dropped = if self.items.len() >= self.capacity {
            self.first += 1;
            self.items.pop_front()
        } else {
            None
        };
        self.items.push_back(item);
        (number, dropped)
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.items.get(self.place(number)?)
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let place = self.place(number)?;
        self.items.get_mut(place)
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    /// How many items were ever added.
    pub(crate) fn total(&self) -> u64 {
        self.first + u64::try_from(self.items.len()).unwrap_or(u64::MAX)
    }

    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outlive_what_was_dropped() {
        let mut ring = Ring::new(2);
        assert_eq!(ring.push('a'), (0, None));
        assert_eq!(ring.push('b'), (1, None));
        assert_eq!(ring.push('c'), (2, Some('a')));
        assert_eq!(ring.get(0), None);
        assert_eq!(ring.get(2), Some(&'c'));
        assert_eq!(ring.get(3), None);
        assert_eq!(ring.total(), 3);
        if let Some(item) = ring.get_mut(1) {
            *item = 'z';
        }
        assert_eq!(ring.iter().collect::<String>(), "zc");
    }
}
