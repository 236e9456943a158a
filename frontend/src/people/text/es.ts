/** The people page in Spanish. */
import type { PeopleTable } from './texts';

export const es: PeopleTable = {
  loading: 'Cargando…',

  'you.title': 'Usted',
  'you.token':
    'Ha iniciado sesión con el token de administración. No nombra a nadie: los compañeros no ven quién hizo qué.',
  'you.name': 'Nombre',
  'you.email': 'Correo',
  'you.shown': 'Los compañeros ven',
  'you.role': 'Rol',

  'role.viewer': 'Lector',
  'role.agent': 'Agente',
  'role.owner': 'Propietario',
  'role.viewer.may': 'lee todo aquí y no cambia nada.',
  'role.agent.may': 'además atiende a los clientes.',
  'role.owner.may': 'puede hacerlo todo.',

  'roles.title': 'Lo que puede hacer cada rol',
  'roles.may': 'Acción',
  'roles.yours': 'el suyo',
  'roles.yes': 'sí',
  'roles.no': 'no',
  'roles.versions':
    'Lo que decía un mensaje antes de corregirse o eliminarse lo ven los propietarios y los miembros del grupo «supervisors». Los propietarios también prueban ajustes sin guardar.',
  'may.read': 'Leer conversaciones, archivos, ajustes, uso y estado',
  'may.write': 'Escribir a los clientes y enviarles archivos',
  'may.handle': 'Tomar, devolver, cerrar y unir conversaciones',
  'may.suggest': 'Pedir sugerencias al asistente y probarlo',
  'may.settings': 'Cambiar los ajustes y leer archivos como datos',
  'may.contacts': 'Exportar y borrar lo guardado sobre una persona',
  'may.events': 'Enviar de nuevo eventos a los sistemas de la empresa',

  'others.title': 'Añadir y quitar personas',
  'others.token':
    'En una sola máquina el token de administración es para todos: quien lo tiene es propietario. Déselo solo a quien puede verlo todo, por un medio que nadie más lea.',
  'others.tokenEnd':
    'Para excluir a alguien que lo tiene: elimine el archivo admin-token de la carpeta de datos, o ponga RELAIS_ADMIN_TOKEN, y reinicie Relais. Todos inician sesión entonces con el token nuevo.',
  'others.accounts': 'Las cuentas con nombre y rol propios vienen con el despliegue en AWS.',
  'others.ask': 'Quien administra Relais añade y quita personas, y da los roles. Pídale otro rol, o a un propietario.',
  'others.pool':
    'Las personas son usuarios del grupo de usuarios de su cuenta de AWS (la salida UserPoolId), y los roles son sus grupos. Quien no está en ningún grupo es agente; quien está en varios tiene el rol más alto.',
  'others.add': 'Añadir a un compañero',
  'others.addHow':
    'En la consola de Cognito: Users → Create user, y después Add user to group con el rol. O, con el usuario, la dirección y el rol que quiera:',
  'others.remove': 'Quitar a un compañero',
  'others.removeHow': 'Termine primero las sesiones y después elimine al usuario:',
  'others.acts': 'Un cambio surte efecto en 15 minutos como máximo.',
};
