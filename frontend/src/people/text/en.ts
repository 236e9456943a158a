/** The people page in English. The other languages have the same keys and the same placeholders `{…}`. */
export const en = {
  loading: 'Loading…',

  'you.title': 'You',
  'you.token': 'You are signed in with the admin token. It names nobody, so colleagues do not see who did what.',
  'you.name': 'Name',
  'you.email': 'E-mail',
  'you.shown': 'Colleagues see',
  'you.role': 'Role',

  'role.viewer': 'Viewer',
  'role.agent': 'Agent',
  'role.owner': 'Owner',
  'role.viewer.may': 'reads everything here, and changes nothing.',
  'role.agent.may': 'also serves customers.',
  'role.owner.may': 'may do everything.',

  'roles.title': 'What each role may do',
  'roles.may': 'Action',
  'roles.yours': 'yours',
  'roles.yes': 'yes',
  'roles.no': 'no',
  'roles.versions':
    'What a message said before it was corrected or deleted is seen by owners, and by members of the group “supervisors”. Owners also try settings that are not saved.',
  'may.read': 'Read conversations, files, settings, usage and health',
  'may.write': 'Write to customers, and send them files',
  'may.handle': 'Take over, hand back, close and join conversations',
  'may.suggest': 'Ask the assistant for suggestions, and try it',
  'may.settings': 'Change the settings, and read files as facts',
  'may.contacts': 'Export and erase what is stored about a person',
  'may.events': 'Send events to the business’s systems again',

  'others.title': 'Adding and removing people',
  'others.token':
    'On one machine the admin token is for everybody: whoever has it is an owner. Give it only to people who may see everything, over a connection that nobody else reads.',
  'others.tokenEnd':
    'To keep somebody out who has it: remove the file admin-token from the data folder, or set RELAIS_ADMIN_TOKEN, and restart Relais. Everybody then signs in with the new token.',
  'others.accounts': 'Accounts with a name and a role of their own come with the deployment on AWS.',
  'others.ask':
    'Whoever runs Relais adds and removes people, and gives roles. Ask them, or an owner, for another role.',
  'others.pool':
    'People are users of the user pool in your AWS account (the output UserPoolId), and roles are its groups. Who is in no group is an agent; who is in several has the highest role.',
  'others.add': 'Add a colleague',
  'others.addHow':
    'In the Cognito console: Users → Create user, then Add user to group with the role. Or, with the user name, the address and the role that you want:',
  'others.remove': 'Remove a colleague',
  'others.removeHow': 'End the sessions first, then delete the user:',
  'others.acts': 'A change acts within 15 minutes.',
} as const;
