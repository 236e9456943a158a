/** What each role may do. `people.test.tsx` compares it with `x-role` of the API's description. */
import type { Role } from '../inbox/contract';

/** Each may do what the ones before it may. */
export const ROLES: readonly Role[] = ['viewer', 'agent', 'owner'];

interface Ability {
  name: 'read' | 'write' | 'handle' | 'suggest' | 'settings' | 'contacts' | 'events';
  /** The least that is needed. */
  role: Role;
  /** The API's calls for it, as `get /api/…`. */
  calls: RegExp;
}

export const ABILITIES: readonly Ability[] = [
  { name: 'read', role: 'viewer', calls: /^(get (?!\/api\/(drafts|contacts|push)\b)|(post|delete) \/api\/session\b)/ },
  { name: 'write', role: 'agent', calls: /^(post|delete) \/api\/(send_message|media)\b/ },
  {
    name: 'handle',
    role: 'agent',
    calls: /^((post|put|patch|delete) \/api\/conversations\/|(get|post|delete) \/api\/push\b)/,
  },
  { name: 'suggest', role: 'agent', calls: /^(get|post) \/api\/drafts\b/ },
  { name: 'settings', role: 'owner', calls: /^(put \/api\/settings|post \/api\/facts)\b/ },
  { name: 'contacts', role: 'owner', calls: /^(get|delete) \/api\/contacts\b/ },
  { name: 'events', role: 'owner', calls: /^post \/api\/events\b/ },
];

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** As docs/OPERATIONS.md has them. */
export const COMMANDS = {
  add: [
    'aws cognito-idp admin-create-user --user-pool-id … --username zoe --user-attributes Name=email,Value=zoe@example.com Name=email_verified,Value=true',
    'aws cognito-idp admin-add-user-to-group --user-pool-id … --username zoe --group-name agent',
  ],
  remove: [
    'aws cognito-idp admin-user-global-sign-out --user-pool-id … --username zoe',
    'aws cognito-idp admin-delete-user --user-pool-id … --username zoe',
  ],
} as const;
