//! What people in the inbox see of the stack.

use std::process::Command;

use relais_infra_tests::{CUSTOMER, Stack};
use reqwest::Method;
use serde_json::{Value, json};

const USER: &str = "agent@example.com";
const PASSWORD: &str = "Correct-Horse-Battery-1";

/// Signs a token's claims anew with the pool's own key, with another end.
const FORGE: &str = "
import base64, json, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
key, token, end = sys.argv[1:]
encode = lambda it: base64.urlsafe_b64encode(it).rstrip(b'=').decode()
head, claims, _ = token.split('.')
claims = json.loads(base64.urlsafe_b64decode(claims + '=='))
claims['exp'] += int(end)
signed = head + '.' + encode(json.dumps(claims).encode())
private = serialization.load_pem_private_key(open(key, 'rb').read(), None)
print(signed + '.' + encode(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())))
";

/// Somebody with an account, and tokens of every kind.
pub(super) struct People {
    token: String,
    for_another_client: String,
    of_another_pool: String,
}

impl People {
    /// Gives somebody an account, as an administrator does: nobody can sign up.
    pub(super) fn enrol(stack: &Stack) -> Self {
        let pool = stack.output("UserPoolId");
        let sign_up = json!({"ClientId": stack.output("UserPoolClientId"), "Username": "eve@example.com", "Password": PASSWORD});
        let error = stack.aws.try_call("cognito-idp", "sign_up", &sign_up).unwrap_err();
        assert!(error.contains("NotAuthorized"), "{error}");
        create_user(stack, pool);
        let client = json!({"UserPoolId": pool, "ClientName": "test", "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]});
        let other = stack.aws.call("cognito-idp", "create_user_pool_client", &client);
        let other = other["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
        let another_pool = stack.aws.call("cognito-idp", "create_user_pool", &json!({"PoolName": "another"}));
        let another_pool = another_pool["UserPool"]["Id"].as_str().unwrap().to_owned();
        create_user(stack, &another_pool);
        let theirs = stack.aws.call(
            "cognito-idp",
            "create_user_pool_client",
            &json!({"UserPoolId": another_pool, "ClientName": "test", "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]}),
        );
        let theirs = theirs["UserPoolClient"]["ClientId"].as_str().unwrap();
        Self {
            token: sign_in(stack, pool, stack.output("UserPoolClientId")),
            for_another_client: sign_in(stack, pool, &other),
            of_another_pool: sign_in(stack, &another_pool, theirs),
        }
    }

    /// Calls the admin API. Gives back the status and the body.
    pub(super) async fn call(
        &self,
        stack: &Stack,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        call(stack, Some(&self.token), method, path, body).await
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
    assert_eq!(status(Some(&ending_later(stack, &people.token, -86_400))).await, 401, "expired");
    assert_eq!(status(Some(&ending_later(stack, &people.token, 60))).await, 200, "the same, not expired");
    assert_eq!(status(Some(&people.token)).await, 200, "{}", stack.aws.printed());
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

/// Also what only the permissions of a rare call would show.
pub(super) async fn every_call_of_the_inbox_works(stack: &Stack, people: &People) {
    let (status, list) = people.call(stack, Method::GET, "/api/conversations?limit=10", None).await;
    assert_eq!(status, 200, "{list}");
    let id = list["conversations"][0]["id"].as_str().unwrap().to_owned();
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
    // Again under a key, so that the second asks what became of the first.
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
    let user = json!({"UserPoolId": pool, "Username": USER, "MessageAction": "SUPPRESS"});
    stack.aws.call("cognito-idp", "admin_create_user", &user);
    let password = json!({"UserPoolId": pool, "Username": USER, "Password": PASSWORD, "Permanent": true});
    stack.aws.call("cognito-idp", "admin_set_user_password", &password);
}

fn sign_in(stack: &Stack, pool: &str, client: &str) -> String {
    let parameters = json!({"USERNAME": USER, "PASSWORD": PASSWORD});
    let ask = json!({"UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let answer = stack.aws.call("cognito-idp", "admin_initiate_auth", &ask);
    answer["AuthenticationResult"]["IdToken"].as_str().unwrap().to_owned()
}

fn ending_later(stack: &Stack, token: &str, seconds: i64) -> String {
    let mut python: Command = stack.aws.tool("python");
    let key = stack.aws.signing_key(stack.output("UserPoolId"));
    let output = python.args(["-c", FORGE]).arg(key).args([token, &seconds.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
