import {
  HttpContextToken,
  HttpErrorResponse,
  HttpEventType,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, tap, throwError } from 'rxjs';
import { Health } from './health';
import { Failure } from './problem';
import { SessionStore } from './session.store';

/** After this the answer counts as lost; the bank's own deadline for a transfer is shorter. */
const TIMEOUT_MS = 15_000;

/** Marks the call that asks for another id of the session. */
export const RENEWS_SESSION = new HttpContextToken(() => false);

/** Sends the session along, and notices when the bank no longer knows it. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  const session = inject(SessionStore);
  const id = session.id();
  return next(sentBy(id, request)).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'unauthenticated') return throwError(() => error);
      // What it asks for will not come.
      if (request.context.get(RENEWS_SESSION)) session.renewalFailed();
      // Nothing was done for it: it can be sent again under the id that took the place of its own.
      return from(session.refused(id, 'expired')).pipe(
        switchMap((goesOn) => (goesOn ? next(sentBy(session.id(), request)) : throwError(() => error))),
      );
    }),
  );
};

function sentBy(id: string | null, request: HttpRequest<unknown>): HttpRequest<unknown> {
  return id === null ? request : request.clone({ setHeaders: { Authorization: `Bearer ${id}` } });
}

/** Tells how the bank does, from what becomes of each call. */
export const healthInterceptor: HttpInterceptorFn = (request, next) => {
  const health = inject(Health);
  return next(request).pipe(
    tap({
      next: ({ type }) => {
        if (type === HttpEventType.Response) health.answered();
      },
      error: (error: unknown) => health.failed(Failure.from(error)),
    }),
  );
};

/** Turns whatever can go wrong into a `Failure`. Innermost, so that all others meet nothing else. */
export const problemInterceptor: HttpInterceptorFn = (request, next) => {
  // A download may take its time.
  const download = request.method === 'GET' && request.responseType !== 'json';
  return next(download ? request : request.clone({ timeout: TIMEOUT_MS })).pipe(
    catchError((error: unknown) => from(failureOf(error)).pipe(switchMap((failure) => throwError(() => failure)))),
  );
};

async function failureOf(error: unknown): Promise<Failure> {
  // Asked for a file, the browser hands the problem over as one.
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return Failure.from(error);
  const { status, headers } = error;
  return Failure.from(new HttpErrorResponse({ status, headers, error: await error.error.text() }));
}
