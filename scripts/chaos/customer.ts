import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WiredPod } from './bank';
import { type Answer, type Call, Caller } from './caller';
import type { Line, SessionFact } from './checker/history';
import type { Recorder } from './recorder';
import type { Random } from './random';
import { Page, type Viewer } from './page';

/** As a client would wait that does not know how long an outage lasts. */
const AGAIN_MS = 150;

export interface Party {
  alias: string;
  account: string;
}

/** What all customers of a run share. */
export interface Town {
  pods: readonly WiredPod[];
  recorder: Recorder;
  /** Who can be paid; those who register join. */
  parties: Party[];
}

/** One user of the bank: registers, signs in and out, reads, and holds pages open. What they pay is in payments.ts. */
export class Customer implements Viewer {
  session: string | undefined;
  account = '';
  readonly pages: Page[] = [];
  private readonly caller: Caller;
  private readonly password: string;

  constructor(
    readonly name: string,
    readonly town: Town,
    readonly random: Random,
  ) {
    this.caller = new Caller(name, town.recorder);
    this.password = `pw-${createHash('sha256').update(name).digest('base64url')}`;
  }

  /** Any pod; clients of a bank do not choose. */
  anyPod(): WiredPod {
    return this.random.pick(this.town.pods);
  }

  /** Registers until it is done, and reads the number of the account. */
  async register(): Promise<void> {
    const body = { username: this.name, password: this.password, displayName: `Customer ${this.name}` };
    let start: number | undefined;
    for (;;) {
      // An attempt whose answer was lost may have taken the name.
      const expects = start === undefined ? [201] : [201, 409];
      const answer = await this.caller.call(this.anyPod(), { method: 'POST', path: '/register', body, expects });
      start ??= answer.start;
      if (answer.status === 201) this.opened(answer);
      if (answer.status === 201 || answer.status === 409) {
        await this.readAccount();
        const { pod, end } = answer;
        this.town.recorder.note({ kind: 'registered', client: this.name, pod, account: this.account, start, end });
        this.town.parties.push({ alias: this.name, account: this.account });
        return;
      }
      await delay(AGAIN_MS);
    }
  }

  /** Calls in a session, signing in first when there is none; answers even when that was refused or lost. */
  async ask(call: Omit<Call, 'session'>, pod = this.anyPod()): Promise<Answer> {
    for (;;) {
      const session = this.session ?? (await this.signIn());
      const answer = await this.caller.call(pod, { ...call, session, expects: [...call.expects, 401] });
      if (answer.status !== 401) {
        if (call.expects.includes(answer.status)) this.did('used', session, answer);
        return answer;
      }
      this.did('refused', session, answer);
      if (this.session === session) this.session = undefined;
    }
  }

  async signOut(): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    const call = { method: 'POST', path: '/logout', session, expects: [204, 401] } as const;
    // From now on whatever this session is refused may be due to this.
    const begun = this.town.recorder.now();
    const answer = await this.caller.call(this.anyPod(), call);
    const did = answer.status === 204 ? 'ended' : answer.status === 401 ? 'refused' : 'perhaps ended';
    this.did(did, session, { ...answer, start: begun });
    this.session = undefined;
    // It is refused everywhere from now on.
    if (did === 'ended') await this.tryEnded(session);
  }

  async readBalance(pod = this.anyPod()): Promise<void> {
    const answer = await this.ask({ method: 'GET', path: '/balance', expects: [200] }, pod);
    if (answer.status !== 200) return;
    const { seq, balance } = JSON.parse(answer.text) as { seq: number; balance: number };
    const { pod: at, start, end } = answer;
    const who = { client: this.name, pod: at, account: this.account };
    this.town.recorder.note({ kind: 'balance', ...who, seq, balance, start, end });
  }

  async entriesAfter(after: number): Promise<Line[] | undefined> {
    const path = `/accounts/${this.account}/entries?limit=100&after=${String(after)}`;
    const answer = await this.ask({ method: 'GET', path, expects: [200] });
    if (answer.status !== 200) return undefined;
    const { items, next } = JSON.parse(answer.text) as { items: Line[]; next: string | null };
    const entries = items.map(({ seq, transferId, amount, balanceAfter }) => ({
      seq,
      transferId,
      amount,
      balanceAfter,
    }));
    const { pod, start, end } = answer;
    const who = { client: this.name, pod, account: this.account };
    this.town.recorder.note({ kind: 'statement', ...who, after, entries, complete: next === null, start, end });
    return entries;
  }

  /** Opens pages on as many different pods as there are, at most. */
  openPages(count: number): void {
    for (const pod of this.random.shuffled(this.town.pods).slice(0, count))
      this.pages.push(new Page(`${this.name} at ${pod.name}`, this, pod, this.town.recorder));
  }

  private async readAccount(): Promise<void> {
    for (;;) {
      const answer = await this.ask({ method: 'GET', path: '/balance', expects: [200] });
      if (answer.status === 200) {
        this.account = (JSON.parse(answer.text) as { accountNumber: string }).accountNumber;
        return;
      }
      await delay(AGAIN_MS);
    }
  }

  private async signIn(): Promise<string> {
    const body = { username: this.name, password: this.password };
    for (;;) {
      const answer = await this.caller.call(this.anyPod(), { method: 'POST', path: '/login', body, expects: [200] });
      if (answer.status === 200) return this.opened(answer);
      await delay(AGAIN_MS);
    }
  }

  private async tryEnded(session: string): Promise<void> {
    const call = { method: 'GET', path: '/me', session, expects: [200, 401] } as const;
    for (const pod of this.town.pods) {
      const answer = await this.caller.call(pod, call);
      if (answer.status === 200 || answer.status === 401)
        this.did(answer.status === 200 ? 'used' : 'refused', session, answer);
    }
  }

  private opened(answer: Answer): string {
    const { sessionId } = JSON.parse(answer.text) as { sessionId: string };
    this.session = sessionId;
    this.did('opened', sessionId, answer);
    return sessionId;
  }

  private did(did: SessionFact['did'], session: string, { pod, start, end }: Answer): void {
    this.town.recorder.note({ kind: 'session', client: this.name, pod, session, did, start, end });
  }
}
