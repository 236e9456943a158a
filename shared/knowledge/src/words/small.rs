//! Words that say nothing of what a text is about, as data, folded (`relais_core::folding`).
//!
//! They have few forms and stand in every text of their language. A word that has a meaning in another language of a shop's
//! facts is left out of the list.

use std::collections::HashSet;
use std::sync::LazyLock;

static SMALL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| WORDS.iter().flat_map(|words| words.split_ascii_whitespace()).collect());

/// Whether a folded word is one of them.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(word)
}

/// By language: French, English, Spanish, German, Portuguese and Italian, Arabic.
const WORDS: [&str; 6] = [
    "je tu il elle on nous vous ils elles me te se moi toi lui leur le la les un une des du de au aux ce cet cette ces mon \
     ma mes ton ta tes son sa ses notre nos votre vos leurs et ou mais donc or ni car que qui quoi dont quand comment \
     pourquoi combien quel quelle quels quelles est sont suis es etes sommes etait etaient sera seront ete etre ai as a \
     avons avez ont avait avoir fait faire faites fais peut peux pouvez peuvent pouvoir puis veux veut voulez voudrais \
     voudrait faut dois doit pas plus ne non oui si tres bien trop peu aussi encore deja y en dans sur sous avec sans pour \
     par chez vers entre apres avant pendant depuis jusque jusqu c d j l m n qu s t cela ca ici la-bas bonjour bonsoir \
     salut merci svp stp plait est-ce quelque quelques tout tous toute toutes autre autres meme alors comme",
    "i you he she it we they me him her us them my your his its our their this that these those the an and or but not no yes \
     if then than so as of at by for from in into on onto to up out over under with without about is are am was were be been \
     being do does did doing done have has had having will would can could shall should may might must what which who whom \
     whose when where why how there here all any some each every both few more most other such only own same too very just \
     also please thanks thank hello hi hey dear ok okay want need like get got much many one know tell let ll ve re don \
     doesn didn isn aren won",
    "yo el ella ellos ellas nosotros usted ustedes lo los las una unos unas del al y o u pero porque como cuando donde cual \
     cuales quien quienes es son soy eres somos era eran ser estar esta estan estoy estas hay he ha han hemos tiene tienen \
     tengo tienes tener puede pueden puedo puedes quiero quiere quisiera muy mas menos ya no si con sin para por sobre entre \
     hasta desde mi mis tu tus su sus nuestro nuestra este estos estas ese esa esos esas eso esto hola gracias favor buenos \
     buenas dias algun alguna",
    "ich du er sie es wir ihr mich dich ihn uns euch mir dir ihm ihnen mein meine dein deine sein seine unser unsere euer eure \
     der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ja nein wenn dann als wie was wer \
     wo wann warum welche welcher welches ist sind bin bist war waren sein habe hast hat haben hatte kann kannst konnen konnte \
     will wollen mochte mochten muss mussen soll darf wird werden fur mit ohne von vom zu zum zur bei beim nach aus auf an am \
     im in um uber unter vor bis durch auch noch schon nur sehr mehr hier da dort gibt es hallo danke bitte guten",
    "o os um uma uns umas do da dos das no na nos nas ao aos e ou mas porque quando onde qual quais quem sao sou foi era ter \
     tem tenho temos pode podem posso quero queria muito mais menos ja nao sim com sem para por pelo pela sobre entre ate meu \
     minha seu sua voce voces ola obrigado obrigada favor io lui lei noi voi loro gli uno degli delle della dello nel nella \
     sono sei siamo siete ho hai abbiamo avete hanno posso puo possiamo vorrei molto piu non con senza per di che chi dove \
     quando quanto quanta ciao grazie prego buongiorno",
    "من في على الى عن مع هذا هذه ذلك تلك التي الذي ما ماذا متي اين كيف كم هل لا نعم لم لن ان او ثم و انا انت هو هي نحن هم لي لك \
     له لها لنا كان كانت يكون عند عندكم لديكم اريد يمكن ممكن السلام عليكم مرحبا شكرا فضلك يا كل بعض",
];
