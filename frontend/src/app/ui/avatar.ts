import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Initials in a circle, with a dot when it is known whether the person is online. Decoration: the name stands beside it. */
@Component({
  selector: 'bank-avatar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  // As generated content: text would count as part of the label of what it stands in.
  host: { 'aria-hidden': 'true', '[attr.data-initials]': 'initials()' },
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
      background: var(--bank-accent-soft);
      color: var(--bank-accent);
      font-size: calc(var(--avatar-size, 2.75rem) * 0.36);
      font-weight: 600;
    }

    :host::before {
      content: attr(data-initials);
    }

    .dot {
      position: absolute;
      right: 0;
      bottom: 0;
      width: 0.8rem;
      height: 0.8rem;
      border-radius: 50%;
      border: 2px solid var(--bank-card);
      background: var(--bank-line-strong);
    }

    .dot.on {
      background: #1f9d63;
    }
  `,
})
export class Avatar {
  readonly name = input.required<string>();
  readonly online = input<boolean | null>(null);

  protected readonly initials = computed(() => {
    const words = this.name().split(/\s+/).filter(Boolean);
    const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
    return letters.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
  });
}
