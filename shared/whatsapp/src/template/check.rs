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
        check_length(self, &needs, components)?;
        let mut places = components.iter().enumerate();
        places.try_for_each(|(at, component)| check_expected(at, component, &needs))
    }
}

/// The body with its values in place is not too long.
fn check_length(template: &Template, needs: &[Need], components: &[Value]) -> Result<(), Misfit> {
    let length_of = |name: &str| {
        let is_it = |need: &&Need| need.part == Part::Body && need.name.as_deref() == Some(name);
        match needs.iter().find(is_it).and_then(|need| given(need, components)) {
            Some(Given::Text(value)) => utf16_len(value),
            _ => 0,
        }
    };
    let most = template.longest_body();
    if template.body_length(length_of) > most {
        return Err(Misfit { part: "body".to_owned(), wrong: Wrong::TooLong(most) });
    }
    Ok(())
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
mod tests;
