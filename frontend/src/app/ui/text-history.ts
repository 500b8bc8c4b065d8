import type { Typed } from './money-text';

const STEPS_MAX = 100;

/** What stood in a field before: a browser forgets it once a program has written there. */
export class TextHistory {
  private readonly past: Typed[] = [];
  private future: Typed[] = [];

  constructor(private present: Typed = { text: '', caret: 0 }) {}

  /** Takes note of what the user made of it. */
  note(now: Typed): void {
    if (now.text === this.present.text) {
      this.present = now;
      return;
    }
    this.past.push(this.present);
    if (this.past.length > STEPS_MAX) this.past.shift();
    this.future = [];
    this.present = now;
  }

  /** Somebody else wrote the field: there is no way back beyond that. */
  begin(text: string): void {
    this.past.length = 0;
    this.future = [];
    this.present = { text, caret: text.length };
  }

  /** What to show; null when there is nothing before. */
  undo(): Typed | null {
    const before = this.past.pop();
    if (!before) return null;
    this.future.push(this.present);
    this.present = before;
    return before;
  }

  redo(): Typed | null {
    const after = this.future.pop();
    if (!after) return null;
    this.past.push(this.present);
    this.present = after;
    return after;
  }
}
