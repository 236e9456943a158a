//! What can be the matter: how serious it is, for how long it is shown, and what people read, in both languages.

use jiff::SignedDuration;

use crate::Language;

/// How serious a matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody should look at it.
    Warning,
    /// Messages do not go out, or soon will not.
    Danger,
}

impl Severity {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

struct Row {
    code: &'static str,
    severity: Severity,
    days: i64,
    en: &'static str,
    fr: &'static str,
    advice_en: &'static str,
    advice_fr: &'static str,
}

macro_rules! matters {
    ($($matter:ident: $code:literal, $severity:ident, $days:literal, $en:literal / $fr:literal, $advice_en:literal / $advice_fr:literal;)+) => {
        /// Something that a person must know.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)] // the table says it
        pub enum Matter {
            $($matter,)+
        }

        impl Matter {
            /// Every matter.
            pub const ALL: &[Self] = &[$(Self::$matter),+];

            fn row(self) -> Row {
                match self {
                    $(Self::$matter => Row {
                        code: $code,
                        severity: Severity::$severity,
                        days: $days,
                        en: $en,
                        fr: $fr,
                        advice_en: $advice_en,
                        advice_fr: $advice_fr,
                    },)+
                }
            }
        }
    };
}

// `{}` is the subject. The days are those after which it is no longer shown, if nothing ended it before.
matters! {
    TemplateRejected: "template_rejected", Warning, 14,
        "Meta rejected the template {}." / "Meta a refusé le modèle {}.",
        "Correct it in WhatsApp Manager and submit it again, or appeal." / "Corrigez-le dans le gestionnaire WhatsApp et soumettez-le à nouveau, ou faites appel.";
    TemplatePaused: "template_paused", Warning, 14,
        "Meta paused the template {} because customers reacted badly to it." / "Meta a mis en pause le modèle {}, que des clients ont mal reçu.",
        "It cannot be sent until the pause ends. Change its text, or send it to fewer people: the third pause disables it." / "Il ne peut pas être envoyé avant la fin de la pause. Changez son texte, ou envoyez-le à moins de personnes : la troisième pause le désactive.";
    TemplateDisabled: "template_disabled", Warning, 30,
        "Meta disabled the template {}." / "Meta a désactivé le modèle {}.",
        "It cannot be sent any more. Create another one in WhatsApp Manager." / "Il ne peut plus être envoyé. Créez-en un autre dans le gestionnaire WhatsApp.";
    TemplateFlagged: "template_flagged", Warning, 14,
        "The template {} may soon be disabled." / "Le modèle {} risque d'être désactivé.",
        "Customers react badly to it. Change its text, or send it to fewer people." / "Des clients le reçoivent mal. Changez son texte, ou envoyez-le à moins de personnes.";
    TemplateLimit: "template_limit", Warning, 14,
        "The account has as many templates as Meta allows." / "Le compte a autant de modèles que Meta en permet.",
        "Delete templates that are not used, in WhatsApp Manager." / "Supprimez les modèles inutilisés, dans le gestionnaire WhatsApp.";
    TemplateQualityRed: "template_quality_low", Warning, 30,
        "Customers react badly to the template {}." / "Des clients reçoivent mal le modèle {}.",
        "Meta rates it red and may pause it. Change its text, or send it to fewer people." / "Meta le note en rouge et peut le mettre en pause. Changez son texte, ou envoyez-le à moins de personnes.";
    TemplateQualityYellow: "template_quality_medium", Warning, 14,
        "Some customers react badly to the template {}." / "Certains clients reçoivent mal le modèle {}.",
        "Meta rates it yellow. Look at its text and at who gets it." / "Meta le note en jaune. Voyez son texte et qui le reçoit.";
    TemplateCategoryChanged: "template_category_changed", Warning, 14,
        "Meta changed the category of the template {}." / "Meta a changé la catégorie du modèle {}.",
        "The category decides the price. If it is wrong, ask for a review in WhatsApp Manager." / "La catégorie décide du prix. Si elle est fausse, demandez un réexamen dans le gestionnaire WhatsApp.";
    TemplateCategoryWillChange: "template_category_will_change", Warning, 14,
        "Meta will change the category of the template {}." / "Meta va changer la catégorie du modèle {}.",
        "The category decides the price. If it is wrong, ask for a review in WhatsApp Manager before the change." / "La catégorie décide du prix. Si elle est fausse, demandez un réexamen dans le gestionnaire WhatsApp avant le changement.";
    NumberFlagged: "number_quality_low", Warning, 30,
        "Customers block or report messages from {}." / "Des clients bloquent ou signalent les messages de {}.",
        "Write less often, and only to people who asked for it: otherwise Meta lowers the number's limit." / "Écrivez moins souvent, et seulement à ceux qui l'ont demandé : sinon Meta réduit la limite du numéro.";
    NumberDowngraded: "number_limit_lowered", Warning, 30,
        "Meta lowered the messaging limit of {}." / "Meta a réduit la limite d'envoi de {}.",
        "Fewer people a day can be written to first. Answers are not affected. The limit rises again with good quality." / "On peut écrire en premier à moins de personnes par jour. Les réponses ne sont pas touchées. La limite remonte avec une bonne qualité.";
    NameRejected: "name_rejected", Warning, 30,
        "Meta rejected the display name of {}." / "Meta a refusé le nom affiché de {}.",
        "Choose another name in WhatsApp Manager. Without an approved name, messages may be refused." / "Choisissez un autre nom dans le gestionnaire WhatsApp. Sans nom approuvé, des messages peuvent être refusés.";
    UsernameLost: "username_lost", Warning, 14,
        "The username of {} is no longer in use." / "Le nom d'utilisateur de {} n'est plus actif.",
        "Choose another one in WhatsApp Manager, and correct links and posters that show it." / "Choisissez-en un autre dans le gestionnaire WhatsApp, et corrigez les liens et affiches qui le montrent.";
    PinChanged: "pin_changed", Warning, 7,
        "The PIN of {} was changed." / "Le code PIN de {} a été changé.",
        "If nobody of yours did it, secure the account in Meta Business Suite at once." / "Si personne chez vous ne l'a fait, sécurisez tout de suite le compte dans Meta Business Suite.";
    PinResetRequested: "pin_reset_requested", Warning, 7,
        "Somebody asked to reset the PIN of {}." / "Quelqu'un a demandé à réinitialiser le code PIN de {}.",
        "If nobody of yours did it, secure the account in Meta Business Suite at once." / "Si personne chez vous ne l'a fait, sécurisez tout de suite le compte dans Meta Business Suite.";
    AccountDisabled: "account_disabled", Danger, 90,
        "Meta disabled the WhatsApp account." / "Meta a désactivé le compte WhatsApp.",
        "No message goes out. Appeal in Meta Business Support." / "Aucun message ne part. Faites appel dans l'assistance Meta Business.";
    AccountWillBeDisabled: "account_will_be_disabled", Danger, 90,
        "Meta will disable the WhatsApp account." / "Meta va désactiver le compte WhatsApp.",
        "Appeal in Meta Business Support before the date." / "Faites appel dans l'assistance Meta Business avant la date.";
    AccountRestricted: "account_restricted", Danger, 30,
        "Meta restricted the WhatsApp account." / "Meta a restreint le compte WhatsApp.",
        "Some messages do not go out. See Meta Business Support for the reason and the end, or appeal there." / "Certains messages ne partent pas. Voyez la raison et la fin dans l'assistance Meta Business, ou faites-y appel.";
    AccountViolation: "account_violation", Warning, 14,
        "Meta says that the account broke a rule." / "Meta signale que le compte a enfreint une règle.",
        "Read the notice in Meta Business Support: if it happens again, sending is restricted." / "Lisez l'avis dans l'assistance Meta Business : à la prochaine fois, les envois sont restreints.";
    AccountDeleted: "account_deleted", Danger, 90,
        "The WhatsApp account was deleted." / "Le compte WhatsApp a été supprimé.",
        "No message goes out or comes in. Connect another account." / "Aucun message ne part ni n'arrive. Connectez un autre compte.";
    AccountDisconnected: "account_disconnected", Danger, 90,
        "The WhatsApp account was disconnected from this application." / "Le compte WhatsApp a été déconnecté de cette application.",
        "No message goes out or comes in. Connect it again in Meta Business Suite or in the phone's app." / "Aucun message ne part ni n'arrive. Reconnectez-le dans Meta Business Suite ou dans l'application du téléphone.";
    ReviewRejected: "account_review_rejected", Danger, 90,
        "Meta's review rejected the WhatsApp account." / "L'examen de Meta a refusé le compte WhatsApp.",
        "Appeal in Meta Business Support." / "Faites appel dans l'assistance Meta Business.";
    Alert: "account_alert", Warning, 14,
        "Meta warns about the account: {}." / "Meta émet une alerte sur le compte : {}.",
        "See WhatsApp Manager for what to do." / "Voyez quoi faire dans le gestionnaire WhatsApp.";
    LowLimit: "low_limit", Warning, 30,
        "Only a few people a day can be written to first." / "On ne peut écrire en premier qu'à peu de personnes par jour.",
        "Answers are not affected. Verify the business in Meta Business Suite to raise the limit." / "Les réponses ne sont pas touchées. Faites vérifier l'entreprise dans Meta Business Suite pour relever la limite.";
}

impl Matter {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The matter with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|matter| matter.code() == code)
    }

    /// How serious it is.
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// For how long it is shown, if nothing ends it before.
    pub fn lasts(self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.row().days)
    }

    /// What people read.
    pub fn text(self, subject: &str, language: Language) -> String {
        let Row { en, fr, .. } = self.row();
        // Meta names the subject of each of its events; this is for one that does not.
        let subject = if subject.is_empty() { "?" } else { subject };
        language.of(en, fr).replace("{}", subject)
    }

    /// What they can do.
    pub fn advice(self, language: Language) -> &'static str {
        let Row { advice_en, advice_fr, .. } = self.row();
        language.of(advice_en, advice_fr)
    }
}
