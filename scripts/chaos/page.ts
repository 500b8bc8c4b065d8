import { io, type Socket } from 'socket.io-client';
import type { WiredPod } from './bank';
import type { Line } from './checker/history';
import type { Recorder } from './recorder';

/** What a page needs of the customer who looks at it. */
export interface Viewer {
  name: string;
  account: string;
  /** The one that calls and sockets use now. */
  session: string | undefined;
  /** Entries after a seq, ascending; nothing when the bank did not answer. */
  entriesAfter: (seq: number) => Promise<Line[] | undefined>;
}

interface Ready {
  accounts: { number: string; seq: number; balance: number }[];
}

interface Pushed {
  data: Partial<Line> & { accountNumber?: string };
}

/** A pod that refused may be asked again after this. */
const AGAIN_MS = 500;
/** A pod asks for the sessions of its sockets at least this often, and may need a moment when Redis is slow. */
const SESSION_CHECK_MS = 45_000;

/**
 * A page that follows the rules for clients of docs/realtime.md: it shows each entry once, from pushes and, where a seq
 * is missing, from the statement. Its user may sign out and in again meanwhile.
 */
export class Page {
  private readonly socket: Socket;
  private readonly early: Pushed[] = [];
  private connectingSince: number | undefined;
  private usedSession = '';
  private last: number | undefined;
  private first = 0;
  private known = 0;
  private catchingUp = false;
  private closed = false;

  constructor(
    readonly name: string,
    private readonly viewer: Viewer,
    private readonly pod: WiredPod,
    private readonly recorder: Recorder,
  ) {
    this.socket = io(pod.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 1000,
      auth: (give) => {
        this.connectingSince = recorder.now();
        this.usedSession = viewer.session ?? '';
        give({ sessionId: this.usedSession });
      },
    });
    this.socket.on('ready', (snapshot: Ready) => {
      this.ready(snapshot);
    });
    this.socket.on('notification', (pushed: Pushed) => {
      this.pushed(pushed);
    });
    // socket.io tries again by itself only when the connection was lost, not when the bank ended or refused it.
    this.socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') this.later();
    });
    this.socket.on('connect_error', () => {
      if (!this.socket.active) this.later();
    });
  }

  /** Whether all up to this seq has been shown. */
  hasShown(seq: number): boolean {
    return this.last !== undefined && this.last >= seq;
  }

  /** Notes the page and ends it. */
  close(): void {
    const end = this.recorder.now();
    this.closed = true;
    this.socket.disconnect();
    if (this.last === undefined) return;
    const who = { client: this.viewer.name, page: this.name, account: this.viewer.account };
    this.recorder.note({ kind: 'page', ...who, after: this.first, stayed: true, start: 0, end });
  }

  private later(): void {
    setTimeout(() => {
      if (!this.closed) this.socket.connect();
    }, AGAIN_MS);
  }

  private ready({ accounts }: Ready): void {
    const [account] = accounts.filter(({ number }) => number === this.viewer.account);
    if (!account) return;
    const start = this.connectingSince ?? 0;
    this.connectingSince = undefined;
    const { seq, balance } = account;
    this.told(seq, balance, start);
    if (this.last === undefined) {
      this.first = seq;
      this.last = seq;
    }
    this.known = Math.max(this.known, seq);
    for (const pushed of this.early.splice(0)) this.pushed(pushed);
    void this.catchUp();
  }

  private pushed(pushed: Pushed): void {
    if (this.last === undefined) {
      this.early.push(pushed);
      return;
    }
    const { accountNumber, seq, transferId, amount, balanceAfter } = pushed.data;
    this.notePushUnder(this.usedSession);
    if (accountNumber !== this.viewer.account || seq === undefined || transferId === undefined) return;
    if (amount === undefined || balanceAfter === undefined) return;
    this.known = Math.max(this.known, seq);
    if (seq === this.last + 1) {
      this.show({ seq, transferId, amount, balanceAfter });
      return;
    }
    // One that comes late, or twice, is of an entry that is shown already; it must tell the truth all the same.
    this.told(seq, balanceAfter, 0);
    void this.catchUp();
  }

  private told(seq: number, balance: number, start: number): void {
    const who = { client: this.name, pod: this.pod.name, account: this.viewer.account };
    this.recorder.note({ kind: 'balance', ...who, seq, balance, start, end: this.recorder.now() });
  }

  /** Who is pushed to has a session that was good at some time since it was last asked for. */
  private notePushUnder(session: string): void {
    const end = this.recorder.now();
    const who = { client: this.name, pod: this.pod.name };
    this.recorder.note({ kind: 'session', ...who, session, did: 'used', start: end - SESSION_CHECK_MS, end });
  }

  private async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    while (!this.closed && this.last !== undefined && this.last < this.known) {
      const entries = await this.viewer.entriesAfter(this.last);
      for (const entry of entries ?? []) if (entry.seq === this.last + 1) this.show(entry);
      if (!entries) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    this.catchingUp = false;
  }

  private show(line: Line): void {
    this.last = line.seq;
    const who = { client: this.viewer.name, page: this.name, account: this.viewer.account };
    this.recorder.note({ kind: 'shown', ...who, ...line, start: 0, end: this.recorder.now() });
  }
}
