/** The place of the drawer, which is loaded when it is opened. */
import { useLoaded } from '../../ui/useLoaded';
import type { WireProps } from './Wire';

export function WireSlot({ open, ...props }: WireProps & { open: boolean }) {
  const Drawer = useLoaded(open, () => import('./Wire'))?.Wire;
  return open && Drawer ? <Drawer {...props} /> : null;
}
