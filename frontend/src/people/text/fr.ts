/** The people page in French. */
import type { PeopleTable } from './texts';

export const fr: PeopleTable = {
  loading: 'Chargement…',

  'you.title': 'Vous',
  'you.token':
    'Vous êtes connecté avec le jeton d’administration. Il ne nomme personne : les collègues ne voient pas qui a fait quoi.',
  'you.name': 'Nom',
  'you.email': 'E-mail',
  'you.shown': 'Les collègues voient',
  'you.role': 'Rôle',

  'role.viewer': 'Lecteur',
  'role.agent': 'Agent',
  'role.owner': 'Propriétaire',
  'role.viewer.may': 'lit tout ici, et ne change rien.',
  'role.agent.may': 's’occupe aussi des clients.',
  'role.owner.may': 'peut tout faire.',

  'roles.title': 'Ce que chaque rôle peut faire',
  'roles.may': 'Action',
  'roles.yours': 'le vôtre',
  'roles.yes': 'oui',
  'roles.no': 'non',
  'roles.versions':
    'Ce que disait un message avant d’être corrigé ou supprimé est vu par les propriétaires et par les membres du groupe « supervisors ». Les propriétaires essaient aussi des réglages non enregistrés.',
  'may.read': 'Lire les conversations, les fichiers, les réglages, l’usage et l’état',
  'may.write': 'Écrire aux clients, et leur envoyer des fichiers',
  'may.handle': 'Prendre en main, rendre, terminer et réunir des conversations',
  'may.suggest': 'Demander des suggestions à l’assistant, et l’essayer',
  'may.settings': 'Changer les réglages, et lire des fichiers comme faits',
  'may.contacts': 'Exporter et effacer ce qui est enregistré sur une personne',
  'may.events': 'Renvoyer des événements aux systèmes de l’entreprise',

  'others.title': 'Ajouter et retirer des personnes',
  'others.token':
    'Sur une seule machine, le jeton d’administration vaut pour tous : qui l’a est propriétaire. Ne le donnez qu’à des personnes qui peuvent tout voir, par un moyen que personne d’autre ne lit.',
  'others.tokenEnd':
    'Pour exclure quelqu’un qui l’a : supprimez le fichier admin-token du dossier de données, ou réglez RELAIS_ADMIN_TOKEN, et redémarrez Relais. Tout le monde se connecte alors avec le nouveau jeton.',
  'others.accounts': 'Des comptes avec un nom et un rôle propres existent avec le déploiement sur AWS.',
  'others.ask':
    'La personne qui gère Relais ajoute et retire des personnes, et donne les rôles. Demandez-lui, ou à un propriétaire, un autre rôle.',
  'others.pool':
    'Les personnes sont des utilisateurs du groupe d’utilisateurs de votre compte AWS (la sortie UserPoolId), et les rôles sont ses groupes. Qui n’est dans aucun groupe est agent ; qui est dans plusieurs a le rôle le plus élevé.',
  'others.add': 'Ajouter un collègue',
  'others.addHow':
    'Dans la console Cognito : Users → Create user, puis Add user to group avec le rôle. Ou, avec le nom d’utilisateur, l’adresse et le rôle voulus :',
  'others.remove': 'Retirer un collègue',
  'others.removeHow': 'Terminez d’abord les sessions, puis supprimez l’utilisateur :',
  'others.acts': 'Un changement prend effet en 15 minutes au plus.',
};
