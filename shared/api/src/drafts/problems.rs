//! Why there is no draft, and what to do, for the person who asked.

use relais_whatsapp::Language;

/// The codes of [`relais_core::draft::DraftOutcome::Problem`], with their texts in English and French.
#[rustfmt::skip] // a table
const DETAILS: [(&str, &str, &str); 17] = [
    ("no_model", "No model is set up. Whoever runs the service sets OPENAI_API_KEY.", "Aucun modèle n'est configuré. La personne qui gère le service renseigne OPENAI_API_KEY."),
    ("assistant_off", "The assistant is switched off in these settings, so customers wait for a person.", "L'assistant est désactivé dans ces réglages : les clients attendent une personne."),
    ("model_budget", "The model's tokens for today are used up. They begin anew at midnight UTC.", "Les jetons du modèle pour aujourd'hui sont épuisés. Ils recommencent à minuit UTC."),
    ("unknown_conversation", "The conversation is no longer there.", "La conversation n'existe plus."),
    ("nothing_to_answer", "There is nothing to answer: the messages have no words.", "Il n'y a rien à répondre : les messages n'ont pas de mots."),
    ("empty", "The model answered with nothing. Ask again, or choose another model.", "Le modèle n'a rien répondu. Redemandez, ou choisissez un autre modèle."),
    ("only_thoughts", "The model spent its answer on thoughts. Choose a model that thinks less.", "Le modèle n'a fait que réfléchir. Choisissez un modèle qui réfléchit moins."),
    ("torn", "The model's answer broke off. Ask again.", "La réponse du modèle a été coupée. Redemandez."),
    ("malformed", "What answered is no model. Whoever runs the service checks OPENAI_BASE_URL.", "Ce qui a répondu n'est pas un modèle. La personne qui gère le service vérifie OPENAI_BASE_URL."),
    ("declined", "The model declined to answer this.", "Le modèle a refusé de répondre à cela."),
    ("refused", "The model's server refused the request. The model's name in these settings may be wrong.", "Le serveur du modèle a refusé la demande. Le nom du modèle dans ces réglages est peut-être faux."),
    ("prompt_too_long", "The instructions and facts are too long for this model. Shorten them, or choose a model that reads more.", "Les instructions et les faits sont trop longs pour ce modèle. Raccourcissez-les, ou choisissez un modèle qui lit davantage."),
    ("rate_limited", "The model gets too many requests at the moment. Try again in a minute.", "Le modèle reçoit trop de demandes en ce moment. Réessayez dans une minute."),
    ("quota", "The account of the model has no credit left. Whoever runs the service adds some.", "Le compte du modèle n'a plus de crédit. La personne qui gère le service en ajoute."),
    ("unavailable", "The model's server failed. Try again in a moment.", "Le serveur du modèle a échoué. Réessayez dans un instant."),
    ("timed_out", "The model did not answer in time. Try again, or choose a faster one.", "Le modèle n'a pas répondu à temps. Réessayez, ou choisissez un modèle plus rapide."),
    ("key", "The model's server does not take the key. Whoever runs the service checks OPENAI_API_KEY.", "Le serveur du modèle n'accepte pas la clé. La personne qui gère le service vérifie OPENAI_API_KEY."),
];

/// What a code means.
pub(super) fn detail(code: &str, language: Language) -> &'static str {
    let known = DETAILS.iter().find(|(known, ..)| *known == code);
    known.map_or_else(
        || {
            language.of(
                "The model could not be reached. Whoever runs the service finds the cause in the log.",
                "Le modèle n'a pas pu être joint. La personne qui gère le service trouve la cause dans le journal.",
            )
        },
        |(_, en, fr)| language.of(en, fr),
    )
}
