//! Compares the components of a send with what the template needs.

use std::fmt;

use serde_json::Value;

use super::{Need, NeedKind, Part, Template, is, position, text};
use crate::limits::{self, utf16_len};
use crate::visible::is_blank;

/// Why Graph would refuse a send of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The part: `header`, `header {{1}}`, `body {{first_name}}`, `button 0`, `limited_time_offer`, …
    pub part: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The template needs it, and it is missing or empty.
    Missing,
    /// It is of another type than the template's: this one is needed.
    Type(&'static str),
    /// The template has no such part.
    Unexpected,
    /// It has more characters than this.
    TooLong(usize),
    /// It is given more than once.
    Repeated,
    /// The `sub_type` of the button is another than this one.
    SubType(&'static str),
    /// It has a line break, a tab, or more than [`limits::TEMPLATE_SPACES`] spaces in a row (Graph's error 132018).
    Blanks,
}

/// The components of a send that fill in a part of the template.
const PARTS: [&str; 5] = ["header", "body", "button", "carousel", "limited_time_offer"];

/// The components of a send that go with no part of the template.
const OTHERS: [&str; 2] = ["order_status", "tap_target_configuration"];

impl Template {
    /// Finds the first part of a send that Graph would refuse. `components` are those of the send, in Meta's format.
    ///
    /// Of a type that is not known here, everything is left to Graph.
    pub fn check(&self, components: &[Value]) -> Result<(), Misfit> {
        let needs = self.needs();
        check_once(components)?;
        needs.iter().try_for_each(|need| check_need(need, components))?;
        let mut places = components.iter().enumerate();
        places.try_for_each(|(at, component)| check_expected(at, component, &needs))
    }
}

/// No part is filled in twice.
fn check_once(components: &[Value]) -> Result<(), Misfit> {
    let part_of = |component: &Value| {
        let name = PARTS.into_iter().find(|name| is(component, "type", name))?;
        Some((name, index_of(component).filter(|_| name == "button")))
    };
    let parts: Vec<_> = components.iter().filter_map(part_of).collect();
    let mut later =
        parts.iter().enumerate().filter(|(at, part)| parts.iter().take(*at).any(|it| it == *part));
    later.next().map_or(Ok(()), |(_, (name, index))| {
        Err(Misfit { part: named(name, *index), wrong: Wrong::Repeated })
    })
}

/// The template has the part that a component fills in. `at`: the component's place.
fn check_expected(at: usize, component: &Value, needs: &[Need]) -> Result<(), Misfit> {
    let misfit = |part: String, wrong| Err(Misfit { part, wrong });
    let given = parameters(component).count();
    let is_of = |part| move |need: &&Need| need.part == part;
    for (name, part) in [("header", Part::Header), ("body", Part::Body)] {
        if !is(component, "type", name) {
            continue;
        }
        let own: Vec<_> = needs.iter().filter(is_of(part)).collect();
        if given > own.len() {
            return misfit(format!("{name}[{given}]"), Wrong::Unexpected);
        }
        let by_name =
            own.iter().any(|need| need.name.as_deref().is_some_and(|name| position(name).is_none()));
        let mut names = parameters(component).map(|parameter| parameter.get("parameter_name"));
        return match names.position(|name| name.is_some_and(|name| !name.is_null())) {
            Some(at) if !by_name => misfit(format!("{name}[{at}].parameter_name"), Wrong::Unexpected),
            _ => Ok(()),
        };
    }
    if is(component, "type", "button") {
        let index = index_of(component);
        return match needs.iter().filter(is_of(Part::Button)).find(|need| need.index == index) {
            None if given > 0 => misfit(named("button", index), Wrong::Unexpected),
            Some(need) => match need.kind.sub_type().filter(|known| !is(component, "sub_type", known)) {
                Some(known) => misfit(need.to_string(), Wrong::SubType(known)),
                None => Ok(()),
            },
            None => Ok(()),
        };
    }
    let is_needed = |need: &Need| need.kind == NeedKind::Unknown || is_for(need, component);
    if needs.iter().any(is_needed) || OTHERS.iter().any(|name| is(component, "type", name)) {
        return Ok(());
    }
    misfit(format!("components[{at}]"), Wrong::Unexpected)
}

/// A part, as a send names it.
fn named(part: &str, index: Option<usize>) -> String {
    index.map_or_else(|| part.to_owned(), |index| format!("{part} {index}"))
}

fn check_need(need: &Need, components: &[Value]) -> Result<(), Misfit> {
    let misfit = |wrong| Err(Misfit { part: need.to_string(), wrong });
    let Some(value) = given(need, components) else {
        return if need.required { misfit(Wrong::Missing) } else { Ok(()) };
    };
    let outcome = match value {
        Given::Nothing => Wrong::Missing,
        Given::OfType(needed) => Wrong::Type(needed),
        Given::Text(value) => match need.most {
            Some(most) if utf16_len(value) > most => Wrong::TooLong(most),
            _ if need.kind.is_one_line() && !is_one_line(value) => Wrong::Blanks,
            _ => return Ok(()),
        },
        Given::Something => return Ok(()),
    };
    // An optional part that is there must still be right.
    misfit(outcome)
}

/// Whether Graph takes a text for a placeholder as it is written.
fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r', '\t']) && !text.contains(&" ".repeat(limits::TEMPLATE_SPACES + 1))
}

/// What a send gives for a need.
enum Given<'a> {
    /// The part is there, and it is empty.
    Nothing,
    /// The part has another type than this one.
    OfType(&'static str),
    /// A text.
    Text(&'a str),
    /// Something that is not a text.
    Something,
}

/// `None`: the send has no such part.
fn given<'a>(need: &Need, components: &'a [Value]) -> Option<Given<'a>> {
    let component = components.iter().find(|component| is_for(need, component))?;
    let mut all = parameters(component);
    let parameter = match (&need.name, need.part) {
        (Some(name), _) => match position(name) {
            Some(at) => all.nth(usize::try_from(at).ok()?.checked_sub(1)?),
            None => all.find(|parameter| text(parameter, "parameter_name") == Some(name)),
        },
        _ => all.next(),
    };
    Some(match need.kind {
        NeedKind::Text => typed(parameter?, "text"),
        NeedKind::UrlEnding | NeedKind::OneTimeCode => of_type(parameter?, "text"),
        NeedKind::Payload => of_type(parameter?, "payload"),
        NeedKind::Code => of_type(parameter?, "coupon_code"),
        NeedKind::Image => file(parameter?, "image"),
        NeedKind::Video => file(parameter?, "video"),
        NeedKind::Document => file(parameter?, "document"),
        NeedKind::Location => location(parameter?),
        // Their parameters are an application's matter; that there are some is enough.
        NeedKind::Flow
        | NeedKind::Expiration
        | NeedKind::Product
        | NeedKind::Products
        | NeedKind::Catalog
        | NeedKind::Carousel
        | NeedKind::Unknown => Given::Something,
    })
}

/// Whether a component of the send fills in this need.
fn is_for(need: &Need, component: &Value) -> bool {
    match need.part {
        Part::Header => is(component, "type", "header"),
        Part::Body => is(component, "type", "body"),
        Part::Button => is(component, "type", "button") && index_of(component) == need.index,
        Part::Other => match need.kind {
            NeedKind::Carousel => is(component, "type", "carousel"),
            NeedKind::Expiration => is(component, "type", "limited_time_offer"),
            _ => false,
        },
    }
}

/// A button's place: a number, or a text with one.
fn index_of(component: &Value) -> Option<usize> {
    let index = component.get("index")?;
    let number = index.as_u64().and_then(|index| usize::try_from(index).ok());
    number.or_else(|| index.as_str()?.trim().parse().ok())
}

fn parameters(component: &Value) -> impl Iterator<Item = &Value> {
    component.get("parameters").and_then(Value::as_array).into_iter().flatten()
}

/// A parameter of the body. Instead of a text it can be an amount or a date, each with its words.
fn typed<'a>(parameter: &'a Value, needed: &'static str) -> Given<'a> {
    for kind in ["currency", "date_time"] {
        if is(parameter, "type", kind) {
            return filled(parameter.get(kind).and_then(|value| text(value, "fallback_value")));
        }
    }
    of_type(parameter, needed)
}

/// A parameter whose value stands under the name of its type.
fn of_type<'a>(parameter: &'a Value, needed: &'static str) -> Given<'a> {
    if is(parameter, "type", needed) { filled(text(parameter, needed)) } else { Given::OfType(needed) }
}

fn filled(value: Option<&str>) -> Given<'_> {
    value.filter(|text| !is_blank(text)).map_or(Given::Nothing, Given::Text)
}

/// A file of a header: one of our own, Graph's id of one, or a link.
fn file<'a>(parameter: &'a Value, needed: &'static str) -> Given<'a> {
    if !is(parameter, "type", needed) {
        return Given::OfType(needed);
    }
    let source = |name: &str| parameter.get(needed).and_then(|file| text(file, name));
    let found = ["file", "id", "link"].into_iter().find_map(source);
    if found.is_some_and(|source| !source.trim().is_empty()) { Given::Something } else { Given::Nothing }
}

fn location(parameter: &Value) -> Given<'_> {
    if !is(parameter, "type", "location") {
        return Given::OfType("location");
    }
    let within = |name: &str, most: f64| {
        let value = parameter.get("location").and_then(|place| place.get(name));
        let number = value.and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()));
        number.is_some_and(|number: f64| number.abs() <= most)
    };
    if within("latitude", 90.0) && within("longitude", 180.0) { Given::Something } else { Given::Nothing }
}

/// The part, as a send names it.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match (self.part, self.kind) {
            (Part::Header, _) => "header",
            (Part::Body, _) => "body",
            (Part::Button, _) => "button",
            (Part::Other, NeedKind::Carousel) => "carousel",
            (Part::Other, NeedKind::Expiration) => "limited_time_offer",
            (Part::Other, _) => "component",
        };
        f.write_str(part)?;
        if let Some(name) = &self.name {
            write!(f, " {{{{{name}}}}}")?;
        }
        self.index.map_or(Ok(()), |index| write!(f, " {index}"))
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(changed("/1/parameters/1/text", json!("x".repeat(1024))), None);
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
            (
                "/0/parameters/0",
                json!({"type": "video", "video": {"id": "1"}}),
                "header",
                Wrong::Type("image"),
            ),
            (
                "/3/parameters/0",
                json!({"type": "text", "text": "MAI"}),
                "button 2",
                Wrong::Type("coupon_code"),
            ),
            ("/3/parameters/0/coupon_code", json!("x".repeat(21)), "button 2", Wrong::TooLong(20)),
            (
                "/1/parameters",
                json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "text", "text": "c"}]),
                "body[3]",
                Wrong::Unexpected,
            ),
            ("/1/parameters/1/text", json!("x".repeat(1025)), "body {{2}}", Wrong::TooLong(1024)),
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
        let odd = template(
            json!([{"type": "NEW_THING"}, {"type": "BUTTONS", "buttons": [{"type": "NEW_BUTTON"}]}]),
        );
        let button =
            json!([{"type": "button", "sub_type": "new", "index": 0, "parameters": [{"type": "new"}]}]);
        assert_eq!(odd.check(button.as_array().unwrap()), Ok(()));
        assert_eq!(odd.check(&[]), Ok(()));
    }
}
