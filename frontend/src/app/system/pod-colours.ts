import { Injectable } from '@angular/core';

/** So many pods differ in colour; the tokens `--bank-pod-0` and so on. */
export const POD_COLOURS = 6;

/** Gives each pod a colour and lets it keep it, also when others come and go. */
@Injectable({ providedIn: 'root' })
export class PodColours {
  private readonly numbers = new Map<string, number>();

  numberOf(pod: string): number {
    const known = this.numbers.get(pod);
    if (known !== undefined) return known;
    const number = this.numbers.size % POD_COLOURS;
    this.numbers.set(pod, number);
    return number;
  }

  of(pod: string): string {
    return `var(--bank-pod-${String(this.numberOf(pod))})`;
  }
}
