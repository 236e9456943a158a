//! Contents with thoughts that no mark sets apart, and answers that look alike.

use super::{ANSWER, Gives, completion, given, read_text};
use crate::reading::Unusable::OnlyThoughts;
use crate::reading::read;
use serde_json::json;

/// The final part of each is [`ANSWER`].
#[rustfmt::skip]
const WITH_THOUGHTS: &[&str] = &[
    // Channels without their tokens
    "assistantanalysisWe need the price.assistantfinalIt costs 12 €.",
    "analysis We need the price. assistant final It costs 12 €.",
    "analysis\nWe need the price.\nassistant\nfinal\nIt costs 12 €.",
    "We need the price. assistant\n\nfinal\n\nIt costs 12 €.",
    "hm<|message|>It costs 12 €.",
    "analysis hm assistant final: It costs 12 €.",
    // Elements of names that are not known
    "<ponder>The margin is 20 %.</ponder>It costs 12 €.",
    "<plan>Say the price.</plan>\n<draft>12?</draft>\nIt costs 12 €.",
    "<my-notes>\n- price\n- tone\n</my-notes>\n\nIt costs 12 €.",
    // Headings
    "[Reasoning]: hm\n[Answer]: It costs 12 €.",
    "### Reasoning\nhm\n### Answer\nIt costs 12 €.",
    "## Thought process\n\nhm\n\n## Response\n\nIt costs 12 €.",
    "### 💭 Thinking:\nhm\n### Final answer:\nIt costs 12 €.",
    "**Thinking**\n\nhm\n\n**Answer**\n\nIt costs 12 €.",
    "**Thinking:** hm\n\n**Answer:** It costs 12 €.",
    "**Reasoning**: hm\n\n**Answer**: It costs 12 €.",
    "**analysis** hm\n\n**final** It costs 12 €.",
    "**Raisonnement**\nhm\n\n**Réponse**\nIt costs 12 €.",
    "**思考过程**\nhm\n\n**回答**\nIt costs 12 €.",
    "> **Thinking**\n> hm\n\nIt costs 12 €.",
    "> **Thinking**\n> hm\n>\n> hm\nIt costs 12 €.",
    "*thinking: hm*\n\nIt costs 12 €.",
    "_Thinking: hm_\nIt costs 12 €.",
    "(thinking: hm)\nIt costs 12 €.",
    "[Thinking: hm]\nIt costs 12 €.",
    "[Thinking: hm\nhm]\n\nIt costs 12 €.",
    "Thinking:\nhm\n\nAnswer:\nIt costs 12 €.",
    "**Analysis**\nhm\n\n**Final answer**\nIt costs 12 €.",
    "Reasoning: hm\n\nFinal Answer: It costs 12 €.",
    "Reasoning: the customer wants a price.\nAnswer: It costs 12 €.",
    "hm\n...done thinking.\n\nIt costs 12 €.",
    "<details><summary>Thinking</summary>hm</details>It costs 12 €.",
    "<details>\n<summary>💭 Thought process</summary>\nhm\n</details>\n\nIt costs 12 €.",
    "<details><summary>Thought for 3 s</summary>hm</details>It costs 12 €.",
    "````thinking\nhm\n```\nhm\n```\n````\nIt costs 12 €.",
    "~~~thinking\nhm\n~~~\nIt costs 12 €.",
    "``` reasoning \nhm\n```\nIt costs 12 €.",
    // Turns
    "system: Be brief.\nassistant: It costs 12 €.",
    "User: how much?\nAssistant: It costs 12 €.",
    "### Response:\nIt costs 12 €.",
    "### Instruction:\nHow much?\n\n### Response:\nIt costs 12 €.",
    "It costs 12 €.\n\n### Instruction:\nThanks",
    "It costs 12 €.\n\nUser: Thanks\nAssistant: Bye",
    "\\boxed{It costs 12 €.}",
    "$\\boxed{\\text{It costs 12 €.}}$",
    "AI: It costs 12 €.",
    "assistant: It costs 12 €.",
];

/// The model speaks to itself, and the answer cannot be told.
#[rustfmt::skip]
const THOUGHTS: &[&str] = &[
    "assistantanalysisWe need the price",
    "assistant\nanalysis\nWe need the price",
    "analysisuser asks the price",
    "analysiswe need the price",
    "analysis User asks the price",
    "analysis We need the price",
    "commentary to=functions.find json{\"q\":\"price\"}",
    "commentary to=functions.find<|message|>{\"q\":\"price\"}",
    "> **Thinking**\n> hm",
    "~~~thinking\nhm",
    "````thinking\nhm\n```",
    "**Thinking**\n\nOkay, the user wants a price.",
    "Here is my thought process:\n\nhm",
    "Here is my thought process: the user wants a price.",
    "Okay, so the customer asks about prices. It is 12 €.\n\nIt costs 12 €.",
    "We need to answer in French. It is 12 €. So answer: It costs 12 €.",
    "Okay, the client wants a price. It is 12 €.",
    "First, the user asks the price. It is 12 €.",
    "Hmm, the user just asked for a price.",
    "Alright, the user's question is short.",
    "D'accord, l'utilisateur demande le prix. Il est de 12 €.",
    "Vale, el usuario quiere el precio.",
    "Gut, der Nutzer fragt nach dem Preis.",
    "好的，用户想知道价格。价格是 12 €。",
    "嗯，用户问的是价格。",
    "The customer wants the price. The user is French.\n\nIt costs 12 €.",
    "The user's message is short. I should greet.\n\nHello!",
    "User is asking for the price. We should say 12 €.",
    "The user wants a price. I should answer in French.",
    "Okay, the user, Awa, is asking about a price.",
    "Let me see. The user wants to know the price.",
    "Okay, let's see. The customer wants a price.",
    "I need to answer the customer's question. It is 12 €.",
    "Need to answer in French. It is 12 €.",
    "L'utilisateur demande le prix. Je dois répondre en français.",
    "El usuario pregunta el precio. Debo responder en español.",
    "首先，用户问的是价格。",
    "用户问价格，我需要用中文回答。",
    "**Thinking Process:**\n\n1. hm\n2. hm",
    "to=functions.find code hm",
];

#[test]
fn only_the_final_part_is_read() {
    check(WITH_THOUGHTS, |_| Gives::Text(ANSWER));
}

#[test]
fn a_monologue_is_no_answer() {
    check(THOUGHTS, |_| Gives::No(OnlyThoughts));
}

#[test]
fn an_answer_that_looks_alike_is_read_as_it_is() {
    #[rustfmt::skip]
    let ordinary = [
        "The user wants a quiet place? Our room 2 is best.",
        "The customer wants a receipt? Ask at the desk.",
        "Okay, the user manual is on our site: https://shop.example/m",
        "The user asks for a password at the first start: it is 0000.",
        "Okay, the customer service is open from 9 to 5.",
        "OK, le client est enregistré.",
        "Le client demande un reçu ? Nous l'envoyons.",
        "So the customer is king!",
        "Well, the customer just needs to sign.",
        "好的，用户说明书在网站上。",
        "好的，客户在线服务九点开始。",
        "We need to answer your mail first. We will reply in two days.",
        "We need to reply to your bank first. We need your address.",
        "Thinking Process: a book, 12 €.",
        "Here is my thought process: first the colour, then the size. The blue one costs 12 €.",
        "Reasoning: the coat is waterproof.\nResponse: it costs 90 €.",
        "Thoughts: a book of poems.\nAnswer: we have it.",
        "### Analysis\nThe water is clean.\n### Prices\n12 €",
        "**Thinking**\n\nA workshop on Saturday, 25 €.",
        "> Thinking\n\nThat is the title of the book.",
        "*Thinking: fast and slow*, 12 €.",
        "*Thinking: fast and slow*",
        "[Thinking: fast and slow] costs 12 €.",
        "Answer: 24 h\nDelivery: 3 days",
        "AI: an introduction, by M. Dupont",
        "Bot: the robot toy",
        "Assistant: a novel, 9 €.",
        "User: Guest\nPassword: 1234 for the Wi-Fi.",
        "Our answer: yes.\n\nHuman: that is us.",
        "analysis: 30 €\nfinal: 40 €",
        "analysis of the final sample costs 30 €.",
        "analysis 30 €, assistant 20 €",
        "Analysis of your sample costs 30 €. The final report is ready Monday; our assistant will call you.",
        "Our assistant final is on Monday.",
        "The word assistantfinal is odd.",
        "### Instructions:\nWash at 30 °C.",
        "<details><summary>Thinking of buying?</summary>Call us.</details>",
        "```\nlet thinking = 1;\n```",
        "Okay, the customer asked you to call back? Please ring 12.",
        "So, user says: great coffee!",
        "Now the customer wants more? We have more.",
        "**Analysis**\nGood.\n\n**Response**\nWe accept.",
        "[Analysis: 12 €]\nThe water is clean.",
        "> **Analysis**\n> ok",
        "Human: a history\nAssistant: a novel",
        "assistant analysis of data: 5 €",
        "commentary on the game: 5 €",
        "assistants finalise it.",
        "Ask the assistant.\n\nfinal price: 12 €",
        "### Response: 24 h",
        "Our steps:\n### Input: 12 V\n### Output: 5 V",
        "Alright, user friendly it is!",
        "用户问题已解决。",
        "Der Kunde fragt oft nach der Farbe: sie ist blau.",
        "Compute \\boxed{12} and \\boxed{13}.",
    ];
    check(&ordinary, Gives::Text);
}

#[test]
fn a_monologue_that_meets_the_limit_is_no_answer() {
    for content in [
        "The user asks for a password",
        "We need to answer",
        "Let me think about it",
        "Here is my thought process: first",
        "analysisuser asks the price",
        "It costs <reasoning>hm",
    ] {
        let reading = read(&completion(&json!(content), &json!("length")), None);
        assert_eq!(given(&reading), Gives::No(OnlyThoughts), "{content}");
    }
}

fn check<'a>(contents: &[&'a str], gives: impl Fn(&'a str) -> Gives<'a>) {
    let wrong = contents.iter().filter(|content| given(&read_text(content)) != gives(content));
    let wrong: Vec<_> = wrong
        .map(|content| format!("{content:?}: {:?}", read_text(content).reply.map(|reply| reply.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
