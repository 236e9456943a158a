//! In the inbox, as the staff sees it, and the conversation between both.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::{Telephone, is_loaded};

/// What the inbox shows of each kind that a customer can send.
const SEEN: [(&str, &str); 14] = [
    ("image", "[data-testid=media][data-state=stored] img"),
    ("video", "[data-testid=media][data-state=stored] video"),
    ("voice", ".player [data-testid=transcript]"),
    ("audio", ".player[data-testid=media][data-state=stored]"),
    ("document", ".document[data-testid=media][data-state=stored]"),
    ("letter", ".document[data-testid=media] [data-testid=download]"),
    ("sticker", ".sticker[data-testid=media][data-state=stored] img"),
    ("location", "[data-testid=place]"),
    ("contacts", "[data-testid=card]"),
    ("order", "[data-testid=order]"),
    ("form", "[data-testid=form]"),
    ("button", "[data-testid=message] [data-testid=quote]"),
    ("reaction", "[data-testid=reactions]"),
    ("call", "li.call[data-testid=message]"),
];

/// Needs: files fetched and served (`GET /api/media/{id}/link`), transcripts, calls in the thread, and the inbox's parts.
#[tokio::test(flavor = "multi_thread")]
async fn staff_see_each_type_that_customers_send() {
    let telephone = Telephone::open().await;
    telephone.writes("Vous êtes ouverts demain ?").await;
    telephone.shows("[data-testid=phone-message][data-direction=in]").await;
    let path = format!("/phone/api/customers/{}/messages", telephone.wa_id);
    for (kind, _) in SEEN {
        assert!(telephone.relais.post(&path, json!({"kind": kind})).await.0.is_success(), "{kind}");
    }
    telephone.thread(|messages| messages.iter().all(|message| message["media"]["state"] != "fetching")).await;
    telephone.goto_thread().await;
    for (kind, css) in SEEN {
        // A picture is loaded once its frame is near the screen.
        let script = format!(
            "const it = document.querySelector('{css}'); \
             (it ?? document.querySelector('{css}'.split(' ')[0]))?.scrollIntoView(); return it !== null"
        );
        telephone.until(kind, &script).await;
        telephone.shows(css).await;
    }
    telephone.close().await;
}

/// What staff send, and what the phone shows of it.
fn sent() -> Vec<(&'static str, Value, &'static str)> {
    let reply = json!({"type": "reply", "reply": {"id": "yes", "title": "Oui"}});
    let rows =
        json!([{"title": "Tailles", "rows": [{"id": "small", "title": "Petit", "description": "25 cl"}]}]);
    let card = json!({"name": {"formatted_name": "Noé Lambert", "first_name": "Noé"}, "phones": [{"phone": "+33639980421"}]});
    let link = json!({"name": "cta_url", "parameters": {"display_text": "Voir", "url": "https://shop.example/mugs"}});
    vec![
        (
            "interactive",
            json!({"type": "button", "body": {"text": "On livre ?"}, "action": {"buttons": [reply]}}),
            "[data-testid=phone-choice][data-choice=yes]",
        ),
        (
            "interactive",
            json!({"type": "list", "body": {"text": "Quelle taille ?"}, "action": {"button": "Choisir", "sections": rows}}),
            "[data-testid=phone-list]",
        ),
        (
            "interactive",
            json!({"type": "cta_url", "body": {"text": "Tout est là"}, "action": link}),
            "a[data-testid=phone-choice]",
        ),
        (
            "interactive",
            json!({"type": "location_request_message", "body": {"text": "Où ?"}, "action": {"name": "send_location"}}),
            "button[data-testid=phone-choice]:not([data-choice])",
        ),
        (
            "location",
            json!({"latitude": 45.7, "longitude": 4.8, "name": "Librairie"}),
            "[data-testid=phone-place]",
        ),
        ("contacts", json!([card]), "[data-testid=phone-cards]"),
    ]
}

/// Needs: `interactive`, `location` and `contacts` of `POST /api/send_message`.
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_what_staff_send_and_taps_it() {
    let telephone = Telephone::open().await;
    telephone.writes("Vous êtes ouverts demain ?").await;
    telephone.shows("[data-testid=phone-message][data-direction=in]").await;
    for (kind, content, css) in sent() {
        let request = json!({"to_number": telephone.wa_id, kind: content});
        let (status, answer) = telephone.relais.post("/api/send_message", request).await;
        assert!(status.is_success(), "{kind}: {answer}");
        telephone.shows(&format!("[data-direction=in] {css}")).await;
    }
    telephone.click("[data-choice=yes]").await;
    telephone.shows("[data-direction=out] [data-testid=phone-quote]").await;
    telephone.click("[data-testid=phone-list]").await;
    telephone.click("[data-choice=small]").await;
    let thread = telephone
        .thread(|messages| messages.iter().filter(|message| message["direction"] == "inbound").count() == 3)
        .await;
    let chosen: Vec<_> = thread.iter().filter(|message| message["direction"] == "inbound").collect();
    assert_eq!((&chosen[1]["content"], &chosen[2]["content"]), (&json!("Oui"), &json!("Petit")));
    telephone.close().await;
}

/// As a new user tries it, on a telephone's screen. Needs: files fetched, served, understood and sent, and the composer.
#[tokio::test(flavor = "multi_thread")]
async fn a_photo_and_a_voice_message_are_answered_with_a_pdf_from_the_inbox() {
    let telephone = Telephone::open().await;
    telephone.shows("[data-testid=phone-input]").await.send_keys("Il est arrivé cassé").await.unwrap();
    telephone.attaches("image").await;
    telephone.until("the photo is shown", &is_loaded("[data-type=image] img[data-testid=phone-file]")).await;
    telephone.shows("[data-testid=phone-message][data-direction=in]").await;
    telephone.attaches("voice").await;
    telephone.shows("[data-type=audio] audio[data-testid=phone-file]").await;
    telephone.shows("[data-testid=phone-message][data-direction=in]:nth-of-type(4)").await;

    let files = |messages: &[Value]| messages.iter().filter(|it| it["media"]["state"] == "stored").count();
    let thread = telephone.thread(|messages| files(messages) == 2).await;
    let voice = thread.iter().find(|message| message["type"] == "audio").unwrap();
    assert!(voice["media"]["transcript"].as_str().is_some_and(|words| words.contains("samedi")), "{voice}");

    telephone.goto_thread().await;
    telephone.until("the photo is seen", &is_loaded("[data-testid=media] img")).await;
    telephone.shows("[data-testid=transcript]").await;
    telephone.click("[data-testid=takeover]").await;
    telephone.shows("[data-testid=handback]").await;
    let invoice = telephone.profile.path().join("facture.pdf");
    std::fs::write(&invoice, relais_simulator::Sample::named("invoice").unwrap().bytes).unwrap();
    telephone.click("[data-testid=composer-attach]").await;
    let input = telephone.browser.find(By::Css("[data-testid=file-document]")).await.unwrap();
    input.send_keys(invoice.to_str().unwrap()).await.unwrap();
    telephone.shows("[data-testid=queued-file][data-state=uploaded]").await;
    telephone.click("[data-testid=composer-send]:not(:disabled)").await;
    telephone.shows("[data-direction=outbound] .document[data-testid=media]").await;

    telephone.goto("/phone").await;
    let document = "[data-direction=in][data-type=document] a[data-testid=phone-file]";
    let link = telephone.shows(document).await;
    assert_eq!(link.text().await.unwrap(), "facture.pdf");
    let address = link.prop("href").await.unwrap().unwrap();
    let bytes =
        telephone.relais.http.request(Method::GET, address).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, std::fs::read(&invoice).unwrap(), "the customer has the file as it was sent");
    telephone.close().await;
}
