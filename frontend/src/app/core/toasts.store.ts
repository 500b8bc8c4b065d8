import { Injectable, signal } from '@angular/core';
import type { Params } from '@angular/router';

export interface Toast {
  /** Name of the icon in front. */
  icon: string;
  text: string;
  detail?: string;
  /** A screen to go to, and what the link says. */
  link?: { path: string; query?: Params; label: string };
  failed?: boolean;
  /** A later toast with the same name takes the place of this one. */
  name?: string;
}

export interface ShownToast extends Toast {
  id: number;
}

const SHOWN_MAX = 3;
const LIFE_MS = 6000;

/** Short messages over the page; the oldest gives way when there are too many. */
@Injectable({ providedIn: 'root' })
export class ToastsStore {
  private readonly list = signal<readonly ShownToast[]>([]);
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private held = false;
  private last = 0;

  readonly shown = this.list.asReadonly();

  show(toast: Toast): void {
    const id = ++this.last;
    this.list.update((list) => {
      const others = list.filter(({ name }) => name === undefined || name !== toast.name);
      return [...others, { ...toast, id }].slice(-SHOWN_MAX);
    });
    if (!this.held) this.end(id);
  }

  /** While somebody points at them or has the focus in them they stay; then they have their time again. */
  hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    if (!held) for (const { id } of this.list()) this.end(id);
  }

  clear(): void {
    this.list.set([]);
  }

  dismiss(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.list.update((list) => list.filter((toast) => toast.id !== id));
  }

  private end(id: number): void {
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), LIFE_MS),
    );
  }
}
