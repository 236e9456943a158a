/** The admin API as the inbox sees it: names for the types that `npm run contract` generates from its description. */
import type { components, paths } from '../generated/openapi';

type Schemas = components['schemas'];

export type Conversation = Schemas['Conversation'];
export type ConversationPage = Schemas['ConversationPage'];
export type Changes = Schemas['Changes'];
export type Health = Schemas['Health'];
export type LastMessage = Schemas['LastMessage'];
export type Message = Schemas['Message'];
export type MessagePage = Schemas['MessagePage'];
export type MessageVersion = Schemas['MessageVersions']['versions'][number];
export type Reason = NonNullable<Conversation['needs_person']>['reason'];
export type SendMessage = Schemas['SendMessage'];
export type Sent = Schemas['Sent'];
export type Status = Schemas['Status'];

/** Who another conversation is with. */
export type OtherPerson = Conversation['merged'][number];
export type Template = Schemas['TemplateList']['templates'][number];

export type Direction = Schemas['Direction'];
export type Sender = NonNullable<Message['sent_by']>;
export type Filter = NonNullable<NonNullable<paths['/api/conversations']['get']['parameters']['query']>['filter']>;

/** The values of a template's placeholders, in Meta's form: the API's description leaves it open. */
export type TemplateComponent = {
  type: 'body';
  parameters: { type: 'text'; text: string; parameter_name?: string }[];
};

/** A template with its parameters filled in. */
export interface FilledTemplate {
  name: string;
  language: string;
  components: TemplateComponent[];
}

/** What the composer hands over. `override_opt_out`: why it is sent to somebody who opted out. */
export type Outgoing = ({ message: string; resend_of?: string } | { template: FilledTemplate }) & {
  override_opt_out?: string;
};
