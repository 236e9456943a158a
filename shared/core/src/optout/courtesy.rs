//! What people write around a wish, as data, folded (`crate::folding`): greetings, please, thanks, and that
//! the number is wrong.

use crate::language::CustomerLanguage::{self, Arabic, English, French, Portuguese, Spanish};

/// The phrases by language. `None`: of several languages, or of one that is none of the five.
#[rustfmt::skip]
pub(super) const COURTESY: &[(Option<CustomerLanguage>, &[&str])] = &[
    (Some(English), &[
        "please", "pls", "plz", "kindly", "thanks", "thank you", "thank you very much", "thanks a lot", "many thanks", "thx",
        "good morning", "good afternoon", "good evening", "sorry", "no thanks", "no thank you", "right now", "immediately",
        "best regards", "regards", "dear sir", "dear madam", "sir", "madam", "wrong number",
    ]),
    (Some(French), &[
        "merci", "merci beaucoup", "merci bien", "merci d avance", "merci de", "svp", "stp", "s il vous plait",
        "s il te plait", "bonjour", "bonsoir", "bonne journee", "bonne soiree", "cordialement", "desole", "desolee",
        "non merci", "au revoir", "madame", "monsieur", "mauvais numero", "faux numero",
    ]),
    (Some(Spanish), &[
        "porfavor", "porfa", "gracias", "muchas gracias", "no gracias", "hola", "buenas", "buenos dias", "buen dia",
        "buenas tardes", "buenas noches", "saludos", "numero equivocado",
    ]),
    (Some(Portuguese), &[
        "por gentileza", "pfv", "pf", "se faz favor", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
        "nao obrigado", "nao obrigada", "ola", "oi", "bom dia", "boa tarde", "boa noite", "grato", "grata", "numero errado",
    ]),
    (Some(Arabic), &[
        "من فضلك", "من فضلكم", "لو سمحت", "لو سمحتم", "رجاء", "الرجاء", "ارجوك", "ارجوكم", "شكرا", "شكرا لك", "شكرا لكم",
        "شكرا جزيلا", "السلام عليكم", "مرحبا", "صباح الخير", "مساء الخير",
    ]),
    (None, &[
        "hi", "hello", "hey", "ok", "okay", "por favor", "salut",
        // German
        "bitte", "danke", "vielen dank", "danke schon", "nein danke", "hallo", "guten tag", "guten morgen", "guten abend",
        "mit freundlichen grussen", "viele grusse", "mfg", "falsche nummer",
        // Italian
        "grazie", "grazie mille", "no grazie", "per favore", "per piacere", "per cortesia", "ciao", "salve", "buongiorno",
        "buonasera", "saluti", "cordiali saluti",
        // Dutch
        "alstublieft", "alsjeblieft", "aub", "dank u", "dank u wel", "dank je", "dank je wel", "bedankt", "nee bedankt",
        "goedemorgen", "goedemiddag", "goedenavond",
        // Turkish
        "lutfen", "tesekkurler", "tesekkur ederim", "merhaba", "selam", "iyi gunler", "iyi aksamlar",
        // Indonesian
        "tolong", "mohon", "terima kasih", "terimakasih", "makasih", "halo", "hai", "kak", "pak", "bu", "maaf",
        "selamat pagi", "selamat siang", "selamat sore", "selamat malam",
        // Russian
        "пожалуиста", "спасибо", "здравствуите", "добрыи день", "привет",
    ]),
];
