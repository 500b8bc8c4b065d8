import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { filterOf, NO_FILTER, paramsOf, type StatementFilter } from './statement-filter';

/** What of the statement is shown is part of the address: a reload, a link and the print view show the same. */
@Injectable({ providedIn: 'root' })
export class FilterInAddress {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} });

  readonly current = computed<StatementFilter>(() => filterOf(this.params()), { equal: sameFilter });

  change(part: Partial<StatementFilter>): void {
    void this.router.navigate([], {
      queryParams: paramsOf({ ...this.current(), ...part }),
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  clear(): void {
    this.change(NO_FILTER);
  }
}

function sameFilter(a: StatementFilter, b: StatementFilter): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
