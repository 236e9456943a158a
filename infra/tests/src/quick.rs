//! An AWS and a Lambda runtime that answer at once, so that only the function is measured. They use no server framework,
//! because that is slow in the profile that benches are built with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

use crate::Settings;

/// The variables of a function that reads its secrets from Secrets Manager, as it does when it is deployed.
pub fn variables(settings: &Settings, function: &str, aws: &str, graph: &str) -> Vec<(String, String)> {
    let mut variables = settings.of(function, aws, graph);
    let is_secret = |name: &str| name.starts_with("WHATSAPP_") || name == "OPENAI_API_KEY";
    variables.retain(|(name, _)| !is_secret(name) && name != "RELAIS_SECRET_ARN");
    variables.push(("RELAIS_SECRET_ARN".to_owned(), "arn".to_owned()));
    variables
}

/// What Secrets Manager returns to these.
pub fn secret(settings: &Settings) -> Value {
    let mut secret = json!({"OPENAI_API_KEY": settings.value("WorkerFunction", "OPENAI_API_KEY")});
    for name in ["PHONE_ID", "API_TOKEN", "VERIFY_TOKEN", "APP_SECRET", "BUSINESS_ACCOUNT_ID"] {
        let name = format!("WHATSAPP_{name}");
        secret[&name] = settings.value("WorkerFunction", &name).into();
    }
    secret
}

/// Serves AWS, and returns its address.
pub async fn aws(secret: Value) -> String {
    aws_noting(secret, Noted::default()).await
}

/// The operations that were called, and the trace that each call belongs to; empty if to none.
pub type Noted = Arc<Mutex<Vec<(String, String)>>>;

/// As [`aws`], and notes what is called.
pub async fn aws_noting(secret: Value, noted: Noted) -> String {
    let secret = secret.to_string();
    let respond = move |request: &Request| {
        let call = (request.target.clone(), request.trace.clone());
        noted.lock().unwrap().push(call);
        ok(&answer(&request.target, &request.body, &secret))
    };
    format!("http://{}", serve(respond).await)
}

/// The trace of X-Ray that an event of [`lambda`] belongs to.
pub const TRACE: &str = "Root=1-65a1b2c3-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";

/// The variables that Lambda itself sets for a function, which has this event to answer and then ends.
pub async fn lambda(name: &str, event: &Value) -> Vec<(String, String)> {
    let variables = [
        ("AWS_LAMBDA_RUNTIME_API", &*runtime(event).await),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "log"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "log"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("AWS_REGION", "eu-west-3"),
    ];
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

/// Serves the runtime API of Lambda, and returns its address without `http://`. It has one event, and ends the function that
/// asks for another.
async fn runtime(event: &Value) -> String {
    let event = event.to_string();
    let given = Arc::new(AtomicBool::new(false));
    serve(move |request| match request.path.rsplit('/').next().unwrap_or_default() {
        "next" if request.path.contains("/extension/") => None,
        "next" if given.swap(true, Ordering::Relaxed) => Some("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n".to_owned()),
        "next" => Some(format!(
            "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: r1\r\nlambda-runtime-deadline-ms: 9999999999999\r\n\
             lambda-runtime-trace-id: {TRACE}\r\n\
             lambda-runtime-invoked-function-arn: arn\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{event}",
            event.len()
        )),
        "register" => Some(
            "HTTP/1.1 200 OK\r\nlambda-extension-identifier: x\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        ),
        _ => Some("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}".to_owned()),
    })
    .await
}

struct Request {
    path: String,
    target: String,
    trace: String,
    body: Vec<u8>,
}

/// Answers each request by this, until the test ends; not at all by `None`.
async fn serve(respond: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let respond = Arc::new(respond);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            socket.set_nodelay(true).unwrap();
            let respond = Arc::clone(&respond);
            tokio::spawn(async move {
                let mut stream = BufStream::new(socket);
                while let Some(request) = read(&mut stream).await {
                    let Some(response) = respond(&request) else { return std::future::pending().await };
                    stream.write_all(response.as_bytes()).await.ok()?;
                    stream.flush().await.ok()?;
                }
                Some(())
            });
        }
    });
    address
}

/// Reads one request. `None` when the connection is closed.
async fn read(stream: &mut BufStream<TcpStream>) -> Option<Request> {
    let mut first = String::new();
    stream.read_line(&mut first).await.ok().filter(|read| *read > 0)?;
    let path = first.split(' ').nth(1)?.to_owned();
    let (mut target, mut trace, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        if line == "\r\n" {
            break;
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else { continue };
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => value.clone_into(&mut target),
            "x-amzn-trace-id" => value.clone_into(&mut trace),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { path, target, trace, body })
}

#[allow(clippy::unnecessary_wraps)] // what `serve` takes
fn ok(answer: &Value) -> Option<String> {
    let answer = answer.to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
    Some(format!("{head}{}\r\n\r\n{answer}", answer.len()))
}

fn answer(target: &str, body: &[u8], secret: &str) -> Value {
    match target.rsplit('.').next().unwrap_or_default() {
        "GetSecretValue" => json!({"SecretString": secret}),
        "GetQueueAttributes" => json!({"Attributes": {"QueueArn": "arn"}}),
        "SendMessageBatch" => sent(&serde_json::from_slice(body).unwrap_or_default()),
        "Query" => json!({"Items": [], "Count": 0}),
        "BatchGetItem" => json!({"Responses": {}, "UnprocessedKeys": {}}),
        _ => json!({}),
    }
}

fn sent(batch: &Value) -> Value {
    let entries = batch["Entries"].as_array().cloned().unwrap_or_default();
    let stored = entries.iter().map(|entry| {
        let md5 = "00000000000000000000000000000000";
        json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": md5})
    });
    json!({"Successful": stored.collect::<Vec<_>>(), "Failed": []})
}
