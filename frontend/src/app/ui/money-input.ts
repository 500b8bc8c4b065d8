import { computed, Directive, effect, ElementRef, forwardRef, inject, input, untracked } from '@angular/core';
import { type ControlValueAccessor, NG_VALUE_ACCESSOR } from '@angular/forms';
import { locale } from '../core/texts';
import { fractionDigits } from './money';
import { completeMoney, moneyStyle, pastedMoney, readMoney, tidyMoney, writeMoney } from './money-text';
import { TextHistory } from './text-history';

/** A text field for an amount: shown as money while typing, its value in minor units, null when empty. */
@Directive({
  selector: 'input[bankMoney]',
  host: {
    inputmode: 'decimal',
    autocomplete: 'off',
    '(input)': 'typed($event)',
    '(paste)': 'pasted($event)',
    '(blur)': 'left()',
    '(keydown)': 'pressed($event)',
    '(beforeinput)': 'changing($event)',
  },
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: forwardRef(() => MoneyInput), multi: true }],
})
export class MoneyInput implements ControlValueAccessor {
  private readonly field = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;

  /** Currency of the amount. */
  readonly bankMoney = input.required<string>();

  private readonly style = computed(() => moneyStyle(locale, fractionDigits(this.bankMoney())));
  private readonly history = new TextHistory();
  private value: number | null = null;
  private changed: (minor: number | null) => void = () => undefined;
  private touched: () => void = () => undefined;

  constructor() {
    effect(() => {
      this.style();
      untracked(() => this.writeValue(this.value));
    });
  }

  writeValue(minor: number | null): void {
    this.value = minor;
    this.field.value = minor === null ? '' : writeMoney(minor, this.style());
    this.history.begin(this.field.value);
  }

  registerOnChange(changed: (minor: number | null) => void): void {
    this.changed = changed;
  }

  registerOnTouched(touched: () => void): void {
    this.touched = touched;
  }

  setDisabledState(disabled: boolean): void {
    this.field.disabled = disabled;
  }

  protected typed(event: Event): void {
    const { field } = this;
    const { data, inputType } = event as InputEvent;
    const separator = inputType === 'insertText' && (data === '.' || data === ',');
    const caret = field.selectionStart ?? field.value.length;
    const tidy = tidyMoney({ text: field.value, caret }, this.style(), separator);
    this.history.note(tidy);
    this.show(tidy);
  }

  protected pasted(event: ClipboardEvent): void {
    event.preventDefault();
    const text = pastedMoney(event.clipboardData?.getData('text') ?? '', this.style());
    const pasted = { text, caret: text.length };
    this.history.note(pasted);
    this.show(pasted);
  }

  /** The keys for undo and redo; a browser whose own history is empty tells of nothing else. */
  protected pressed(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    this.travel(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  }

  /** The same from a menu of the browser. */
  protected changing(event: Event): void {
    const { inputType } = event as InputEvent;
    if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return;
    event.preventDefault();
    this.travel(inputType === 'historyRedo' ? 'redo' : 'undo');
  }

  protected left(): void {
    const text = completeMoney(this.field.value, this.style());
    this.field.value = text;
    this.history.note({ text, caret: text.length });
    this.touched();
  }

  private travel(way: 'undo' | 'redo'): void {
    const step = this.history[way]();
    if (step) this.show(step);
  }

  private show({ text, caret }: { text: string; caret: number }): void {
    this.field.value = text;
    this.field.setSelectionRange(caret, caret);
    this.value = readMoney(text, this.style());
    this.changed(this.value);
  }
}
