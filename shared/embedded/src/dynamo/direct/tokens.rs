//! The words of an expression.

/// A word of an expression of DynamoDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a keyword or a function.
    Word(String),
    /// `#name`, which stands for an attribute.
    Name(String),
    /// `:name`, which stands for a value.
    Value(String),
    /// `=`, `<=`, `(` and their kind.
    Sign(&'static str),
}

const SIGNS: [&str; 13] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", "+", "-", "["];

/// The words of `text`, or `None` where it has something else.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length =
            |text: &str| text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
        let (token, after) = match first {
            '#' | ':' => {
                let (_, name) = rest.split_at(1);
                let (_, after) = name.split_at(length(name));
                let (whole, _) = rest.split_at(1 + length(name));
                let whole = whole.to_owned();
                (if first == '#' { Token::Name(whole) } else { Token::Value(whole) }, after)
            }
            first if first.is_ascii_alphabetic() || first == '_' => {
                let (word, after) = rest.split_at(length(rest));
                (Token::Word(word.to_owned()), after)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                (Token::Sign(sign), rest.split_at(sign.len()).1)
            }
        };
        found.push(token);
        rest = after.trim_start();
    }
    Some(found)
}

/// Reads tokens from first to last.
pub(super) struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Reader {
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(Self { tokens: tokens(text)?.into_iter().peekable() })
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    pub(super) fn at_end(&mut self) -> bool {
        self.tokens.peek().is_none()
    }

    /// Takes the next token if it is this sign.
    pub(super) fn sign(&mut self, sign: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Sign(found) if *found == sign)).is_some()
    }

    /// Takes the next token if it is this keyword, in capitals or not.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let is_it = |token: &Token| matches!(token, Token::Word(found) if found.eq_ignore_ascii_case(word));
        self.tokens.next_if(is_it).is_some()
    }

    /// Takes the next token, which must be this sign.
    pub(super) fn expect(&mut self, sign: &str) -> Option<()> {
        self.sign(sign).then_some(())
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek()
    }
}
