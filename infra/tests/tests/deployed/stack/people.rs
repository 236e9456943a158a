//! The stack from the inbox's side: signing in, and every call of the API.

use relais_infra_tests::{CUSTOMER, Stack};
use reqwest::Method;
use serde_json::{Value, json};

const USER: &str = "agent@example.com";
const PASSWORD: &str = "Correct-Horse-Battery-1";

/// Changes some claims of a token and signs it again with the pool's own key.
const SIGN: &str = "
import base64, json, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
key, token, changes = sys.argv[1:]
encode = lambda it: base64.urlsafe_b64encode(it).rstrip(b'=').decode()
head, claims, _ = token.split('.')
claims = {**json.loads(base64.urlsafe_b64decode(claims + '==')), **json.loads(changes)}
signed = head + '.' + encode(json.dumps(claims).encode())
private = serialization.load_pem_private_key(open(key, 'rb').read(), None)
print(signed + '.' + encode(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())))
";

/// A person with an account, and tokens of every kind.
pub(super) struct People {
    /// Of an owner.
    token: String,
    viewer: String,
    expired: String,
    for_another_client: String,
    of_another_pool: String,
}

impl People {
    /// Creates an account, as an administrator does: people cannot sign up themselves.
    ///
    /// The person signs in to another client of the pool, because the inbox's own client allows only the sign-in page in
    /// a browser. Signed again with the pool's key, that token becomes the one that the page would return.
    pub(super) fn enrol(stack: &Stack) -> Self {
        let (pool, client) = (stack.output("UserPoolId"), stack.output("UserPoolClientId"));
        // MiniStack does not enforce this setting, so the test reads it.
        let described = stack.aws.call("cognito-idp", "describe_user_pool", &json!({"UserPoolId": pool}));
        assert_eq!(described["UserPool"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"], true);
        let another_pool = stack.aws.call("cognito-idp", "create_user_pool", &json!({"PoolName": "another"}));
        create_user(stack, pool);
        let owner = json!({"UserPoolId": pool, "Username": USER, "GroupName": "owner"});
        stack.aws.call("cognito-idp", "admin_add_user_to_group", &owner);
        let for_another_client = sign_in(stack, pool);
        let signed = |changes| signed_anew(stack, &for_another_client, &changes);
        create_user(stack, another_pool["UserPool"]["Id"].as_str().unwrap());
        Self {
            token: signed(json!({"aud": client})),
            viewer: signed(json!({"aud": client, "cognito:groups": ["supervisors", "viewer"]})),
            expired: signed(json!({"aud": client, "exp": 1_700_000_000})),
            of_another_pool: sign_in(stack, another_pool["UserPool"]["Id"].as_str().unwrap()),
            for_another_client,
        }
    }

    /// Calls the admin API. Returns the status and the body.
    pub(super) async fn call(
        &self,
        stack: &Stack,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        call(stack, Some(&self.token), method, path, body).await
    }

    /// The id of the most recently active conversation.
    pub(super) async fn conversation(&self, stack: &Stack) -> String {
        let (status, list) = self.call(stack, Method::GET, "/api/conversations?limit=10", None).await;
        assert_eq!(status, 200, "{list}");
        list["conversations"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The thread with a customer.
    pub(super) async fn messages(&self, stack: &Stack, wa_id: &str) -> Vec<Value> {
        let (status, body) = self.call(stack, Method::GET, &format!("/api/messages/{wa_id}"), None).await;
        match status {
            200 => body["messages"].as_array().unwrap().clone(),
            404 => Vec::new(),
            _ => panic!("{status}: {body}"),
        }
    }
}

pub(super) async fn only_verified_callers_are_let_in(stack: &Stack, people: &People) {
    let status =
        async |token: Option<&str>| call(stack, token, Method::GET, "/api/conversations", None).await.0;
    assert_eq!(status(None).await, 401, "nobody");
    assert_eq!(status(Some("ey.made.up")).await, 401, "no token at all");
    assert_eq!(status(Some(&people.for_another_client)).await, 401, "another audience");
    assert_eq!(status(Some(&people.of_another_pool)).await, 401, "another issuer");
    assert_eq!(status(Some(&people.expired)).await, 401, "expired");
    assert_eq!(status(Some(&people.token)).await, 200, "{}", stack.aws.printed());
}

/// The groups pass the authorizer, which writes them as one text.
pub(super) async fn a_viewer_only_reads(stack: &Stack, people: &People) {
    let viewer = Some(people.viewer.as_str());
    let (status, me) = call(stack, viewer, Method::GET, "/api/me", None).await;
    assert_eq!((status, &me["role"]), (200, &json!("viewer")), "{me}");
    let person = format!("/api/contacts/{CUSTOMER}");
    let (status, refused) = call(stack, viewer, Method::DELETE, &person, None).await;
    assert_eq!((status, &refused["code"]), (403, &json!("owners_only")), "{refused}");
}

pub(super) async fn an_agent_writes(stack: &Stack, people: &People) {
    let body = json!({"to_number": format!("+{CUSTOMER}"), "message": "Oui, de 9 h à 19 h."});
    let (status, answer) = people.call(stack, Method::POST, "/api/send_message", Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["status"], "success");
    stack
        .wait_for("the agent's message is shown as read", || async {
            let thread = people.messages(stack, CUSTOMER).await;
            let last = thread.last()?;
            (last["sent_by"] == "agent" && last["status"] == "read").then_some(())
        })
        .await;
}

/// Some calls are rare, and need permissions that no other step would test.
pub(super) async fn every_call_of_the_inbox_works(stack: &Stack, people: &People) {
    let id = people.conversation(stack).await;
    for path in [
        "/api/changes".to_owned(),
        "/api/health".to_owned(),
        "/api/templates".to_owned(),
        "/api/conversations?q=Awa".to_owned(),
        format!("/api/conversations/{id}"),
    ] {
        let (status, body) = people.call(stack, Method::GET, &path, None).await;
        assert_eq!(status, 200, "{path}: {body}");
    }
    for action in ["read", "takeover", "handback", "close"] {
        let path = format!("/api/conversations/{id}/{action}");
        let (status, body) = people.call(stack, Method::POST, &path, None).await;
        assert_eq!(status, 204, "{path}: {body}");
    }
    // Twice under one idempotency key: the second call reads the outcome of the first.
    let send = async || {
        let request = stack.http.post(format!("{}/api/send_message", stack.api)).bearer_auth(&people.token);
        let request = request
            .header("idempotency-key", "once")
            .json(&json!({"to_number": CUSTOMER, "message": "Une fois"}));
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!((send().await, send().await), (200, 200));
    let texts = people.messages(stack, CUSTOMER).await;
    assert_eq!(texts.iter().filter(|message| message["content"] == "Une fois").count(), 1);
}

/// The bytes go to the bucket, at an address that the function signs for them, and never through the API.
pub(super) async fn a_file_is_uploaded_read_and_cancelled(stack: &Stack, people: &People) {
    let file = json!({"filename": "menu.pdf", "mime_type": "application/pdf", "size": 9});
    let (status, announced) = people.call(stack, Method::POST, "/api/media", Some(file)).await;
    assert_eq!(status, 201, "{announced}");
    let put = stack.http.put(announced["upload"]["url"].as_str().unwrap());
    let put = put.header("content-type", "application/pdf").body("the bytes").send().await.unwrap();
    assert_eq!(put.status(), 200, "{}", stack.aws.printed());
    let path = format!("/api/media/{}", announced["media"]["id"].as_str().unwrap());
    let (status, link) = people.call(stack, Method::GET, &format!("{path}/link"), None).await;
    assert_eq!(status, 200, "{link}");
    let read = stack.http.get(link["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(read.headers()["content-disposition"], "inline; filename=\"menu.pdf\"");
    assert_eq!(read.text().await.unwrap(), "the bytes");
    assert_eq!(people.call(stack, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(people.call(stack, Method::GET, &path, None).await.0, 404);
}

/// The last step: nothing about the customer is left, their large item in the bucket included.
pub(super) async fn a_person_is_exported_and_erased(stack: &Stack, people: &People) {
    let path = format!("/api/contacts/{CUSTOMER}");
    let (status, export) = people.call(stack, Method::GET, &path, None).await;
    assert_eq!(status, 200, "{export}");
    assert_eq!(export["person"]["phone_numbers"][0], format!("+{CUSTOMER}"));
    assert_eq!(export["dead_letters"], Value::Null, "the function does not reach them");
    let erased = stack
        .wait_for("nothing is being sent to the customer", || async {
            let (status, body) = people.call(stack, Method::DELETE, &path, None).await;
            (status == 200).then_some(body)
        })
        .await;
    assert!(erased["erased"]["messages"].as_u64().unwrap() > 0, "{erased}");
    assert!(erased["erased"]["media"].as_u64().unwrap() > 0, "{erased}");
    assert_eq!(people.call(stack, Method::GET, &path, None).await.0, 404);
}

async fn call(
    stack: &Stack,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let mut request = stack.http.request(method, format!("{}{path}", stack.api));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

fn create_user(stack: &Stack, pool: &str) {
    let aws = &stack.aws;
    let user = json!({"UserPoolId": pool, "Username": USER, "MessageAction": "SUPPRESS"});
    aws.call("cognito-idp", "admin_create_user", &user);
    let password = json!({"UserPoolId": pool, "Username": USER, "Password": PASSWORD, "Permanent": true});
    aws.call("cognito-idp", "admin_set_user_password", &password);
}

/// Creates a client in a pool, and signs its user in. Returns the identity token.
fn sign_in(stack: &Stack, pool: &str) -> String {
    let aws = &stack.aws;
    let flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let client = json!({"UserPoolId": pool, "ClientName": "test", "ExplicitAuthFlows": flows});
    let client = aws.call("cognito-idp", "create_user_pool_client", &client);
    let ask = json!({
        "UserPoolId": pool,
        "ClientId": client["UserPoolClient"]["ClientId"],
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": USER, "PASSWORD": PASSWORD},
    });
    let answer = aws.call("cognito-idp", "admin_initiate_auth", &ask);
    answer["AuthenticationResult"]["IdToken"].as_str().unwrap().to_owned()
}

fn signed_anew(stack: &Stack, token: &str, changes: &Value) -> String {
    let mut python = stack.aws.tool("python");
    let key = stack.aws.signing_key(stack.output("UserPoolId"));
    let output = python.args(["-c", SIGN]).arg(key).args([token, &changes.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
