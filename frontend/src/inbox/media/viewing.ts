/** What the viewer shows next, and how large. */
import type { Message } from '../contract';
import { kindOfMessage } from './kinds';

/** The largest zoom. */
export const LARGEST = 4;
const STEP = 1.5;

/** The zoom after a key: `+` and `-` in steps between 1 and 4, `0` back to the whole. */
export function zoomed(zoom: number, key: string): number {
  if (key === '0') return 1;
  if (key === '+' || key === '=') return Math.min(zoom * STEP, LARGEST);
  return key === '-' ? Math.max(zoom / STEP, 1) : zoom;
}

/** The photos before and after this one in the thread. None beside a document. */
export function neighbours(message: Message, messages: readonly Message[]) {
  const photos = messages.filter(
    (each) => kindOfMessage(each) === 'image' && each.media?.state === 'stored' && !each.deleted_at,
  );
  const at = photos.findIndex(({ id }) => id === message.id);
  return { before: at > 0 ? photos[at - 1] : undefined, after: at >= 0 ? photos[at + 1] : undefined };
}

export interface Point {
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

/** Whether a point is on a picture of this size that is drawn whole in the middle of a box. In pixels of the page. */
export function isOn({ x, y }: Point, box: Size & { left: number; top: number }, picture: Size): boolean {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const fromMiddle = { x: Math.abs(x - box.left - box.width / 2), y: Math.abs(y - box.top - box.height / 2) };
  return fromMiddle.x <= (picture.width * scale) / 2 && fromMiddle.y <= (picture.height * scale) / 2;
}
