/** The admin API as the inbox sees it: names for the types that `npm run contract` generates from its description. */
import type { components, paths } from '../generated/openapi';

type Schemas = components['schemas'];

export type Conversation = Schemas['Conversation'];
export type ConversationPage = Schemas['ConversationPage'];
export type Changes = Schemas['Changes'];
export type Health = Schemas['Health'];
export type Me = Schemas['Me'];
export type Role = Me['role'];
export type LastMessage = Schemas['LastMessage'];
export type Message = Schemas['Message'];
/** That the assistant handed over, and why. */
export type HandedOver = NonNullable<Conversation['handed_over']>;
/** A call of a tool of which no answer tells the customer. */
export type Called = Conversation['called'][number];
export type MessagePage = Schemas['MessagePage'];
export type MessageVersion = Schemas['MessageVersions']['versions'][number];
export type Reason = NonNullable<Conversation['needs_person']>['reason'];
export type PushBrowser = Schemas['PushBrowser'];
export type PushKey = Schemas['PushKey'];
export type SendMessage = Schemas['SendMessage'];
export type Sent = Schemas['Sent'];
export type Status = Schemas['Status'];

/** The file of a message. */
export type Media = NonNullable<Message['media']>;
export type MediaLink = Schemas['MediaLink'];
export type NewUpload = Schemas['NewUpload'];
export type Upload = Schemas['Upload'];
/** What WhatsApp calls a file by how it is shown. */
export type MediaKind = Upload['media']['kind'];
export type Card = NonNullable<Message['contacts']>[number];
export type Order = NonNullable<Message['order']>;
export type Form = NonNullable<Message['form']>;
export type Place = NonNullable<Message['location']>;

/** Who another conversation is with. */
export type OtherPerson = Conversation['merged'][number];
export type Template = Schemas['TemplateList']['templates'][number];
export type TemplateNeed = Template['needs'][number];
export type HealthNotice = Health['notices'][number];

export type Direction = Schemas['Direction'];
export type Sender = NonNullable<Message['sent_by']>;
export type Filter = NonNullable<NonNullable<paths['/api/conversations']['get']['parameters']['query']>['filter']>;

/** A part of a template that is filled in, in Meta's form: the API's description leaves it open. */
export type TemplateComponent = {
  type: 'header' | 'body' | 'button';
  sub_type?: 'url' | 'copy_code' | 'flow';
  index?: string;
  parameters: { type: string; parameter_name?: string; [value: string]: unknown }[];
};

/** A template with its parameters filled in. */
export interface FilledTemplate {
  name: string;
  language: string;
  components: TemplateComponent[];
}

/** A file that was uploaded. */
export interface OutgoingFile {
  id: string;
  caption?: string;
  voice?: boolean;
  as?: MediaKind;
}

/** A place to send. */
export interface OutgoingPlace {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

/** Buttons, a list, a link or a request for a location: Meta's own object. */
export type OutgoingInteractive = Schemas['Interactive'];

/** A contact card in Meta's form, as far as the inbox fills it in. */
export type OutgoingCard = {
  name: { formatted_name: string; first_name: string };
  org?: { company: string };
  phones?: { phone: string; type: string }[];
  emails?: { email: string; type: string }[];
};

/** Exactly one kind of message. */
export type OutgoingContent =
  | { message: string }
  | { template: FilledTemplate }
  | { media: OutgoingFile }
  | { interactive: OutgoingInteractive }
  | { location: OutgoingPlace }
  | { contacts: OutgoingCard[] }
  | { reaction: { message_id: string; emoji: string } }
  /** What that message said: the server knows it. */
  | { resend_of: string };

/** What the composer hands over. `override_opt_out`: why it is sent to somebody who opted out. */
export type Outgoing = OutgoingContent & { reply_to?: string; resend_of?: string; override_opt_out?: string };
