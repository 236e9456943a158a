/** A template as the customer will see it. Placeholders that are not filled in yet stay visible. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { useObjectUrl } from './compose/FileTray';
import type { Template } from './contract';
import { Marked } from './markup/Marked';
import { filled, type Values } from './templates';
import type { HeaderFile } from './templateUpload';

interface Props {
  template: Template;
  values: Values;
  /** Null: it is shown by its name. */
  file: HeaderFile | null;
}

export function TemplatePreview({ template: { parts }, values, file }: Props) {
  const { t } = useTranslation();
  const { header, body, footer, buttons } = parts;
  return (
    <section class="template-preview" data-testid="template-preview" aria-label={t('template.preview')}>
      {header && <Header header={header} values={values} file={file} />}
      {body && <Marked content={filled(body, 'body', values)} />}
      {footer && (
        <p class="template-footer" dir="auto">
          {footer}
        </p>
      )}
      {buttons.length > 0 && (
        <ul class="template-buttons">
          {buttons.map((button, at) => (
            <li key={`${at} ${button.text}`} dir="auto">
              {button.text ?? t(button.type === 'copy_code' ? 'template.copyCode' : 'template.button')}
              <Behind url={button.url} code={values[`button.${at}`]} number={button.phone_number} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What a button opens, calls or copies. */
function Behind({ url, code, number }: { url: string | null; code: string | undefined; number: string | null }) {
  const shown = url ? url.replace(/\{\{.*?\}\}/, (gap) => code?.trim() || gap) : (number ?? code?.trim());
  return shown ? (
    <span class="hint" dir="ltr">
      {shown}
    </span>
  ) : null;
}

const FORMATS: Readonly<Record<string, TextKey>> = {
  image: 'template.image',
  video: 'template.video',
  document: 'template.document',
  location: 'template.location',
};

interface HeaderProps {
  header: NonNullable<Template['parts']['header']>;
  values: Values;
  file: HeaderFile | null;
}

function Header({ header, values, file }: HeaderProps) {
  const { t } = useTranslation();
  if (header.format === 'text') {
    return (
      <p class="template-header" dir="auto">
        <strong>{filled(header.text, 'header', values)}</strong>
      </p>
    );
  }
  if (file && file.id === values.header && (header.format === 'image' || header.format === 'video')) {
    return <Picture blob={file.file} video={header.format === 'video'} />;
  }
  const format = FORMATS[header.format];
  const what = values['header.filename'] || values['header.name'] || values.header;
  return (
    <p class="template-header template-header-file" dir="auto">
      {format ? t(format) : header.format}
      {what && !what.startsWith('upload-') && <span class="hint"> {what}</span>}
    </p>
  );
}

/** The file that was chosen, from its bytes. */
function Picture({ blob, video }: { blob: Blob; video: boolean }) {
  const { t } = useTranslation();
  const address = useObjectUrl(blob);
  if (video) return <video class="template-picture" src={address ?? undefined} controls muted playsInline />;
  return <img class="template-picture" src={address ?? undefined} alt={t('template.image')} />;
}
