import { Icon, type IconName } from './Icon';

/** A circle with initials, or with a drawing; its tint (one of six) is always the same for the same person. */
export function Avatar({ name, seed, icon }: { name: string; seed: string; icon?: IconName | undefined }) {
  return (
    <span class={`avatar tint-${tintOf(seed)}`} aria-hidden="true">
      {icon ? <Icon name={icon} /> : initialsOf(name)}
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name
    .replace(/^@/, '')
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase() || '#';
}

export function tintOf(seed: string): number {
  let sum = 0;
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}
