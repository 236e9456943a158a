/** The health page in Spanish. */
import type { HealthTable } from './texts';

export const es: HealthTable = {
  looking: 'Comprobando…',
  looked: 'Comprobado a las {time}.',
  every: 'De nuevo cada 30 segundos mientras esta página está abierta.',
  again: 'Comprobar de nuevo',
  earlier: 'Lo que sigue es lo último que dijo el servidor.',
  'sum.well': 'No hay ningún fallo.',
  'sum.wrong.one': '{count} cosa falla.',
  'sum.wrong.other': '{count} cosas fallan.',
  'sum.warning.one': '{count} cosa está por revisar.',
  'sum.warning.other': '{count} cosas están por revisar.',
  'state.wrong': 'Fallo',
  'state.warning': 'A revisar',
  'state.unchecked': 'Sin comprobar',
  'state.ok': 'Funciona',
  mend: 'Qué hacer:',
  since: 'desde {time}',
  until: 'hasta {time}',

  'server.unreachable': 'El servidor no responde.',
  'server.unreachableMend':
    'Compruebe la conexión de este ordenador. Si otras páginas se abren, quien administra Relais debe ver si está en marcha.',
  'server.failedMend':
    'Compruebe de nuevo en un minuto. Si continúa, quien administra Relais encuentra la causa en el registro, o con make doctor.',
  'database.ok': 'La base de datos se puede leer.',
  'database.wrong': 'La base de datos no se puede leer.',
  'database.cause':
    'Mientras dure, las conversaciones no se muestran ni se responden. Los mensajes de los clientes quedan en la cola.',
  'database.mend':
    'Quien administra Relais mira el disco de su carpeta de datos, en AWS la tabla, y encuentra la causa en el registro.',
  'rest.title': 'Envío, avisos y límites',
  'rest.cause': 'Se guardan en la base de datos.',
  'meta.simulated':
    'Meta está simulado: ningún mensaje sale de esta máquina, y no se comprueba nada del WhatsApp real.',
  'meta.mend': 'Para clientes reales, ponga las variables WHATSAPP_… y reinicie Relais.',
  'sending.ok': 'Los mensajes salen.',
  'sending.wrong': 'El envío está detenido.',
  'sending.wrongFrom': 'El envío desde {number} está detenido.',
  'templates.ok': 'Las plantillas salen.',
  'templates.wrong': 'El envío de plantillas está detenido; los demás mensajes salen.',
  'templates.wrongFrom': 'El envío de plantillas desde {number} está detenido; los demás mensajes salen.',
  'stopped.cause': 'Meta dice: {reason} (código {code})',
  'stopped.mend':
    'Quien administra Relais encuentra la causa con make doctor. Se prueba un mensaje por minuto, y el envío se reanuda solo.',
  'notices.ok': 'Meta no informa de nada sobre la cuenta, los números y las plantillas.',
  'notices.detail': 'Meta dice: {text}',
  'assistant.on': 'El asistente tiene un modelo de lenguaje; los ajustes dicen cuándo responde.',
  'assistant.off': 'El asistente está desactivado.',
  'assistant.offCause':
    'Relais no tiene la clave de un modelo de lenguaje, así que los mensajes esperan a una persona.',
  'assistant.simulated': 'El modelo de lenguaje está simulado: las respuestas son textos de prueba.',
  'assistant.mend': 'Ponga OPENAI_API_KEY y reinicie Relais.',
  'budget.ok': 'El asistente ha usado {used} de los {ceiling} tokens de hoy.',
  'budget.reached': 'El asistente ha agotado sus tokens de hoy.',
  'budget.near': 'El asistente pronto habrá agotado sus tokens de hoy.',
  'budget.used': 'Se han usado {used} de {ceiling} tokens. El día termina a medianoche UTC.',
  'budget.mend': 'Responda a los clientes que esperan, o haga aumentar RELAIS_MAX_MODEL_TOKENS_PER_DAY.',
  'budget.nearMend':
    'Vea si el día está cargado o si alguien escribe en bucle. RELAIS_MAX_MODEL_TOKENS_PER_DAY aumenta el límite.',
  'waiting.none': 'Nadie espera a una persona.',
  'waiting.some': 'Conversaciones por atender, ninguna desde hace una hora: {count}',
  'waiting.long': 'Hay clientes que esperan a una persona desde hace más de una hora. Conversaciones: {count}',
  'waiting.mend': 'En los mensajes elija «Por atender» y responda desde arriba.',
  'clock.behind': 'El reloj de este ordenador va {minutes} minutos atrasado.',
  'clock.ahead': 'El reloj de este ordenador va {minutes} minutos adelantado.',
  'clock.cause': 'Las páginas cuentan con el reloj del servidor. Iniciar sesión puede fallar.',
  'clock.mend': 'Deje que el ordenador ponga la hora solo, en sus ajustes de fecha y hora.',
  'outside.title': 'Lo que solo se ve desde fuera',
  'outside.cause':
    'El token de acceso y sus días, los números en Meta, el webhook, las colas y sus mensajes fallidos, y la respuesta del modelo.',
  'outside.mend': 'Quien administra Relais ejecuta make doctor. Dice qué falla y cómo arreglarlo.',
};
