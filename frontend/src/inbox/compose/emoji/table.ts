/** Frequent emoji, with what they are called in English and in French. Loaded with the picker. */

export interface Emoji {
  sign: string;
  en: string;
  fr: string;
}

const LINES = `
😀|grinning face|visage souriant
😃|happy face|visage heureux
😄|laughing eyes|yeux rieurs
😁|beaming smile|grand sourire
😅|relieved sweat|sueur soulagement
😂|tears of joy|larmes de joie rire
🤣|rolling laughing|mort de rire
🙂|slight smile|léger sourire
😉|wink|clin d’œil
😊|smiling blush|sourire rougir
😍|heart eyes love|yeux cœur amour
🥰|smiling hearts love|sourire cœurs amour
😘|kiss|bisou
😋|yummy delicious|délicieux miam
😎|sunglasses cool|lunettes de soleil
🤗|hug|câlin
🤔|thinking|réflexion
😐|neutral|neutre
🙄|rolling eyes|yeux au ciel
😏|smirk|sourire en coin
😴|sleeping|dormir
😌|relieved calm|soulagé calme
😕|confused|confus
😟|worried|inquiet
😢|crying sad|pleurer triste
😭|sobbing sad|sangloter triste
😤|huffing|agacé
😡|angry|en colère
😱|scream shock|cri choc
😳|flushed|gêné
🤒|ill thermometer|malade thermomètre
😷|mask ill|masque malade
🥳|party celebrate|fête
🤩|star eyes|yeux étoiles
😇|angel halo|ange
🤝|handshake agreed|poignée de main accord
👍|thumbs up yes good|pouce oui bien
👎|thumbs down no|pouce bas non
👌|perfect|parfait
✌️|victory peace|victoire paix
🤞|fingers crossed luck|doigts croisés chance
👏|applause bravo|applaudir bravo
🙌|raised hands|mains levées
🙏|please thank you pray|merci s’il vous plaît prier
👋|waving hello goodbye|bonjour au revoir salut
💪|strong muscle|force muscle
👉|pointing right|doigt droite
👈|pointing left|doigt gauche
👆|pointing up|doigt haut
👇|pointing down|doigt bas
☝️|index one|index un
✋|stop hand|main stop
👀|eyes look|yeux regarder
❤️|red heart love|cœur rouge amour
🧡|orange heart|cœur orange
💛|yellow heart|cœur jaune
💚|green heart|cœur vert
💙|blue heart|cœur bleu
💜|purple heart|cœur violet
🖤|black heart|cœur noir
💔|broken heart|cœur brisé
💯|hundred perfect|cent parfait
✨|sparkles|étincelles
⭐|star|étoile
🌟|glowing star|étoile brillante
🔥|fire hot|feu
🎉|party popper congratulations|fête félicitations
🎊|confetti|confettis
🎁|gift present|cadeau
🎂|birthday cake|gâteau anniversaire
🎈|balloon|ballon
💐|bouquet flowers|bouquet fleurs
🌹|rose flower|rose fleur
🌸|blossom flower|fleur de cerisier
🌻|sunflower|tournesol
☀️|sun weather|soleil météo
🌧️|rain weather|pluie météo
❄️|snow cold|neige froid
🌈|rainbow|arc-en-ciel
🌙|moon night|lune nuit
✅|done check yes|fait coche oui
✔️|check|coche
❌|cross no wrong|croix non faux
❗|exclamation important|exclamation important
❓|question|question
⚠️|warning|attention
🚫|forbidden|interdit
ℹ️|information|information
🆗|ok|ok d’accord
🆕|new|nouveau
➡️|arrow right|flèche droite
⬅️|arrow left|flèche gauche
1️⃣|one|un
2️⃣|two|deux
3️⃣|three|trois
📞|telephone call|téléphone appel
📱|mobile phone|portable
💻|computer|ordinateur
📧|e-mail|e-mail courriel
✉️|envelope letter|enveloppe lettre
📦|parcel package|colis paquet
🚚|delivery lorry truck|livraison camion
🚗|car|voiture
🚲|bicycle|vélo
✈️|aeroplane flight|avion vol
🚆|train|train
🛵|scooter|scooter
📍|place pin|lieu adresse
🗺️|map|carte
🏠|house home|maison
🏪|shop store|magasin boutique
🏨|hotel|hôtel
🏥|hospital|hôpital
🛒|shopping cart|panier courses
🛍️|shopping bags|sacs achats
💳|card payment|carte paiement
💶|euro money|euro argent
💵|dollar money|dollar argent
💰|money bag|argent
🧾|receipt invoice|reçu facture
🏷️|price label|étiquette prix
📅|calendar date|calendrier date
🗓️|calendar appointment|calendrier rendez-vous
⏰|alarm clock time|réveil heure
⏳|waiting hourglass|attente sablier
🕐|clock hour|horloge heure
🔔|bell reminder|cloche rappel
🔑|key|clé
🔒|lock|cadenas
🔧|wrench repair|clé réparation
🛠️|tools repair|outils réparation
✂️|scissors|ciseaux
🧵|thread sewing|fil couture
👕|shirt|t-shirt
👗|dress|robe
👖|trousers jeans|pantalon jean
👟|shoe trainer|chaussure basket
👜|handbag|sac à main
💍|ring|bague
👓|glasses|lunettes
💄|lipstick|rouge à lèvres
💇|haircut|coupe de cheveux
💅|nails|ongles
☕|coffee|café
🍵|tea|thé
🍞|bread|pain
🥐|croissant|croissant
🍕|pizza|pizza
🍔|burger|hamburger
🍟|chips fries|frites
🥗|salad|salade
🍰|cake slice|part de gâteau
🍫|chocolate|chocolat
🍎|apple|pomme
🍷|wine|vin
🍺|beer|bière
🥂|cheers champagne|santé champagne
🍽️|plate meal|assiette repas
🐶|dog|chien
🐱|cat|chat
🐰|rabbit|lapin
🐝|bee|abeille
🌳|tree|arbre
🌱|plant|plante
⚽|football|football
🏆|trophy winner|trophée gagnant
🎵|music|musique
📷|camera photo|appareil photo
🎬|film video|film vidéo
📚|books|livres
✏️|pencil write|crayon écrire
📝|note form|note formulaire
📎|paper clip attachment|trombone pièce jointe
📄|document page|document page
📊|chart|graphique
💡|idea light|idée lumière
🔍|search|recherche
🔗|link|lien
♻️|recycling|recyclage
👶|baby|bébé
👧|girl|fille
👦|boy|garçon
👩|woman|femme
👨|man|homme
👪|family|famille
🏖️|beach holiday|plage vacances
🎄|christmas tree|sapin noël
🎃|halloween pumpkin|halloween citrouille
`;

export const EMOJI: readonly Emoji[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [sign = '', en = '', fr = ''] = line.split('|');
    return { sign, en, fr };
  });
