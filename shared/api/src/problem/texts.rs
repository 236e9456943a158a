//! Every problem: its status, its code and its texts. Codes are stable; texts may change.

use axum::http::StatusCode;
use relais_whatsapp::Language;

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Both<T> {
    pub(crate) en: T,
    pub(crate) fr: T,
}

impl Both<&'static str> {
    pub(crate) fn of(&self, language: Language) -> &'static str {
        language.of(self.en, self.fr)
    }
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) title: Both<&'static str>,
    pub(crate) detail: Both<&'static str>,
}

macro_rules! problems {
    ($($name:ident: $status:ident, $code:literal, $en:literal / $fr:literal, $detail_en:literal / $detail_fr:literal;)*) => {
        $(pub(crate) static $name: Entry = Entry {
            status: StatusCode::$status,
            code: $code,
            title: Both { en: $en, fr: $fr },
            detail: Both { en: $detail_en, fr: $detail_fr },
        };)*

        /// All of them, for the tests.
        #[cfg(test)]
        static ALL: &[&Entry] = &[$(&$name),*];
    };
}

problems! {
    UNAUTHORIZED: UNAUTHORIZED, "unauthorized", "Not signed in" / "Non connecté",
        "The call carries no valid identity. Sign in again, or send Authorization: Bearer with the admin token." /
        "L'appel ne porte pas d'identité valable. Reconnectez-vous, ou envoyez Authorization: Bearer avec le jeton d'administration.";
    FORBIDDEN: FORBIDDEN, "forbidden", "Not allowed" / "Non autorisé",
        "Only supervisors may see what a message said before it was corrected or deleted." /
        "Seuls les superviseurs peuvent voir ce que disait un message avant d'être corrigé ou supprimé.";
    AGENTS_ONLY: FORBIDDEN, "agents_only", "Your account only reads" / "Votre compte ne fait que lire",
        "Your role is viewer: you see everything here and change nothing. Whoever runs Relais can make you an agent." /
        "Votre rôle est viewer : vous voyez tout ici et ne changez rien. La personne qui gère Relais peut vous donner le rôle agent.";
    OWNERS_ONLY: FORBIDDEN, "owners_only", "Only owners may do this" / "Réservé aux propriétaires",
        "It needs the role owner, which your account does not have. Ask an owner, or whoever runs Relais." /
        "Il faut le rôle owner, que votre compte n'a pas. Demandez à un propriétaire, ou à la personne qui gère Relais.";
    NOT_FOUND: NOT_FOUND, "not_found", "No such path" / "Adresse inconnue",
        "The API has nothing at this path. GET /api/openapi.json lists what there is." /
        "L'API n'a rien à cette adresse. GET /api/openapi.json donne la liste de ce qui existe.";
    UNKNOWN_VERSION: NOT_FOUND, "unknown_version", "No such version" / "Version inconnue",
        "There is no such version of the settings, or it is older than the fifty that are kept. GET /api/settings/versions lists them." /
        "Cette version des réglages n'existe pas, ou elle est plus ancienne que les cinquante qui sont gardées. GET /api/settings/versions les donne.";
    UNKNOWN_EVENT: NOT_FOUND, "unknown_event", "No such event" / "Événement inconnu",
        "There is no such event on the list of failures. It may have been sent again already, or it is older than 30 days." /
        "Cet événement n'est pas dans la liste des échecs. Il a peut-être déjà été renvoyé, ou il a plus de 30 jours.";
    UNKNOWN_PUSH_SERVICE: UNPROCESSABLE_ENTITY, "unknown_push_service", "Unknown push service" / "Service de notifications inconnu",
        "This browser's notifications come by a service that Relais does not call. Keep the inbox open to be notified, or use Chrome, Edge, Firefox or Safari." /
        "Les notifications de ce navigateur passent par un service que Relais n'appelle pas. Gardez la boîte de réception ouverte pour être averti, ou utilisez Chrome, Edge, Firefox ou Safari.";
    BAD_DAYS: BAD_REQUEST, "bad_days", "Which days?" / "Quels jours ?",
        "Write from and to as 2026-11-28, from not after to, with at most 400 days." /
        "Écrivez from et to comme 2026-11-28, from au plus tard à to, avec 400 jours au plus.";
    SETTINGS_CHANGED: PRECONDITION_FAILED, "settings_changed", "Somebody saved meanwhile" / "Quelqu'un a enregistré entre-temps",
        "The settings have changed since they were loaded. Load them again, and save your changes over them." /
        "Les réglages ont changé depuis leur chargement. Rechargez-les, puis enregistrez vos changements par-dessus.";
    NOTE_CHANGED: PRECONDITION_FAILED, "note_changed", "The note has changed meanwhile" / "La note a changé entre-temps",
        "It was changed since it was loaded, in another window. Load it again, and change what it says now." /
        "Elle a été modifiée depuis son chargement, dans une autre fenêtre. Rechargez-la, puis modifiez ce qu'elle dit maintenant.";
    UNKNOWN_NOTE: NOT_FOUND, "unknown_note", "No such note" / "Note inconnue",
        "There is no such note in this conversation. It may have been deleted." /
        "Cette note n'est pas dans cette conversation. Elle a peut-être été supprimée.";
    NOT_YOUR_NOTE: FORBIDDEN, "not_your_note", "Somebody else's note" / "La note de quelqu'un d'autre",
        "Only its author may change or delete a note. Write one of your own." /
        "Seule la personne qui a écrit une note peut la modifier ou la supprimer. Écrivez la vôtre.";
    ASSIGNED_MEANWHILE: CONFLICT, "assigned_meanwhile", "A colleague has it" / "Quelqu'un d'autre l'a",
        "The conversation is assigned to a colleague. Repeat it with `override` to assign it all the same." /
        "La conversation est attribuée à quelqu'un d'autre. Répétez avec `override` pour l'attribuer quand même.";
    TOO_MANY_LABELS: UNPROCESSABLE_ENTITY, "too_many_labels", "Too many labels" / "Trop d'étiquettes",
        "A conversation has at most 20 labels. Remove one first." /
        "Une conversation a 20 étiquettes au plus. Enlevez-en une d'abord.";
    BAD_UNTIL: UNPROCESSABLE_ENTITY, "bad_until", "Until when?" / "Jusqu'à quand ?",
        "The time must lie ahead, and not too far." /
        "L'heure doit être à venir, et pas trop loin.";
    IF_MATCH_MISSING: PRECONDITION_REQUIRED, "if_match_missing", "Which version?" / "Quelle version ?",
        "Name the version that you change in If-Match: the ETag of GET /api/settings, or the `version` of a note." /
        "Nommez dans If-Match la version que vous changez : l'ETag de GET /api/settings, ou la `version` d'une note.";
    INVALID_SETTINGS: UNPROCESSABLE_ENTITY, "invalid_settings", "Settings that cannot be saved" / "Réglages impossibles à enregistrer",
        "Something in the settings is wrong: `problems` names each field and its mend. Nothing was saved." /
        "Quelque chose ne va pas dans les réglages : `problems` nomme chaque champ et le remède. Rien n'a été enregistré.";
    METHOD_NOT_ALLOWED: METHOD_NOT_ALLOWED, "method_not_allowed", "Wrong method" / "Méthode non admise",
        "This path exists but takes another method; the Allow header names it." /
        "Cette adresse existe mais attend une autre méthode ; l'en-tête Allow la nomme.";
    BAD_REQUEST: BAD_REQUEST, "bad_request", "The call cannot be read" / "Appel illisible",
        "The path or the query is not well-formed. Encode it, and give each parameter once." /
        "L'adresse ou ses paramètres sont mal formés. Encodez-les, et donnez chaque paramètre une seule fois.";
    MALFORMED_JSON: BAD_REQUEST, "malformed_json", "Not JSON" / "Ce n'est pas du JSON",
        "The body is not well-formed JSON." / "Le corps de l'appel n'est pas du JSON bien formé.";
    UNKNOWN_PHONE_ID: UNPROCESSABLE_ENTITY, "unknown_phone_id", "Unknown business number" / "Numéro d'entreprise inconnu",
        "This phone id is not in WHATSAPP_PHONE_ID. GET /api/health lists the business numbers." /
        "Cet identifiant n'est pas dans WHATSAPP_PHONE_ID. GET /api/health donne la liste des numéros.";
    MEDIA_GONE: CONFLICT, "media_gone", "WhatsApp no longer has this file" / "WhatsApp n'a plus ce fichier",
        "WhatsApp gives out a customer's file for seven days, and some never reach it. Ask the customer to send it again." /
        "WhatsApp donne un fichier du client pendant sept jours, et certains ne lui parviennent jamais. Demandez au client de le renvoyer.";
    GROUP_CONVERSATION: CONFLICT, "group_conversation", "A group" / "Un groupe",
        "Groups can be read here but not written to. Write to one of the people instead." /
        "Les groupes se lisent ici, mais on ne peut pas y écrire. Écrivez à l'une des personnes.";
    CANNOT_MERGE: CONFLICT, "cannot_merge", "These conversations cannot be joined" / "Ces conversations ne peuvent pas être réunies",
        "Only two conversations with people at the same business number can be joined, and none with itself." /
        "On ne peut réunir que deux conversations avec des personnes au même numéro d'entreprise, et aucune avec elle-même.";
    BAD_CURSOR: BAD_REQUEST, "bad_cursor", "Unknown cursor" / "Curseur inconnu",
        "The cursor was not given out by this API. Start again without one." /
        "Ce curseur ne vient pas de cette API. Recommencez sans curseur.";
    PAYLOAD_TOO_LARGE: PAYLOAD_TOO_LARGE, "payload_too_large", "Body too large" / "Corps trop grand",
        "The body is larger than 64 KiB. Send less at once." /
        "Le corps de l'appel dépasse 64 Kio. Envoyez-en moins à la fois.";
    INVALID_NUMBER: UNPROCESSABLE_ENTITY, "invalid_number", "Not a phone number" / "Numéro non valable",
        "Write the number with its country code first, such as +33 6 12 34 56 78." /
        "Écrivez le numéro avec l'indicatif du pays d'abord, comme +33 6 12 34 56 78.";
    INVALID_FIELD: UNPROCESSABLE_ENTITY, "invalid_field", "A field is missing or wrong" / "Un champ manque ou est faux",
        "A field of the body is missing or has the wrong type." /
        "Un champ du corps de l'appel manque ou n'a pas le bon type.";
    UNKNOWN_FIELD: UNPROCESSABLE_ENTITY, "unknown_field", "Unknown field" / "Champ inconnu",
        "The body has a field that this call does not know. Leave it out." /
        "Le corps de l'appel a un champ que cet appel ne connaît pas. Enlevez-le.";
    MESSAGE_OR_TEMPLATE: UNPROCESSABLE_ENTITY, "message_or_template", "One content, please" / "Un seul contenu",
        "Give exactly one of `message`, `template`, `media`, `interactive`, `location`, `contacts` and `reaction`." /
        "Donnez exactement l'un de `message`, `template`, `media`, `interactive`, `location`, `contacts` et `reaction`.";
    EMPTY_TEXT: UNPROCESSABLE_ENTITY, "empty_text", "Nothing to send" / "Rien à envoyer",
        "The text is empty. Write something." / "Le texte est vide. Écrivez quelque chose.";
    TEXT_TOO_LONG: UNPROCESSABLE_ENTITY, "text_too_long", "Text too long" / "Texte trop long",
        "A WhatsApp message has at most 4,096 characters. Shorten it, or send it in parts." /
        "Un message WhatsApp a au plus 4 096 caractères. Raccourcissez-le, ou envoyez-le en plusieurs fois.";
    INVALID_LIMIT: UNPROCESSABLE_ENTITY, "invalid_limit", "Wrong limit" / "Limite non valable",
        "`limit` is a whole number from 1 to 100." / "`limit` est un nombre entier de 1 à 100.";
    INVALID_FILTER: UNPROCESSABLE_ENTITY, "invalid_filter", "Unknown filter" / "Filtre inconnu",
        "`filter` is one of all, unread, needs_person, failed, taken_over, closed, snoozed, or assigned, which alone has the colleague in `assigned_to`." /
        "`filter` est l'un de all, unread, needs_person, failed, taken_over, closed, snoozed, ou assigned, qui seul a le collègue dans `assigned_to`.";
    INVALID_IDEMPOTENCY_KEY: UNPROCESSABLE_ENTITY, "invalid_idempotency_key", "Wrong Idempotency-Key" / "Idempotency-Key non valable",
        "Idempotency-Key is 1 to 255 visible ASCII characters, such as a UUID." /
        "Idempotency-Key contient de 1 à 255 caractères ASCII visibles, par exemple un UUID.";
    UNKNOWN_CONVERSATION: NOT_FOUND, "unknown_conversation", "No such conversation" / "Conversation inconnue",
        "Nobody with this number or id has written, and nobody wrote to them. Check it, or look in the list." /
        "Personne n'a écrit avec ce numéro ou cet identifiant, et personne ne lui a écrit. Vérifiez-le, ou cherchez dans la liste.";
    UNKNOWN_MESSAGE: NOT_FOUND, "unknown_message", "No such message" / "Message inconnu",
        "There is no message with this id here. `reply_to` and `resend_of` name one of the same conversation." /
        "Il n'y a pas de message avec cet identifiant ici. `reply_to` et `resend_of` en nomment un de la même conversation.";
    NOT_SENT_YET: CONFLICT, "not_sent_yet", "That message is not out yet" / "Ce message n'est pas encore parti",
        "WhatsApp has no id for the message to reply to yet. Wait until it is sent." /
        "WhatsApp n'a pas encore d'identifiant pour le message auquel répondre. Attendez qu'il soit parti.";
    NOT_FAILED: CONFLICT, "not_failed", "That message did not fail" / "Ce message n'a pas échoué",
        "Only a message that failed, or of which it is not known whether it arrived, can be sent again; this one was sent or is on its way." /
        "Seul un message en échec, ou dont on ne sait pas s'il est arrivé, peut être renvoyé ; celui-ci est parti ou en route.";
    ALREADY_SENT: CONFLICT, "already_sent", "Too late to cancel" / "Trop tard pour annuler",
        "Only a message that waits to be sent can be cancelled; what became of this one is known or given up." /
        "Seul un message qui attend d'être envoyé peut être annulé ; le sort de celui-ci est connu ou abandonné.";
    BEING_SENT: CONFLICT, "being_sent", "It is being sent" / "Il est en cours d'envoi",
        "WhatsApp is being asked to take this message at this moment. Try again in half a minute if it still waits." /
        "WhatsApp est en train de recevoir ce message. Réessayez dans une demi-minute s'il attend encore.";
    NO_RECIPIENT: CONFLICT, "no_recipient", "No address" / "Pas d'adresse",
        "Neither a number nor a WhatsApp id of this customer is known. Wait until they write." /
        "On ne connaît ni numéro ni identifiant WhatsApp de ce client. Attendez qu'il écrive.";
    IDEMPOTENCY_CONFLICT: CONFLICT, "idempotency_conflict", "Key used before" / "Clé déjà utilisée",
        "This Idempotency-Key was used for another request. Use a new key for a new message." /
        "Cette Idempotency-Key a servi pour un autre appel. Prenez une nouvelle clé pour un nouveau message.";
    SEND_IN_PROGRESS: CONFLICT, "send_in_progress", "A message is being sent" / "Un message est en cours d'envoi",
        "A message to this person is being sent at this moment, and nothing was deleted. Repeat the call after Retry-After seconds." /
        "Un message à cette personne est en cours d'envoi, et rien n'a été supprimé. Répétez l'appel après le nombre de secondes de Retry-After.";
    WINDOW_CLOSED: CONFLICT, "window_closed", "The 24-hour window is closed" / "La fenêtre de 24 heures est fermée",
        "WhatsApp allows free text only within 24 hours of the customer's last message. Send a template, or wait until the customer writes." /
        "WhatsApp n'autorise un texte libre que dans les 24 heures qui suivent le dernier message du client. Envoyez un modèle, ou attendez que le client écrive.";
    TEMPLATE_INCOMPLETE: UNPROCESSABLE_ENTITY, "template_incomplete", "The template does not fit" / "Le modèle ne correspond pas",
        "The template needs other parts than the call gives. `part` names the first one." /
        "Le modèle a besoin d'autres parties que celles de l'appel. `part` nomme la première.";
    TEMPLATE_NOT_SENDABLE: CONFLICT, "template_not_sendable", "This template cannot be sent" / "Ce modèle ne peut pas être envoyé",
        "Meta allows only approved templates. Choose another one, or look at this one in WhatsApp Manager." /
        "Meta n'autorise que les modèles approuvés. Choisissez-en un autre, ou voyez celui-ci dans le gestionnaire WhatsApp.";
    OPTED_OUT: CONFLICT, "opted_out", "The customer opted out" / "Le client ne veut plus de messages",
        "This customer asked for no more messages of this kind. Wait until they write. If you must send it all the same, give the reason in `override_opt_out`." /
        "Ce client a demandé de ne plus recevoir de tels messages. Attendez qu'il écrive. Si vous devez l'envoyer quand même, donnez la raison dans `override_opt_out`.";
    NOT_CONFIGURED: CONFLICT, "not_configured", "A setting is missing" / "Un réglage manque",
        "Templates belong to the WhatsApp Business Account, and its id is not set. Set WHATSAPP_BUSINESS_ACCOUNT_ID and start again." /
        "Les modèles appartiennent au compte WhatsApp Business, et son identifiant n'est pas réglé. Réglez WHATSAPP_BUSINESS_ACCOUNT_ID et redémarrez.";
    STALE_CURSOR: GONE, "stale_cursor", "Too much has changed" / "Trop de changements",
        "The cursor is older than a day, or is none. Load what you show again, and ask for a new cursor." /
        "Le curseur a plus d'un jour, ou n'en est pas un. Rechargez ce qui est affiché, et demandez un nouveau curseur.";
    NO_STREAM: NOT_FOUND, "no_stream", "No stream here" / "Pas de flux ici",
        "This server does not have its database in itself, so it cannot tell at once what changes. Poll GET /api/changes." /
        "Ce serveur n'a pas sa base de données en lui-même et ne peut donc pas dire aussitôt ce qui change. Interrogez GET /api/changes.";
    MEDIA_NOT_FOUND: NOT_FOUND, "media_not_found", "No such file" / "Fichier inconnu",
        "There is no file with this id. It may have been deleted, or its message has expired." /
        "Il n'y a pas de fichier avec cet identifiant. Il a peut-être été supprimé, ou son message a expiré.";
    MEDIA_NOT_STORED: CONFLICT, "media_not_stored", "The file is not here" / "Le fichier n'est pas là",
        "The file has not come yet, or could not be fetched; `state` says which. Wait, or fetch it again from its message." /
        "Le fichier n'est pas encore arrivé, ou n'a pas pu être récupéré ; `state` le précise. Attendez, ou récupérez-le depuis son message.";
    MEDIA_NOT_UPLOADED: CONFLICT, "media_not_uploaded", "The file has not been uploaded" / "Le fichier n'a pas été envoyé",
        "The bytes of this file have not come, or were deleted after a day. Upload it again." /
        "Le contenu de ce fichier n'est pas arrivé, ou a été supprimé au bout d'un jour. Envoyez-le de nouveau.";
    MEDIA_SENT: CONFLICT, "media_sent", "The file belongs to a message" / "Le fichier appartient à un message",
        "This file was sent or received, so it cannot be replaced, cancelled or sent to somebody else. Upload it anew." /
        "Ce fichier a été envoyé ou reçu : on ne peut ni le remplacer, ni l'annuler, ni l'envoyer à quelqu'un d'autre. Envoyez-en un nouveau.";
    MEDIA_EMPTY: UNPROCESSABLE_ENTITY, "media_empty", "The file is empty" / "Le fichier est vide",
        "The file has no bytes. Choose another one." / "Le fichier ne contient rien. Choisissez-en un autre.";
    FACTS_EMPTY: UNPROCESSABLE_ENTITY, "facts_empty", "The file is empty" / "Le fichier est vide",
        "The file has no bytes. Choose another one, or save it anew." /
        "Le fichier n'a aucun contenu. Choisissez-en un autre, ou enregistrez-le de nouveau.";
    FACTS_TYPE_UNKNOWN: UNSUPPORTED_MEDIA_TYPE, "facts_type_unknown", "Such files are not read" / "Ces fichiers ne sont pas lus",
        "PDF, Word (DOCX), CSV and text (TXT, MD) are read. Save the file as one of these; a spreadsheet as CSV." /
        "Les fichiers PDF, Word (DOCX), CSV et texte (TXT, MD) sont lus. Enregistrez le fichier dans l'un de ces formats ; un tableur en CSV.";
    FACTS_TOO_LARGE: PAYLOAD_TOO_LARGE, "facts_too_large", "The file is too large" / "Le fichier est trop grand",
        "A file has at most 4 MB, and must be simple enough to be read in 12 seconds. Save its text alone, or cut it into several files." /
        "Un fichier a au plus 4 Mo, et doit être assez simple pour être lu en 12 secondes. Enregistrez son texte seul, ou coupez-le en plusieurs fichiers.";
    FACTS_UNREADABLE: UNPROCESSABLE_ENTITY, "facts_unreadable", "The file cannot be read" / "Le fichier est illisible",
        "The file is damaged, or is not what its name says. Open it, and save it anew." /
        "Le fichier est abîmé, ou n'est pas ce que dit son nom. Ouvrez-le, et enregistrez-le de nouveau.";
    FACTS_ENCRYPTED: UNPROCESSABLE_ENTITY, "facts_encrypted", "The file has a password" / "Le fichier a un mot de passe",
        "A file with a password cannot be read. Save it without one." /
        "Un fichier protégé par un mot de passe ne peut pas être lu. Enregistrez-le sans mot de passe.";
    FACTS_WITHOUT_TEXT: UNPROCESSABLE_ENTITY, "facts_without_text", "The file has no text" / "Le fichier n'a pas de texte",
        "There are no words in the file: it is a scan or a picture. Have its text recognised first, or type it." /
        "Il n'y a pas de mots dans le fichier : c'est un scan ou une image. Faites-en d'abord reconnaître le texte, ou tapez-le.";
    MEDIA_TOO_LARGE: PAYLOAD_TOO_LARGE, "media_too_large", "The file is too large" / "Le fichier est trop grand",
        "WhatsApp takes files of at most 100 MB. Send a smaller one." /
        "WhatsApp prend des fichiers d'au plus 100 Mo. Envoyez-en un plus petit.";
    MEDIA_TYPE_NOT_ALLOWED: UNSUPPORTED_MEDIA_TYPE, "media_type_not_allowed", "WhatsApp does not take such files" / "WhatsApp ne prend pas ces fichiers",
        "WhatsApp takes pictures (JPEG, PNG), stickers (WebP), videos (MP4, 3GP), sounds (AAC, AMR, MP3, M4A, OGG with Opus) and documents (PDF, Word, Excel, PowerPoint, text). Convert the file." /
        "WhatsApp prend les images (JPEG, PNG), les autocollants (WebP), les vidéos (MP4, 3GP), les sons (AAC, AMR, MP3, M4A, OGG avec Opus) et les documents (PDF, Word, Excel, PowerPoint, texte). Convertissez le fichier.";
    MEDIA_TYPE_DIFFERS: UNPROCESSABLE_ENTITY, "media_type_differs", "Another type than announced" / "Un autre type qu'annoncé",
        "The bytes are not those of a file of the type that was announced, or the file is damaged. WhatsApp would refuse it. Open it, save it anew as that type, and upload it again." /
        "Le contenu n'est pas celui d'un fichier du type annoncé, ou le fichier est abîmé. WhatsApp le refuserait. Ouvrez-le, enregistrez-le de nouveau dans ce type, et renvoyez-le.";
    MEDIA_SIZE_DIFFERS: UNPROCESSABLE_ENTITY, "media_size_differs", "Another size than announced" / "Une autre taille qu'annoncée",
        "The body has more or fewer bytes than were announced. Nothing was stored; send the whole file, or announce it again." /
        "Le corps a plus ou moins d'octets qu'annoncé. Rien n'a été gardé ; envoyez le fichier entier, ou annoncez-le de nouveau.";
    MEDIA_CUT_OFF: BAD_REQUEST, "media_cut_off", "The upload was cut off" / "L'envoi a été interrompu",
        "The bytes stopped coming. Nothing was stored; send the file again." /
        "Le contenu a cessé d'arriver. Rien n'a été gardé ; envoyez le fichier de nouveau.";
    LINK_EXPIRED: FORBIDDEN, "link_expired", "The address is no longer valid" / "L'adresse n'est plus valable",
        "Addresses of files are valid for a short time, for one call, and until the server restarts. Ask for a new one." /
        "Les adresses des fichiers valent peu de temps, pour un seul appel, et jusqu'au redémarrage du serveur. Demandez-en une nouvelle.";
    RANGE_NOT_SATISFIABLE: RANGE_NOT_SATISFIABLE, "range_not_satisfiable", "No such part" / "Cette partie n'existe pas",
        "The file ends before the part that was asked for. Its `size` is in this document." /
        "Le fichier finit avant la partie demandée. Sa taille (`size`) est dans ce document.";
    UNKNOWN_DRAFT: NOT_FOUND, "unknown_draft", "Unknown draft" / "Brouillon inconnu",
        "Nothing was asked under this id, or it was more than a day ago. Ask again." /
        "Rien n'a été demandé sous cet identifiant, ou c'était il y a plus d'un jour. Redemandez.";
    GRAPH_ERROR: BAD_GATEWAY, "graph_error", "WhatsApp refused" / "WhatsApp a refusé",
        "WhatsApp did not do what was asked. Try again in a moment." /
        "WhatsApp n'a pas fait ce qui était demandé. Réessayez dans un instant.";
    UNAVAILABLE: SERVICE_UNAVAILABLE, "unavailable", "Not possible just now" / "Impossible pour l'instant",
        "The database or the queue did not answer. Repeat the call in a few seconds; a send is repeated under the same Idempotency-Key." /
        "La base de données ou la file n'a pas répondu. Répétez l'appel dans quelques secondes ; un envoi se répète avec la même Idempotency-Key.";
    INTERNAL: INTERNAL_SERVER_ERROR, "internal", "Our fault" / "Erreur de notre côté",
        "Something went wrong inside. Tell whoever runs the service, with this id: it is in the log." /
        "Une erreur interne s'est produite. Signalez-la à la personne qui gère le service, avec cet identifiant : il est dans le journal.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_lists_every_code() {
        let document: serde_json::Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
        let described = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
        let mut described: Vec<_> =
            described.as_array().unwrap().iter().filter_map(|code| code.as_str()).collect();
        let mut codes: Vec<_> = ALL.iter().map(|entry| entry.code).collect();
        described.sort_unstable();
        codes.sort_unstable();
        assert_eq!(described, codes);
    }

    #[test]
    fn every_problem_has_its_own_code_and_details_in_both_languages() {
        let mut codes: Vec<_> = ALL.iter().map(|entry| entry.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len(), "each code once");
        for entry in ALL {
            assert!(entry.status.is_client_error() || entry.status.is_server_error(), "{}", entry.code);
            assert_ne!(entry.detail.en, entry.detail.fr, "{}", entry.code);
            for detail in [entry.detail.en, entry.detail.fr] {
                assert!(detail.ends_with('.') && detail.len() > 20, "{detail}");
            }
        }
    }
}
