//! Every type, complete and in part, on invented messages.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "what the tables read best with"
)]

use proptest::prelude::*;
use serde_json::{Value, json, value::to_raw_value};

use super::*;
use crate::{errors::GraphErrorInfo, language::Language};

fn parse(message: &Value) -> InboundMessage {
    InboundMessage::parse(&to_raw_value(message).unwrap())
}

/// A message of this type with this part.
fn of(kind: &str, part: Value) -> InboundMessage {
    parse(
        &json!({"id": "wamid.A", "from": "33612345678", "timestamp": "1790000000", "type": kind, kind: part}),
    )
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn the_envelope() {
    let message = parse(&json!({
        "id": "wamid.A", "from": "33612345678", "from_user_id": "FR.1", "from_parent_user_id": "FR.ENT.1",
        "timestamp": "1790000000", "type": "text", "text": {"body": "Bonjour"}, "group_id": "G",
        "errors": [{"code": 131_051, "title": "Unsupported", "error_data": {"details": "d"}}],
        "context": {"from": "33100000000", "id": "wamid.Q", "forwarded": true,
            "referred_product": {"catalog_id": "c", "product_retailer_id": 7}},
        "referral": {"source_url": "https://example.com/ad", "source_id": "1", "source_type": "ad", "headline": "Tea",
            "body": "Fresh", "media_type": "image", "image_url": "https://example.com/i", "ctwa_clid": "k",
            "welcome_message": {"text": "Hi!"}},
    }));
    assert_eq!(message.id, Some("wamid.A".into()));
    assert_eq!(message.from, Some("33612345678".into()));
    assert_eq!(message.from_user_id, Some("FR.1".into()));
    assert_eq!(message.from_parent_user_id, Some("FR.ENT.1".into()));
    assert_eq!(message.timestamp, Timestamp::from_second(1_790_000_000).ok());
    assert_eq!(message.kind, "text");
    assert_eq!(message.group_id, some("G"));
    assert_eq!(message.errors.first().map(|error| error.code), Some(131_051));
    let context = message.context.unwrap();
    assert_eq!((context.id, context.forwarded), (Some("wamid.Q".into()), true));
    assert_eq!(context.referred_product.unwrap().product_retailer_id, some("7"));
    let referral = message.referral.unwrap();
    assert_eq!(referral.headline, some("Tea"));
    assert_eq!(referral.welcome_message, some("Hi!"));
}

#[test]
fn an_envelope_may_lack_everything() {
    for odd in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({"from": "", "id": "", "timestamp": {}, "errors": 1}),
    ] {
        let message = parse(&odd);
        assert_eq!(message.kind, "unknown", "{odd}");
        assert_eq!(message.content, MessageContent::Unknown, "{odd}");
        let rest = (message.id, message.from, message.from_user_id, message.timestamp);
        assert_eq!(rest, (None, None, None, None), "{odd}");
        assert!(message.errors.is_empty(), "{odd}");
    }
}

#[test]
fn a_sender_without_a_number() {
    for message in [
        json!({"from_user_id": "FR.13491208655302741918"}),
        json!({"from": "", "from_user_id": "FR.13491208655302741918"}),
        json!({"from": "FR.13491208655302741918"}),
    ] {
        let message = parse(&message);
        assert_eq!(message.from, None);
        assert_eq!(message.from_user_id, Some("FR.13491208655302741918".into()));
    }
    assert_eq!(parse(&json!({"from": 33_612_345_678_i64})).from, Some("33612345678".into()));
    assert_eq!(parse(&json!({"from": "+33612345678"})).from, Some("+33612345678".into()), "never rewritten");
}

#[test]
fn times_in_every_form() {
    let time = Timestamp::from_second(1_790_000_000).ok();
    for timestamp in
        [json!("1790000000"), json!(1_790_000_000), json!(1_790_000_000_000_i64), json!("1790000000000")]
    {
        assert_eq!(parse(&json!({"timestamp": timestamp})).timestamp, time, "{timestamp}");
    }
}

#[test]
fn contents() {
    let media = Media {
        id: Some("77".into()),
        mime_type: some("image/jpeg"),
        sha256: some("abc="),
        url: some("https://example.com/m"),
        caption: some("Menu"),
        ..Media::default()
    };
    let part = json!({"id": 77, "mime_type": "image/jpeg", "sha256": "abc=", "url": "https://example.com/m", "caption": "Menu"});
    let table: Vec<(&str, Value, MessageContent)> = vec![
        ("text", json!({"body": "Bonjour"}), MessageContent::Text { body: "Bonjour".to_owned() }),
        ("text", json!({"body": 42}), MessageContent::Text { body: "42".to_owned() }),
        ("text", json!({}), MessageContent::Unknown),
        ("text", json!(null), MessageContent::Unknown),
        ("image", part.clone(), MessageContent::Image(media.clone())),
        ("video", part.clone(), MessageContent::Video(media.clone())),
        ("document", part.clone(), MessageContent::Document(media.clone())),
        ("image", json!(null), MessageContent::Image(Media::default())),
        (
            "document",
            json!({"filename": "a.pdf"}),
            MessageContent::Document(Media { filename: some("a.pdf"), ..Media::default() }),
        ),
        ("audio", json!({"voice": true}), MessageContent::Audio(Media { voice: true, ..Media::default() })),
        ("voice", json!({}), MessageContent::Audio(Media { voice: true, ..Media::default() })),
        (
            "sticker",
            json!({"animated": "true"}),
            MessageContent::Sticker(Media { animated: true, ..Media::default() }),
        ),
        (
            "location",
            json!({"latitude": "48.85", "longitude": 2.35, "name": "Café"}),
            MessageContent::Location(Location {
                latitude: Some(48.85),
                longitude: Some(2.35),
                name: some("Café"),
                ..Location::default()
            }),
        ),
        ("location", json!("here"), MessageContent::Unknown),
        (
            "reaction",
            json!({"message_id": "wamid.Q", "emoji": "👍"}),
            MessageContent::Reaction { message_id: Some("wamid.Q".into()), emoji: some("👍") },
        ),
        (
            "reaction",
            json!({"message_id": "wamid.Q", "emoji": ""}),
            MessageContent::Reaction { message_id: Some("wamid.Q".into()), emoji: None },
        ),
        ("reaction", json!({}), MessageContent::Reaction { message_id: None, emoji: None }),
        (
            "button",
            json!({"payload": "P", "text": "Oui"}),
            MessageContent::Button { payload: some("P"), text: some("Oui") },
        ),
        (
            "interactive",
            json!({"type": "button_reply", "button_reply": {"id": 1, "title": "Oui"}}),
            MessageContent::ButtonReply { id: some("1"), title: some("Oui") },
        ),
        (
            "interactive",
            json!({"type": "list_reply", "list_reply": {"id": "r", "title": "Thé"}}),
            MessageContent::ListReply { id: some("r"), title: some("Thé"), description: None },
        ),
        (
            "interactive",
            json!({"type": "call_permission_reply", "call_permission_reply": {"response": "accept",
                "expiration_timestamp": 1_790_000_000, "is_permanent": false}}),
            MessageContent::CallPermissionReply(CallPermissionReply {
                response: some("accept"),
                is_permanent: Some(false),
                expires_at: Timestamp::from_second(1_790_000_000).ok(),
                response_source: None,
            }),
        ),
        ("interactive", json!({"type": "list_reply"}), MessageContent::Unknown),
        ("interactive", json!({"type": "brand_new", "brand_new": {}}), MessageContent::Unknown),
        ("interactive", json!({}), MessageContent::Unknown),
        ("unsupported", json!({"type": "edit"}), MessageContent::Unsupported { kind: some("edit") }),
        ("unsupported", json!(null), MessageContent::Unsupported { kind: None }),
        (
            "revoke",
            json!({"original_message_id": "wamid.O"}),
            MessageContent::Revoke { original_message_id: Some("wamid.O".into()) },
        ),
        ("request_welcome", json!(null), MessageContent::RequestWelcome),
        ("contacts", json!([]), MessageContent::Unknown),
        ("hologram", json!({"body": "x"}), MessageContent::Unknown),
    ];
    for (kind, part, expected) in table {
        let message = of(kind, part.clone());
        assert_eq!(message.content, expected, "{kind} {part}");
        assert_eq!(message.kind, kind);
        assert_eq!(message.id, Some("wamid.A".into()), "{kind} {part}");
    }
}

#[test]
fn a_file_that_meta_could_not_fetch() {
    let message =
        parse(&json!({"type": "video", "errors": [{"code": 131_052, "message": "m", "title": "t"}]}));
    assert_eq!(message.content, MessageContent::Video(Media::default()));
    let (title, text) = (some("t"), some("m"));
    assert_eq!(message.errors, [GraphErrorInfo { code: 131_052, title, message: text, details: None }]);
}

#[test]
fn the_name_of_a_file_is_read_as_it_can_be_shown() {
    let document = of("document", json!({"id": "1", "filename": "../../a\r\nb\u{7}\u{202e}fdp.html"}));
    assert_eq!(document.content.media().unwrap().filename.as_deref(), Some("abfdp.html"));
    assert_eq!(document.summary(Language::En), "📄 Document: abfdp.html");
    let nameless = of("document", json!({"id": "1", "filename": "\u{202e}"}));
    assert_eq!(nameless.content.media().unwrap().filename, None);
    let long = of("document", json!({"id": "1", "filename": format!("{}.txt", "n".repeat(500))}));
    assert_eq!(long.content.media().unwrap().filename.as_ref().unwrap().len(), 60);
}

#[test]
fn contact_cards() {
    let message = of(
        "contacts",
        json!([
            {"name": {"formatted_name": "Zoé Petit"}, "phones": [{"phone": "+33 6", "wa_id": "336", "type": "CELL"}],
                "emails": [{"email": "z@example.com"}], "org": {"company": "Thé & Co"}, "origin": "contact_request"},
            {"name": {"first_name": "Ali"}},
            {"phones": [{"phone": "+33 7"}]},
            4,
        ]),
    );
    let MessageContent::Contacts(cards) = &message.content else { panic!("{message:?}") };
    assert_eq!(cards.len(), 3);
    assert_eq!(cards[0].company, some("Thé & Co"));
    assert_eq!(cards[0].emails, ["z@example.com"]);
    assert_eq!(cards[0].phones[0].wa_id, Some("336".into()));
    assert_eq!(message.summary(Language::En), "👤 Contact: Zoé Petit, +33 6; Ali; +33 7");
}

#[test]
fn a_contact_card_shows_the_name_and_the_numbers() {
    let juan = json!({"name": {"formatted_name": "Juan Test"}, "phones": [
        {"phone": "+34 600 98 05 01", "wa_id": "34600980501", "type": "CELL"}]});
    let with = |phones: Value| json!({"name": {"formatted_name": "Juan Test"}, "phones": phones});
    for (cards, expected) in [
        (json!([juan]), "Juan Test, +34 600 98 05 01"),
        (json!([with(json!([{"wa_id": "34600980501"}]))]), "Juan Test, +34600980501"),
        (
            with(
                json!([{"phone": "+34 600 98 05 01"}, {"phone": "+34600980501"}, {"phone": "+34 911 23 45 67"}]),
            ),
            "Juan Test, +34 600 98 05 01, +34 911 23 45 67",
        ),
        (json!([with(json!([])), juan]), "Juan Test; Juan Test, +34 600 98 05 01"),
        (json!([with(json!([{"type": "CELL"}, {"user_id": "ES.1"}]))]), "Juan Test"),
        (json!([{"phones": [{"phone": "+34 600 98 05 01"}]}]), "+34 600 98 05 01"),
        (json!([{"org": {"company": "Librería"}, "phones": [{"phone": "600 98"}]}]), "Librería, 600 98"),
        (
            json!([{"name": {"formatted_name": "Ana"}, "emails": [{"email": "a@example.com"}]}]),
            "Ana, a@example.com",
        ),
        (
            json!([{"name": {"formatted_name": "Juan\n Test"}, "phones": [{"phone": " +34\t600 "}]}]),
            "Juan Test, +34 600",
        ),
    ] {
        let cards = if cards.is_array() { cards } else { json!([cards]) };
        let summary = of("contacts", cards.clone()).summary(Language::En);
        assert_eq!(summary, format!("👤 Contact: {expected}"), "{cards}");
    }
    assert_eq!(
        of("contacts", json!([juan])).summary(Language::Fr),
        "👤 Contact\u{a0}: Juan Test, +34 600 98 05 01"
    );
    assert_eq!(of("contacts", json!([{}])).summary(Language::En), "👤 Contact");
    let many = of("contacts", json!(vec![juan; 25])).summary(Language::En);
    assert!(many.ends_with("; … (+5)") && many.matches("Juan").count() == 20, "{many}");
}

#[test]
fn orders() {
    let message = of(
        "order",
        json!({"catalog_id": 5, "text": "Merci", "product_items": [
            {"product_retailer_id": "mug", "quantity": "2", "item_price": 9.9, "currency": "EUR"},
            {"product_retailer_id": "tea"},
        ]}),
    );
    let MessageContent::Order(order) = &message.content else { panic!("{message:?}") };
    assert_eq!(order.catalog_id, some("5"));
    assert_eq!((order.items[0].quantity, order.items[0].item_price.as_deref()), (Some(2), Some("9.9")));
    assert_eq!(message.text(), Some("Merci"));
    assert_eq!(message.summary(Language::Fr), "🛒 Commande\u{a0}: 2 × mug, 1 × tea — Merci");
}

#[test]
fn forms_with_answers_of_every_kind() {
    let form = |response_json: Value| {
        let part = json!({"name": "flow", "body": "Sent", "response_json": response_json});
        of("interactive", json!({"type": "nfm_reply", "nfm_reply": part}))
    };
    for (answers, readable, count) in [
        (json!(r#"{"flow_token":"T","size":"L"}"#), Some("Size: L"), 2),
        (json!({"size": "L"}), Some("Size: L"), 1),
        (json!(r#"{"flow_token":"T"}"#), None, 1),
        (json!("{}"), None, 0),
        (json!(r#"{"size":"L""#), None, 0),
        (json!("not JSON"), None, 0),
        (json!("[1]"), None, 0),
        (json!([1]), None, 0),
        (json!("null"), None, 0),
        (json!("5"), None, 0),
        (json!(5), None, 0),
        (json!(null), None, 0),
        (json!(""), None, 0),
    ] {
        let message = form(answers.clone());
        assert_eq!(message.text(), readable, "{answers}");
        let detail = readable.map(|text| format!("\u{a0}: {text}")).unwrap_or_default();
        assert_eq!(message.summary(Language::Fr), format!("📝 Formulaire rempli{detail}"), "{answers}");
        let MessageContent::FlowReply(reply) = &message.content else { panic!("{message:?}") };
        assert_eq!(reply.answers.len(), count, "{answers}");
    }
}

#[test]
fn notices_of_changes() {
    let system = |part: Value| match of("system", part).content {
        MessageContent::System(system) => system,
        other => panic!("{other:?}"),
    };
    let number = system(json!({"type": "user_changed_number", "new_wa_id": "336", "body": "b"}));
    assert_eq!(number.wa_id, Some("336".into()));
    let user = system(json!({"type": "user_changed_user_id", "user_id": "FR.2", "previous_user_id": "FR.1"}));
    assert_eq!((user.user_id, user.previous_user_id), (Some("FR.2".into()), Some("FR.1".into())));
    let message = parse(
        &json!({"type": "system", "system": {"type": "customer_identity_changed"}, "identity": {"hash": "h"}}),
    );
    let MessageContent::System(identity) = &message.content else { panic!("{message:?}") };
    assert_eq!(identity.identity_hash, some("h"));
}

#[test]
fn corrections() {
    let message = of(
        "edit",
        json!({"original_message_id": "wamid.O", "message": {"type": "text", "text": {"body": "Corrigé"}}}),
    );
    let MessageContent::Edit { original_message_id, message: edited } = &message.content else {
        panic!("{message:?}")
    };
    assert_eq!(original_message_id, &Some("wamid.O".into()));
    assert_eq!(edited.content, MessageContent::Text { body: "Corrigé".to_owned() });
    assert_eq!(message.text(), Some("Corrigé"));
    assert_eq!(message.summary(Language::En), "✏️ Corrected: Corrigé");
    assert!(matches!(of("edit", json!({})).content, MessageContent::Edit { .. }));

    let mut nested = json!({"type": "text", "text": {"body": "x"}});
    for _ in 0..30 {
        nested = json!({"type": "edit", "edit": {"message": nested}});
    }
    assert!(matches!(parse(&nested).content, MessageContent::Edit { .. }));
}

#[test]
fn echoes_name_the_customer_as_recipient() {
    let echo =
        parse(&json!({"from": "33100000000", "to": "33612345678", "to_user_id": "FR.1", "type": "text"}));
    assert_eq!((echo.to, echo.to_user_id), (Some("33612345678".into()), Some("FR.1".into())));
    let nested = parse(&json!({"id": "wamid.E", "timestamp": 1_790_000_000,
        "message": {"to": "33612345678", "type": "text", "text": {"body": "Bonjour"}}}));
    assert_eq!(nested.id, Some("wamid.E".into()));
    assert_eq!(nested.to, Some("33612345678".into()));
    assert_eq!(nested.text(), Some("Bonjour"));
    assert!(nested.timestamp.is_some());
}

#[test]
fn summaries_in_both_languages() {
    let reply = |kind: &str, part: Value| of("interactive", json!({"type": kind, kind: part}));
    let table = vec![
        (of("text", json!({"body": "Salut"})), "Salut", "Salut"),
        (of("image", json!({})), "📷 Photo", "📷 Photo"),
        (of("image", json!({"caption": "Menu"})), "📷 Photo: Menu", "📷 Photo\u{a0}: Menu"),
        (of("video", json!({})), "🎬 Video", "🎬 Vidéo"),
        (of("audio", json!({"voice": true})), "🎤 Voice message", "🎤 Message vocal"),
        (of("audio", json!({})), "🎵 Audio file", "🎵 Fichier audio"),
        (of("document", json!({"filename": "a.pdf"})), "📄 Document: a.pdf", "📄 Document\u{a0}: a.pdf"),
        (of("sticker", json!({})), "💟 Sticker", "💟 Autocollant"),
        (
            of("location", json!({"address": "12 rue des Lilas"})),
            "📍 Location: 12 rue des Lilas",
            "📍 Position\u{a0}: 12 rue des Lilas",
        ),
        (
            of("location", json!({"latitude": 1.5, "longitude": 2})),
            "📍 Location: 1.5, 2",
            "📍 Position\u{a0}: 1.5, 2",
        ),
        (of("reaction", json!({"emoji": "👍"})), "Reacted 👍", "A réagi par 👍"),
        (of("reaction", json!({})), "Took a reaction back", "A retiré sa réaction"),
        (of("button", json!({"text": "Oui"})), "Oui", "Oui"),
        (reply("button_reply", json!({"title": "Oui"})), "Oui", "Oui"),
        (reply("list_reply", json!({})), "☑️ Choice", "☑️ Choix"),
        (offer("button", json!({"text": "On confirme ?"})), "On confirme ?", "On confirme ?"),
        (offer("list", json!({})), "🔘 Choices", "🔘 Choix proposés"),
        (
            offer("location_request_message", json!({"text": "Où ?"})),
            "📍 Asks for the location: Où ?",
            "📍 Demande la position\u{a0}: Où ?",
        ),
        (reply("nfm_reply", json!({"name": "flow"})), "📝 Form filled in", "📝 Formulaire rempli"),
        (
            reply(
                "nfm_reply",
                json!({"name": "address_message", "response_json": r#"{"values":{"city":"Lyon"}}"#}),
            ),
            "🏠 Address: City: Lyon",
            "🏠 Adresse\u{a0}: City: Lyon",
        ),
        (
            reply("nfm_reply", json!({"name": "address_message", "response_json": "{"})),
            "🏠 Address",
            "🏠 Adresse",
        ),
        (
            reply("nfm_reply", json!({"name": "address_message", "body": "Zoé\n1 rue A"})),
            "🏠 Address: Zoé\n1 rue A",
            "🏠 Adresse\u{a0}: Zoé\n1 rue A",
        ),
        (
            reply("call_permission_reply", json!({"response": "accept"})),
            "📞 Allows calls",
            "📞 Accepte les appels",
        ),
        (reply("call_permission_reply", json!({})), "📞 Refuses calls", "📞 Refuse les appels"),
        (of("revoke", json!({})), "🚫 Message deleted", "🚫 Message supprimé"),
        (of("request_welcome", json!({})), "👋 Opened the chat", "👋 A ouvert la discussion"),
        (of("hologram", json!({})), "Message of an unknown type", "Message d'un type inconnu"),
    ];
    for (message, en, fr) in table {
        assert_eq!(message.summary(Language::En), en);
        assert_eq!(message.summary(Language::Fr), fr);
    }
    for kind in ["user_changed_number", "user_changed_user_id", "customer_identity_changed", "news"] {
        let message = of("system", json!({"type": kind}));
        assert_ne!(message.summary(Language::En), message.summary(Language::Fr));
    }
}

fn offer(kind: &str, body: Value) -> InboundMessage {
    of("interactive", json!({"type": kind, "body": body}))
}

#[test]
fn what_the_business_offered_is_read_from_an_echo() {
    let buttons =
        ["Oui", "Non"].map(|title| json!({"type": "reply", "reply": {"id": title, "title": title}}));
    let sections = json!([{"rows": [{"id": "1", "title": "9 h"}]}, {"rows": [{"id": "2", "title": "18 h"}]}]);
    for (kind, action, words) in [
        ("button", json!({"buttons": buttons}), "Quand ?\n• Oui\n• Non"),
        ("list", json!({"button": "Choisir", "sections": sections}), "Quand ?\n• 9 h\n• 18 h"),
        ("cta_url", json!({"parameters": {"display_text": "Ouvrir"}}), "Quand ?\n• Ouvrir"),
        ("location_request_message", json!({"name": "send_location"}), "Quand ?"),
    ] {
        let object = json!({"type": kind, "body": {"text": "Quand ?"}, "action": action});
        let MessageContent::Offer(offer) = of("interactive", object.clone()).content else {
            panic!("{kind}")
        };
        assert_eq!((offer.in_words().as_str(), json!(offer.object)), (words, object));
        assert!(!format!("{offer:?}").contains("Quand"));
    }
    assert_eq!(of("interactive", json!({"type": "hologram"})).content, MessageContent::Unknown);
}

proptest! {
    /// Any value under any type's key: the id and the sender are always read.
    #[test]
    fn a_broken_part_never_costs_the_envelope(
        kind in "text|image|audio|location|contacts|reaction|interactive|button|order|system|unsupported|edit|revoke|new",
        number in any::<f64>(),
        text in ".*",
    ) {
        for part in [json!(number), json!(text), json!([text]), json!({"type": text, "body": number, "message": text})] {
            let message = of(&kind, part);
            prop_assert_eq!(message.id, Some("wamid.A".into()));
            prop_assert_eq!(message.from, Some("33612345678".into()));
        }
    }
}
