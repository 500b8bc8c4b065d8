import { FocusMonitor, type FocusOrigin } from '@angular/cdk/a11y';
import { Directive, inject, output } from '@angular/core';
import { MatMenuTrigger } from '@angular/material/menu';
import { take } from 'rxjs';

/** Where a menu opens whose button stands outside of the part that holds it: over the whole element around both. */
@Directive({
  selector: '[bankMenuAnchor]',
  hostDirectives: [{ directive: MatMenuTrigger, inputs: ['matMenuTriggerFor: bankMenuAnchor'] }],
  host: { class: 'menu-anchor', 'aria-hidden': 'true' },
})
export class MenuAnchor {
  private readonly trigger = inject(MatMenuTrigger);
  private readonly focus = inject(FocusMonitor);

  readonly closed = output();

  constructor() {
    this.trigger.restoreFocus = false;
  }

  /** The focus goes into the menu and, when it closes, back to the button. */
  openAt(button: HTMLElement, by: FocusOrigin): void {
    if (this.trigger.menuOpen) return;
    this.trigger.openMenu();
    this.trigger.menu?.focusFirstItem(by ?? undefined);
    this.trigger.menuClosed.pipe(take(1)).subscribe(() => {
      this.focus.focusVia(button, by);
      this.closed.emit();
    });
  }
}
