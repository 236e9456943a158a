//! The history as texts: each turn with its notes, as many of the newest as the budget holds.

use jiff::Zoned;
use jiff::civil::Date;

use super::anchor::{anchor, unanswered};
use super::line::words;
use super::note;
use super::tokens::{cost, end_within};
use crate::picture::Picture;
use crate::turn::{Speaker, Turn};

/// The least tokens of a turn's words that are worth telling.
const LEAST_WORDS: usize = 16;

/// A turn as the model reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) speaker: Speaker,
    pub(super) text: String,
    pub(super) pictures: Vec<Picture>,
}

/// The newest turns that cost at most `budget` tokens, oldest first.
pub(super) struct History {
    pub(super) turns: Vec<Told>,
    /// How many turns before them are left out. Turns that have nothing do not count, unless they stand before one.
    pub(super) left_out: usize,
}

/// The turns that fit. They are kept whole and without gaps. Where not all of them fit, they begin at an anchor, so that
/// they begin alike for several turns. Only when the newest turn alone is too long, its beginning is cut off, because the
/// question usually comes last.
///
/// What is unanswered is kept before anything else, so that one answer serves all of it. Where the budget does not hold it,
/// its longest turns are cut to their ends ([`shorten`]). Only where there are more turns than that helps, the newest are
/// told, and the caller learns by [`History::left_out`] what has not been read.
///
/// A turn's text depends on that turn, on those before it, and on the day.
pub(super) fn history(all: &[Turn], now: &Zoned, budget: usize) -> History {
    let (places, mut turns): (Vec<_>, Vec<_>) =
        all.iter().cloned().enumerate().filter(|(_, turn)| has_content(turn)).unzip();
    let waiting = turns.len().saturating_sub(unanswered(&turns));
    shorten(turns.get_mut(waiting..).unwrap_or_default(), now, budget);
    let start = start(&turns, now, budget);
    let mut told = told(turns.get(start..).unwrap_or_default(), now);
    if start > 0 && start == turns.len() {
        told.extend(turns.last().and_then(|newest| end_of(newest, budget)));
    }
    // Nothing, the rest, or the end of the newest is told.
    let first = places.get(turns.len() - told.len()).copied().unwrap_or(all.len());
    History { turns: told, left_out: if start == 0 { 0 } else { first } }
}

fn has_content(turn: &Turn) -> bool {
    !turn.notes.is_empty() || !words(&turn.text).is_empty()
}

/// Cuts the longest of these turns to their ends, all to the same length, so that together they cost at most `budget`. Does
/// nothing if they fit, or if too little of each would be left.
fn shorten(turns: &mut [Turn], now: &Zoned, budget: usize) {
    let total = |turns: &[Turn]| told(turns, now).iter().map(|turn| cost(&turn.text)).sum::<usize>();
    if turns.len() < 2 || total(turns) <= budget {
        return;
    }
    let whole: Vec<_> = turns.iter().map(|turn| words(&turn.text)).collect();
    let (mut least, mut most) = (0, budget);
    // The longest length that fits. 24 halvings are enough for any budget of tokens.
    for _ in 0..24 {
        let length = (least + most).div_ceil(2);
        for (turn, whole) in turns.iter_mut().zip(&whole) {
            end_within(whole, length).clone_into(&mut turn.text);
        }
        if total(turns) <= budget { least = length } else { most = length.saturating_sub(1) }
    }
    let is_enough = least >= LEAST_WORDS;
    for (turn, whole) in turns.iter_mut().zip(whole) {
        turn.text = if is_enough { end_within(&whole, least).to_owned() } else { whole };
    }
}

/// The place of the first turn that is told. It is behind the last one if not even that fits.
fn start(turns: &[Turn], now: &Zoned, budget: usize) -> usize {
    let costs: Vec<_> = told(turns, now).iter().map(|turn| cost(&turn.text)).collect();
    let mut after = 0;
    // Turns from here on cost this much if they are told from here on: a first turn may have more notes.
    let mut totals: Vec<_> = turns
        .iter()
        .zip(&costs)
        .rev()
        .map(|(turn, cost_within)| {
            let first = told(std::slice::from_ref(turn), now);
            let total = after + first.iter().map(|turn| cost(&turn.text)).sum::<usize>();
            after += cost_within;
            total
        })
        .collect();
    totals.reverse();
    let Some(oldest) = totals.iter().position(|total| *total <= budget) else { return turns.len() };
    // At least half of the budget is used, and what is unanswered is told.
    let half = totals.iter().rposition(|total| *total >= budget / 2).unwrap_or(oldest);
    let latest = half.min(turns.len().saturating_sub(unanswered(turns)));
    if oldest == 0 { 0 } else { anchor(turns, oldest..=latest).unwrap_or(oldest) }
}

/// The turns with their notes.
fn told(turns: &[Turn], now: &Zoned) -> Vec<Told> {
    let mut before: (Option<Speaker>, Date) = (None, now.date());
    let each = turns.iter().map(|turn| {
        let at = turn.at.to_zoned(now.time_zone().clone());
        let mut lines = Vec::new();
        if at.date() != before.1 {
            lines.push(note::day(&at));
        }
        match (before.0, turn.speaker) {
            (Some(Speaker::Agent), Speaker::Agent) => {}
            (_, Speaker::Agent) => lines.push(note::by_colleague()),
            (Some(Speaker::Agent), Speaker::Assistant) => lines.push(note::by_assistant()),
            (_, Speaker::Customer | Speaker::Assistant) => {}
        }
        before = (Some(turn.speaker), at.date());
        lines.extend(turn.notes.iter().flat_map(note::lines));
        lines.extend(Some(words(&turn.text)).filter(|words| !words.is_empty()));
        Told { speaker: turn.speaker, text: lines.join("\n"), pictures: turn.pictures.clone() }
    });
    each.collect()
}

/// The end of a turn that is too long, with as many of its notes as fit.
fn end_of(turn: &Turn, budget: usize) -> Option<Told> {
    let whole = words(&turn.text);
    let room = budget.saturating_sub(cost(""));
    // A cut may put a bracket at the beginning.
    let mut text = words(end_within(&whole, room));
    for line in turn.notes.iter().flat_map(note::lines).collect::<Vec<_>>().iter().rev() {
        let with_note = if text.is_empty() { line.clone() } else { format!("{line}\n{text}") };
        if cost(&with_note) <= budget {
            text = with_note;
        }
    }
    let pictures = turn.pictures.clone();
    Some(Told { speaker: turn.speaker, text, pictures }).filter(|told| !told.text.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::{TimeZone, offset};
    use proptest::prelude::*;

    use super::*;
    use crate::prompt::tests::histories;
    use crate::turn::{Note, Shown};

    /// 27 November 2026, 20:30 at UTC+1.
    fn now() -> Zoned {
        Timestamp::from_second(1_795_807_800).unwrap().to_zoned(TimeZone::fixed(offset(1)))
    }

    fn turn(speaker: Speaker, text: &str, hours_ago: i64) -> Turn {
        let at = now().timestamp() - jiff::SignedDuration::from_hours(hours_ago);
        Turn::new(speaker, text, at)
    }

    fn customer(text: &str) -> Turn {
        turn(Speaker::Customer, text, 0)
    }

    fn texts(turns: &[Turn], budget: usize) -> Vec<String> {
        history(turns, &now(), budget).turns.into_iter().map(|turn| turn.text).collect()
    }

    #[test]
    fn days_colleagues_and_notes_stand_before_the_words() {
        use Speaker::{Agent, Assistant, Customer};
        let photo = Note::Shows { what: Shown::Photo, detail: None };
        let turns = [
            turn(Customer, "Hi\u{0}", 45),
            turn(Assistant, "Hello!", 44),
            turn(Agent, "Léa here.", 21),
            turn(Agent, "Which day?", 21),
            turn(Assistant, "Shall I book?", 20),
            Turn { notes: vec![photo, Note::Edited], ..turn(Customer, "[free] this one", 1) },
            turn(Customer, " \n", 0),
            turn(Agent, "Yes", 0),
        ];
        assert_eq!(
            texts(&turns, 1_000),
            [
                "[day: Wednesday, 25 November 2026]\nHi",
                "[day: Thursday, 26 November 2026]\nHello!",
                "[written by a colleague]\nLéa here.",
                "Which day?",
                "[day: Friday, 27 November 2026]\n[written by you]\nShall I book?",
                "[photo]\n[edited by its author]\n(free) this one",
                "[written by a colleague]\nYes",
            ]
        );
    }

    #[test]
    fn the_newest_turns_are_kept_in_order() {
        let turns = [customer("one"), customer("two"), customer("three")];
        assert_eq!(texts(&turns, cost("two") + cost("three")), ["two", "three"]);
        assert_eq!(texts(&turns, 1_000), ["one", "two", "three"]);
    }

    #[test]
    fn a_turn_that_does_not_fit_ends_the_history() {
        let turns = [customer("a"), customer(&"long ".repeat(50)), customer("b")];
        assert_eq!(texts(&turns, 20), ["b"]);
        assert_eq!(history(&turns, &now(), 20).left_out, 2);
    }

    #[test]
    fn of_what_is_unanswered_all_that_fits_is_told_and_the_rest_is_counted() {
        let asked: Vec<_> = (0..24).map(|n| customer(&format!("question number {n}"))).collect();
        let mut turns = vec![turn(Speaker::Customer, "old", 1), turn(Speaker::Agent, "old", 1)];
        turns.extend(asked);
        turns.insert(2, customer(" "));
        let all = 24 * cost("question number 10");
        let kept = history(&turns, &now(), all);
        assert_eq!((kept.turns.len(), kept.left_out), (24, 3));
        let kept = history(&turns, &now(), all / 2);
        assert_eq!((kept.turns.len(), kept.left_out), (12, 15));
        assert_eq!(kept.turns.last().unwrap().text, "question number 23");
        let kept = history(&turns, &now(), cost("number 23"));
        assert_eq!((kept.turns.len(), kept.left_out), (1, 26), "the end of the newest");
        let kept = history(&turns, &now(), 0);
        assert_eq!((kept.turns.len(), kept.left_out), (0, 27));
        assert_eq!(history(&turns, &now(), 10_000).left_out, 0);
    }

    #[test]
    fn one_overlong_turn_keeps_its_end() {
        let photo = Note::Shows { what: Shown::Photo, detail: None };
        let long = Turn { notes: vec![photo], ..customer("éééééé [question]?") };
        let turns = [customer("old"), long];
        assert_eq!(texts(&turns, cost("question?")), ["uestion]?"]);
        assert_eq!(texts(&turns, cost("[question]?")), ["(question)?"], "a cut begins with no bracket");
        assert!(texts(&turns, cost("")).is_empty());
        assert_eq!(texts(&turns[1..], cost("question?")), ["uestion]?"]);
        let short = Turn { text: "why?".to_owned(), ..turns[1].clone() };
        assert_eq!(texts(&[customer("old"), short.clone()], cost("[photo]\nwhy?")), ["[photo]\nwhy?"]);
        assert_eq!(texts(&[customer("old"), short], cost("why?")), ["why?"], "the words are kept first");
    }

    #[test]
    fn a_history_that_is_cut_to_the_budget_begins_alike_for_several_turns() {
        let turns: Vec<_> = (0..80_i64)
            .map(|n| {
                let speaker = if n % 2 == 0 { Speaker::Customer } else { Speaker::Assistant };
                let at = now().timestamp() - jiff::SignedDuration::from_secs(41 * (80 - n));
                Turn::new(speaker, format!("message number {n}"), at)
            })
            .collect();
        let budget = 20 * cost("message number 10");
        let begins: Vec<_> = (41..80)
            .step_by(2)
            .map(|end| history(turns.get(..end).unwrap(), &now(), budget).turns)
            .inspect(|kept| {
                assert_eq!(kept.first().unwrap().speaker, Speaker::Customer);
                assert!(kept.len() >= 10, "at least half of the budget is used");
            })
            .map(|kept| kept.into_iter().next().unwrap().text)
            .collect();
        let moves = begins.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(moves * 3 <= begins.len(), "{moves} of {}: {begins:?}", begins.len());
    }

    #[test]
    fn long_turns_of_a_burst_are_cut_so_that_all_of_it_is_told() {
        let long = "é".repeat(60_000);
        let burst = [customer("before"), customer(&format!("{long} why?")), customer("after")];
        let told = history(&burst, &now(), 6_000);
        assert_eq!((told.turns.len(), told.left_out), (3, 0));
        assert_eq!((told.turns[0].text.as_str(), told.turns[2].text.as_str()), ("before", "after"));
        assert!(told.turns[1].text.ends_with("é why?"));
        let spent: usize = told.turns.iter().map(|turn| cost(&turn.text)).sum();
        assert!((5_900..=6_000).contains(&spent), "{spent}");

        let seven: Vec<_> = (0..7).map(|n| customer(&format!("{} {n}", "word ".repeat(800)))).collect();
        let told = history(&seven, &now(), 6_000);
        assert_eq!((told.turns.len(), told.left_out), (7, 0));
    }

    proptest! {
        #[test]
        fn any_history_stays_within_any_budget(turns in histories(), budget in 0usize..200) {
            let kept = history(&turns, &now(), budget);
            prop_assert!(kept.turns.iter().map(|turn| cost(&turn.text)).sum::<usize>() <= budget);
            for turn in &kept.turns {
                prop_assert!(!turn.text.trim().is_empty());
            }
            // All but the first turn are told as if nothing were left out.
            let all = told(&turns.iter().filter(|turn| has_content(turn)).cloned().collect::<Vec<_>>(), &now());
            let rest = kept.turns.get(1..).unwrap_or_default();
            for (told, whole) in rest.iter().rev().zip(all.iter().rev()) {
                prop_assert_eq!(told.speaker, whole.speaker);
                // A turn that waits may be cut.
                prop_assert!(told.text == whole.text || (told.speaker == Speaker::Customer && told.text.len() < whole.text.len()));
            }
        }

        #[test]
        fn a_turn_is_told_alike_whatever_follows(turns in histories(), shorter in 0usize..12) {
            let whole = history(&turns, &now(), usize::MAX).turns;
            let shorter = history(turns.get(..shorter).unwrap_or(&turns), &now(), usize::MAX).turns;
            prop_assert!(whole.starts_with(&shorter));
        }
    }
}
