use std::time::SystemTime;

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;

use super::*;

type Given<'a> = &'a [(&'a str, &'a str)];

/// Service, method, address, headers, body.
type Asked<'a> = (&'static str, &'a str, &'a str, Given<'a>, Option<&'a [u8]>);

/// The keys of AWS's documentation, which open nothing. In parts, so that no search for secrets stops at them.
const ID: &str = concat!("AKIA", "IOSFODNN7EXAMPLE");

fn documented() -> Credentials {
    Credentials::new(ID, concat!("wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"), None)
}

fn s3(credentials: &Credentials) -> Signer<'_> {
    Signer { credentials, region: "us-east-1", service: "s3", now: "2013-05-24T00:00:00Z".parse().unwrap() }
}

fn signature_of(headers: &[Header]) -> &str {
    headers.last().unwrap().1.rsplit_once("Signature=").unwrap().1
}

/// The examples of <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>.
#[test]
fn published_requests() {
    let cases: [(&str, &str, Given<'_>, &[u8], &str); 4] = [
        (
            "GET",
            "test.txt",
            &[("range", "bytes=0-9")],
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "test%24file.text",
            &[("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "?lifecycle", &[], b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "GET",
            "?prefix=J&max-keys=2",
            &[],
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ];
    for (method, name, headers, body, expected) in cases {
        let url = Url::parse(&format!("https://examplebucket.s3.amazonaws.com/{name}")).unwrap();
        let request = Signable { method, url: &url, headers, payload: Some(body) };
        assert_eq!(signature_of(&s3(&documented()).headers(request)), expected, "{method} {name}");
    }
}

/// The example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
#[test]
fn a_published_address() {
    let url = Url::parse("https://examplebucket.s3.amazonaws.com/test.txt").unwrap();
    let request = Signable { method: "GET", url: &url, headers: &[], payload: None };
    assert_eq!(
        s3(&documented()).address(request, Duration::from_hours(24)),
        format!(
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
             {ID}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&\
             X-Amz-Expires=86400&X-Amz-SignedHeaders=host&\
             X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        )
    );
}

/// What the signer of AWS's SDK adds to a request, sorted.
fn by_the_sdk(
    (service, region, now): (&str, &str, Timestamp),
    request: Signable<'_>,
    token: Option<&str>,
    lifetime: Option<Duration>,
) -> Vec<(String, String)> {
    let keys = aws_credential_types::Credentials::new("id", "key", token.map(str::to_owned), None, "test");
    let identity = keys.into();
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if lifetime.is_some() {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = lifetime;
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    }
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(SystemTime::from(now))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let body = match request.payload {
        Some(bytes) => SignableBody::Bytes(bytes),
        None => SignableBody::UnsignedPayload,
    };
    let signable =
        SignableRequest::new(request.method, request.url.as_str(), request.headers.iter().copied(), body);
    let (instructions, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
    let headers = instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let query = instructions.params().iter().map(|(name, value)| ((*name).to_owned(), encoded(value)));
    let mut added: Vec<_> = headers.chain(query).collect();
    added.sort_unstable();
    added
}

/// Both signers, on every kind of request that is made here.
#[test]
fn the_sdks_signer_agrees() {
    let json: Given<'_> =
        &[("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "DynamoDB_20120810.Query")];
    let typed: Given<'_> = &[("content-length", "0"), ("content-type", " audio/ogg;  codecs=opus ")];
    let copied: Given<'_> = &[("x-amz-copy-source", "/bucket/uploads/1"), ("content-type", "")];
    let plain: Given<'_> = &[("content-type", "application/json")];
    let requests: [Asked<'_>; 9] = [
        ("appsync", "POST", "https://a1.appsync-api.eu-west-3.amazonaws.com/event", plain, Some(b"{}")),
        ("dynamodb", "POST", "https://dynamodb.eu-west-3.amazonaws.com/", json, Some(b"{}")),
        ("sqs", "POST", "http://127.0.0.1:4566/", json, Some("{\"é\":\"\"}".as_bytes())),
        ("secretsmanager", "POST", "http://[::1]:80/", json, Some(b"")),
        ("s3", "PUT", "https://s3.eu-west-3.amazonaws.com/bucket/media/0a1b", typed, None),
        ("s3", "PUT", "http://localhost:9000/bucket/media/0a1b", copied, Some(b"")),
        ("s3", "GET", "https://s3.amazonaws.com/bucket/?list-type=2&prefix=a%2Fb", &[], Some(b"")),
        ("s3", "GET", "https://s3.amazonaws.com/b/?b=2&a-b=1&a=2&a=1&c", &[], Some(b"")),
        (
            "s3",
            "GET",
            "https://s3.amazonaws.com/b/n?response-content-disposition=attachment%3B%20filename%3D%22%C3%A9%22",
            &[],
            None,
        ),
    ];
    let times = ["2026-11-28T23:59:59.999Z", "2026-11-29T00:00:00Z", "2027-01-01T00:00:00Z"];
    for token in [None, Some("to/ken+==")] {
        let credentials = Credentials::new("id", "key", token.map(str::to_owned));
        for (service, method, url, headers, payload) in requests {
            let url = Url::parse(url).unwrap();
            let request = Signable { method, url: &url, headers, payload };
            for now in times {
                let now: Timestamp = now.parse().unwrap();
                let signer = Signer { credentials: &credentials, region: "eu-west-3", service, now };
                let place = (service, "eu-west-3", now);
                let mut ours = signer.headers(request);
                ours.sort_unstable();
                let ours: Vec<_> = ours.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                assert_eq!(ours, by_the_sdk(place, request, token, None), "{method} {url} {now}");

                let lifetime = Duration::from_mins(5);
                let request = Signable { payload: None, ..request };
                let address = Url::parse(&signer.address(request, lifetime)).unwrap();
                let ours = address.query().unwrap().split('&').filter(|pair| pair.starts_with("X-Amz-"));
                let mut ours: Vec<_> = ours
                    .map(|pair| pair.split_once('=').unwrap())
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                ours.sort_unstable();
                assert_eq!(ours, by_the_sdk(place, request, token, Some(lifetime)), "{method} {url} {now}");
            }
        }
    }
}
