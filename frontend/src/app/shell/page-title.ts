import { effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';

/** Screen and bank, with the number of unread notifications in front, as tabs are told apart. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly inbox = inject(InboxStore);
  private readonly screen = signal<string | undefined>(undefined);

  constructor() {
    super();
    effect(() => {
      const unread = this.inbox.unread();
      const name = [this.screen(), texts.appName].filter(Boolean).join(' · ');
      this.title.setTitle(unread > 0 ? `(${String(unread)}) ${name}` : name);
    });
  }

  override updateTitle(state: RouterStateSnapshot): void {
    this.screen.set(this.buildTitle(state));
  }
}
