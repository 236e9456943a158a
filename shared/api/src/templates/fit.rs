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
        Wrong::Repeated => (
            format!("`{part}` is given more than once. Give it once."),
            format!("`{part}` est donné plusieurs fois. Donnez-le une seule fois."),
        ),
        Wrong::SubType(needed) => (
            format!("`{part}` has the wrong `sub_type`: this button of the template is a `{needed}`."),
            format!("`{part}` n'a pas le bon `sub_type` : ce bouton du modèle est un `{needed}`."),
        ),
        Wrong::Blanks => (
            format!(
                "`{part}` has a line break, a tab, or more than four spaces in a row. Write it in one line."
            ),
            format!(
                "`{part}` contient un saut de ligne, une tabulation ou plus de quatre espaces de suite. Écrivez-le sur une ligne."
            ),
        ),
    };
    let problem = Problem::of(&texts::TEMPLATE_INCOMPLETE).saying(en, fr).with("part", part.as_str());
    match wrong {
        Wrong::TooLong(most) => problem.with("limit", *most),
        _ => problem,
    }
}
