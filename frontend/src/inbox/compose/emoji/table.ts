/** Frequent emoji, with what they are called in each language. Loaded with the picker. */
import type { Language } from '../../../text/languages';

export interface Emoji {
  sign: string;
  names: Readonly<Record<Language, string>>;
}

/** Sign, English, French, Spanish, Portuguese, Arabic. */
const LINES = `
😀|grinning face|visage souriant|cara sonriente|rosto sorridente|وجه مبتسم
😃|happy face|visage heureux|cara feliz|rosto feliz|وجه سعيد
😄|laughing eyes|yeux rieurs|ojos risueños|olhos risonhos|عينان ضاحكتان
😁|beaming smile|grand sourire|gran sonrisa|grande sorriso|ابتسامة عريضة
😅|relieved sweat|sueur soulagement|sudor alivio|suor alívio|عرق ارتياح
😂|tears of joy|larmes de joie rire|lágrimas de alegría risa|lágrimas de alegria riso|دموع الفرح ضحك
🤣|rolling laughing|mort de rire|muerto de risa|morrendo de rir|ضحك شديد
🙂|slight smile|léger sourire|sonrisa leve|sorriso leve|ابتسامة خفيفة
😉|wink|clin d’œil|guiño|piscadela|غمزة
😊|smiling blush|sourire rougir|sonrisa sonrojo|sorriso corado|ابتسامة خجل
😍|heart eyes love|yeux cœur amour|ojos de corazón amor|olhos de coração amor|عيون قلوب حب
🥰|smiling hearts love|sourire cœurs amour|sonrisa corazones amor|sorriso corações amor|ابتسامة قلوب حب
😘|kiss|bisou|beso|beijo|قبلة
😋|yummy delicious|délicieux miam|rico delicioso|gostoso delicioso|لذيذ شهي
😎|sunglasses cool|lunettes de soleil|gafas de sol genial|óculos de sol legal|نظارة شمسية رائع
🤗|hug|câlin|abrazo|abraço|عناق
🤔|thinking|réflexion|pensando|pensando|تفكير
😐|neutral|neutre|neutral|neutro|محايد
🙄|rolling eyes|yeux au ciel|ojos en blanco|revirando os olhos|تدوير العينين
😏|smirk|sourire en coin|sonrisa pícara|sorriso de lado|ابتسامة ماكرة
😴|sleeping|dormir|durmiendo|dormindo|نائم
😌|relieved calm|soulagé calme|aliviado tranquilo|aliviado calmo|مرتاح هادئ
😕|confused|confus|confundido|confuso|محتار
😟|worried|inquiet|preocupado|preocupado|قلق
😢|crying sad|pleurer triste|llorando triste|chorando triste|بكاء حزين
😭|sobbing sad|sangloter triste|sollozo triste|soluço triste|نحيب حزين
😤|huffing|agacé|resoplido|bufando|ضيق
😡|angry|en colère|enfadado|bravo|غاضب
😱|scream shock|cri choc|grito susto|grito susto|صراخ صدمة
😳|flushed|gêné|avergonzado|envergonhado|محرج
🤒|ill thermometer|malade thermomètre|enfermo termómetro|doente termômetro|مريض ميزان حرارة
😷|mask ill|masque malade|mascarilla enfermo|máscara doente|كمامة مريض
🥳|party celebrate|fête|fiesta celebrar|festa comemorar|حفلة احتفال
🤩|star eyes|yeux étoiles|ojos de estrella|olhos de estrela|عيون نجوم
😇|angel halo|ange|ángel aureola|anjo auréola|ملاك هالة
🤝|handshake agreed|poignée de main accord|apretón de manos acuerdo|aperto de mãos acordo|مصافحة اتفاق
👍|thumbs up yes good|pouce oui bien|pulgar arriba sí bien|polegar para cima sim bom|إبهام لأعلى نعم جيد
👎|thumbs down no|pouce bas non|pulgar abajo no|polegar para baixo não|إبهام لأسفل لا
👌|perfect|parfait|perfecto|perfeito|ممتاز
✌️|victory peace|victoire paix|victoria paz|vitória paz|نصر سلام
🤞|fingers crossed luck|doigts croisés chance|dedos cruzados suerte|dedos cruzados sorte|أصابع متقاطعة حظ
👏|applause bravo|applaudir bravo|aplauso bravo|aplauso parabéns|تصفيق أحسنت
🙌|raised hands|mains levées|manos levantadas|mãos levantadas|يدان مرفوعتان
🙏|please thank you pray|merci s’il vous plaît prier|por favor gracias rezar|por favor obrigado rezar|رجاء شكرا دعاء
👋|waving hello goodbye|bonjour au revoir salut|mano saludo hola adiós|mão aceno olá tchau|تلويح مرحبا وداعا
💪|strong muscle|force muscle|fuerte músculo|forte músculo|قوي عضلة
👉|pointing right|doigt droite|señalar derecha|apontar direita|إشارة يمين
👈|pointing left|doigt gauche|señalar izquierda|apontar esquerda|إشارة يسار
👆|pointing up|doigt haut|señalar arriba|apontar cima|إشارة أعلى
👇|pointing down|doigt bas|señalar abajo|apontar baixo|إشارة أسفل
☝️|index one|index un|índice uno|indicador um|سبابة واحد
✋|stop hand|main stop|alto mano|pare mão|توقف يد
👀|eyes look|yeux regarder|ojos mirar|olhos olhar|عيون نظر
❤️|red heart love|cœur rouge amour|corazón rojo amor|coração vermelho amor|قلب أحمر حب
🧡|orange heart|cœur orange|corazón naranja|coração laranja|قلب برتقالي
💛|yellow heart|cœur jaune|corazón amarillo|coração amarelo|قلب أصفر
💚|green heart|cœur vert|corazón verde|coração verde|قلب أخضر
💙|blue heart|cœur bleu|corazón azul|coração azul|قلب أزرق
💜|purple heart|cœur violet|corazón morado|coração roxo|قلب بنفسجي
🖤|black heart|cœur noir|corazón negro|coração preto|قلب أسود
💔|broken heart|cœur brisé|corazón roto|coração partido|قلب مكسور
💯|hundred perfect|cent parfait|cien perfecto|cem perfeito|مئة كامل
✨|sparkles|étincelles|destellos|brilhos|بريق
⭐|star|étoile|estrella|estrela|نجمة
🌟|glowing star|étoile brillante|estrella brillante|estrela brilhante|نجمة لامعة
🔥|fire hot|feu|fuego caliente|fogo quente|نار حار
🎉|party popper congratulations|fête félicitations|fiesta felicidades|festa parabéns|حفلة تهانينا
🎊|confetti|confettis|confeti|confete|قصاصات ملونة
🎁|gift present|cadeau|regalo|presente|هدية
🎂|birthday cake|gâteau anniversaire|tarta de cumpleaños|bolo de aniversário|كعكة عيد ميلاد
🎈|balloon|ballon|globo|balão|بالون
💐|bouquet flowers|bouquet fleurs|ramo flores|buquê flores|باقة زهور
🌹|rose flower|rose fleur|rosa flor|rosa flor|وردة زهرة
🌸|blossom flower|fleur de cerisier|flor de cerezo|flor de cerejeira|زهرة كرز
🌻|sunflower|tournesol|girasol|girassol|دوار الشمس
☀️|sun weather|soleil météo|sol tiempo|sol tempo|شمس طقس
🌧️|rain weather|pluie météo|lluvia tiempo|chuva tempo|مطر طقس
❄️|snow cold|neige froid|nieve frío|neve frio|ثلج برد
🌈|rainbow|arc-en-ciel|arcoíris|arco-íris|قوس قزح
🌙|moon night|lune nuit|luna noche|lua noite|قمر ليل
✅|done check yes|fait coche oui|hecho marca sí|feito marca sim|تم علامة نعم
✔️|check|coche|marca|marca|علامة صح
❌|cross no wrong|croix non faux|cruz no mal|cruz não errado|علامة خطأ لا
❗|exclamation important|exclamation important|exclamación importante|exclamação importante|تعجب مهم
❓|question|question|pregunta|pergunta|سؤال
⚠️|warning|attention|aviso|aviso|تحذير
🚫|forbidden|interdit|prohibido|proibido|ممنوع
ℹ️|information|information|información|informação|معلومات
🆗|ok|ok d’accord|vale|certo|موافق
🆕|new|nouveau|nuevo|novo|جديد
➡️|arrow right|flèche droite|flecha derecha|seta direita|سهم يمين
⬅️|arrow left|flèche gauche|flecha izquierda|seta esquerda|سهم يسار
1️⃣|one|un|uno|um|واحد
2️⃣|two|deux|dos|dois|اثنان
3️⃣|three|trois|tres|três|ثلاثة
📞|telephone call|téléphone appel|teléfono llamada|telefone chamada|هاتف مكالمة
📱|mobile phone|portable|móvil teléfono|celular telefone|هاتف محمول
💻|computer|ordinateur|ordenador|computador|حاسوب
📧|e-mail|e-mail courriel|correo electrónico|e-mail|بريد إلكتروني
✉️|envelope letter|enveloppe lettre|sobre carta|envelope carta|ظرف رسالة
📦|parcel package|colis paquet|paquete|pacote encomenda|طرد
🚚|delivery lorry truck|livraison camion|entrega camión|entrega caminhão|توصيل شاحنة
🚗|car|voiture|coche|carro|سيارة
🚲|bicycle|vélo|bicicleta|bicicleta|دراجة
✈️|aeroplane flight|avion vol|avión vuelo|avião voo|طائرة رحلة
🚆|train|train|tren|trem|قطار
🛵|scooter|scooter|moto|moto lambreta|دراجة نارية
📍|place pin|lieu adresse|lugar chincheta|lugar alfinete|مكان دبوس
🗺️|map|carte|mapa|mapa|خريطة
🏠|house home|maison|casa hogar|casa lar|بيت منزل
🏪|shop store|magasin boutique|tienda|loja|متجر
🏨|hotel|hôtel|hotel|hotel|فندق
🏥|hospital|hôpital|hospital|hospital|مستشفى
🛒|shopping cart|panier courses|carrito compra|carrinho compras|عربة تسوق
🛍️|shopping bags|sacs achats|bolsas compra|sacolas compras|أكياس تسوق
💳|card payment|carte paiement|tarjeta pago|cartão pagamento|بطاقة دفع
💶|euro money|euro argent|euro dinero|euro dinheiro|يورو مال
💵|dollar money|dollar argent|dólar dinero|dólar dinheiro|دولار مال
💰|money bag|argent|bolsa de dinero|saco de dinheiro|كيس مال
🧾|receipt invoice|reçu facture|recibo factura|recibo nota fiscal|إيصال فاتورة
🏷️|price label|étiquette prix|precio etiqueta|preço etiqueta|سعر بطاقة
📅|calendar date|calendrier date|calendario fecha|calendário data|تقويم تاريخ
🗓️|calendar appointment|calendrier rendez-vous|calendario cita|calendário compromisso|تقويم موعد
⏰|alarm clock time|réveil heure|despertador hora|despertador hora|منبه وقت
⏳|waiting hourglass|attente sablier|espera reloj de arena|espera ampulheta|انتظار ساعة رملية
🕐|clock hour|horloge heure|reloj hora|relógio hora|ساعة وقت
🔔|bell reminder|cloche rappel|campana recordatorio|sino lembrete|جرس تذكير
🔑|key|clé|llave|chave|مفتاح
🔒|lock|cadenas|candado|cadeado|قفل
🔧|wrench repair|clé réparation|llave inglesa reparación|chave inglesa conserto|مفتاح ربط إصلاح
🛠️|tools repair|outils réparation|herramientas reparación|ferramentas conserto|أدوات إصلاح
✂️|scissors|ciseaux|tijeras|tesoura|مقص
🧵|thread sewing|fil couture|hilo costura|linha costura|خيط خياطة
👕|shirt|t-shirt|camiseta|camiseta|قميص
👗|dress|robe|vestido|vestido|فستان
👖|trousers jeans|pantalon jean|pantalón vaquero|calça jeans|بنطال جينز
👟|shoe trainer|chaussure basket|zapatilla|tênis sapato|حذاء رياضي
👜|handbag|sac à main|bolso|bolsa|حقيبة يد
💍|ring|bague|anillo|anel|خاتم
👓|glasses|lunettes|gafas|óculos|نظارة
💄|lipstick|rouge à lèvres|pintalabios|batom|أحمر شفاه
💇|haircut|coupe de cheveux|corte de pelo|corte de cabelo|قص شعر
💅|nails|ongles|uñas|unhas|أظافر
☕|coffee|café|café|café|قهوة
🍵|tea|thé|té|chá|شاي
🍞|bread|pain|pan|pão|خبز
🥐|croissant|croissant|cruasán|croissant|كرواسون
🍕|pizza|pizza|pizza|pizza|بيتزا
🍔|burger|hamburger|hamburguesa|hambúrguer|برغر
🍟|chips fries|frites|patatas fritas|batatas fritas|بطاطس مقلية
🥗|salad|salade|ensalada|salada|سلطة
🍰|cake slice|part de gâteau|tarta porción|bolo fatia|قطعة كعك
🍫|chocolate|chocolat|chocolate|chocolate|شوكولاتة
🍎|apple|pomme|manzana|maçã|تفاحة
🍷|wine|vin|vino|vinho|نبيذ
🍺|beer|bière|cerveza|cerveja|بيرة
🥂|cheers champagne|santé champagne|brindis champán|brinde champanhe|نخب شمبانيا
🍽️|plate meal|assiette repas|plato comida|prato refeição|طبق وجبة
🐶|dog|chien|perro|cachorro|كلب
🐱|cat|chat|gato|gato|قطة
🐰|rabbit|lapin|conejo|coelho|أرنب
🐝|bee|abeille|abeja|abelha|نحلة
🌳|tree|arbre|árbol|árvore|شجرة
🌱|plant|plante|planta|planta|نبتة
⚽|football|football|fútbol|futebol|كرة قدم
🏆|trophy winner|trophée gagnant|trofeo ganador|troféu vencedor|كأس فائز
🎵|music|musique|música|música|موسيقى
📷|camera photo|appareil photo|cámara foto|câmera foto|كاميرا صورة
🎬|film video|film vidéo|película vídeo|filme vídeo|فيلم فيديو
📚|books|livres|libros|livros|كتب
✏️|pencil write|crayon écrire|lápiz escribir|lápis escrever|قلم كتابة
📝|note form|note formulaire|nota formulario|nota formulário|ملاحظة نموذج
📎|paper clip attachment|trombone pièce jointe|clip adjunto|clipe anexo|مشبك مرفق
📄|document page|document page|documento página|documento página|مستند صفحة
📊|chart|graphique|gráfico|gráfico|رسم بياني
💡|idea light|idée lumière|idea luz|ideia luz|فكرة ضوء
🔍|search|recherche|buscar lupa|buscar lupa|بحث عدسة
🔗|link|lien|enlace|link|رابط
♻️|recycling|recyclage|reciclaje|reciclagem|إعادة تدوير
👶|baby|bébé|bebé|bebê|رضيع
👧|girl|fille|niña|menina|بنت
👦|boy|garçon|niño|menino|ولد
👩|woman|femme|mujer|mulher|امرأة
👨|man|homme|hombre|homem|رجل
👪|family|famille|familia|família|عائلة
🏖️|beach holiday|plage vacances|playa vacaciones|praia férias|شاطئ عطلة
🎄|christmas tree|sapin noël|árbol de navidad|árvore de natal|شجرة عيد الميلاد
🎃|halloween pumpkin|halloween citrouille|halloween calabaza|halloween abóbora|هالوين يقطين
`;

export const EMOJI: readonly Emoji[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [sign = '', en = '', fr = '', es = '', pt = '', ar = ''] = line.split('|');
    return { sign, names: { en, fr, es, pt, ar } };
  });
