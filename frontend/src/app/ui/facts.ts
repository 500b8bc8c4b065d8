import { ChangeDetectionStrategy, Component, input } from '@angular/core';

export interface Fact {
  name: string;
  value: string;
  /** What sort of text it is: figures stand in columns, what people wrote keeps its own direction, references are long. */
  form?: 'figure' | 'words' | 'reference';
}

/** What is to be said of one thing, name by name. */
@Component({
  selector: 'bank-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<dl>
    @for (fact of facts(); track fact.name) {
      <div>
        <dt>{{ fact.name }}</dt>
        @switch (fact.form) {
          @case ('figure') {
            <dd class="figure" translate="no">{{ fact.value }}</dd>
          }
          @case ('reference') {
            <dd class="small" translate="no">{{ fact.value }}</dd>
          }
          @case ('words') {
            <dd>
              <bdi translate="no">{{ fact.value }}</bdi>
            </dd>
          }
          @default {
            <dd>{{ fact.value }}</dd>
          }
        }
      </div>
    }
  </dl>`,
  styles: `
    dl {
      display: grid;
      gap: 0.625rem;
      margin: 0;
    }

    div {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0.125rem 1.5rem;
    }

    dt {
      color: var(--bank-ink-soft);
    }

    dd {
      flex: 1 1 7rem;
      margin: 0;
      color: var(--bank-ink);
      text-align: end;
      overflow-wrap: anywhere;
    }

    .figure {
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class Facts {
  readonly facts = input.required<readonly Fact[]>();
}
