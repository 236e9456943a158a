//! Ordinary answers, which must not change.

use super::{Gives, given, read_text};

#[test]
fn an_ordinary_answer_is_read_as_it_is() {
    let contents = [
        "It costs 12 €.",
        "Thinking about a gift? We have <b>three</b> sets, and 5 < 7.",
        "I was thinking of the blue one.",
        "analysis of your sample costs 30 €.",
        "Analysis\n\nThe water is clean.",
        "Analysis: the water is clean.",
        "Thought\nfor food",
        "Thoughtful gifts from 9 €",
        "Final price: 12 €.",
        "final price: 12 €.",
        "Thinking... yes, we have it!",
        "The user manual is on our site.",
        "Let me think: the blue one, for 12 €.",
        "We need to answer your mail first.",
        "Okay, the usual table is booked.",
        "Reply with RETURN <order number> <reason>.",
        "Reply with: RESERVE <answer>",
        "Send <name> and <email> to sales@shop.example",
        "See [thinking](https://shop.example/thinking) and [reasoning][1].",
        "[Analysis] The water is clean.",
        "See [1] and [x], array[0], [THINKING CAPS](https://shop.example).",
        "The tag `<think>` opens it, and `</think>` closes it.",
        "<s>15 €</s> 12 €",
        "Was <s>15 €</s>, is 12 €",
        "~15 €~ *12 €* _now_ `code` ```block```",
        "<details><summary>More</summary>Sizes</details>",
        "a <- b, a << b, a<b>c, <3, <>, <|>, f <| x |> g",
        "AT&T, R&D, &lt;b&gt; and &amp; are fine.",
        "# Prices\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "Assistant manager: Awa",
        "Model: X200, 12 €",
        "Reasoning: we order only what you ask for.",
        "Question: how big is it?\nAnswer: 12 cm.",
        "User: not logged in. Human: no.\n\nUser: sign in first.",
        "Our answer: yes.\n\nHuman: that is us.",
        "如果 3 < 5，价格是 12 €。",
        "هل تفكر؟ <نعم>",
        "Bonjour ! Le prix est de 12 € ; à bientôt.",
        "</3 and </b> and </",
        "<thinker> <rethink> <think-tank> <unthink>",
        "1 | 2 || 3 <| 4",
        "\"It's 5 o'clock\" – yes…",
        "👩‍👩‍👧 family ticket: 30 €",
    ];
    let wrong = contents.iter().filter(|content| given(&read_text(content)) != Gives::Text(content));
    let wrong: Vec<_> = wrong
        .map(|content| format!("{content:?}: {:?}", read_text(content).reply.map(|reply| reply.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
