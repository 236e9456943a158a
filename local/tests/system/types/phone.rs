//! On the phone's page, as a customer sees it.

use super::{Telephone, is_loaded};

/// What the phone shows of each kind that a customer can send from the menu.
const SHOWN: [(&str, &str); 15] = [
    ("image", "[data-type=image] img[data-testid=phone-file]"),
    ("video", "[data-type=video] video[data-testid=phone-file]"),
    ("voice", "[data-type=audio] audio[data-testid=phone-file]"),
    ("audio", "[data-type=audio]:last-of-type audio[data-testid=phone-file]"),
    ("document", "[data-type=document] a[data-testid=phone-file]"),
    ("letter", "[data-type=document]:last-of-type a[data-testid=phone-file]"),
    ("sticker", "[data-type=sticker] img[data-testid=phone-file]"),
    ("location", "[data-type=location] [data-testid=phone-place]"),
    ("contacts", "[data-type=contacts] [data-testid=phone-cards]"),
    ("order", "[data-type=order] [data-testid=phone-order]"),
    ("form", "[data-type=interactive]"),
    ("button", "[data-type=button]"),
    ("unsupported", "[data-type=unsupported]"),
    ("call", "[data-type=call]"),
    ("reaction", "[data-direction=in] [data-testid=phone-reactions]"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_each_type_that_the_phone_sends() {
    let telephone = Telephone::open().await;
    telephone.writes("Vous êtes ouverts demain ?").await;
    telephone.shows("[data-testid=phone-message][data-direction=in]").await;
    for (kind, css) in SHOWN {
        telephone.attaches(kind).await;
        telephone.shows(&format!("[data-testid=phone-message]{css}")).await;
        if ["image", "sticker", "voice", "audio", "video"].contains(&kind) {
            telephone.until(&format!("{kind} is loaded"), &is_loaded(css)).await;
        }
    }
    let width = "return innerWidth === 390 && document.documentElement.scrollWidth <= 390";
    telephone.until("nothing is wider than a telephone", width).await;
    telephone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_their_own_and_a_recording_are_sent() {
    let telephone = Telephone::open().await;
    let file = telephone.profile.path().join("plan.txt");
    std::fs::write(&file, "Third door on the left").unwrap();
    telephone.click("[data-testid=attach]").await;
    let input = thirtyfour::By::Css("[data-testid=phone-own-file]");
    let input = telephone.browser.find(input).await.unwrap();
    input.send_keys(file.to_str().unwrap()).await.unwrap();
    let link = telephone.shows("[data-type=document] a[data-testid=phone-file]").await;
    assert_eq!(link.text().await.unwrap(), "plan.txt");

    telephone.click("[data-testid=phone-record]").await;
    telephone.shows("[data-testid=phone-record][aria-pressed=true]").await;
    telephone.click("[data-testid=phone-record]").await;
    telephone.shows("[data-type=audio] audio[data-testid=phone-file]").await;
    let thread = telephone.thread(|messages| messages.iter().any(|message| message["type"] == "audio")).await;
    let voice = thread.iter().find(|message| message["type"] == "audio").unwrap();
    assert_eq!(voice["media"]["voice"], true);
    telephone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_quoted_and_reacted_to() {
    let telephone = Telephone::open().await;
    telephone.writes("Vous êtes ouverts demain ?").await;
    let answer = "[data-testid=phone-message][data-direction=in]";
    telephone.shows(answer).await.scroll_into_view().await.unwrap();
    telephone
        .browser
        .execute(&format!("document.querySelector('{answer} [data-testid=phone-answer]').click()"), vec![])
        .await
        .unwrap();
    telephone.shows("[data-testid=phone-input]").await.send_keys("Et après-demain ?").await.unwrap();
    telephone.click("[data-testid=phone-send]").await;
    telephone.shows("[data-direction=out] [data-testid=phone-quote]").await;
    let thread =
        telephone.thread(|messages| messages.iter().any(|message| !message["reply_to"].is_null())).await;
    assert!(
        thread
            .iter()
            .any(|message| message["content"] == "Et après-demain ?" && !message["reply_to"].is_null())
    );

    for script in ["[data-testid=phone-react]", "[data-emoji='❤️']"] {
        let script = format!("document.querySelector(`{answer} {script}`).click()");
        telephone.browser.execute(&script, vec![]).await.unwrap();
    }
    let reactions = telephone.shows(&format!("{answer} [data-testid=phone-reactions]")).await;
    assert!(reactions.text().await.unwrap().contains("❤️"));
    telephone.thread(|messages| messages.iter().any(|message| message["reaction"]["emoji"] == "❤️")).await;
    telephone.close().await;
}
