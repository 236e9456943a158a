//! stub
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub prompt: Option<u32>,
    pub answer: Option<u32>,
    pub cached: Option<u32>,
}
pub struct Reading {
    pub reply: Result<Reply, Unusable>,
    pub tokens: Tokens,
}
pub struct Reply {
    pub text: String,
    pub is_cut_off: bool,
}
#[derive(Debug, PartialEq)]
pub enum Unusable {
    Empty,
    OnlyThoughts,
    Torn,
    Malformed,
    Declined,
    Failed { status: Option<u16> },
}
pub fn read(body: &[u8], _content_type: Option<&str>) -> Reading {
    let Ok(v) = serde_json::from_slice::<serde_json::Value>(body) else {
        return Reading { reply: Err(Unusable::Malformed), tokens: Tokens::default() };
    };
    let text = v["choices"][0]["message"]["content"].as_str().unwrap_or_default().trim().to_owned();
    let is_cut_off = v["choices"][0]["finish_reason"] == "length";
    let n = |k: &str| v["usage"][k].as_u64().and_then(|n| u32::try_from(n).ok());
    let tokens = Tokens { prompt: n("prompt_tokens"), answer: n("completion_tokens"), cached: None };
    let reply = if text.is_empty() {
        Err(if is_cut_off { Unusable::OnlyThoughts } else { Unusable::Empty })
    } else {
        Ok(Reply { text, is_cut_off })
    };
    Reading { reply, tokens }
}
