import { DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

/** Tells when the element comes near the visible part of the page. */
@Directive({ selector: '[bankSeen]' })
export class Seen {
  readonly bankSeen = output();

  constructor() {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) this.bankSeen.emit();
      },
      { rootMargin: '300px' },
    );
    observer.observe(inject<ElementRef<HTMLElement>>(ElementRef).nativeElement);
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}
