//! The fixed texts in five languages, as data.

use super::Notice;
use crate::language::CustomerLanguage;

/// A notice in one language.
pub(super) fn text(notice: Notice, language: CustomerLanguage) -> &'static str {
    let texts = match notice {
        Notice::Fallback => &FALLBACK,
        Notice::OptOut => &OPT_OUT,
        Notice::Unreadable => &UNREADABLE,
        Notice::Closed => &CLOSED,
        Notice::HandedOver => &HANDED_OVER,
    };
    match language {
        CustomerLanguage::French => texts.french,
        CustomerLanguage::English => texts.english,
        CustomerLanguage::Spanish => texts.spanish,
        CustomerLanguage::Portuguese => texts.portuguese,
        CustomerLanguage::Arabic => texts.arabic,
    }
}

struct ByLanguage {
    french: &'static str,
    english: &'static str,
    spanish: &'static str,
    portuguese: &'static str,
    arabic: &'static str,
}

const FALLBACK: ByLanguage = ByLanguage {
    french: "Merci pour votre message. Une personne vous répond dès que possible.",
    english: "Thank you for your message. A person will answer you as soon as possible.",
    spanish: "Gracias por su mensaje. Una persona le responderá lo antes posible.",
    portuguese: "Obrigado pela sua mensagem. Uma pessoa vai responder assim que possível.",
    arabic: "شكرًا على رسالتك. سيرد عليك شخص من فريقنا في أقرب وقت ممكن.",
};

/// Each names a word that [`crate::optout::wish`] reads as START, and START itself.
const OPT_OUT: ByLanguage = ByLanguage {
    french: "C'est noté : vous ne recevrez plus de réponses automatiques ni d'offres. \
             Pour les recevoir à nouveau, écrivez START.",
    english: "Understood: you will get no more automatic answers or offers. To get them again, write START.",
    spanish: "Entendido: no recibirá más respuestas automáticas ni ofertas. \
              Para volver a recibirlas, escriba ALTA o START.",
    portuguese: "Entendido: não vai receber mais respostas automáticas nem ofertas. \
                 Para voltar a recebê-las, escreva VOLTAR ou START.",
    arabic: "تم. لن تصلك بعد الآن ردود تلقائية أو عروض. لتلقيها من جديد اكتب «ابدأ» أو START.",
};

const UNREADABLE: ByLanguage = ByLanguage {
    french: "Nous ne pouvons pas lire ce type de message ici. Merci de l'écrire sous forme de texte.",
    english: "We cannot read this kind of message here. Please write it as text.",
    spanish: "No podemos leer este tipo de mensaje aquí. Por favor, escríbalo como texto.",
    portuguese: "Não conseguimos ler este tipo de mensagem aqui. Por favor, escreva-a como texto.",
    arabic: "لا يمكننا قراءة هذا النوع من الرسائل هنا. يرجى كتابتها كنص.",
};

const CLOSED: ByLanguage = ByLanguage {
    french: "Nous sommes fermés en ce moment. Une personne vous répondra à la réouverture.",
    english: "We are closed at the moment. A person will answer you when we are open again.",
    spanish: "En este momento estamos cerrados. Una persona le responderá cuando volvamos a abrir.",
    portuguese: "Neste momento estamos fechados. Uma pessoa vai responder quando voltarmos a abrir.",
    arabic: "نحن مغلقون حاليًا. سيرد عليك شخص من فريقنا عند إعادة الفتح.",
};

const HANDED_OVER: ByLanguage = ByLanguage {
    french: "D'accord, une personne prend le relais et vous répond dès que possible.",
    english: "All right, a person takes over and will answer you as soon as possible.",
    spanish: "De acuerdo, una persona se hace cargo y le responderá lo antes posible.",
    portuguese: "Está bem, uma pessoa vai continuar a conversa e responder assim que possível.",
    arabic: "حسنًا، سيتولى شخص من فريقنا المحادثة ويرد عليك في أقرب وقت ممكن.",
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use relais_whatsapp::limits::TEXT_BODY;
    use relais_whatsapp::utf16_len;

    use super::*;

    #[test]
    fn every_text_is_there_fits_and_is_in_one_language() {
        let all: Vec<_> = Notice::ALL
            .into_iter()
            .flat_map(|notice| CustomerLanguage::ALL.map(|language| text(notice, language)))
            .collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 25, "no text is used twice");
        for text in all {
            assert!((1..=TEXT_BODY).contains(&utf16_len(text)), "{text}");
            assert!(!text.contains('\n'), "one paragraph: {text}");
            assert!(!text.contains("  "), "{text}");
        }
    }

    #[test]
    fn the_confirmation_of_an_opt_out_names_start() {
        for language in CustomerLanguage::ALL {
            assert!(text(Notice::OptOut, language).contains("START"), "{language:?}");
        }
    }
}
