import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'bank-logo',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 32 32">
    <rect width="32" height="32" rx="9" />
    <path d="M10 22V10.5h6.6a3.3 3.3 0 0 1 1.6 6.2A3.4 3.4 0 0 1 17 22z" />
    <circle cx="23.3" cy="21" r="2" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      width: 2.25rem;
      height: 2.25rem;
    }

    rect {
      fill: #0b6b47;
      stroke: rgb(255 255 255 / 0.22);
    }

    path {
      fill: none;
      stroke: #fff;
      stroke-width: 2.4;
      stroke-linejoin: round;
    }

    circle {
      fill: #8fe0b4;
    }
  `,
})
export class Logo {}
