/** Reads a place from what people have: two numbers, or the address of a map. */
import { isPlace } from '../parts/map';

export interface Coordinates {
  latitude: number;
  longitude: number;
}

const NUMBER = '(-?\\d{1,3}(?:\\.\\d+)?)';
/** With a decimal comma too, as in French: then a blank or a semicolon stands between the two. */
const TYPED = '(-?\\d{1,3}(?:[.,]\\d+)?)';
const WITH_POINT = '(-?\\d{1,3}\\.\\d+)';
/** `45.76, 4.83` · `45,76 4,83` · `45.76,4.83` · `…/@45.76,4.83,17z` · `…#map=17/45.76/4.83` · `?mlat=45.76&mlon=4.83` · `?q=45.76,4.83` · `geo:45.76,4.83` */
const FORMS = [
  new RegExp(`^${TYPED}(?:,?\\s+|\\s*;\\s*)${TYPED}$`),
  new RegExp(`^${WITH_POINT},${WITH_POINT}$`),
  new RegExp(`[?&]mlat=${NUMBER}&mlon=${NUMBER}`),
  new RegExp(`#map=\\d+/${NUMBER}/${NUMBER}`),
  new RegExp(`/@${NUMBER},${NUMBER}`),
  new RegExp(`[?&](?:q|ll|query|destination)=${NUMBER}(?:,|%2C)${NUMBER}`, 'i'),
  new RegExp(`^geo:${NUMBER},${NUMBER}`),
];

/** Null when the text holds no place on earth. */
export function coordinatesIn(text: string): Coordinates | null {
  for (const form of FORMS) {
    const found = form.exec(text.trim());
    if (!found) continue;
    const [latitude, longitude] = [degrees(found[1]), degrees(found[2])];
    return isPlace(latitude, longitude) ? { latitude, longitude } : null;
  }
  return null;
}

function degrees(typed: string | undefined): number {
  return Number(typed?.replace(',', '.'));
}

/** The address of a page. A short link to a map is one, and does not hold the place. */
export function isAddress(text: string): boolean {
  return /^(https?:\/\/|(www|maps|goo|g|osm)\.)\S+$/i.test(text.trim());
}
