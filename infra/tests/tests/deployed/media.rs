//! The suite that every media store must pass, on MiniStack's S3, and the addresses that browsers use.

#[path = "../../../../shared/embedded/tests/media_suite/mod.rs"]
mod media_suite;

use std::sync::atomic::{AtomicU32, Ordering};

use relais_aws::s3::S3Blobs;
use relais_core::blob::{MediaStore, SharedMedia};
use relais_infra_tests::{MiniStack, http};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use serde_json::json;

const NAME: &str = "uploads/0123456789abcdef0123456789abcdef";

/// A bucket for one case.
async fn bucket() -> S3Blobs {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let aws = MiniStack::shared().await;
    let name = format!("media-suite-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    aws.call("s3", "create_bucket", &json!({"Bucket": name}));
    aws.blobs(&name)
}

async fn store() -> SharedMedia {
    media_suite::shared(bucket().await)
}

crate::media_suite!(store);

/// The PUT that a browser makes with a link, of a body with this size.
async fn put(bucket: &S3Blobs, announced: u64, mime_type: &str, body: Vec<u8>) -> u16 {
    let link = bucket.link_to_write(NAME, announced, mime_type).await.unwrap().unwrap();
    assert_eq!(link.method, "PUT");
    let request =
        link.headers.iter().fold(http().put(&link.url), |put, (name, value)| put.header(name, value));
    request.body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_browser_writes_and_reads_a_file_at_its_addresses() {
    let bucket = bucket().await;
    let body: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    assert_eq!(put(&bucket, 300_000, "audio/ogg; codecs=opus", body.clone()).await, 200);
    assert_eq!(bucket.size(NAME).await.unwrap(), Some(300_000));

    let disposition = "attachment; filename=\"a b.svg\"; filename*=UTF-8''a%20%C3%A9.svg";
    let link = bucket.link_to_read(NAME, "application/octet-stream", disposition).await.unwrap().unwrap();
    assert!((link.method, link.headers.len()) == ("GET", 0));
    let read = http().get(&link.url).send().await.unwrap();
    assert_eq!(read.status(), 200);
    assert_eq!(read.headers()[CONTENT_TYPE], "application/octet-stream");
    assert_eq!(read.headers()[CONTENT_DISPOSITION], disposition);
    assert!(read.bytes().await.unwrap() == body);

    let part = http().get(&link.url).header(RANGE, "bytes=10-19").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()[CONTENT_RANGE], "bytes 10-19/300000");
    assert!(part.bytes().await.unwrap() == body[10..20]);
}

#[tokio::test]
async fn an_address_is_for_one_file_of_one_size_and_type() {
    let bucket = bucket().await;
    for size in [9, 11] {
        assert_eq!(put(&bucket, 10, "image/png", vec![0; size]).await, 403, "{size}");
    }
    let link = bucket.link_to_write(NAME, 10, "image/png").await.unwrap().unwrap();
    let other_type = http().put(&link.url).header(CONTENT_TYPE, "text/html").body(vec![0; 10]);
    assert_eq!(other_type.send().await.unwrap().status(), 403);
    let other_name = http().put(link.url.replace("uploads/", "media/")).header(CONTENT_TYPE, "image/png");
    assert_eq!(other_name.body(vec![0; 10]).send().await.unwrap().status(), 403);
    assert_eq!(bucket.size(NAME).await.unwrap(), None);

    assert_eq!(put(&bucket, 10, "image/png", vec![0; 10]).await, 200);
    let link = bucket.link_to_read(NAME, "image/png", "inline").await.unwrap().unwrap();
    let as_html = link.url.replace("image%2Fpng", "text%2Fhtml");
    assert!(as_html != link.url);
    assert_eq!(http().get(as_html).send().await.unwrap().status(), 403, "the type is signed too");
}
