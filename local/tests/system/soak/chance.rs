//! Pseudorandom numbers, equal for equal seeds.

use std::ops::Range;

pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn seeded(seed: u64) -> Self {
        let mut chance = Self(seed);
        // The first numbers of small seeds are similar.
        (0..8).for_each(|_| _ = chance.within(0..2));
        chance
    }

    pub(super) fn within(&mut self, range: Range<u64>) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        range.start + (self.0 >> 33) % (range.end - range.start)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.within(0..last as u64 + 1)).unwrap();
            items.swap(last, other);
        }
    }
}
