/** Sends a place: from coordinates, the address of a map, or where this device is. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Outgoing } from '../contract';
import { PlaceMap } from '../parts/Place';
import type { SendResult } from '../useSending';
import { coordinatesIn, isAddress } from './coordinates';
import { Field, Form } from './Form';
import { type Keeping, useFormDraft } from './formDraft';

const NEW_PLACE = { where: '', name: '', address: '' };

interface Props {
  keeping: Keeping;
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  onClose: () => void;
}

export function PlaceForm({ keeping, onSend, onClose }: Props) {
  const { t } = useTranslation();
  const { values, change, forget } = useFormDraft(keeping, 'place', NEW_PLACE);
  const { where, name, address } = values;
  const setWhere = (typed: string) => change(() => ({ where: typed }));
  const place = coordinatesIn(where);
  const submit = async () => {
    if (place === null) return 'unsent';
    const named = {
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(address.trim() ? { address: address.trim() } : {}),
    };
    return onSend({ location: { ...place, ...named } }, name.trim() || where.trim());
  };
  return (
    <Form
      title={t('attach.place')}
      missing={place === null ? t(isAddress(where) ? 'place.notInAddress' : 'place.missing') : null}
      onSubmit={submit}
      onSent={forget}
      onClose={onClose}
    >
      <Field label={t('place.where')} value={where} testId="place-where" onValue={setWhere} />
      <Here onWhere={setWhere} />
      <Field
        label={t('place.name')}
        value={name}
        maxLength={1000}
        onValue={(typed) => change(() => ({ name: typed }))}
      />
      <Field
        label={t('place.address')}
        value={address}
        maxLength={1000}
        onValue={(typed) => change(() => ({ address: typed }))}
      />
      {place && <PlaceMap {...place} />}
    </Form>
  );
}

/** Where this device is, if the person allows it. */
function Here({ onWhere }: { onWhere: (where: string) => void }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  if (!('geolocation' in navigator)) return null;
  const locate = () => {
    setFailed(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => onWhere(`${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`),
      () => setFailed(true),
      { timeout: 15_000 },
    );
  };
  return (
    <>
      <button type="button" class="button button-small more" onClick={locate}>
        <Icon name="pin" />
        {t('place.here')}
      </button>
      {failed && (
        <p class="field-error" role="alert">
          {t('place.hereFailed')}
        </p>
      )}
    </>
  );
}
