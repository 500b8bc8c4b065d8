import { inject, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';

/** Path data on a grid of 24, drawn with a round pen. */
const icons = {
  overview: 'M4 11.2 12 4.5l8 6.7V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19zM9.5 20.5v-6h5v6',
  transfer: 'M4 8.5h13.5M14 4.5l4 4-4 4M20 15.5H6.5M10 11.5l-4 4 4 4',
  list: 'M4 6.5h16M4 12h16M4 17.5h10',
  bell: 'M6.5 16.5v-6a5.5 5.5 0 0 1 11 0v6l1.5 1.5H5zM10 20.5a2.2 2.2 0 0 0 4 0',
  shield: 'M12 3.5 5 6.2v5.3c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6.2zM9 12l2.2 2.2L15.2 10',
  pulse: 'M3.5 12.5H8l2.5-7 3.5 13 2.5-6h4',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  check: 'm5 12.5 4.8 4.8L19.5 7.5',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  down: 'm6.5 9.5 5.5 5.5 5.5-5.5',
  up: 'm6.5 14.5 5.5-5.5 5.5 5.5',
  expand: 'M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15',
  play: 'M7.5 5v14l11-7z',
  stop: 'M6.5 6.5h11v11h-11z',
  back: 'M19.5 12h-15M10.5 6l-6 6 6 6',
  forward: 'M4.5 12h15M13.5 6l6 6-6 6',
  download: 'M12 4v11.5M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  eye: 'M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  'eye-off':
    'M4 4l16 16M9.6 6.2A9.4 9.4 0 0 1 12 5.8c6 0 9.5 6.2 9.5 6.2a16 16 0 0 1-2.7 3.4M6.3 7.8A15.6 15.6 0 0 0 2.5 12S6 18.2 12 18.2c1.7 0 3.2-.5 4.5-1.2M10 10a2.8 2.8 0 0 0 4 4',
  print: 'M7 8.5v-5h10v5M7 16.5H4.5v-8h15v8H17M7 13.5h10v7H7z',
  plus: 'M12 5v14M5 12h14',
  laptop: 'M5.5 5.5h13v9.5h-13zM3 18.5h18',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4.2M12 17v.2',
  in: 'M17.5 6.5l-11 11M6.5 9v8.5H15',
  out: 'M6.5 17.5l11-11M9 6.5h8.5V15',
  gift: 'M4.5 11.5h15v8.5h-15zM3.5 7.8h17v3.7h-17zM12 7.8V20M12 7.8C9.5 7.8 7.5 7 7.5 5.4S10.8 3.3 12 7.8zM12 7.8c2.5 0 4.5-.8 4.5-2.4S13.2 3.3 12 7.8z',
  key: 'M8 19.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.2 11.8 19 4M15.5 7.5l3 3',
  logout: 'M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10.5 12h10M17 8l4 4-4 4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3l5 5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.2V12l3.2 2',
  server: 'M4.5 4.5h15v6h-15zM4.5 13.5h15v6h-15zM8 7.5h.2M8 16.5h.2',
  scale: 'M12 4v16M7.5 20h9M5 7.5h14M5 7.5l-2.5 6a2.8 2.8 0 0 0 5 0zM19 7.5l-2.5 6a2.8 2.8 0 0 0 5 0z',
} as const;

export type IconName = keyof typeof icons;

/** Makes the icons known by name to `mat-icon`; they are part of the page, nothing is fetched. */
export function provideIcons(): EnvironmentProviders {
  return provideEnvironmentInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, path] of Object.entries(icons)) {
      const svg = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`;
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  });
}
