/** The assistant's part of the admin API: names for the generated types. */
import type { components, paths } from '../generated/openapi';

type Schemas = components['schemas'];

export type Draft = Schemas['Draft'];
/** What the assistant would answer: nothing of it was sent. */
export type Answer = NonNullable<Draft['answer']>;
/** Texts of the model: each may be empty. */
export type HandOver = NonNullable<Answer['hands_over']>;
export type RestsOn = Schemas['RestsOn'];

type Asked = paths['/api/drafts']['post']['requestBody']['content']['application/json'];
export type Line = NonNullable<Asked['messages']>[number];
/** A conversation that is made up, under settings that are perhaps not saved; or one that there is. */
export type Question = (Pick<Asked, 'phone_id' | 'settings'> & { messages: Line[] }) | { conversation: string };
