//! Whether a send fits its template. What does not fit is refused before Graph is called, and the part is named.

use relais_whatsapp::outbound::TemplateMessage;
use relais_whatsapp::template::{Misfit, Template, Wrong};

use super::reasons;
use crate::problem::{Problem, texts};

pub(super) fn check(template: &Template, message: &TemplateMessage) -> Result<(), Problem> {
    if !template.is_approved() {
        let why = reasons::of_status(template);
        return Err(Problem::of(&texts::TEMPLATE_NOT_SENDABLE).saying(why.en, why.fr));
    }
    template.check(&message.components).map_err(|misfit| problem(&misfit))
}

/// The part is named as the call names it; what was written into it is not repeated.
fn problem(Misfit { part, wrong }: &Misfit) -> Problem {
    let (en, fr) = match wrong {
        Wrong::Missing => (
            format!("The template needs `{part}`, and it is missing or empty."),
            format!("Le modèle a besoin de `{part}`, qui manque ou est vide."),
        ),
        Wrong::Type(needed) => (
            format!("`{part}` has the wrong type: the template needs a parameter of type `{needed}`."),
            format!("`{part}` n'a pas le bon type : le modèle a besoin d'un paramètre de type `{needed}`."),
        ),
        Wrong::Unexpected => (
            format!("The template has no `{part}`. Leave it out."),
            format!("Le modèle n'a pas de `{part}`. Enlevez-le."),
        ),
        Wrong::TooLong(most) => (
            format!("`{part}` has at most {most} characters. Shorten it."),
            format!("`{part}` a au plus {most} caractères. Raccourcissez-le."),
        ),
    };
    Problem::of(&texts::TEMPLATE_INCOMPLETE).saying(en, fr).with("part", part.as_str())
}
