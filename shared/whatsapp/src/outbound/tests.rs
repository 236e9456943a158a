//! What is sent, and what is refused before it is sent.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

use super::*;

fn text(body: &str) -> OutboundMessage {
    OutboundMessage {
        from: "1001".into(),
        to: Recipient::Phone("33612345678".into()),
        body: OutboundBody::Text { body: body.to_owned(), preview_url: false },
        reply_to: None,
        callback_data: "reply-1".to_owned(),
    }
}

#[test]
fn a_number_goes_into_to_and_a_user_id_into_recipient() {
    let mut message = text("Bonjour");
    message.reply_to = Some("wamid.A".into());
    assert_eq!(
        serde_json::to_value(message.to_request()).unwrap(),
        json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "33612345678",
            "type": "text",
            "text": {"body": "Bonjour", "preview_url": false},
            "context": {"message_id": "wamid.A"},
            "biz_opaque_callback_data": "reply-1",
        })
    );
    message.to = Recipient::User("FR.123".into());
    let request = serde_json::to_value(message.to_request()).unwrap();
    assert_eq!(request["recipient"], "FR.123");
    assert_eq!(request.get("to"), None);
}

#[test]
fn templates_carry_their_parameters() {
    let mut message = text("");
    let components = vec![json!({"type": "body", "parameters": [{"type": "text", "text": "Zoé"}]})];
    message.body = OutboundBody::Template(TemplateMessage {
        name: "rappel".to_owned(),
        language: "fr".to_owned(),
        components: components.clone(),
    });
    let request = serde_json::to_value(message.to_request()).unwrap();
    assert_eq!(request["type"], "template");
    assert_eq!(
        request["template"],
        json!({
            "name": "rappel",
            "language": {"policy": "deterministic", "code": "fr"},
            "components": components,
        })
    );
    let stored = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<OutboundMessage>(&stored).unwrap(), message);
}

#[test]
fn what_graph_would_refuse_is_refused_here() {
    let table = [
        (text("x"), Ok(())),
        (text(&"x".repeat(4096)), Ok(())),
        (text(&"👍".repeat(2048)), Ok(())),
        (text(&"👍".repeat(2049)), Err(Unsendable::LongText)),
        (text(&"x".repeat(4097)), Err(Unsendable::LongText)),
        (text(" \n"), Err(Unsendable::EmptyText)),
    ];
    for (message, outcome) in table {
        assert_eq!(message.check(), outcome, "{message:?}");
    }
    let mut message = text("x");
    message.callback_data = "x".repeat(513);
    assert_eq!(message.check(), Err(Unsendable::LongCallbackData));
}

#[test]
fn debug_shows_no_words() {
    let secret = "secret";
    let card = json!([{"name": {"formatted_name": secret}}]);
    let bodies = [
        text(secret).body,
        interactive(&buttons(&[secret])).unwrap(),
        OutboundBody::Media(MediaMessage {
            filename: Some(secret.to_owned()),
            caption: Some(secret.to_owned()),
            ..file(MediaKind::Document, "application/pdf")
        }),
        OutboundBody::Location(
            Place::parse(&json!({"latitude": 1, "longitude": 2, "name": secret})).unwrap(),
        ),
        OutboundBody::Contacts(Cards::parse(&card).unwrap()),
    ];
    for body in bodies {
        assert!(!format!("{body:?}").contains(secret), "{body:?}");
    }
}

fn interactive(value: &Value) -> Result<OutboundBody, String> {
    Interactive::parse(value).map(OutboundBody::Interactive).map_err(|error| error.to_string())
}

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|row| json!({"id": row.to_string(), "title": "Une heure"})).collect()
}

fn list(sections: &[Value]) -> Value {
    json!({
        "type": "list", "body": {"text": "Quelle heure ?"},
        "action": {"button": "Choisir", "sections": sections},
    })
}

fn buttons(titles: &[&str]) -> Value {
    let buttons = titles.iter().enumerate();
    let buttons =
        buttons.map(|(id, title)| json!({"type": "reply", "reply": {"id": id.to_string(), "title": title}}));
    json!({"type": "button", "body": {"text": "On confirme ?"}, "action": {"buttons": buttons.collect::<Vec<_>>()}})
}

fn with(mut value: Value, pointer: &str, part: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = if parent.is_empty() { &mut value } else { value.pointer_mut(parent).unwrap() };
    parent[name] = part;
    value
}

#[test]
fn interactive_messages_come_out_as_they_went_in() {
    let link = json!({
        "type": "cta_url", "body": {"text": "Voir"},
        "header": {"type": "image", "image": {"link": "https://shop.example/a.png"}},
        "footer": {"text": "shop.example"},
        "action": {"name": "cta_url", "parameters": {"display_text": "Ouvrir", "url": "https://shop.example/"}},
    });
    let ask = json!({
        "type": "location_request_message", "body": {"text": "Où livrer ?"}, "action": {"name": "send_location"},
    });
    let sections = vec![
        json!({"title": "Matin", "rows": [{"id": "9", "title": "9 h", "description": "avant l'ouverture"}]}),
        json!({"title": "Soir", "rows": [{"id": "18", "title": "18 h"}]}),
    ];
    let header = json!({"type": "text", "text": "Rendez-vous"});
    for value in [
        link,
        ask,
        list(&sections),
        list(&[json!({"rows": rows(10)})]),
        with(buttons(&["Oui", "Non", "Plus tard"]), "/header", header),
    ] {
        let body = interactive(&value).unwrap();
        assert_eq!(body.content(), value);
        assert_eq!(body.as_echo().unwrap(), json!({"type": "interactive", "interactive": value}));
        let stored = serde_json::to_string(&body).unwrap();
        assert_eq!(serde_json::from_str::<OutboundBody>(&stored).unwrap(), body);
    }
}

#[test]
fn the_field_and_the_limit_that_graph_would_refuse_are_named() {
    let long = |count| json!("x".repeat(count));
    let one = || list(&[json!({"rows": rows(1)})]);
    let two = vec![json!({"title": "a", "rows": rows(6)}), json!({"title": "b", "rows": rows(5)})];
    let numbered = with(list(&two), "/action/sections/1/rows/0/id", json!("x"));
    let mut eleven = numbered;
    for row in 1..5 {
        eleven["action"]["sections"][1]["rows"][row]["id"] = json!(format!("b{row}"));
    }
    let file = json!({"type": "image", "image": {"id": "upload-1", "link": "https://shop.example/a.png"}});
    let url = |url: &str| {
        json!({"type": "cta_url", "body": {"text": "x"},
            "action": {"name": "cta_url", "parameters": {"display_text": "x", "url": url}}})
    };
    let cases = [
        (json!([]), "`interactive` has the wrong type"),
        (
            json!({"type": "flow"}),
            "`interactive.type` is none of button, list, cta_url, location_request_message",
        ),
        (buttons(&[]), "`interactive.action.buttons` is missing or empty"),
        (buttons(&["a", "b", "c", "d"]), "`interactive.action.buttons` has more than 3 elements"),
        (buttons(&["a", "a"]), "`interactive.action.buttons[1].reply.title` is the same as another one"),
        (
            buttons(&["123456789012345678901"]),
            "`interactive.action.buttons[0].reply.title` has more than 20 characters",
        ),
        (
            with(buttons(&["a"]), "/action/buttons/0/reply/id", long(257)),
            "`interactive.action.buttons[0].reply.id` has more than 256 characters",
        ),
        (
            with(buttons(&["a"]), "/body/text", long(1025)),
            "`interactive.body.text` has more than 1024 characters",
        ),
        (with(buttons(&["a"]), "/body/text", json!(" ")), "`interactive.body.text` is missing or empty"),
        (
            with(buttons(&["a"]), "/footer", json!({"text": "x".repeat(61)})),
            "`interactive.footer.text` has more than 60 characters",
        ),
        (
            with(buttons(&["a"]), "/header", json!({"type": "text", "text": "x".repeat(61)})),
            "`interactive.header.text` has more than 60 characters",
        ),
        (with(buttons(&["a"]), "/header", file), "`interactive.header.image.link` goes only with no `id`"),
        (
            with(buttons(&["a"]), "/x", json!(1)),
            "`interactive` has a member other than type, header, body, footer, action",
        ),
        (
            list(&[json!({"rows": rows(11)})]),
            "`interactive.action.sections[0].rows` has more than 10 elements",
        ),
        (eleven, "`interactive.action.sections[].rows` has more than 10 elements"),
        (
            list(&[json!({"rows": rows(1)}), json!({"rows": rows(1)})]),
            "`interactive.action.sections[0].title` is missing or empty",
        ),
        (
            with(list(&[json!({"rows": rows(2)})]), "/action/sections/0/rows/1/id", json!("0")),
            "`interactive.action.sections[0].rows[1].id` is the same as another one",
        ),
        (
            with(one(), "/action/sections/0/rows/0/title", long(25)),
            "`interactive.action.sections[0].rows[0].title` has more than 24 characters",
        ),
        (
            with(one(), "/action/sections/0/rows/0/description", long(73)),
            "`interactive.action.sections[0].rows[0].description` has more than 72 characters",
        ),
        (
            with(one(), "/action/sections/0/rows/0/id", long(201)),
            "`interactive.action.sections[0].rows[0].id` has more than 200 characters",
        ),
        (with(one(), "/action/button", long(21)), "`interactive.action.button` has more than 20 characters"),
        (with(one(), "/body/text", long(4097)), "`interactive.body.text` has more than 4096 characters"),
        (
            with(one(), "/header", json!({"type": "image", "image": {"id": "x"}})),
            "`interactive.header.type` is none of text",
        ),
        (url("javascript:alert(1)"), "`interactive.action.parameters.url` is no web address"),
        (url("https://a b"), "`interactive.action.parameters.url` is no web address"),
    ];
    for (value, message) in cases {
        assert_eq!(interactive(&value).unwrap_err(), message, "{value}");
    }
    assert!(interactive(&with(one(), "/body/text", long(4096))).is_ok());
    assert!(interactive(&with(buttons(&["12345678901234567890"]), "/body/text", long(1024))).is_ok());
}

#[test]
fn a_place_has_degrees_on_the_globe() {
    let place = |latitude: Value, longitude: Value| {
        let place = json!({"latitude": latitude, "longitude": longitude, "name": "Quai", "address": null});
        Place::parse(&place).map(|place| place.content()).map_err(|error| error.to_string())
    };
    assert_eq!(
        place(json!(48.388_123_456_78), json!("-4.479")).unwrap(),
        json!({"latitude": "48.3881235", "longitude": "-4.479", "name": "Quai"})
    );
    assert_eq!(place(json!(1e-300), json!(0)).unwrap()["latitude"], "0", "a number that can be stored");
    for nothing in [json!(-0.0), json!("-0"), json!(-1e-9)] {
        assert_eq!(place(nothing, json!(0)).unwrap()["latitude"], "0");
    }
    assert_eq!(place(json!(90.1), json!(0)).unwrap_err(), "`location.latitude` is not from -90 to 90");
    assert_eq!(place(json!(0), json!(-181)).unwrap_err(), "`location.longitude` is not from -180 to 180");
    assert_eq!(place(json!("NaN"), json!(0)).unwrap_err(), "`location.latitude` is not from -90 to 90");
    assert_eq!(place(json!(true), json!(0)).unwrap_err(), "`location.latitude` has the wrong type");
    assert_eq!(place(Value::Null, json!(0)).unwrap_err(), "`location.latitude` is missing or empty");
}

#[test]
fn cards_have_a_name_and_known_fields() {
    let cards =
        |value: Value| Cards::parse(&value).map(|cards| cards.content()).map_err(|error| error.to_string());
    let card = || json!({"name": {"formatted_name": "Awa Test"}, "phones": [{"phone": "+33 6 39 98 00 02"}]});
    assert_eq!(
        cards(json!([card()])).unwrap()[0],
        json!({
            "name": {"formatted_name": "Awa Test", "first_name": "Awa Test"},
            "phones": [{"phone": "+33 6 39 98 00 02"}],
        })
    );
    let refused = [
        (json!([]), "`contacts` is missing or empty"),
        (json!({}), "`contacts` has the wrong type"),
        (json!([card(), card(), card(), card(), card(), card()]), "`contacts` has more than 5 elements"),
        (json!([{"name": {"first_name": "Awa"}}]), "`contacts[0].name.formatted_name` is missing or empty"),
        (
            with(json!([card()]), "/0/phones", json!([{"type": "WORK"}])),
            "`contacts[0].phones[0].phone` is missing or empty",
        ),
        (
            with(json!([card()]), "/0/urls", json!([{"url": "javascript:alert(1)"}])),
            "`contacts[0].urls[0].url` is no web address",
        ),
        (
            with(json!([card()]), "/0/emails", json!([{"email": "not an email"}])),
            "`contacts[0].emails[0].email` is no e-mail address",
        ),
        (
            with(json!([card()]), "/0/emails", json!([{"email": "awa@example"}])),
            "`contacts[0].emails[0].email` is no e-mail address",
        ),
        (with(json!([card()]), "/0/birthday", json!("hier")), "`contacts[0].birthday` is no date"),
        (
            with(json!([card()]), "/0/vcard", json!("x")),
            "`contacts[0]` has a member other than name, org, birthday, phones, emails, urls, addresses",
        ),
    ];
    for (value, message) in refused {
        assert_eq!(cards(value.clone()).unwrap_err(), message, "{value}");
    }
}

fn file(kind: MediaKind, mime_type: &str) -> MediaMessage {
    MediaMessage {
        kind,
        file: "upload-1".to_owned(),
        mime_type: mime_type.to_owned(),
        size: 1000,
        filename: Some("devis.pdf".to_owned()),
        caption: None,
        voice: false,
        graph_id: Some("77".into()),
    }
}

#[test]
fn a_file_carries_what_its_kind_allows() {
    let caption = || Some("pour vous".to_owned());
    let document = MediaMessage { caption: caption(), ..file(MediaKind::Document, "application/pdf") };
    let content = json!({"id": "77", "caption": "pour vous", "filename": "devis.pdf"});
    assert_eq!(OutboundBody::Media(document.clone()).content(), content);
    let echo = json!({"caption": "pour vous", "filename": "devis.pdf", "mime_type": "application/pdf"});
    assert_eq!(
        OutboundBody::Media(document).as_echo().unwrap(),
        json!({"type": "document", "document": echo})
    );
    let voice = MediaMessage { voice: true, ..file(MediaKind::Audio, "audio/ogg; codecs=opus") };
    assert_eq!(voice.check("media"), Ok(()));
    assert_eq!(OutboundBody::Media(voice).content(), json!({"id": "77", "voice": true}));
    for (media, message) in [
        (
            MediaMessage { caption: Some("x".repeat(1025)), ..file(MediaKind::Image, "image/png") },
            "`media.caption` has more than 1024 characters",
        ),
        (
            MediaMessage { caption: caption(), ..file(MediaKind::Audio, "audio/mpeg") },
            "`media.caption` goes only with image, video, document",
        ),
        (
            MediaMessage { voice: true, ..file(MediaKind::Audio, "audio/mpeg") },
            "`media.voice` goes only with audio/ogg",
        ),
        (file(MediaKind::Image, "image/svg+xml"), "`media.mime_type` is none of image/jpeg, image/png"),
        (
            MediaMessage { size: 5 * 1024 * 1024 + 1, ..file(MediaKind::Image, "image/png") },
            "`media.size` has more than 5242880 bytes",
        ),
    ] {
        assert_eq!(media.check("media").unwrap_err().to_string(), message);
    }
    let longest = MediaMessage { caption: Some("x".repeat(1024)), ..file(MediaKind::Image, "image/png") };
    assert_eq!(longest.check("media"), Ok(()));
}

#[test]
fn a_file_without_graphs_id_is_not_sent() {
    let mut message = text("");
    message.body =
        OutboundBody::Media(MediaMessage { graph_id: None, ..file(MediaKind::Image, "image/png") });
    assert_eq!(message.check(), Err(Unsendable::NotUploaded));
    message.body.file_mut().unwrap().graph_id = Some("77".into());
    assert_eq!(message.check(), Ok(()));
    let stored = serde_json::to_string(&message).unwrap();
    let read = serde_json::from_str::<OutboundMessage>(&stored).unwrap();
    assert_eq!(read.check(), Err(Unsendable::NotUploaded), "the id is not stored");
}

#[test]
fn a_reaction_quotes_nothing() {
    let mut message = text("");
    message.body = OutboundBody::Reaction(Reaction::new("wamid.B".into(), "👍").unwrap());
    message.reply_to = Some("wamid.A".into());
    let request = serde_json::to_value(message.to_request()).unwrap();
    assert_eq!(request["reaction"], json!({"message_id": "wamid.B", "emoji": "👍"}));
    assert_eq!(request.get("context"), None);
    assert_eq!(
        Reaction::new("wamid.B".into(), "merci").err().unwrap().to_string(),
        "`reaction.emoji` is not one emoji"
    );
}
