/** The header of an interactive message or template: a text or a file. */
import { MediaFile } from './MediaFile';
import { Place } from './Place';
import { at, text } from './read';

export function Header({ content }: { content: unknown }) {
  const header = at(content, 'header');
  const type = text(header, 'type');
  if (type === 'text') return <strong class="phone-header">{text(header, 'text')}</strong>;
  if (type === 'location') return <Place place={at(header, type)} />;
  const file = type === '' ? undefined : at(header, type);
  return file === undefined ? null : <MediaFile type={type} file={file} />;
}
