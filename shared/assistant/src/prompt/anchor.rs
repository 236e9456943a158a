//! Where a history begins that is too long to be told from its beginning.
//!
//! If the oldest messages were left out one by one, every request would begin otherwise, and no provider's prompt cache
//! would know it. So a history begins at an anchor: a customer's message that its own time makes one. It stays the
//! beginning for several turns, until it is too old itself. No state is needed for that.

use std::ops::RangeInclusive;

use crate::turn::{Speaker, Turn};

/// The last turns of a longer thread, from an anchor on. At least `keep` of them are kept, and all that are unanswered.
///
/// For a caller that has read only the last so many messages of a thread. Those of a whole thread are told as they are.
pub fn from_anchor(mut turns: Vec<Turn>, keep: usize) -> Vec<Turn> {
    let latest = turns.len().saturating_sub(keep.max(unanswered(&turns)));
    match anchor(&turns, 0..=latest) {
        Some(place) => turns.split_off(place),
        None => turns,
    }
}

/// How many turns are unanswered: the customer's at the end.
pub(super) fn unanswered(turns: &[Turn]) -> usize {
    turns.iter().rev().take_while(|turn| turn.speaker == Speaker::Customer).count()
}

/// The anchor among the turns at these places: of the customer's turns the one with the highest rank.
pub(super) fn anchor(turns: &[Turn], places: RangeInclusive<usize>) -> Option<usize> {
    let all = turns
        .iter()
        .enumerate()
        .filter(|(place, turn)| places.contains(place) && turn.speaker == Speaker::Customer);
    // `max_by_key` takes the last of equals: here the oldest.
    all.rev().max_by_key(|(_, turn)| rank(turn)).map(|(place, _)| place)
}

/// A number that only the time decides. Among ten of the customer's turns, the one with the highest stays for five or
/// six turns. The seconds are mixed by a hash's last step (`MurmurHash3`), because people write at regular times.
fn rank(turn: &Turn) -> u64 {
    let mut mixed = turn.at.as_second().cast_unsigned();
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        mixed ^= mixed >> 33;
        mixed = mixed.wrapping_mul(factor);
    }
    mixed ^= mixed >> 33;
    mixed
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn turn(speaker: Speaker, second: i64) -> Turn {
        Turn::new(speaker, "x", Timestamp::from_second(second).unwrap())
    }

    fn thread(seconds: &[i64]) -> Vec<Turn> {
        let both = |at: &i64| [turn(Speaker::Customer, *at), turn(Speaker::Assistant, *at + 5)];
        seconds.iter().flat_map(both).collect()
    }

    #[test]
    fn a_beginning_stays_for_several_turns() {
        let seconds: Vec<_> = (0..200).map(|n| 1_800_000_000 + n * 60).collect();
        let all = thread(&seconds);
        let window = |end: usize| all.get(end - 30..end).unwrap().to_vec();
        let begins: Vec<_> =
            (31..all.len()).step_by(2).map(|end| from_anchor(window(end), 10).first().unwrap().at).collect();
        let moves = begins.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(moves * 4 < begins.len(), "{moves} of {}", begins.len());
        assert!(begins.windows(2).all(|pair| pair[0] <= pair[1]), "it never goes back");
    }

    #[test]
    fn no_unanswered_turn_is_left_out() {
        for first in 1_800_000_000..1_800_000_100 {
            let mut turns = thread(&[first - 20, first - 10]);
            let burst: Vec<_> = (0..24).map(|second| turn(Speaker::Customer, first + second)).collect();
            turns.extend(burst.iter().cloned());
            assert!(from_anchor(turns, 10).ends_with(&burst), "{first}");
        }
    }

    proptest! {
        #[test]
        fn the_last_turns_are_kept_and_nothing_is_invented(
            speakers in prop::collection::vec(any::<bool>(), 0..40),
            keep in 0usize..40,
        ) {
            let turns: Vec<_> = (1_800_000_000..)
                .zip(speakers)
                .map(|(at, theirs)| turn(if theirs { Speaker::Customer } else { Speaker::Agent }, at))
                .collect();
            let kept = from_anchor(turns.clone(), keep);
            prop_assert!(turns.ends_with(&kept));
            prop_assert!(kept.len() >= keep.max(unanswered(&turns)).min(turns.len()));
            prop_assert_eq!(&from_anchor(turns, keep), &kept);
        }
    }
}
