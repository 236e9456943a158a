//! The phrases that are a wish by themselves, as data, folded (`crate::folding`), in eleven languages.
//!
//! A phrase is in the list if a customer who writes it and nothing else wants no more messages. Left out is what also
//! answers a shop's question: `cancel`, `end`, `quit` and their translations ("shall I cancel the order?"), `basta`
//! ("anything else?"), `para`, `alto` and the Turkish `red`, which mean something else too. Who wants to stop with one
//! of them is answered by the model, and nothing is lost; who is muted by mistake waits. Left out for the same reason:
//! the French `plus d'offres`, which also asks for more of them.
//!
//! `Unsubscribe from Promos` and `Unsubscribe from All` are the buttons of Meta's own example of a marketing template
//! (`seasonal_promotion`). Who refuses promotions is opted out of everything: what a shop sends unasked is mostly that.

use super::Wish::{self, Start, Stop};
use crate::language::CustomerLanguage::{self, Arabic, English, French, Portuguese, Spanish};

/// The phrases by wish and language. `None`: of several languages, or of one that is none of the five.
#[rustfmt::skip]
pub(super) const PHRASES: &[(Wish, Option<CustomerLanguage>, &[&str])] = &[
    (Stop, None, &["stop", "stopp", "stopall", "stop all", "s t o p", "optout", "opt out", "parar", "pare", "stop spam", "stop promo"]),
    (Start, None, &["start", "unstop", "optin", "opt in", "s t a r t", "iniciar"]),
    (Stop, Some(English), &[
        "unsubscribe", "unsubscribe me", "unsubscribe all", "i want to unsubscribe", "i would like to unsubscribe",
        "i d like to unsubscribe", "i wish to unsubscribe", "opt me out", "i want to opt out", "remove me",
        "remove me from your list", "remove me from this list", "remove me from the list", "take me off your list",
        "take me off this list", "stop now", "stop promotions", "stop promotion", "stop ads", "stop marketing",
        "stop messages", "stop the messages", "stop these messages", "stop all messages", "stop messaging",
        "stop messaging me", "stop texting", "stop texting me", "stop writing me", "stop writing to me",
        "stop contacting me", "stop spamming", "stop spamming me", "stop sending messages", "stop sending me messages",
        "stop sending me these messages", "no more messages", "no more promotions", "do not contact me",
        "do not contact me again", "do not contact me any more", "do not contact me anymore", "don t contact me",
        "don t contact me again", "don t contact me anymore", "dont contact me", "dont contact me again",
        "do not message me", "do not message me again", "don t message me", "don t message me again", "dont message me",
        "do not text me", "don t text me", "don t text me again", "don t write me", "don t write to me", "dont text me",
        "do not write to me", "do not write to me again", "leave me alone",
        "unsubscribe from all", "unsubscribe from promo", "unsubscribe from promos", "unsubscribe from promotions",
        "unsubscribe from offers", "unsubscribe from marketing", "unsubscribe from marketing messages",
        "unsubscribe from messages", "unsubscribe from all messages", "unsubscribe from these messages",
        "unsubscribe from your list", "unsubscribe from this list", "unsubscribe from this service",
        "unsubscribe me from all", "unsubscribe me from all messages", "unsubscribe me from these messages",
        "unsubscribe me from your list", "unsubscribe me from this list", "unsubscribe me from this service",
        "stop offers", "stop all offers", "stop all promotions", "stop sending offers", "no more offers",
        "no more promos", "no more ads", "i do not want to receive messages", "i don t want to receive messages",
        "i dont want to receive messages", "i do not want to receive any messages",
        "i don t want to receive any messages", "i dont want to receive any messages",
        "i do not want to receive any more messages", "i don t want to receive any more messages",
        "i do not want to receive messages anymore", "i don t want to receive messages anymore",
        "i do not want to receive these messages", "i don t want to receive these messages",
        "i no longer want to receive messages", "remove my number", "remove my number from your list",
        "remove my number from this list", "remove my number from the list", "delete my number from your list",
    ]),
    (Start, Some(English), &["subscribe", "subscribe me", "resubscribe", "resubscribe me", "subscribe again", "start again"]),
    (Stop, Some(French), &[
        "arret", "arrets", "arreter", "arretez", "stop pub", "stop pubs", "stop publicite", "stop publicites",
        "stop promos", "stop sms", "stop message", "arreter les promotions", "arreter les messages",
        "arretez les messages", "arretez la pub", "arretez de m ecrire", "arrete de m ecrire", "arretez de me contacter",
        "arretez de m envoyer des messages", "desabonner", "desabonnez moi", "desabonne moi", "desabonnement",
        "me desabonner", "se desabonner", "je me desabonne", "je veux me desabonner", "je souhaite me desabonner",
        "je voudrais me desabonner", "merci de me desabonner", "desinscrire", "desinscrivez moi", "desinscris moi",
        "desinscription", "me desinscrire", "se desinscrire", "je me desinscris", "je veux me desinscrire",
        "je souhaite me desinscrire", "je voudrais me desinscrire", "merci de me desinscrire", "ne m ecrivez plus",
        "ne m ecris plus", "m ecrivez plus", "m ecris plus", "ne plus m ecrire", "ne me contactez plus",
        "me contactez plus", "ne plus me contacter", "merci de ne plus me contacter", "merci de ne plus m ecrire",
        "ne m envoyez plus de messages", "ne m envoyez plus de message", "ne m envoyez plus rien",
        "je ne veux plus de messages", "je ne veux plus recevoir de messages", "je ne veux plus recevoir vos messages",
        "je ne souhaite plus recevoir de messages", "je ne souhaite plus recevoir vos messages",
        "retirez moi de votre liste", "retirez moi de la liste", "supprimez moi de votre liste",
        "enlevez moi de votre liste", "laissez moi tranquille", "fichez moi la paix", "ne plus recevoir",
        "ne plus recevoir de promotions", "ne plus recevoir de promos", "ne plus recevoir de messages",
        "ne plus recevoir de message", "ne plus recevoir de publicite", "ne plus recevoir de publicites",
        "ne plus recevoir de pub", "ne plus recevoir d offres", "ne plus recevoir vos offres",
        "ne plus recevoir les offres", "ne plus recevoir vos messages", "ne plus recevoir ces messages",
        "ne plus recevoir les promotions", "je ne veux plus recevoir de promotions",
        "je ne veux plus recevoir de publicite", "je ne veux plus de publicite", "je ne veux plus de pub",
        "stop aux promotions", "stop aux promos", "stop aux messages", "stop aux offres", "stop a la pub", "stop offres",
        "me desabonner des promos", "me desabonner des promotions", "me desabonner des offres",
        "me desabonner des messages", "me desabonner de tout", "se desabonner des promos",
        "se desabonner des promotions", "se desabonner des offres", "plus de message", "plus de messages",
        "plus aucun message", "plus de pub",
    ]),
    (Start, Some(French), &[
        "reprendre", "abonner", "abonnez moi", "m abonner", "reabonner", "reabonnez moi", "me reabonner",
        "je veux me reabonner", "reabonnement",
    ]),
    (Stop, Some(Spanish), &[
        "baja", "de baja", "dar de baja", "darme de baja", "darse de baja", "dame de baja", "deme de baja",
        "denme de baja", "denme la baja", "quiero darme de baja", "quiero la baja", "solicito la baja", "paren",
        "detener", "detener promociones", "detener mensajes", "parar promociones", "parar mensajes", "stop promociones",
        "stop publicidad", "stop mensajes", "desuscribir", "desuscribirme", "desuscribirse", "desuscribeme",
        "no me escriban mas", "no me escriba mas", "no me escribas mas", "ya no me escriban", "no me contacten",
        "no me contacten mas", "no mas mensajes", "no mas publicidad", "no quiero mas mensajes",
        "no quiero recibir mas mensajes", "no deseo recibir mas mensajes", "ya no quiero recibir mensajes",
        "no me envien mas mensajes", "no me envie mas mensajes", "no me manden mas mensajes", "no me mande mas mensajes",
        "dejen de escribirme", "deje de escribirme", "deja de escribirme", "dejen de enviarme mensajes",
        "dejen de mandarme mensajes", "eliminenme de la lista", "eliminenme de su lista", "borrenme de la lista",
        "borrenme de su lista", "quitenme de la lista", "quitenme de su lista", "no molestar", "no me molesten",
        "no me molesten mas", "dejenme en paz", "no mas promociones", "no quiero mas promociones",
        "no quiero recibir promociones", "no quiero recibir mensajes", "no recibir mas promociones",
        "no recibir mas mensajes", "dejar de recibir mensajes", "dejar de recibir promociones",
    ]),
    (Start, Some(Spanish), &[
        "alta", "dar de alta", "darme de alta", "dame de alta", "deme de alta", "denme de alta", "quiero darme de alta",
        "reanudar", "suscribir", "suscribirme", "suscribirse", "quiero suscribirme",
    ]),
    (Stop, Some(Portuguese), &[
        "sair", "sair da lista", "quero sair da lista", "parem", "parar promocoes", "parar mensagens", "stop promocoes",
        "descadastrar", "descadastro", "descadastre me", "me descadastre", "me descadastrar", "quero me descadastrar",
        "remova me da lista", "me remova da lista", "remover da lista", "me remova", "me tire da lista",
        "me tira da lista", "tire me da lista", "parem de me mandar mensagens", "pare de me mandar mensagens",
        "parem de me enviar mensagens", "pare de me enviar mensagens", "pare de enviar mensagens",
        "parem de enviar mensagens", "nao quero mais mensagens", "nao quero mais receber mensagens",
        "nao quero receber mais mensagens", "nao desejo receber mais mensagens", "nao desejo mais receber mensagens",
        "nao me mandem mais mensagens", "nao me mande mais mensagens", "nao me manda mais mensagem",
        "nao me envie mais mensagens", "nao me enviem mais mensagens", "nao me escreva mais", "nao me escrevam mais",
        "nao me contate mais", "nao me contatem mais", "nao me contacte mais", "nao me contactem mais",
        "me deixe em paz", "me deixem em paz", "deixem me em paz", "nao quero mais promocoes",
        "nao quero receber mensagens", "nao quero receber promocoes", "nao receber mais mensagens",
        "nao receber mais promocoes", "parar de receber mensagens", "parar de receber promocoes",
    ]),
    (Start, Some(Portuguese), &[
        "voltar", "quero voltar a receber", "comecar", "retomar", "reativar", "inscrever", "me inscreva", "cadastrar",
        "me cadastre", "subscrever",
    ]),
    (Stop, Some(Arabic), &[
        "قف", "توقف", "توقفوا", "اوقف", "اوقفوا", "ايقاف", "ستوب", "ايقاف الرسايل", "اوقف الرسايل", "اوقفوا الرسايل",
        "ايقاف العروض", "وقف الرسايل", "الغاء الاشتراك", "الغاء اشتراكي", "الغ الاشتراك", "الغي الاشتراك",
        "الغوا اشتراكي", "اريد الغاء الاشتراك", "لا ترسل لي", "لا ترسلوا لي", "لا ترسل لي رسايل",
        "لا ترسلوا لي رسايل", "لا ترسلوا رسايل", "لا تراسلني", "لا تراسلوني", "لا تراسلوني مره اخري",
        "لا تكتبوا لي", "لا تتواصلوا معي", "لا اريد رسايل", "لا اريد المزيد من الرسايل", "لا اريد استلام رسايل",
        "توقفوا عن مراسلتي", "توقف عن مراسلتي", "توقفوا عن ارسال الرسايل", "توقف عن ارسال الرسايل",
        "احذفوني من القايمه", "احذفني من القايمه", "ازيلوني من القايمه",
    ]),
    (Start, Some(Arabic), &[
        "ابدا", "ابدء", "بدء", "ستارت", "اشتراك", "اشترك", "اريد الاشتراك", "تفعيل", "استيناف", "اعاده الاشتراك",
    ]),
    // German
    (Stop, None, &[
        "stoppen", "abmelden", "mich abmelden", "abmeldung", "ich mochte mich abmelden", "melden sie mich ab",
        "meldet mich ab", "abbestellen", "newsletter abbestellen", "nachrichten abbestellen", "austragen",
        "tragen sie mich aus", "tragt mich aus", "werbung stoppen", "angebote stoppen", "nachrichten stoppen",
        "keine werbung", "keine werbung mehr", "keine nachrichten mehr", "keine weiteren nachrichten",
        "schreiben sie mir nicht mehr", "schreibt mir nicht mehr", "schreib mir nicht mehr", "nicht mehr schreiben",
        "kontaktieren sie mich nicht mehr", "kontaktiert mich nicht mehr", "horen sie auf mir zu schreiben",
        "hort auf mir zu schreiben", "lassen sie mich in ruhe", "lasst mich in ruhe", "werbung abbestellen",
        "angebote abbestellen",
    ]),
    (Start, None, &["starten", "wieder anmelden", "anmelden", "abonnieren", "wieder abonnieren"]),
    // Italian
    (Stop, None, &[
        "disiscrivimi", "disiscrivetemi", "disiscrivermi", "disiscriviti", "disiscrizione", "voglio disiscrivermi",
        "vorrei disiscrivermi", "cancellami dalla lista", "cancellatemi dalla lista", "cancellatemi",
        "toglietemi dalla lista", "rimuovimi dalla lista", "rimuovetemi dalla lista", "rimuovimi", "rimuovetemi",
        "interrompi promozioni", "stop promozioni", "stop pubblicita", "stop messaggi", "basta messaggi",
        "basta pubblicita", "niente piu messaggi", "non scrivetemi piu", "non scrivermi piu", "non mi scrivete piu",
        "non mi scrivere piu", "non mi scriva piu", "non contattatemi piu", "non contattarmi piu",
        "non mi contattate piu", "smettetela di scrivermi", "smetti di scrivermi", "lasciatemi in pace",
    ]),
    (Start, None, &["riprendi", "riattiva", "iscrivimi", "iscrivetemi", "voglio iscrivermi"]),
    // Dutch
    (Stop, None, &[
        "afmelden", "mij afmelden", "ik wil me afmelden", "ik wil mij afmelden", "meld me af", "meld mij af",
        "uitschrijven", "schrijf me uit", "schrijf mij uit", "ik wil me uitschrijven", "ik wil mij uitschrijven",
        "geen berichten meer", "geen reclame", "geen reclame meer", "stop berichten", "stop met berichten",
        "stuur me geen berichten meer", "stuur mij geen berichten meer", "schrijf me niet meer", "schrijf mij niet meer",
        "neem geen contact meer op", "laat me met rust", "laat mij met rust",
    ]),
    (Start, None, &["aanmelden", "opnieuw aanmelden", "inschrijven", "hervatten"]),
    // Turkish
    (Stop, None, &[
        "durdur", "durdurun", "ret", "abonelikten cik", "abonelikten ayril", "abonelikten cikmak istiyorum",
        "abonelikten ayrilmak istiyorum", "aboneligi iptal et", "listeden cik", "listeden cikar", "listeden cikarin",
        "beni listeden cikar", "beni listeden cikarin", "mesajlari durdur", "mesajlari durdurun", "promosyonlari durdur",
        "mesaj atma", "mesaj atmayin", "bana mesaj atma", "bana mesaj atmayin", "mesaj gondermeyin",
        "bana mesaj gondermeyin", "bana yazmayin", "bana yazma", "artik yazmayin", "mesaj istemiyorum",
        "artik mesaj istemiyorum", "reklam istemiyorum", "beni rahat birakin",
    ]),
    (Start, None, &["basla", "baslat", "abone ol", "abone olmak istiyorum", "yeniden basla"]),
    // Indonesian
    (Stop, None, &[
        "berhenti", "berhenti berlangganan", "berhenti langganan", "saya mau berhenti berlangganan", "hentikan",
        "hentikan pesan", "hentikan promosi", "berhenti kirim pesan", "jangan kirim pesan lagi", "jangan kirim pesan",
        "jangan kirim promo lagi", "jangan kirimi saya pesan lagi", "jangan hubungi saya", "jangan hubungi saya lagi",
        "jangan chat saya lagi", "jangan wa saya lagi", "jangan ganggu saya", "tidak mau terima pesan lagi",
    ]),
    (Start, None, &["mulai", "mulai lagi", "berlangganan", "langganan", "berlangganan lagi"]),
    // Russian
    (Stop, None, &[
        "стоп", "отписаться", "хочу отписаться", "отписаться от всего", "отписаться от рассылки", "отписаться от рекламы",
        "отпишите меня", "отпишите меня от рассылки", "не пишите мне", "не пишите мне больше", "больше не пишите мне",
        "не присылаите мне сообщения",
    ]),
    (Start, None, &["старт", "подписаться", "подписаться снова"]),
];
