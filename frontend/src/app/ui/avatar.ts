import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Far enough apart to be told from each other. */
const HUES = 18;

/**
 * Initials in a circle of the person's own hue, with a dot when it is known whether the person is online. Decoration: the
 * name stands beside it.
 */
@Component({
  selector: 'bank-avatar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  // As generated content: text would count as part of the label of what it stands in.
  host: { 'aria-hidden': 'true', '[attr.data-initials]': 'initials()', '[style.--hue]': 'hue()' },
  template: `@if (online() !== null) {
    <span class="dot" [class.on]="online()"></span>
  }`,
  styles: `
    :host {
      position: relative;
      display: inline-grid;
      place-items: center;
      flex: none;
      width: var(--avatar-size, 2.75rem);
      height: var(--avatar-size, 2.75rem);
      border-radius: 50%;
      background: light-dark(hsl(var(--hue) 45% 90%), hsl(var(--hue) 32% 20%));
      color: light-dark(hsl(var(--hue) 65% 24%), hsl(var(--hue) 60% 82%));
      font-size: calc(var(--avatar-size, 2.75rem) * 0.36);
      font-weight: 600;
    }

    :host::before {
      content: attr(data-initials);
    }

    .dot {
      position: absolute;
      inset-block-end: 0;
      inset-inline-end: 0;
      width: 0.8rem;
      height: 0.8rem;
      border-radius: 50%;
      border: 2px solid var(--bank-card);
      background: var(--bank-line-strong);
    }

    .dot.on {
      background: #1f9d63;
    }

    @media (forced-colors: active) {
      :host {
        border: 1px solid;
      }

      .dot {
        border-color: CanvasText;
        background: Canvas;
        forced-color-adjust: none;
      }

      .dot.on {
        background: CanvasText;
      }
    }
  `,
})
export class Avatar {
  readonly name = input.required<string>();
  /** What stays the same for a person wherever they are shown: the username, else the account's number. */
  readonly of = input.required<string>();
  readonly online = input<boolean | null>(null);

  protected readonly hue = computed(() => String(hueOf(this.of())));
  protected readonly initials = computed(() => {
    const words = this.name().split(/\s+/).filter(Boolean);
    const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
    return letters.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
  });
}

/** A hue in degrees, always the same for the same person: FNV-1a over the name, folded. */
function hueOf(person: string): number {
  let hash = 0x811c9dc5;
  for (const char of person) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) % HUES) * (360 / HUES);
}
