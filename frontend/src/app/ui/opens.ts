import type { FocusOrigin } from '@angular/cdk/a11y';
import {
  DestroyRef,
  Directive,
  ElementRef,
  inject,
  input,
  type OnInit,
  type OutputRef,
  signal,
  type Type,
  ViewContainerRef,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { PreloadWhenIdle } from '../core/preload';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';

/** What a button opens over the page. It stands beside the button, and stays there closed. */
export interface Popup {
  /** @param by what the button was pressed with */
  openAt(button: HTMLElement, by: FocusOrigin): void;
  readonly closed: OutputRef<void>;
}

export type LoadPopup = () => Promise<Type<Popup>>;

/**
 * On a button that opens something the first screen does without: it is fetched when the browser is idle, at the latest when
 * the button is pressed, which then opens it as soon as it is there.
 */
@Directive({
  selector: 'button[bankOpens]',
  host: {
    '[attr.aria-expanded]': 'expanded()',
    '[attr.aria-busy]': 'opening() || null',
    '[class.opening]': 'opening()',
    '(click)': 'open($event)',
  },
})
export class Opens implements OnInit {
  private readonly button = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly container = inject(ViewContainerRef);
  private readonly destroyRef = inject(DestroyRef);
  private readonly idle = inject(PreloadWhenIdle);
  private readonly toasts = inject(ToastsStore);
  private popup: Popup | undefined;

  readonly bankOpens = input.required<LoadPopup>();

  protected readonly opening = signal(false);
  protected readonly expanded = signal(false);

  ngOnInit(): void {
    const never = { error: () => undefined };
    this.idle.ahead(this.bankOpens()).pipe(takeUntilDestroyed(this.destroyRef)).subscribe(never);
  }

  protected async open(event: MouseEvent): Promise<void> {
    if (this.opening()) return;
    this.opening.set(true);
    try {
      this.popup ??= this.place(await this.bankOpens()());
    } catch {
      this.toasts.show({ icon: 'alert', text: texts.problems.unreachable, failed: true });
    } finally {
      this.opening.set(false);
    }
    if (!this.popup || this.destroyRef.destroyed) return;
    this.expanded.set(true);
    this.popup.openAt(this.button, pressedBy(event));
  }

  private place(type: Type<Popup>): Popup | undefined {
    if (this.destroyRef.destroyed) return undefined;
    const { instance, changeDetectorRef } = this.container.createComponent(type);
    instance.closed.subscribe(() => this.expanded.set(false));
    changeDetectorRef.detectChanges();
    return instance;
  }
}

/** A key presses a button, too, but without any pointer. */
function pressedBy(event: MouseEvent): FocusOrigin {
  if (event.detail === 0) return 'keyboard';
  return event instanceof PointerEvent && event.pointerType === 'touch' ? 'touch' : 'mouse';
}
