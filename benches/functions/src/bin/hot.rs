//! Runs one of the functions that run most often, as often as it is told: `hot split 200`, and prints the nanoseconds that
//! one call took. `infra/tests` counts the instructions of it under Valgrind, twice, and the difference is exact.
//! `hot split bytes` prints how much text one call reads, and `hot statuses bytes` nothing, because it reads none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use jiff::Timestamp;
use relais_assistant::setting;
use relais_core::status::StatusMap;
use relais_core::{Alias, ContactId, MessageKey};
use relais_whatsapp::ids::{PhoneNumberId, WaId};
use relais_whatsapp::signature::{AppSecrets, sign};
use relais_whatsapp::webhook;

/// As Meta sends it, with one text.
const WEBHOOK: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"33199000001","phone_number_id":"100000000000001"},"contacts":[{"profile":{"name":"Someone"},"wa_id":"33639980001","user_id":"FR.10000000000000001"}],"messages":[{"from":"33639980001","from_user_id":"FR.10000000000000001","id":"wamid.HBgLMzM2Mzk5ODAwMDEVAgASGBQzQTdBMDAwMDAwMDAwMDAwMDAwMQA=","timestamp":"1800000000","type":"text","text":{"body":"Bonjour, vous êtes ouverts demain ?"}}]}}]}]}"#;

/// As a model writes it.
const ANSWER: &str = "Bonjour ! **Oui**, nous sommes ouverts demain :\n\n- de **9 h** à **12 h 30**,\n- de 14 h à 18 h.\n\nVous trouverez tout sur [notre site](https://example.com/horaires). À bientôt !";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (name, count) = (arguments.next().expect("a name"), arguments.next().expect("a count"));
    if count == "bytes" {
        if let Some(bytes) = bytes(&name) {
            println!("{bytes}");
        }
        return;
    }
    let run = named(&name);
    let count = count.parse::<u32>().expect("the count is a number");
    let began = Instant::now();
    for _ in 0..count {
        run();
    }
    println!("{}", began.elapsed().as_nanos() / u128::from(count.max(1)));
}

/// How much text one call reads, if it reads one.
fn bytes(name: &str) -> Option<usize> {
    match name {
        "signature" | "split" => Some(WEBHOOK.len()),
        "setting" => Some(ANSWER.len()),
        _ => None,
    }
}

fn named(name: &str) -> Box<dyn Fn()> {
    match name {
        "signature" => {
            let secrets = AppSecrets::parse("app-secret").unwrap();
            let header = sign(secrets.first(), WEBHOOK.as_bytes());
            Box::new(move || secrets.verify(black_box(WEBHOOK.as_bytes()), Some(&header)).unwrap())
        }
        "split" => Box::new(|| {
            black_box(webhook::split(black_box(WEBHOOK.as_bytes())).unwrap());
        }),
        "keys" => {
            let (business, alias) =
                (PhoneNumberId::from("100000000000001"), Alias::wa_id(&WaId::from("33639980001")));
            Box::new(move || {
                let contact = ContactId::first_seen_as(black_box(&business), &alias);
                black_box(MessageKey::new(
                    &contact,
                    Timestamp::UNIX_EPOCH,
                    black_box("wamid.HBgLMzM2Mzk5ODAwMDE"),
                ));
            })
        }
        "statuses" => Box::new(|| {
            let reports = ["sent", "delivered", "read", "sent", "delivered", "read"];
            let map: StatusMap =
                reports.map(|name| (name.to_owned(), Timestamp::UNIX_EPOCH)).into_iter().collect();
            black_box(map.shown());
        }),
        "setting" => Box::new(|| {
            black_box(setting::set(black_box(ANSWER)));
        }),
        other => panic!("there is no {other}"),
    }
}
