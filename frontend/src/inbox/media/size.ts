/** Sizes of files and lengths of sounds, as people read them. */

const KB = 1024;
const MB = 1024 * KB;

interface Wording {
  language: string;
  locale: string;
}

/** As `fileSize`, with one digit more and rounded up: what is above a limit of whole megabytes never reads as the limit. */
export function fileSizeAbove(bytes: number, wording: Wording): string {
  if (bytes < MB) return fileSize(bytes, wording);
  const tenths = Math.ceil((bytes / MB) * 10) / 10;
  const number = tenths.toLocaleString(wording.locale, { maximumFractionDigits: 1 });
  return `${number}\u00a0M${wording.language === 'fr' ? 'o' : 'B'}`;
}

/** `512 B`, `12 KB`, `1.4 MB`. In French `512 o`, `12 Ko`, `1,4 Mo`. */
export function fileSize(bytes: number, { language, locale }: Wording): string {
  const unit = language === 'fr' ? 'o' : 'B';
  const number = (value: number, digits: number) => value.toLocaleString(locale, { maximumFractionDigits: digits });
  if (bytes < KB) return `${number(bytes, 0)}\u00a0${unit}`;
  if (bytes < MB) return `${number(bytes / KB, 0)}\u00a0K${unit}`;
  return `${number(bytes / MB, bytes < 10 * MB ? 1 : 0)}\u00a0M${unit}`;
}

/** Minutes and seconds: `0:07`, `12:30`. Empty when the length is not known. */
export function playTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
