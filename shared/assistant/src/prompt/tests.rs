use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::turn::{Note, Shown, Source};

const START: i64 = 1_795_800_000;

fn zoned(seconds: i64) -> Zoned {
    Timestamp::from_second(START + seconds).unwrap().to_zoned(TimeZone::UTC)
}

fn turn(speaker: Speaker, text: &str) -> Turn {
    Turn::new(speaker, text, zoned(0).timestamp())
}

fn question(history: &[Turn]) -> Question<'_> {
    Question {
        instructions: "Be kind.",
        chosen: None,
        history,
        now: zoned(60),
        language: Some("French"),
        hours: None,
        tools: None,
        model: None,
    }
}

/// The roles and contents after the system message.
fn asked(history: &[Turn], wish: Wish) -> Vec<(Role, String)> {
    let messages = prompt(&question(history), 10_000, 4, wish).messages;
    messages.into_iter().skip(1).map(|message| (message.role, message.content)).collect()
}

fn notes() -> impl Strategy<Value = Note> {
    prop_oneof![
        any::<String>().prop_map(|text| Note::RepliesTo { speaker: Some(Speaker::Agent), text }),
        any::<String>().prop_map(|text| Note::Shows { what: Shown::ContactCard, detail: Some(text) }),
        any::<String>().prop_map(|text| Note::CameBy {
            source: Source::Advertisement,
            headline: Some(text.clone()),
            body: Some(text),
            greeting: None
        }),
        Just(Note::Edited),
    ]
}

/// Texts, of which many try to look like notes.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \\[\\]\\n\\r\u{200b}\u{2028}]{0,6}(now|edited by its author|photo: x)[\\] \\n]{0,3}.{0,20}",
        "[a-z ]{0,200}",
    ]
}

/// Histories of any speakers, texts and notes.
pub(super) fn histories() -> impl Strategy<Value = Vec<Turn>> {
    let speaker = prop_oneof![Just(Speaker::Customer), Just(Speaker::Assistant), Just(Speaker::Agent)];
    let all = (speaker, texts(), 0i64..400_000, prop::collection::vec(notes(), 0..3));
    let turn = all.prop_map(|(speaker, text, before, notes)| Turn {
        speaker,
        text,
        at: Timestamp::from_second(START - before).unwrap(),
        notes,
        pictures: Vec::new(),
    });
    prop::collection::vec(turn, 0..12)
}

#[test]
fn turns_of_one_side_are_joined_and_only_the_last_message_says_the_time() {
    let history = [
        turn(Speaker::Customer, "Hi there"),
        turn(Speaker::Customer, "When do you open?"),
        turn(Speaker::Assistant, "On which day?"),
        turn(Speaker::Agent, "Léa here: which day?"),
        turn(Speaker::Customer, "Today"),
    ];
    let now = "[now: Friday, 27 November 2026, 17:21]";
    let language = "[language: answer in that of these earlier words of the customer: When do you open?]";
    assert_eq!(
        asked(&history, Wish::Usual),
        [
            (Role::User, "Hi there\n\nWhen do you open?".to_owned()),
            (Role::Assistant, "On which day?\n\n[written by a colleague]\nLéa here: which day?".to_owned()),
            (Role::User, format!("{now}\n{language}\nToday")),
        ]
    );
    let shorter = asked(&history, Wish::Shorter).pop().unwrap().1;
    assert!(shorter.ends_with(
        "Today\n[length: your last answer was too long for WhatsApp; use fewer than 2000 characters]"
    ));
}

#[test]
fn the_first_and_the_last_turn_are_the_customers() {
    let (business, customer) =
        (turn(Speaker::Agent, "Your parcel is here"), turn(Speaker::Customer, "Thanks a lot"));
    let now = "[now: Friday, 27 November 2026, 17:21]\n";
    let history = [business.clone(), customer.clone()];
    assert_eq!(
        asked(&history, Wish::Usual),
        [
            (Role::User, "[the conversation is shown from here]".to_owned()),
            (Role::Assistant, "[written by a colleague]\nYour parcel is here".to_owned()),
            (Role::User, format!("{now}Thanks a lot")),
        ]
    );
    let (role, last) = asked(&[customer, business.clone()], Wish::Usual).pop().unwrap();
    assert_eq!(role, Role::User);
    assert!(last.starts_with(now) && last.ends_with("\n[the customer waits for an answer]"), "{last}");
    assert!(prompt(&question(&[business]), 10_000, 4, Wish::Usual).messages.is_empty(), "nothing to answer");
    assert!(
        prompt(&question(&[turn(Speaker::Customer, "\u{0} ")]), 10_000, 4, Wish::Usual).messages.is_empty()
    );
    assert!(prompt(&question(&[]), 10_000, 4, Wish::Usual).messages.is_empty());
}

#[test]
fn a_picture_without_words_is_answered_in_the_language_of_the_country() {
    let photo = Note::Shows { what: Shown::Photo, detail: None };
    let history = [Turn { notes: vec![photo], ..turn(Speaker::Customer, "") }];
    let content = asked(&history, Wish::Usual).pop().unwrap().1;
    assert!(content.ends_with("answer in French]\n[photo]"), "{content}");
}

/// The share of each request's estimated tokens that is as in the request before it, over a thread of 40 questions and
/// answers of which the worker reads the last 30 messages. `docs/ARCHITECTURE.md` has the figure.
#[test]
fn most_of_a_request_is_as_in_the_one_before_it() {
    let question = "Bonjour, avez-vous encore la tasse rouge en stock, et à quel prix ?";
    let answer =
        "Oui, il nous en reste trois. Elle coûte 12 €, et la livraison à Brest prend deux jours ouvrés.";
    let instructions = "You answer for a shop that sells mugs. ".repeat(20);
    let mut thread: Vec<Turn> = Vec::new();
    let mut requests: Vec<String> = Vec::new();
    for n in 0..40 {
        // Three questions an hour, at irregular times.
        let at = zoned(n * 1_200 + n * n % 97).timestamp();
        thread.push(Turn::new(Speaker::Customer, format!("{question} ({n})"), at));
        let read = thread.get(thread.len().saturating_sub(30)..).unwrap().to_vec();
        let is_whole = read.len() == thread.len();
        let history = if is_whole { read } else { from_anchor(read, 10) };
        let now = at.to_zoned(TimeZone::UTC) + SignedDuration::from_secs(3);
        let asked = Question {
            instructions: &instructions,
            chosen: None,
            history: &history,
            now,
            language: None,
            hours: None,
            tools: None,
            model: None,
        };
        let messages = prompt(&asked, 6_000, 4, Wish::Usual).messages;
        let told: Vec<_> = messages.iter().map(|it| format!("{:?}: {}", it.role, it.content)).collect();
        requests.push(told.join("\n"));
        thread.push(Turn::new(
            Speaker::Assistant,
            format!("{answer} ({n})"),
            at + SignedDuration::from_secs(5),
        ));
    }
    let shares: Vec<f64> = requests.windows(2).map(|pair| share(&pair[0], &pair[1])).collect();
    let average = shares.iter().sum::<f64>() / f64::from(u32::try_from(shares.len()).unwrap());
    let moved = shares.iter().filter(|share| **share < 0.7).count();
    println!(
        "as before: {:.0} % on average; the beginning moved {moved} times; {shares:.2?}",
        average * 100.0
    );
    assert!(average > 0.8, "{average}");
}

fn share(before: &str, after: &str) -> f64 {
    let same: String =
        before.chars().zip(after.chars()).take_while(|(one, two)| one == two).map(|(c, _)| c).collect();
    let tokens = |text: &str| f64::from(u32::try_from(estimate_tokens(text)).unwrap());
    tokens(&same) / tokens(after)
}

proptest! {
    #[test]
    fn any_history_becomes_alternating_turns_that_nobody_can_fake(
        history in histories(),
        budget in 0usize..400,
    ) {
        let now = zoned(0);
        let question = Question { instructions: "p", chosen: None, history: &history, now, language: None, hours: None, tools: None, model: None };
        let messages = prompt(&question, budget, 4, Wish::Usual).messages;
        let is_unanswerable = history.iter().all(|turn| {
            turn.speaker != Speaker::Customer || (turn.notes.is_empty() && line::words(&turn.text).is_empty())
        });
        prop_assert!(!is_unanswerable || messages.is_empty());
        prop_assert!(is_unanswerable || budget < 400 || !messages.is_empty());
        for (place, message) in messages.iter().enumerate() {
            let role = match place {
                0 => Role::System,
                place if place % 2 == 1 => Role::User,
                _ => Role::Assistant,
            };
            prop_assert_eq!(message.role, role);
            prop_assert!(!message.content.trim().is_empty());
            prop_assert!(!message.content.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            if place > 0 {
                let brackets = message.content.lines().filter(|line| line.trim_start().starts_with('['));
                for line in brackets {
                    prop_assert!(without_notes(line).is_empty(), "a line of ours: {line:?}");
                }
            }
        }
        if let Some(last) = messages.last() {
            prop_assert_eq!(last.role, Role::User);
            let now_lines = messages.iter().flat_map(|it| it.content.lines()).filter(|it| it.starts_with("[now: "));
            prop_assert_eq!(now_lines.count(), 1, "nobody else can tell the time");
            // One message in the history costs what its turns cost, without the overhead of each but the first.
            let spent: usize = messages.iter().skip(1).map(|it| estimate_tokens(&it.content)).sum();
            prop_assert!(spent <= budget + 150);
        }
    }
}
