/** A place on a small map of our own, its coordinates, and links that open a map where one is wanted. */
import { useTranslation } from '../../text/Language';
import type { Place as PlaceOf } from '../contract';
import { graticule, MAP } from './map';

export function Place({ place: { latitude, longitude, name, address } }: { place: PlaceOf }) {
  const { t } = useTranslation();
  if (latitude === null || longitude === null) return null;
  const where = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  return (
    <div class="place" data-testid="place">
      <PlaceMap latitude={latitude} longitude={longitude} />
      {(name || address) && (
        <p dir="auto">
          {name && <strong>{name}</strong>}
          {address && <span class="place-address">{address}</span>}
        </p>
      )}
      <p class="attached">
        <span class="number" dir="ltr">
          {latitude}, {longitude}
        </span>
        <a
          href={`https://www.openstreetmap.org/?${where}#map=17/${latitude}/${longitude}`}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          {t('place.map')}
        </a>
        <a class="only-touch" href={`geo:${latitude},${longitude}?q=${latitude},${longitude}`}>
          {t('place.app')}
        </a>
      </p>
    </div>
  );
}

export function PlaceMap({ latitude, longitude }: { latitude: number; longitude: number }) {
  const { t } = useTranslation();
  const map = graticule(latitude, longitude);
  if (map === null) return null;
  const { width, height } = MAP;
  return (
    <svg
      class="map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('place.mapOf', { latitude: String(latitude), longitude: String(longitude) })}
    >
      {map.meridians.map(({ at, label }) => (
        <g key={label}>
          <path d={`M${at} 0V${height}`} />
          {at < width - 40 && (
            <text x={at + 3} y={height - 4}>
              {label}
            </text>
          )}
        </g>
      ))}
      {map.parallels.map(({ at, label }) => (
        <g key={label}>
          <path d={`M0 ${at}H${width}`} />
          <text x={3} y={at - 3}>
            {label}
          </text>
        </g>
      ))}
      <path class="map-scale" d={`M${width - 8 - map.kilometre} 10v4h${map.kilometre}v-4`} />
      <text x={width - 8} y={26} text-anchor="end">
        1 km
      </text>
      <path
        class="map-point"
        d={`M${width / 2} ${height / 2}c-9-13-12-16-12-22a12 12 0 1 1 24 0c0 6-3 9-12 22zm0-18a4 4 0 1 0 0-8 4 4 0 0 0 0 8z`}
      />
    </svg>
  );
}
