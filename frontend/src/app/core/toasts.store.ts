import { Injectable, signal } from '@angular/core';

export interface Toast {
  /** Name of the icon in front. */
  icon: string;
  text: string;
  detail?: string;
  /** A screen to go to, and what the link says. */
  link?: { path: string; label: string };
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
  private last = 0;

  readonly shown = this.list.asReadonly();

  show(toast: Toast): void {
    const id = ++this.last;
    this.list.update((list) => {
      const others = list.filter(({ name }) => name === undefined || name !== toast.name);
      return [...others, { ...toast, id }].slice(-SHOWN_MAX);
    });
    setTimeout(() => this.dismiss(id), LIFE_MS);
  }

  clear(): void {
    this.list.set([]);
  }

  dismiss(id: number): void {
    this.list.update((list) => list.filter((toast) => toast.id !== id));
  }
}
