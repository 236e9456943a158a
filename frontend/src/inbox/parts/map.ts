/** A schematic map around a point: meridians and parallels at round degrees. Nothing is asked of another host. */

export const MAP = { width: 260, height: 120 } as const;

/** How much of the world it shows: 20 metres to a pixel are 5 km from side to side. */
const METRES_PER_PIXEL = 20;
const METRES_PER_DEGREE = 111_320;
/** Degrees between two lines; the first that leaves room between them. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const ROOM_PX = 60;

export interface MapLine {
  /** Pixels from the left or from the top. */
  at: number;
  /** `45.76° N` */
  label: string;
}

export interface Graticule {
  meridians: MapLine[];
  parallels: MapLine[];
  /** Pixels of one kilometre. */
  kilometre: number;
}

/** Null for what is no place on earth. */
export function graticule(latitude: number, longitude: number): Graticule | null {
  if (!isPlace(latitude, longitude)) return null;
  const perLatitude = METRES_PER_DEGREE / METRES_PER_PIXEL;
  // Near the poles meridians meet: the drawing stops getting narrower there.
  const perLongitude = perLatitude * Math.max(0.05, Math.cos((latitude * Math.PI) / 180));
  return {
    meridians: lines(longitude, perLongitude, MAP.width, 1, (degrees) => labelOf(wrapped(degrees), 'E', 'W')),
    parallels: lines(latitude, perLatitude, MAP.height, -1, (degrees) => labelOf(degrees, 'N', 'S')),
    kilometre: 1000 / METRES_PER_PIXEL,
  };
}

export function isPlace(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

function lines(centre: number, perDegree: number, size: number, sign: 1 | -1, label: (degrees: number) => string) {
  const step = STEPS.find((each) => each * perDegree >= ROOM_PX) ?? 1;
  const half = size / 2 / perDegree;
  const found: MapLine[] = [];
  for (let index = Math.ceil((centre - half) / step); index * step <= centre + half; index += 1) {
    const degrees = Number((index * step).toFixed(2));
    found.push({ at: Math.round(size / 2 + sign * (degrees - centre) * perDegree), label: label(degrees) });
  }
  return found;
}

/** Over the line of the date the count goes on from the other side. */
function wrapped(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

function labelOf(degrees: number, positive: string, negative: string): string {
  const amount = Number(Math.abs(degrees).toFixed(2));
  return `${amount}° ${degrees < 0 ? negative : positive}`;
}
