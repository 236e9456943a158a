//! The form of an upload, as a stream whose length is known before.
//!
//! Graph wants the length of a request. The form is made here, because reqwest's own brings a table of file types.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::FileBytes;

/// A form with the fields `messaging_product`, `type` and `file`.
pub(super) struct Form {
    head: Option<Bytes>,
    file: FileBytes,
    /// The bytes of the file that have not come yet.
    left: u64,
    tail: Option<Bytes>,
    length: u64,
    boundary: String,
}

impl Form {
    /// Fails if the system has no random numbers. The line between the parts is random, so that no file can contain it and
    /// end its part.
    pub(super) fn new(
        mime_type: &str,
        filename: &str,
        size: u64,
        file: FileBytes,
    ) -> Result<Self, getrandom::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let boundary = format!("relais-{:032x}", u128::from_be_bytes(random));
        let mime_type = one_line(mime_type);
        let field = |name: &str, value: &str| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let head = format!(
            "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: {mime_type}\r\n\r\n",
            field("messaging_product", "whatsapp"),
            field("type", &mime_type),
            quoted(filename),
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let around = u64::try_from(head.len() + tail.len()).unwrap_or(u64::MAX);
        Ok(Self {
            length: around.saturating_add(size),
            head: Some(head.into()),
            file,
            left: size,
            tail: Some(tail.into()),
            boundary,
        })
    }

    /// The bytes of the whole form.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }
}

impl Stream for Form {
    type Item = io::Result<Bytes>;

    /// A file that is longer or shorter than announced breaks the request off.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        if self.tail.is_none() {
            return Poll::Ready(None);
        }
        match self.file.as_mut().poll_next(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Ok(part))) => {
                let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
                let Some(left) = self.left.checked_sub(length) else {
                    return Poll::Ready(Some(Err(io::Error::other("the file is longer than announced"))));
                };
                self.left = left;
                Poll::Ready(Some(Ok(part)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error))),
            Poll::Ready(None) if self.left > 0 => Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            Poll::Ready(None) => Poll::Ready(self.tail.take().map(Ok)),
        }
    }
}

/// A text within the quotes of a header. Browsers write it like this too (WHATWG, "multipart/form-data").
fn quoted(text: &str) -> String {
    one_line(text).replace('"', "%22")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    struct Once(Vec<&'static str>);

    impl Stream for Once {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop().map(|part| Ok(part.into())))
        }
    }

    async fn read(size: u64, parts: &[&'static str]) -> io::Result<(u64, String)> {
        let file = Box::pin(Once(parts.iter().rev().copied().collect()));
        let mut form = Box::pin(Form::new("text/plain", "a\"b\r\nc.txt", size, file).unwrap());
        let mut whole = Vec::new();
        while let Some(part) = poll_fn(|context| form.as_mut().poll_next(context)).await {
            whole.extend_from_slice(&part?);
        }
        Ok((form.length(), String::from_utf8(whole).unwrap()))
    }

    #[tokio::test]
    async fn a_form_is_as_long_as_it_says_and_its_names_cannot_break_out() {
        let (length, form) = read(5, &["Bon", "jo"]).await.unwrap();
        assert_eq!(length, form.len() as u64);
        assert!(form.contains("name=\"file\"; filename=\"a%22bc.txt\"\r\n"), "{form}");
        assert!(form.contains("\r\n\r\nBonjo\r\n--"), "{form}");
        assert!(form.contains("name=\"type\"\r\n\r\ntext/plain\r\n"), "{form}");
        assert!(form.contains("name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"), "{form}");
    }

    /// Nobody who makes a file can know the line that ends its part.
    #[test]
    fn each_form_has_a_boundary_of_its_own() {
        let form = || Form::new("text/plain", "a", 0, Box::pin(Once(Vec::new()))).unwrap();
        let (one, other) = (form(), form());
        assert_ne!(one.content_type(), other.content_type());
        let content_type = one.content_type();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        assert_eq!(boundary.len(), "relais-".len() + 32);
        assert!(one.head.unwrap().starts_with(format!("--{boundary}\r\n").as_bytes()));
        assert_eq!(one.tail.unwrap(), format!("\r\n--{boundary}--\r\n"));
    }

    #[tokio::test]
    async fn a_file_of_another_length_breaks_off() {
        assert!(read(4, &["Bon"]).await.is_err(), "shorter");
        assert!(read(2, &["Bon"]).await.is_err(), "longer");
    }
}
