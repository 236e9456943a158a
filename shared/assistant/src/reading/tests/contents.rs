//! Contents with thoughts and control tokens, each with its final part.

use super::{ANSWER, Gives, given, read_text};
use crate::reading::Unusable::{Empty, OnlyThoughts};

/// The final part of each is [`ANSWER`].
#[rustfmt::skip]
const WITH_THOUGHTS: &[&str] = &[
    // Tags
    "<think>hm</think>It costs 12 €.",
    "<think>\nhm\n</think>\n\nIt costs 12 €.",
    "hm\n</think>\nIt costs 12 €.",
    "<THINK>hm</Think>It costs 12 €.",
    "< think >hm</ think >It costs 12 €.",
    "<think type=\"deep\">hm</think>It costs 12 €.",
    "<think\n>hm</think\n>It costs 12 €.",
    "<think>\n<think>\nhm</think>It costs 12 €.",
    "<think>a<think>b</think>c</think>It costs 12 €.",
    "<think>a</think>b</think>It costs 12 €.",
    "<think></think>It costs 12 €.",
    "<think>a</think>\n<think>b</think>\nIt costs 12 €.",
    "It costs <think>hm</think>12 €.",
    "It costs 12 €.\n<think>hm</think>",
    "hm<think/>It costs 12 €.",
    "<thinking>hm</thinking>It costs 12 €.",
    "<think>hm</thinking>It costs 12 €.",
    "<thought>hm</thought>It costs 12 €.",
    "<thoughts>hm</thoughts>It costs 12 €.",
    "<reasoning>hm</reasoning>It costs 12 €.",
    "<analysis>hm</analysis>It costs 12 €.",
    "<reflection>hm</reflection>It costs 12 €.",
    "<scratchpad>hm</scratchpad>It costs 12 €.",
    "<chain-of-thought>hm</chain-of-thought>It costs 12 €.",
    "<inner_monologue>hm</inner_monologue>It costs 12 €.",
    "<antThinking>hm</antThinking>It costs 12 €.",
    "<mm:think>hm</mm:think>It costs 12 €.",
    "<longcat_think>hm</longcat_think>It costs 12 €.",
    "<seed:think>hm<seed:cot_budget_reflect>x</seed:cot_budget_reflect>hm</seed:think>It costs 12 €.",
    "<think>I should not write `</think>` here</think>It costs 12 €.",
    "<think>a <analysis>b</analysis> c</think>It costs 12 €.",
    "<think>a <b>b</b> x < y [c](d)</think>It costs 12 €.",
    "&lt;think&gt;hm&lt;/think&gt;It costs 12 €.",
    "&amp;lt;think&amp;gt;hm&amp;lt;/think&amp;gt;It costs 12 €.",
    "\\<think\\>hm\\</think\\>It costs 12 €.",
    "＜think＞hm＜/think＞It costs 12 €.",
    "<\u{200b}think>hm</think\u{200b}>It costs 12 €.",
    "```\n<think>hm</think>\n```\nIt costs 12 €.",
    "```xml\n<think>hm</think>\nIt costs 12 €.\n```",
    "<details type=\"reasoning\" done=\"true\">\n<summary>Thought</summary>\nhm\n</details>\nIt costs 12 €.",
    "[THINK]hm[/THINK]It costs 12 €.",
    "[think]hm[/Think]It costs 12 €.",
    "◁think▷hm◁/think▷It costs 12 €.",
    "<tool_call>{\"name\":\"price\"}</tool_call>It costs 12 €.",
    "<cot>hm</cot>It costs 12 €.",
    "<rationale>hm</rationale>It costs 12 €.",
    "<internal_thoughts>hm</internal_thoughts>It costs 12 €.",
    "<inner-thought>hm</inner-thought>It costs 12 €.",
    "<deep_think>hm</deep_think>It costs 12 €.",
    "<self_reflection>hm</self_reflection>It costs 12 €.",
    "<think1>hm</think1>It costs 12 €.",
    "<Thought process>hm</Thought process>It costs 12 €.",
    "<seed:cot_budget_reflect>hm</seed:cot_budget_reflect>It costs 12 €.",
    "<思考>hm</思考>It costs 12 €.",
    "‹思考›hm‹/思考›It costs 12 €.",
    "‹think›hm‹/think›It costs 12 €.",
    "【思考】hm【/思考】It costs 12 €.",
    "\\u003cthink\\u003ehm\\u003c/think\\u003eIt costs 12 €.",
    "[ANALYSIS]hm[/ANALYSIS]It costs 12 €.",
    "[REFLECTION]hm[/REFLECTION]It costs 12 €.",
    "[Thinking]hm[/Thinking]It costs 12 €.",
    "[BEGIN THOUGHT]hm[END THOUGHT]It costs 12 €.",
    "It costs <reasoning>hm</reasoning>12 €.",
    "<think>I should not write \"</think>\" here</think>It costs 12 €.",
    "<minimax:tool_call>hm</minimax:tool_call>It costs 12 €.",
    "<｜DSML｜function_calls>hm</｜DSML｜function_calls>It costs 12 €.",
    "<<SYS>>Be brief.<</SYS>>It costs 12 €.",
    "<tool_code>hm</tool_code>It costs 12 €.",
    // Tokens
    "<|inner_prefix|>hm<|inner_suffix|>It costs 12 €.",
    "<ctrl94>hm<ctrl95>It costs 12 €.",
    "It costs 12 €.[|endofturn|]\nThanks",
    "[|assistant|]It costs 12 €.[|endofturn|]\n[|user|]Thanks",
    "It costs 12 €.[EOS]",
    "It costs 12 €.<extra_id_0>",
    "<unused12>It costs 12 €.",
    "<s>[INST] <<SYS>> Be brief. <</SYS>> How much? [/INST] It costs 12 €.",
    "It costs 12 €.\n[INST] Thanks",
    "It costs 12 €.</s>\nUser: Thanks",
    "It costs 12 €.</s>Thanks",
    "<|thinking|>hm<|/thinking|>It costs 12 €.",
    "<|begin_of_thought|>hm<|end_of_thought|><|begin_of_solution|>It costs 12 €.<|end_of_solution|>",
    "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>It costs 12 €.<|END_RESPONSE|>",
    "hm<|END_THINKING|><|START_TEXT|>It costs 12 €.<|END_TEXT|>",
    "<unused94>thought\nhm<unused95>It costs 12 €.",
    "<|channel>thought\nhm<channel|>It costs 12 €.<turn|>",
    "hm\n<channel|>It costs 12 €.",
    "<|im_start|>assistant\n<think>hm</think>It costs 12 €.<|im_end|>",
    "It costs 12 €.<|im_end|>\n<|im_start|>user\nThanks<|im_end|>",
    "It costs 12 €.<|im_end|>\n<|im_start|>assistant\n<think>hm",
    "It costs 12 €.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nThanks",
    "<|start_header_id|>assistant<|end_header_id|>\n\nIt costs 12 €.<|eot_id|>",
    "<start_of_turn>model\nIt costs 12 €.<end_of_turn>\n<start_of_turn>user\nThanks",
    "It costs 12 €.</s>",
    "<s>It costs 12 €.</s>",
    "<s>[INST] How much? [/INST] It costs 12 €.</s>",
    "It costs 12 €. [/INST] More",
    "It costs 12 €.<|endoftext|>Human: Thanks",
    "It costs 12 €.<|end|>",
    "It costs 12 €.<|end|><|user|>Thanks",
    "<|assistant|>It costs 12 €.<|user|>\nThanks",
    "<|user|>How much?<|assistant|>It costs 12 €.",
    "It costs 12 €.<｜end▁of▁sentence｜><｜User｜>Thanks",
    "It costs 12 €.<|reserved_special_token_5|>\n\nUser: Thanks",
    "<|begin_of_box|>It costs 12 €.<|end_of_box|>",
    "It costs 12 €.&lt;|im_end|&gt;",
    "It costs 12 €.<|im_e",
    "hm <|im_end|> hm</think>It costs 12 €.",
    "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>It costs 12 €.<|END_OF_TURN_TOKEN|>",
    "<|start_of_role|>assistant<|end_of_role|>It costs 12 €.<|end_of_text|>",
    "<|im_start|>think\nhm<|im_end|>\n<|im_start|>answer\nIt costs 12 €.<|im_end|>",
    "<|im_start|>think\nhm\n<|im_start|>answer\nIt costs 12 €.",
    // Channels
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>It costs 12 €.",
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>It costs 12 €.<|return|>",
    "<|start|>assistant<|channel|>final<|message|>It costs 12 €.<|return|><|start|>user<|message|>Thanks",
    "hm<|end|><|start|>assistant<|channel|>final<|message|>It costs 12 €.",
    "<|channel|>commentary to=functions.x <|constrain|>json<|message|>{}<|call|><|channel|>final <|constrain|>text<|message|>It costs 12 €.",
    "<|channel|>analysis<|message|>a<|channel|>analysis<|message|>b<|end|>It costs 12 €.",
    "<|channel|>final<|message|>It costs 12 €.<|channel|>analysis<|message|>hm",
    "<|channel|>finalIt costs 12 €.",
    "<|start|>assistant<|message|>It costs 12 €.<|end|>",
    "analysisThe user asks the price.assistantfinalIt costs 12 €.",
    "We need to answer.assistantcommentaryhmassistantfinalIt costs 12 €.",
    "analysis\"How much\" means the price.assistantfinal It costs 12 €.",
    "finalIt costs 12 €.",
    // The answer's own marks
    "<answer>It costs 12 €.</answer>",
    "<think>hm</think>\n<answer>\nIt costs 12 €.\n</answer>",
    "<think>hm <answer>9 €</answer></think><answer>It costs 12 €.</answer>",
    "<answer><think>hm</think>It costs 12 €.</answer>",
    "hm, hm.\n<final_answer>It costs 12 €.</final_answer>",
    "hm, hm.\n<answer>It costs 12 €.",
    "<response>It costs 12 €.",
    "It costs 12 €.</answer>",
    "Here are my reasoning steps:\nhm\n[BEGIN FINAL RESPONSE]\nIt costs 12 €.\n[END FINAL RESPONSE]\n<|end|>",
    "Assistant: It costs 12 €.",
    "**Assistant:** It costs 12 €.",
    "assistant\n\nIt costs 12 €.",
    "model\nIt costs 12 €.",
    // Envelopes
    "{\"response\": \"It costs 12 €.\"}",
    "<think>hm</think>```json\n{\"role\": \"assistant\", \"content\": \"It costs 12 €.\"}\n```",
    "{\"answer\": \"hm</think>It costs 12 €.\"}",
    "```\nIt costs 12 €.\n```",
    "**Final answer:** It costs 12 €.",
    // Plain words
    "Here is my thought process: hm\n\nHere is my response: It costs 12 €.",
    "Thinking...\nhm\n...done thinking.\n\nIt costs 12 €.",
    ":::thinking\nhm\n:::\nIt costs 12 €.",
    "```thinking\nhm\n```\nIt costs 12 €.",
    "Thought: hm\nFinal Answer: It costs 12 €.",
    "**Reasoning:** hm\n\n**Answer:** It costs 12 €.",
    "It costs\u{0} 12 €.\u{7f}\u{fffd}",
];

#[test]
fn only_the_final_part_is_read() {
    let wrong = WITH_THOUGHTS.iter().filter(|content| given(&read_text(content)) != Gives::Text(ANSWER));
    let wrong: Vec<_> = wrong
        .map(|content| format!("{content:?}: {:?}", read_text(content).reply.map(|reply| reply.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn where_the_final_part_cannot_be_told_nothing_is_read() {
    let contents = [
        "<think>hm",
        "<think",
        "<think\nhm",
        "It costs 9 € <think>hm",
        "<think>a</think><think>b",
        "<think>a<think>b</think>c",
        "<think>hm<|im_end|>",
        "<think>a <analysis>b</think",
        "hm</think>",
        "<think>hm</think>",
        "[THINK]hm",
        "&lt;think&gt;hm",
        "◁think▷hm",
        "<reasoning>hm",
        "<cot>hm",
        "<internal_thoughts>hm",
        "<|inner_prefix|>hm",
        "<ctrl94>hm",
        "\\u003cthink\\u003ehm",
        "[BEGIN THOUGHT]hm",
        "It costs 12 €.</think>",
        "[TOOL_CALLS][{\"name\":\"price\"}]",
        "<function=price>{\"a\":1}</function>",
        "<function=price>{\"a\":1}",
        "<function_calls><invoke name=\"price\"><parameter>x</parameter></invoke></function_calls>",
        "<｜DSML｜function_calls>hm",
        "<minimax:tool_call>hm</minimax:tool_call>",
        "<<SYS>>Be brief.",
        "<details type=\"reasoning\">hm",
        "<|START_THINKING|>hm",
        "<unused94>thought\nhm",
        "<|channel>thought\nhm",
        "<|channel|>analysis<|message|>hm",
        "<|channel|>analysis<|message|>hm<|end|>",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>",
        "<|im_start|>think\nhm",
        "analysisThe user asks the price.",
        "analysis用户问价格。",
        "thought\nThe user asks the price.",
        "```thinking\nhm",
        "Okay, the user is asking for the price.",
        "Thinking Process:\n\n1. **Analyze**",
    ];
    let wrong = contents.iter().filter(|content| given(&read_text(content)) != Gives::No(OnlyThoughts));
    let wrong: Vec<_> = wrong
        .map(|content| format!("{content:?}: {:?}", read_text(content).reply.map(|reply| reply.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_says_nothing_is_empty() {
    for content in ["NO_REPLY", "[no reply]", "# \n\n---\n", "{\"name\": \"Marie\"}", "{\"response\": \"\"}"]
    {
        assert_eq!(given(&read_text(content)), Gives::No(Empty), "{content}");
    }
}

#[test]
fn marks_alone_are_no_answer() {
    for content in
        ["<|im_end|>", "</s>", "<s></s>", "<answer></answer>", "<|user|>How much?", "<|im_start|>assistant\n"]
    {
        let reading = read_text(content);
        let gives = given(&reading);
        assert!(matches!(gives, Gives::No(Empty | OnlyThoughts)), "{content}: {gives:?}");
    }
}
