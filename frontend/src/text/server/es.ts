/** What the server says in English and French only, in Spanish. */
import type { ProblemTexts, SummaryTexts } from '../serverTexts';

export const problems: ProblemTexts = {
  unauthorized: ['Sesión no iniciada', 'Inicie sesión de nuevo.'],
  forbidden: [
    'No permitido',
    'Solo los supervisores pueden ver lo que decía un mensaje antes de corregirse o eliminarse.',
  ],
  agents_only: [
    'Su cuenta solo puede leer',
    'Su rol es viewer: aquí lo ve todo y no cambia nada. La persona que administra Relais puede darle el rol agent.',
  ],
  owners_only: [
    'Solo para propietarios',
    'Hace falta el rol owner, que su cuenta no tiene. Pregunte a un propietario, o a la persona que administra Relais.',
  ],
  unknown_version: ['Versión desconocida', 'Esa versión de los ajustes no existe, o ya no se guarda.'],
  unknown_event: [
    'Evento desconocido',
    'Ese evento no está en la lista de fallos. Quizá ya se envió de nuevo, o tiene más de 30 días.',
  ],
  unknown_push_service: [
    'Servicio de notificaciones desconocido',
    'Las notificaciones de este navegador pasan por un servicio al que Relais no llama. Mantenga abierta la bandeja de entrada para recibir avisos, o use Chrome, Edge, Firefox o Safari.',
  ],
  bad_days: ['¿Qué días?', 'El primer día no puede ser posterior al último, y se muestran 400 días como máximo.'],
  settings_changed: [
    'Alguien guardó mientras tanto',
    'Los ajustes han cambiado desde que se cargaron. Cárguelos de nuevo, y guarde sus cambios sobre ellos.',
  ],
  note_changed: ['La nota cambió mientras tanto', 'Se modificó en otra ventana desde que se cargó.'],
  unknown_note: ['Nota desconocida', 'Quizá se eliminó.'],
  not_your_note: ['La nota de otra persona', 'Solo quien escribió una nota puede modificarla o eliminarla.'],
  assigned_meanwhile: ['La tiene un compañero', 'La conversación está asignada a otra persona.'],
  too_many_labels: ['Demasiadas etiquetas', 'Una conversación tiene 20 etiquetas como máximo. Quite una antes.'],
  bad_until: ['¿Hasta cuándo?', 'La hora debe estar en el futuro, y no demasiado lejos.'],
  invalid_settings: ['Ajustes que no se pueden guardar'],
  payload_too_large: ['Demasiado grande', 'Envíe menos de una vez.'],
  media_gone: [
    'WhatsApp ya no tiene este archivo',
    'WhatsApp entrega un archivo del cliente durante siete días, y algunos no le llegan nunca. Pida al cliente que lo envíe de nuevo.',
  ],
  group_conversation: [
    'Un grupo',
    'Aquí los grupos se pueden leer, pero no escribir en ellos. Escriba a una de las personas.',
  ],
  cannot_merge: [
    'Estas conversaciones no se pueden unir',
    'Solo se pueden unir dos conversaciones con personas en el mismo número de la empresa.',
  ],
  invalid_number: ['No es un número de teléfono'],
  invalid_field: ['Falta un campo o está mal'],
  empty_text: ['Nada que enviar', 'El texto está vacío. Escriba algo.'],
  text_too_long: [
    'Texto demasiado largo',
    'Un mensaje de WhatsApp tiene como máximo 4096 caracteres. Acórtelo, o envíelo en partes.',
  ],
  unknown_conversation: [
    'Conversación desconocida',
    'Nadie ha escrito con este número o identificador, y nadie le ha escrito. Compruébelo, o busque en la lista.',
  ],
  unknown_message: ['Mensaje desconocido', 'Ese mensaje no está en esta conversación.'],
  not_sent_yet: ['Ese mensaje aún no ha salido', 'Espere a que se envíe para responder a él.'],
  not_failed: [
    'Ese mensaje no falló',
    'Solo se puede enviar de nuevo un mensaje que falló, o del que no se sabe si llegó; este se envió o está en camino.',
  ],
  already_sent: ['Demasiado tarde para cancelar', 'Solo se puede cancelar un mensaje que espera su envío.'],
  being_sent: [
    'Se está enviando',
    'WhatsApp está recibiendo este mensaje. Inténtelo de nuevo en medio minuto si todavía espera.',
  ],
  no_recipient: [
    'Sin dirección',
    'No se conoce ni el número ni el identificador de WhatsApp de este cliente. Espere a que escriba.',
  ],
  send_in_progress: [
    'Se está enviando un mensaje',
    'Se está enviando un mensaje a esta persona, y no se eliminó nada. Inténtelo de nuevo en unos segundos.',
  ],
  window_closed: [
    'La ventana de 24 horas está cerrada',
    'WhatsApp permite texto libre solo en las 24 horas siguientes al último mensaje del cliente. Envíe una plantilla, o espere a que el cliente escriba.',
  ],
  template_incomplete: ['La plantilla no encaja'],
  template_not_sendable: ['Esta plantilla no se puede enviar'],
  opted_out: [
    'El cliente se dio de baja',
    'Este cliente pidió no recibir más mensajes de este tipo. Espere a que escriba. Si debe enviarlo de todos modos, diga el motivo.',
  ],
  not_configured: ['Falta un ajuste'],
  stale_cursor: ['Han cambiado demasiadas cosas', 'Cargue la página de nuevo.'],
  media_not_found: ['Archivo desconocido', 'Este archivo no existe. Quizá se eliminó, o su mensaje caducó.'],
  media_not_stored: [
    'El archivo no está aquí',
    'El archivo aún no ha llegado, o no se pudo descargar. Espere, o descárguelo de nuevo desde su mensaje.',
  ],
  media_not_uploaded: [
    'El archivo no se ha subido',
    'El archivo no llegó, o se eliminó al cabo de un día. Súbalo de nuevo.',
  ],
  media_sent: ['El archivo pertenece a un mensaje', 'Este archivo ya se envió o se recibió. Súbalo de nuevo.'],
  media_empty: ['El archivo está vacío', 'El archivo no contiene nada. Elija otro.'],
  media_too_large: ['El archivo es demasiado grande'],
  media_type_not_allowed: [
    'WhatsApp no acepta estos archivos',
    'WhatsApp acepta imágenes (JPEG, PNG), stickers (WebP), vídeos (MP4, 3GP), sonidos (AAC, AMR, MP3, M4A, OGG con Opus) y documentos (PDF, Word, Excel, PowerPoint, texto). Convierta el archivo.',
  ],
  media_type_differs: [
    'Otro tipo que el anunciado',
    'El contenido no es de un archivo de ese tipo, o el archivo está dañado. Ábralo, guárdelo de nuevo en ese tipo, y súbalo otra vez.',
  ],
  media_size_differs: ['Otro tamaño que el anunciado', 'No se guardó nada. Suba el archivo de nuevo.'],
  media_cut_off: ['La subida se interrumpió', 'No se guardó nada. Suba el archivo de nuevo.'],
  link_expired: [
    'La dirección ya no es válida',
    'Las direcciones de los archivos valen poco tiempo. Abra el archivo de nuevo.',
  ],
  unknown_draft: ['Borrador desconocido', 'No se preguntó nada así, o fue hace más de un día. Pregunte de nuevo.'],
  facts_empty: ['El archivo está vacío', 'El archivo no contiene nada. Elija otro, o guárdelo de nuevo.'],
  facts_type_unknown: [
    'Estos archivos no se leen',
    'Se leen PDF, Word (DOCX), CSV y texto (TXT, MD). Guarde el archivo en uno de estos formatos; una hoja de cálculo, en CSV.',
  ],
  facts_too_large: [
    'El archivo es demasiado grande',
    'Un archivo tiene como máximo 4 MB, y debe poder leerse en 12 segundos. Guarde solo su texto, o divídalo en varios archivos.',
  ],
  facts_unreadable: [
    'El archivo no se puede leer',
    'El archivo está dañado, o no es lo que dice su nombre. Ábralo, y guárdelo de nuevo.',
  ],
  facts_encrypted: ['El archivo tiene contraseña', 'Un archivo con contraseña no se puede leer. Guárdelo sin ella.'],
  facts_without_text: [
    'El archivo no tiene texto',
    'No hay palabras en el archivo: es un escaneo o una imagen. Haga reconocer antes su texto, o escríbalo.',
  ],
  graph_error: ['WhatsApp lo rechazó'],
  unavailable: [
    'No es posible en este momento',
    'La base de datos o la cola no respondió. Inténtelo de nuevo en unos segundos.',
  ],
  internal: ['Error de nuestro lado'],
};

export const summaries: SummaryTexts = {
  '📷 Photo': '📷 Foto',
  '🎬 Video': '🎬 Vídeo',
  '🎵 Audio file': '🎵 Archivo de audio',
  '🎤 Voice message': '🎤 Mensaje de voz',
  '📄 Document': '📄 Documento',
  '💟 Sticker': '💟 Sticker',
  '📍 Location': '📍 Ubicación',
  '👤 Contact': '👤 Contacto',
  Reacted: 'Reaccionó con',
  Reaction: 'Reacción',
  'Took a reaction back': 'Retiró una reacción',
  '🔘 Choices': '🔘 Opciones',
  '📍 Asks for the location': '📍 Pide la ubicación',
  '☑️ Choice': '☑️ Opción',
  '📝 Form filled in': '📝 Formulario rellenado',
  '🏠 Address': '🏠 Dirección',
  '📞 Allows calls': '📞 Permite llamadas',
  '📞 Refuses calls': '📞 Rechaza llamadas',
  '📞 Missed call': '📞 Llamada perdida',
  '📞 Call': '📞 Llamada',
  '🛒 Order': '🛒 Pedido',
  "ℹ️ The customer's number changed": 'ℹ️ El número del cliente cambió',
  "ℹ️ The customer's WhatsApp id changed": 'ℹ️ El identificador de WhatsApp del cliente cambió',
  "ℹ️ The customer's security code changed": 'ℹ️ El código de seguridad del cliente cambió',
  'ℹ️ Notice from WhatsApp': 'ℹ️ Aviso de WhatsApp',
  '⚠️ A message that WhatsApp does not pass on: see it on the phone':
    '⚠️ Un mensaje que WhatsApp no transmite: véalo en el teléfono',
  '✏️ Corrected': '✏️ Corregido',
  '🚫 Message deleted': '🚫 Mensaje eliminado',
  '👋 Opened the chat': '👋 Abrió el chat',
  'Message of an unknown type': 'Mensaje de un tipo desconocido',
};
