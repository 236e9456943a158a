//! What can be wrong with settings, and its mend, in the languages of the inbox.

use relais_whatsapp::Language;

use super::schema::{SchemaFault, WrongSchema};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where, such as `texts.greeting`.
    pub field: String,
    /// What.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // `length` is what it has, `most` what is taken
pub enum Fault {
    /// It has too many bytes.
    Bytes { length: usize, most: usize },
    /// It has too many characters.
    Characters { length: usize, most: usize },
    /// It has control characters.
    Control,
    /// It has no text.
    Empty,
    /// Nobody knows this time zone.
    TimeZone,
    /// There are too many.
    Many { most: usize },
    /// A word without letters and digits, or a long one.
    Word { longest: usize },
    /// A number out of bounds.
    Bounds { most: u32 },
    /// Something depends on opening hours, and there are none.
    NoHours,
    /// The last day is before the first.
    Reversed,
    /// No name of a tool.
    Name { most: usize },
    /// Another one has the name.
    Taken,
    /// No address on the web.
    Address,
    /// No JSON schema of an object.
    Schema,
    /// Something in the JSON schema of this tool.
    SchemaPart { tool: String, wrong: WrongSchema },
    /// What stands in braces in an address is no parameter that is always there.
    Placeholder,
    /// No secret that can be sent.
    Secret { most: usize },
    /// A price out of bounds.
    Price { most: u32 },
    /// It is no currency.
    Currency,
    /// It is no address to which something may be sent.
    EventAddress,
    /// It is no secret that signs.
    SigningSecret,
    /// Nothing is chosen.
    NoneChosen,
}

impl Fault {
    /// What is wrong, and its mend.
    pub fn text(&self, language: Language) -> String {
        let both = |en: String, fr: String| language.of(&en, &fr).to_owned();
        match self {
            Self::Bytes { length, most } => both(
                format!("It has {length} bytes, and at most {most} are taken: shorten it."),
                format!("Il y a {length} octets, et {most} au plus sont admis : raccourcissez-le."),
            ),
            Self::Characters { length, most } => both(
                format!("It has {length} characters, and at most {most} are taken: shorten it."),
                format!("Il y a {length} caractères, et {most} au plus sont admis : raccourcissez-le."),
            ),
            Self::Control => both(
                "It has invisible control characters: type it anew.".to_owned(),
                "Il contient des caractères de contrôle invisibles : ressaisissez-le.".to_owned(),
            ),
            Self::Empty => both(
                "It is empty: write a text, or leave it out for the built-in one.".to_owned(),
                "Il est vide : écrivez un texte, ou enlevez-le pour garder le texte fourni.".to_owned(),
            ),
            Self::TimeZone => both(
                "Nobody knows this time zone: write it as Europe/Paris.".to_owned(),
                "Ce fuseau horaire est inconnu : écrivez-le comme Europe/Paris.".to_owned(),
            ),
            Self::Many { most } => both(
                format!("At most {most} are taken: delete some."),
                format!("{most} au plus sont admis : supprimez-en."),
            ),
            Self::Word { longest } => both(
                format!("Each must have a letter or a digit, and at most {longest} characters."),
                format!("Chacun doit avoir une lettre ou un chiffre, et {longest} caractères au plus."),
            ),
            Self::Bounds { most } => both(
                format!("It must be a whole number from 1 to {most}."),
                format!("Il faut un nombre entier de 1 à {most}."),
            ),
            Self::NoHours => both(
                "There are no opening hours: write them first.".to_owned(),
                "Il n'y a pas d'horaires d'ouverture : écrivez-les d'abord.".to_owned(),
            ),
            Self::Name { most } => both(
                format!("It must have 1 to {most} letters without accents, digits, _ or -, as find_order."),
                format!("Il faut de 1 à {most} lettres sans accent, chiffres, _ ou -, comme chercher_commande."),
            ),
            Self::Taken => both(
                "Another tool has this name: choose another one.".to_owned(),
                "Un autre outil porte déjà ce nom : choisissez-en un autre.".to_owned(),
            ),
            Self::Address => both(
                "It is no https address: write it as https://shop.example/orders, without a name, a password or a #. http is \
                 for a machine of this network only, by its number or a name without a dot."
                    .to_owned(),
                "Ce n'est pas une adresse https : écrivez-la comme https://boutique.example/commandes, sans nom, mot de passe \
                 ni #. http n'est admis que pour une machine de ce réseau, par son numéro ou un nom sans point."
                    .to_owned(),
            ),
            Self::Schema => both(
                "It is no JSON schema of an object: begin with {\"type\": \"object\", \"properties\": {}}.".to_owned(),
                "Ce n'est pas un schéma JSON d'objet : commencez par {\"type\": \"object\", \"properties\": {}}.".to_owned(),
            ),
            Self::SchemaPart { tool, wrong } => {
                let (en, fr) = in_schema(tool, wrong);
                both(en, fr)
            }
            Self::Placeholder => both(
                "What stands in {} in the address must be a parameter that is required: as {order}, with a parameter order."
                    .to_owned(),
                "Ce qui est entre {} dans l'adresse doit être un paramètre obligatoire : comme {commande}, avec un paramètre commande."
                    .to_owned(),
            ),
            Self::Secret { most } => both(
                format!("A secret has 1 to {most} characters, without blanks or accents: copy it again."),
                format!("Un secret a de 1 à {most} caractères, sans espace ni accent : recopiez-le."),
            ),
            Self::Reversed => both(
                "The last day is before the first: exchange them.".to_owned(),
                "Le dernier jour est avant le premier : échangez-les.".to_owned(),
            ),
            Self::EventAddress => both(
                "It must be an https address, without a name, a password or a # in it.".to_owned(),
                "Il faut une adresse https, sans nom, mot de passe ni # dedans.".to_owned(),
            ),
            Self::SigningSecret => both(
                "It must be whsec_ and the base64 of 24 to 64 bytes: write it, or write it anew.".to_owned(),
                "Il faut whsec_ et le base64 de 24 à 64 octets : saisissez-le, ou ressaisissez-le."
                    .to_owned(),
            ),
            Self::NoneChosen => both(
                "None is chosen: choose one, or leave all of it out.".to_owned(),
                "Aucun n'est choisi : choisissez-en un, ou enlevez le tout.".to_owned(),
            ),
            Self::Price { most } => both(
                format!("It must be an amount from 0 to {most}, for a million tokens."),
                format!("Il faut un montant de 0 à {most}, pour un million de jetons."),
            ),
            Self::Currency => both(
                "It must be the three letters of a currency: write EUR or USD.".to_owned(),
                "Il faut les trois lettres d'une monnaie : écrivez EUR ou USD.".to_owned(),
            ),
        }
    }
}

/// What is wrong with a part of the schema of this tool.
fn in_schema(tool: &str, WrongSchema { place, what }: &WrongSchema) -> (String, String) {
    let (en, fr) = match what {
        SchemaFault::Type => (
            "is no type: write string, number, integer, boolean, object, array or null",
            "n'est pas un type : écrivez string, number, integer, boolean, object, array ou null",
        ),
        SchemaFault::Reference => (
            "refers to what is not there: add it below $defs, or write it here",
            "renvoie à ce qui n'existe pas : ajoutez-le sous $defs, ou écrivez-le ici",
        ),
        SchemaFault::Shape => (
            "is not what a JSON schema has there: correct it, or remove it",
            "n'est pas ce qu'un schéma JSON admet là : corrigez-le, ou enlevez-le",
        ),
        SchemaFault::Deep => ("lies too deep: make it simpler", "est trop profond : simplifiez-le"),
    };
    (
        format!("In the parameters of {tool}, {place} {en}."),
        format!("Dans les paramètres de {tool}, {place} {fr}."),
    )
}
