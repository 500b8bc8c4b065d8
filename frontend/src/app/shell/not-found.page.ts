import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';

@Component({
  selector: 'bank-not-found-page',
  imports: [Empty, MatButton, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <h1>{{ t.title }}</h1>
    <section class="card">
      <bank-empty icon="search" [heading]="t.hint">
        <a matButton="tonal" routerLink="/">{{ t.home }}</a>
      </bank-empty>
    </section>
  </div>`,
})
export class NotFoundPage {
  protected readonly t = texts.notFound;
}
