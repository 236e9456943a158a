//! Compares the components of a send with what the template needs.

use std::fmt;

use serde_json::Value;

use super::{Need, NeedKind, Part, Template, is, position, text};
use crate::limits::utf16_len;

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
}

impl Template {
    /// Finds the first part of a send that Graph would refuse. `components` are those of the send, in Meta's format.
    ///
    /// Of a type that is not known here, everything is left to Graph.
    pub fn check(&self, components: &[Value]) -> Result<(), Misfit> {
        let needs = self.needs();
        needs.iter().try_for_each(|need| check_need(need, components))?;
        components.iter().try_for_each(|component| check_expected(component, &needs))
    }
}

/// The template has the part that a component fills in.
fn check_expected(component: &Value, needs: &[Need]) -> Result<(), Misfit> {
    let unexpected = |part: String| Err(Misfit { part, wrong: Wrong::Unexpected });
    let in_part = |part| needs.iter().filter(move |need| need.part == part);
    let given = parameters(component).count();
    for (name, part) in [("header", Part::Header), ("body", Part::Body)] {
        if is(component, "type", name) && given > in_part(part).count() {
            return unexpected(format!("{name}[{given}]"));
        }
    }
    if !is(component, "type", "button") || given == 0 {
        return Ok(());
    }
    let index = index_of(component);
    match in_part(Part::Button).find(|need| need.index == index) {
        Some(_) => Ok(()),
        None => unexpected(index.map_or_else(|| "button".to_owned(), |index| format!("button {index}"))),
    }
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
            _ => return Ok(()),
        },
        Given::Something => return Ok(()),
    };
    // An optional part that is there must still be right.
    misfit(outcome)
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
    value.filter(|text| !text.trim().is_empty()).map_or(Given::Nothing, Given::Text)
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
        *sent.pointer_mut(pointer).unwrap() = value;
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
