//! stub
#![allow(missing_docs)]
pub fn set(markdown: &str) -> String {
    markdown.to_owned()
}
