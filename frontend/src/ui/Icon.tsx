/** The drawings used by both pages. They are decoration: what they mean is always said in text beside them. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  search: 'M16 16l4 4M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.6 3.5-5.5 7-5.5s6.2 1.9 7 5.5',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.7-3.4 3-5.2 6.5-5.2s5.8 1.8 6.5 5.2M15.5 4.8a3.5 3.5 0 0 1 0 6.5M17.5 14.6c2.2.5 3.5 2.2 4 4.9',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.2-1.2',
  spark: 'M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8zM19 16.5v4M17 18.5h4',
  phone: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM11 18h2',
  alert: 'M12 8v5M12 16.5v.01M12 3.5l9 16H3z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 7v5l3 2M12 20.5a8.5 8.5 0 1 1 0-17 8.5 8.5 0 0 1 0 17z',
  down: 'M12 5v13M6.5 12.5L12 18l5.5-5.5',
  plus: 'M12 5v14M5 12h14',
  clip: 'M19 11.5l-7 7a4.6 4.6 0 0 1-6.5-6.5l7.5-7.5a3 3 0 0 1 4.3 4.3l-7.4 7.4a1.5 1.5 0 0 1-2.1-2.1l6.6-6.6',
  burst: 'M5 6h14M5 12h10M5 18h6',
  inbox: 'M4 5h16v11h-9l-4.5 4v-4H4z',
  pulse: 'M3 12h4l2.5-6.5 5 13 2.5-6.5h4',
  chart: 'M5 20v-8M12 20V4M19 20v-5',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  leave: 'M14 4H6v16h8M11 12h10M17.5 8.5L21 12l-3.5 3.5',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  bell: 'M6 16.5c1.2-1.4 1.5-3 1.5-5.5a4.5 4.5 0 0 1 9 0c0 2.5.3 4.1 1.5 5.5zM10.3 19.5a2 2 0 0 0 3.4 0M12 4v2.5',
  bellOff: 'M6 16.5c1.2-1.4 1.5-3 1.5-5.5a4.5 4.5 0 0 1 9 0c0 2.5.3 4.1 1.5 5.5zM10.3 19.5a2 2 0 0 0 3.4 0M4 4l16 16',
  play: 'M8 5.5l10 6.5-10 6.5z',
  pause: 'M8.5 6v12M15.5 6v12',
  stop: 'M7 7h10v10H7z',
  minus: 'M5 12h14',
  cross: 'M6 6l12 12M18 6L6 18',
  mic: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5',
  call: 'M6 4h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.5 1.5A15 15 0 0 1 4.5 5.5 1.5 1.5 0 0 1 6 4z',
  image: 'M4.5 5h15v14h-15zM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15 9.5v.01',
  pin: 'M12 20.5c-4-4.7-6-7.6-6-10.5a6 6 0 0 1 12 0c0 2.9-2 5.8-6 10.5zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  choices: 'M4 5h16v5H4zM4 14h16v5H4z',
  reply: 'M10 6l-6 6 6 6M4 12h9a6 6 0 0 1 6 6',
  smile: 'M12 20.5a8.5 8.5 0 1 1 0-17 8.5 8.5 0 0 1 0 17zM8.5 14c1.8 2.6 5.2 2.6 7 0M9 9.5v.01M15 9.5v.01',
  keyboard: 'M3 6.5h18v11H3zM6.5 10v.01M10 10v.01M14 10v.01M17.5 10v.01M8 14h8',
  template: 'M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4',
} as const;

export type IconName = keyof typeof PATHS;

/** Those that point along the line: they are mirrored where it runs from right to left. */
const DIRECTED: ReadonlySet<IconName> = new Set(['back', 'send', 'leave', 'reply', 'burst']);

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class={DIRECTED.has(name) ? 'icon icon-directed' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The logo of Relais: two ends and a line between them. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="logo-ground" width="32" height="32" rx="9" />
      <path class="logo-path" d="M8.5 20.5a7 7 0 0 1 7-7h1a7 7 0 0 0 7-7" />
      <circle class="logo-end" cx="8.5" cy="23" r="3" />
      <circle class="logo-end" cx="23.5" cy="9" r="3" />
    </svg>
  );
}
