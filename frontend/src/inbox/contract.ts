/** The admin API as the inbox sees it: names for the types that `npm run contract` generates from its description. */
import type { components, paths } from '../generated/openapi';

type Schemas = components['schemas'];

export type Conversation = Schemas['Conversation'];
export type LastMessage = Schemas['LastMessage'];
export type Message = Schemas['Message'];
/** Who another conversation is with. */
export type OtherPerson = Schemas['OtherPerson'];
export type ConversationPage = Schemas['ConversationPage'];
export type MessagePage = Schemas['MessagePage'];
export type Changes = Schemas['Changes'];
export type Template = Schemas['TemplateList']['templates'][number];
export type SendMessage = Schemas['SendMessage'];
export type Sent = Schemas['Sent'];
export type Health = Schemas['Health'];

export type Direction = Schemas['Direction'];
export type Status = Schemas['Status'];
export type Sender = NonNullable<Message['sent_by']>;
export type Reason = NonNullable<Conversation['needs_person']>['reason'];
export type Filter = NonNullable<NonNullable<paths['/api/conversations']['get']['parameters']['query']>['filter']>;

/** The values of a template's placeholders, in Meta's form: the API's description leaves it open. */
export type TemplateComponent = {
  type: 'body';
  parameters: { type: 'text'; text: string; parameter_name?: string }[];
};

/** What the composer hands over: a text, or a template with its parameters filled in. */
export type Outgoing =
  | { message: string; resend_of?: string }
  | { template: { name: string; language: string; components: TemplateComponent[] } };
