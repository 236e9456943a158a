//! A picture that a model may see.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;

/// The most pictures of one request.
pub const MOST_PICTURES: usize = 4;

/// The largest picture that is handed on, in bytes: WhatsApp's own limit for photos.
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>
pub const MOST_PICTURE_BYTES: u64 = 5 * 1024 * 1024;

/// The most bytes of all pictures of one request. Some servers take no request above 10 MB, and base64 adds a third.
pub const MOST_PICTURES_BYTES: u64 = 6 * 1024 * 1024;

/// The most pixels. A photo of a phone has 12 to 50 million, and WhatsApp makes them smaller. A picture bomb has more.
const MOST_PIXELS: usize = 40_000_000;

/// The tokens of a picture, for a server that does not count. OpenAI's models count up to about this for one.
/// <https://developers.openai.com/api/docs/guides/images-vision>
pub(crate) const TOKENS: usize = 1_000;

/// A JPEG, PNG, WebP or GIF of a sensible size. Cloning is cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    mime_type: &'static str,
    base64: Arc<str>,
}

/// Why a picture is not handed to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unseeable {
    /// It is none of the types that models take, or damaged.
    #[error("the file is no JPEG, PNG, WebP or GIF")]
    NoPicture,
    /// It has too many bytes, or unpacks to too many pixels.
    #[error("the picture is too large for a model")]
    TooLarge,
}

impl Unseeable {
    /// A stable name for metrics and log queries.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPicture => "no_picture",
            Self::TooLarge => "too_large",
        }
    }
}

impl Picture {
    /// Reads the header of a picture. Nothing of it is unpacked.
    pub fn read(bytes: &[u8]) -> Result<Self, Unseeable> {
        if u64::try_from(bytes.len()).map_or(true, |size| size > MOST_PICTURE_BYTES) {
            return Err(Unseeable::TooLarge);
        }
        let mime_type = match imagesize::image_type(bytes) {
            Ok(ImageType::Jpeg) => "image/jpeg",
            Ok(ImageType::Png) => "image/png",
            Ok(ImageType::Webp) => "image/webp",
            Ok(ImageType::Gif) => "image/gif",
            Ok(_) | Err(_) => return Err(Unseeable::NoPicture),
        };
        let size = imagesize::blob_size(bytes).map_err(|_| Unseeable::NoPicture)?;
        match size.width.checked_mul(size.height) {
            None | Some(0) => Err(Unseeable::NoPicture),
            Some(pixels) if pixels > MOST_PIXELS => Err(Unseeable::TooLarge),
            Some(_) => Ok(Self { mime_type, base64: STANDARD.encode(bytes).into() }),
        }
    }

    /// The picture as an address, which holds its bytes.
    pub(crate) fn data_url(&self) -> String {
        format!("data:{};base64,{}", self.mime_type, self.base64)
    }
}

/// Shows nothing of the picture.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}, {} characters)", self.mime_type, self.base64.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of a PNG.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png.extend(b"\x08\x02\0\0\0");
        png
    }

    #[test]
    fn the_types_that_models_take_are_read_from_the_bytes() {
        let picture = Picture::read(&png(640, 480)).unwrap();
        assert!(picture.data_url().starts_with("data:image/png;base64,iVBORw0KGgo"));
        assert!(
            Picture::read(b"GIF89a\x01\0\x01\0\x80\0\0").unwrap().data_url().starts_with("data:image/gif;")
        );
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0";
        assert!(Picture::read(jpeg).unwrap().data_url().starts_with("data:image/jpeg;"));
        let webp = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\x0f\xc0\x03\0\0\0\0\0\0\0\0\0\0";
        assert!(Picture::read(webp).unwrap().data_url().starts_with("data:image/webp;"));
    }

    #[test]
    fn bombs_and_other_files_are_not_handed_on() {
        for (bytes, expected) in [
            (png(60_000, 60_000), Unseeable::TooLarge),
            (png(u32::MAX, u32::MAX), Unseeable::TooLarge),
            (png(0, 10), Unseeable::NoPicture),
            (png(10, 10).into_iter().take(15).collect(), Unseeable::NoPicture),
            (b"BM\x9a\0\0\0\0\0\0\0z\0\0\0l\0\0\0\x04\0\0\0".to_vec(), Unseeable::NoPicture),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
                Unseeable::NoPicture,
            ),
            (b"RIFF\xff\xff\xff\xffWEBP".to_vec(), Unseeable::NoPicture),
            (Vec::new(), Unseeable::NoPicture),
            (vec![0; 6 << 20], Unseeable::TooLarge),
        ] {
            assert_eq!(Picture::read(&bytes), Err(expected), "{:?}", bytes.get(..12));
        }
    }

    #[test]
    fn debug_holds_nothing_of_the_picture() {
        assert_eq!(format!("{:?}", Picture::read(&png(1, 1)).unwrap()), "Picture(image/png, 40 characters)");
    }
}
