//! What an HTTP header may be.

/// Whether it can be the value of a header: ASCII without control characters.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.5>
pub(super) fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A name of a header. <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
pub(super) fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
