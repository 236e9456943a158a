//! An AWS that answers at once, so that only the function is measured. It uses no server framework, because that is slow
//! in the profile that benches are built with.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

/// Serves it, and returns its address. `secret` is the value that Secrets Manager returns.
pub(crate) async fn serve(secret: Value) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            socket.set_nodelay(true).unwrap();
            tokio::spawn(answer_all(BufStream::new(socket), secret.to_string()));
        }
    });
    url
}

/// Answers one connection's requests until it is closed.
async fn answer_all(mut stream: BufStream<TcpStream>, secret: String) -> Option<()> {
    loop {
        let (mut target, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
            if line == "\r\n" {
                break;
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else { continue };
            match name.to_ascii_lowercase().as_str() {
                "x-amz-target" => value.clone_into(&mut target),
                "content-length" => length = value.parse().ok()?,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let answer = answer(&target, &body, &secret).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all((head + &answer).as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
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
