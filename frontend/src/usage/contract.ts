/** The usage's part of the admin API: names for the generated types. */
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

export type Usage = Schemas['Usage'];
export type Day = Schemas['UsageOfDay'];
export type Speed = keyof Day['time_to_answer'];
export type Opinion = keyof Day['satisfaction'];

export const SPEEDS: readonly Speed[] = ['under_5s', 'under_15s', 'under_60s', 'longer'];
export const OPINIONS: readonly Opinion[] = ['good', 'bad'];
