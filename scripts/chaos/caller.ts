import type { WiredPod } from './bank';
import type { Interval } from './checker/history';
import type { Recorder } from './recorder';

/** Longer than a pod takes for anything it answers at all. */
const PATIENCE_MS = 15_000;

export interface Call {
  method: 'GET' | 'POST';
  /** Below /api. */
  path: string;
  body?: object;
  session?: string | undefined;
  /** Of a payment. */
  key?: string;
  /** The statuses that the contract has for it, beside 503. */
  expects: readonly number[];
}

/** What came back; status 0 and the network's word when nothing did. */
export interface Answer extends Interval {
  pod: string;
  status: number;
  text: string;
  headers: Headers;
}

/** Calls pods on behalf of one client and notes answers that the contract does not have. */
export class Caller {
  constructor(
    readonly client: string,
    private readonly recorder: Recorder,
  ) {}

  async call(pod: WiredPod, { method, path, body, session, key, expects }: Call): Promise<Answer> {
    const start = this.recorder.now();
    this.recorder.requests += 1;
    const headers = new Headers({
      ...(body && { 'content-type': 'application/json' }),
      ...(session !== undefined && { authorization: `Bearer ${session}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
    });
    const answer = await answerOf(`${pod.url}/api${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const whole = { ...answer, pod: pod.name, start, end: this.recorder.now() };
    if (!allowed(whole, expects))
      this.recorder.note({
        ...{ kind: 'surprise', client: this.client, pod: pod.name, start, end: whole.end },
        ...{ call: `${method} /api${path}`, answer: `${String(whole.status)} ${whole.text.slice(0, 300)}` },
      });
    return whole;
  }
}

async function answerOf(url: string, init: RequestInit): Promise<Omit<Answer, 'pod' | keyof Interval>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    return { status: 0, text: reasonOf(error), headers: new Headers() };
  }
}

function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : String(cause);
}

function allowed({ status, text, headers }: Answer, expects: readonly number[]): boolean {
  if (status === 0 || expects.includes(status)) return true;
  return status === 503 && Number(headers.get('retry-after')) > 0 && codeOf(text) !== '';
}

/** The code of a problem; empty when it is none. */
export function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
