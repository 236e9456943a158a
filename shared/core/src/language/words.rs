//! The words by which a short text shows its language, as data, folded (`crate::folding`).
//!
//! They are the short words that almost every sentence has, and those that customers of a shop write. A word that people
//! use in any language (`ok`, `hello`, `menu`, `stop`) is in no list. The last list has words of other languages that are
//! written with the same letters, so that an Italian text is not taken for a Spanish one. A word may be in several lists.

use super::CustomerLanguage::{self, English, French, Portuguese, Spanish};

/// The words of one language. `None`: of languages that are none of the five.
pub(super) const WORDS: [(Option<CustomerLanguage>, &str); 5] = [
    (
        Some(French),
        "je tu il elle nous vous ils j qu c n ce cette ces mon ma mes ton votre vos notre nos le la les l du des un une d au \
         aux et ou est sont suis etes avez ai avons ont a ete etait sera pas plus ne mais donc pour avec sans dans sur chez \
         quel quelle quels quelles quand comment combien pourquoi qui que quoi oui non bonjour bonsoir salut merci svp stp \
         plait voudrais veux peux peut pouvez puis faut fait faire livrez livraison commande commander prix heure heures \
         ouvert ouverte ouvrez fermez ferme demain aujourd hui hier matin soir midi encore toujours deja rien bien tres \
         bientot rendez ici reserver annuler payer colis recu recevoir attends adresse pouvoir savoir avoir etre cc bjr slt \
         accord aussi desole madame monsieur semaine jour jours samedi dimanche lundi mardi mercredi jeudi vendredi",
    ),
    (
        Some(English),
        "i you he she we they it my your his her our their me us them the an this that these those is are am was were be been \
         do does did don doesn didn have has had haven hasn will would can could should won isn aren and or but not with from \
         for of at on in to by what when where which who why how much many there here yes please thank thanks want need know \
         get got buy order ordered delivery deliver shipping price open close tomorrow today yesterday morning evening ll ve \
         about any some still available book booking table arrived received money refund help question like would good \
         great does late day week monday tuesday wednesday thursday friday saturday sunday",
    ),
    (
        Some(Spanish),
        "yo tu el ella nosotros ustedes usted ellos mi mis su sus nuestro me te se nos le les lo la los las un una unos unas \
         del al de y o e es son soy esta estan estoy estaba fue ser hay tengo tiene tienen tienes quiero quisiera queria \
         puedo puede pueden puedes hacer hacen hace muy mas pero no si sin con para por en que cual cuales cuando donde como \
         cuanto cuanta cuantos cuesta cuestan hola buenos buenas dias tardes noches gracias favor aqui ahora hoy manana ayer \
         abren abierto cierran cierra hora horas precio precios pedido pedir envio envios enviar comprar reservar mesa \
         reserva llegado llega llego todavia aun tambien nada algo bien vale necesito disponible ya semana lunes martes \
         miercoles jueves viernes sabado domingo senor senora saber dos cuatro cinco pague pagado talla direccion dinero pagar",
    ),
    (
        Some(Portuguese),
        "eu tu ele ela nos voces voce vc eles meu minha meus minhas seu sua seus suas nosso me te se lhe o a os as um uma uns \
         umas do da dos das no na nos nas ao de e ou sao sou esta estao estou estava foi ser ha tenho tem quero queria \
         gostaria posso pode podem fazer faz fazem muito mais mas nao sim sem com para pra por em que qual quais quando onde \
         como quanto quanta quantos custa custam ola oi bom boa dia tarde noite tchau obrigado obrigada brigado favor aqui \
         agora hoje amanha ontem abrem aberto abre fecham fecha horas horario preco precos pedido pedir entrega entregam \
         comprar reservar mesa reserva chegou chega ainda tambem nada algo bem preciso disponivel ja semana segunda terca \
         quarta quinta sexta sabado domingo senhor senhora saber endereco dinheiro pagar isso esse essa dois duas frete paguei gente meia",
    ),
    (
        None,
        // German, Italian, Dutch, Turkish, Indonesian, Romanian, Catalan, Swedish, Polish: a line or two each.
        "ich du er sie wir ihr mein dein ihre der die das den dem ein eine einen und oder ist sind bin habe haben hat nicht mit \
         fur auf von zu wann wie wo was wer warum viel bitte danke hallo guten tag morgen abend ja nein kann konnen mochte \
         heute geoffnet offnen kostet preis bestellung bestellen lieferung noch auch es im am um uhr gibt \
         io tu lui noi voi mio mia suo sua il lo la gli le un uno una di del della dei e o che chi cosa quando dove come \
         quanto costa costano sono sei siamo avete ho ha abbiamo non con per su ciao salve buongiorno buonasera grazie prego \
         favore vorrei posso potete aprite chiudete ora ore oggi domani ordine consegna prenotare tavolo ancora anche si no \
         piu questo questa \
         ik jij je hij zij wij jullie mijn uw de het een en of is zijn ben heb hebben heeft niet met voor op van naar wanneer \
         hoe waar wat wie waarom veel alstublieft bedankt dank hallo goedemorgen ja nee kan kunnen graag wil vandaag open \
         laat kost prijs bestelling nog ook \
         ben sen biz siz bir ve veya mi mu ne zaman nasil nerede kac kadar icin ile var yok merhaba selam tesekkurler lutfen \
         evet hayir bugun yarin saat fiyat fiyati siparis teslimat acik \
         saya aku kamu anda kami dia ini itu dan atau di ke dari yang untuk dengan tidak bukan ada apa kapan dimana berapa \
         bagaimana halo terima kasih tolong ya bisa mau buka harga pesan jam hari besok kak \
         eu tu el ea noi voi sunt este si sau ce cand unde cum cat costa buna multumesc da nu pentru cu la pe vreau \
         jo tu ell nosaltres el els les un una i o es son amb per que quan on com quant bon dia gracies si us plau vull obriu \
         jag du han hon vi ni och eller ar har inte med for pa av nar hur var vad hej tack ja nej kan vill det \
         ja ty on ona my wy jest sa nie tak z na do co kiedy gdzie jak ile dzien dobry dziekuje prosze czy",
    ),
];

/// Letters and signs of one language among the five, as they are written.
pub(super) const SIGNS: &[(char, CustomerLanguage)] =
    &[('¿', Spanish), ('¡', Spanish), ('ñ', Spanish), ('ã', Portuguese), ('õ', Portuguese), ('œ', French)];

/// Letters of Persian, Urdu and their neighbours, which Arabic does not have.
pub(super) const NOT_ARABIC: &[char] =
    &['پ', 'چ', 'ژ', 'گ', 'ک', 'ی', 'ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ', 'ۆ', 'ێ', 'ە', 'ڕ', 'ڵ', 'ې', 'ۇ'];
