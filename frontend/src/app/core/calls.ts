import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Api, type ApiFnOptional, type ApiFnRequired } from '../api/api';
import type { StrictHttpResponse } from '../api/strict-http-response';

/** Calls to the bank that can be given up; `Api.invoke` goes on to its end. */
@Injectable({ providedIn: 'root' })
export class Calls {
  private readonly api = inject(Api);
  private readonly http = inject(HttpClient);

  ask<P, R>(call: ApiFnRequired<P, R> | ApiFnOptional<P, R>, params: P, signal: AbortSignal): Promise<R> {
    return new Promise((resolve, reject) => {
      let answer: StrictHttpResponse<R> | undefined;
      const subscription = call(this.http, this.api.rootUrl, params).subscribe({
        next: (response) => (answer = response),
        error: reject,
        complete: () => (answer ? resolve(answer.body) : undefined),
      });
      signal.addEventListener('abort', () => {
        subscription.unsubscribe();
        reject(new DOMException('No longer wanted.', 'AbortError'));
      });
    });
  }
}
