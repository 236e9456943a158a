/** A place, without a map. */
import { usePhoneTexts } from '../text/texts';
import { text } from './read';

export function Place({ place }: { place: unknown }) {
  const { tx } = usePhoneTexts();
  const name = text(place, 'name');
  const address = text(place, 'address');
  return (
    <p class="phone-place" data-testid="phone-place">
      <span class="sr-only">{tx('kind.location')}</span>
      {name && <strong>{name}</strong>}
      {address && <span>{address}</span>}
      <span dir="ltr">
        {text(place, 'latitude')}, {text(place, 'longitude')}
      </span>
    </p>
  );
}
