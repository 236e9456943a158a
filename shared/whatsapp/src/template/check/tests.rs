use serde_json::json;

use super::super::tests::template;
use super::*;

fn offer() -> Template {
    template(json!([
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Bonjour {{1}}, {{2}} de remise."},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Stop"},
            {"type": "URL", "text": "Voir", "url": "https://shop.example/{{1}}"},
            {"type": "COPY_CODE", "example": "CODE"},
        ]},
    ]))
}

fn components() -> Value {
    json!([
        {"type": "header", "parameters": [{"type": "image", "image": {"file": "upload-0"}}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Zoé"}, {"type": "text", "text": "20 %"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "42"}]},
        {"type": "button", "sub_type": "copy_code", "index": 2, "parameters": [{"type": "coupon_code", "coupon_code": "MAI"}]},
    ])
}

/// The misfit of the offer's send, changed at one place.
fn changed(pointer: &str, value: Value) -> Option<(String, Wrong)> {
    let mut sent = components();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    match (sent.pointer_mut(parent).unwrap(), member.parse::<usize>()) {
        (Value::Array(list), Ok(at)) if at == list.len() => list.push(value),
        (Value::Array(list), Ok(at)) => list[at] = value,
        (object, _) => object[member] = value,
    }
    let misfit = offer().check(sent.as_array().unwrap()).err();
    misfit.map(|misfit| (misfit.part, misfit.wrong))
}

#[test]
fn a_complete_send_passes() {
    assert_eq!(changed("/0/type", json!("HEADER")), None);
    assert_eq!(changed("/0/parameters/0/image", json!({"link": "https://shop.example/a.png"})), None);
    assert_eq!(changed("/0/parameters/0/image", json!({"id": "123"})), None);
    let amount = json!({"type": "currency", "currency": {"fallback_value": "12 €", "code": "EUR", "amount_1000": 12000}});
    assert_eq!(changed("/1/parameters/1", amount), None);
    // The fixed words have 21 characters, and the first value 3.
    assert_eq!(changed("/1/parameters/1/text", json!("x".repeat(1000))), None);
    assert_eq!(changed("/1/parameters/1/text", json!("a    b")), None);
    assert_eq!(changed("/4", json!({"type": "order_status", "parameters": []})), None);
    let quick = json!({"type": "button", "sub_type": "QUICK_REPLY", "index": 0, "parameters": []});
    assert_eq!(changed("/4", quick), None);
}

#[test]
fn the_part_that_is_missing_is_named() {
    let missing = |part: &str| Some((part.to_owned(), Wrong::Missing));
    let cases = [
        ("/0", json!({}), "header"),
        ("/0/parameters", json!([]), "header"),
        ("/0/parameters/0/image", json!({"file": ""}), "header"),
        ("/1/parameters", json!([{"type": "text", "text": "Zoé"}]), "body {{2}}"),
        ("/1/parameters/0/text", json!("  "), "body {{1}}"),
        ("/2/index", json!("5"), "button 1"),
        ("/3/parameters/0/coupon_code", json!(""), "button 2"),
    ];
    for (pointer, value, part) in cases {
        assert_eq!(changed(pointer, value), missing(part), "{pointer}");
    }
    let none = offer().check(&[]).unwrap_err();
    assert_eq!((none.part.as_str(), none.wrong), ("header", Wrong::Missing));
}

#[test]
fn the_wrong_type_too_much_and_too_long_are_named() {
    let cases = [
        ("/0/parameters/0", json!({"type": "video", "video": {"id": "1"}}), "header", Wrong::Type("image")),
        ("/3/parameters/0", json!({"type": "text", "text": "MAI"}), "button 2", Wrong::Type("coupon_code")),
        ("/3/parameters/0/coupon_code", json!("x".repeat(21)), "button 2", Wrong::TooLong(20)),
        (
            "/1/parameters",
            json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "text", "text": "c"}]),
            "body[3]",
            Wrong::Unexpected,
        ),
        ("/1/parameters/1/text", json!("x".repeat(1001)), "body", Wrong::TooLong(1024)),
        ("/1/parameters/1/text", json!("x".repeat(1004)), "body {{2}}", Wrong::TooLong(1003)),
        ("/1/parameters/1/text", json!("a\nb"), "body {{2}}", Wrong::Blanks),
        ("/1/parameters/1/text", json!("a\tb"), "body {{2}}", Wrong::Blanks),
        ("/1/parameters/1/text", json!("a     b"), "body {{2}}", Wrong::Blanks),
        ("/2/parameters/0/text", json!("4\n2"), "button 1", Wrong::Blanks),
        ("/1/parameters/1/parameter_name", json!("remise"), "body[1].parameter_name", Wrong::Unexpected),
        ("/2/sub_type", json!("quick_reply"), "button 1", Wrong::SubType("url")),
        ("/2/sub_type", Value::Null, "button 1", Wrong::SubType("url")),
        ("/3/sub_type", json!("url"), "button 2", Wrong::SubType("copy_code")),
        ("/3", json!({"type": "nonsense"}), "button 2", Wrong::Missing),
        ("/3/index", json!("1"), "button 1", Wrong::Repeated),
        ("/0", components()[1].clone(), "body", Wrong::Repeated),
        ("/4", json!({"type": "nonsense"}), "components[4]", Wrong::Unexpected),
        ("/4", json!({"type": "carousel", "cards": []}), "components[4]", Wrong::Unexpected),
        ("/4", json!({}), "components[4]", Wrong::Unexpected),
    ];
    for (pointer, value, part, wrong) in cases {
        assert_eq!(changed(pointer, value), Some((part.to_owned(), wrong)), "{pointer}");
    }
    let plain = template(json!([{"type": "BODY", "text": "Bonjour"}]));
    let button = json!([{"type": "button", "sub_type": "url", "index": 0, "parameters": [{"type": "text", "text": "x"}]}]);
    assert_eq!(plain.check(button.as_array().unwrap()).unwrap_err().part, "button 0");
}

#[test]
fn parameters_by_name_are_found_by_name() {
    let named = template(json!([{"type": "BODY", "text": "{{prenom}} {{jour}}"}]));
    let sent = |names: [&str; 2]| {
        let parameters = names.map(|name| json!({"type": "text", "parameter_name": name, "text": "x"}));
        named.check(&[json!({"type": "body", "parameters": parameters})])
    };
    assert_eq!(sent(["jour", "prenom"]), Ok(()));
    assert_eq!(sent(["prenom", "mois"]).unwrap_err().part, "body {{jour}}");
}

#[test]
fn a_text_alone_may_be_longer_and_a_header_counts_as_a_whole() {
    let text = |length: usize| json!([{"type": "text", "text": "x".repeat(length)}]);
    let alone = template(json!([{"type": "BODY", "text": "{{1}}"}]));
    let body = |length| alone.check(&[json!({"type": "body", "parameters": text(length)})]);
    assert_eq!(body(32_768), Ok(()));
    assert_eq!(body(32_769).unwrap_err().wrong, Wrong::TooLong(32_768));
    let titled = template(json!([{"type": "HEADER", "format": "TEXT", "text": "Commande {{1}}"}]));
    let header = |length| titled.check(&[json!({"type": "header", "parameters": text(length)})]);
    assert_eq!(header(51), Ok(()));
    let misfit = header(52).unwrap_err();
    assert_eq!((misfit.part.as_str(), misfit.wrong), ("header {{1}}", Wrong::TooLong(51)));
}

#[test]
fn a_place_has_a_latitude_and_a_longitude() {
    let here = template(json!([{"type": "HEADER", "format": "LOCATION"}]));
    let sent = |latitude: Value| {
        here.check(&[json!({"type": "header", "parameters": [{"type": "location", "location": {"latitude": latitude, "longitude": 4.8}}]})])
    };
    assert_eq!(sent(json!(45.7)), Ok(()));
    assert_eq!(sent(json!("45.7")), Ok(()));
    assert_eq!(sent(json!(95)).unwrap_err().wrong, Wrong::Missing);
}

#[test]
fn what_is_not_known_here_is_left_to_graph() {
    let odd =
        template(json!([{"type": "NEW_THING"}, {"type": "BUTTONS", "buttons": [{"type": "NEW_BUTTON"}]}]));
    let button = json!([{"type": "button", "sub_type": "new", "index": 0, "parameters": [{"type": "new"}]}]);
    assert_eq!(odd.check(button.as_array().unwrap()), Ok(()));
    assert_eq!(odd.check(&[]), Ok(()));
}
