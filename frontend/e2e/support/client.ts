import type { Account } from '../../src/app/api/models/account';
import type { SignedIn } from '../../src/app/api/models/signed-in';
import type { Me } from '../../src/app/api/models/me';
import type { Transfer } from '../../src/app/api/models/transfer';
import type { TransferPage } from '../../src/app/api/models/transfer-page';

export const PASSWORD = 'correct-horse-battery';

/** A user of the bank, over HTTP: what a test sets up or checks beside the page. */
export class Client {
  private constructor(
    private readonly url: string,
    readonly username: string,
    readonly sessionId: string,
  ) {}

  static async register(url: string, displayName = 'Test User'): Promise<Client> {
    const username = `u${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    const body = { username, password: PASSWORD, displayName };
    const { sessionId } = await call<SignedIn>(url, 'POST', '/register', body);
    return new Client(url, username, sessionId);
  }

  static async signIn(url: string, username: string, password: string): Promise<Client> {
    const { sessionId } = await call<SignedIn>(url, 'POST', '/login', { username, password });
    return new Client(url, username, sessionId);
  }

  me(): Promise<Me> {
    return this.get('/me');
  }

  /** @param from another of one's accounts than the first */
  pay(to: string, amount: number, memo = '', from?: string): Promise<Transfer> {
    return call(this.url, 'POST', '/transfer', { to, amount, memo, ...(from ? { from } : {}) }, this.sessionId);
  }

  openAccount(name: string): Promise<Account> {
    return call(this.url, 'POST', '/accounts', { name }, this.sessionId);
  }

  async transfers(): Promise<Transfer[]> {
    const { items } = await this.get<TransferPage>('/transfers?limit=100');
    return items;
  }

  async endOtherSessions(): Promise<void> {
    await call(this.url, 'DELETE', '/sessions', undefined, this.sessionId);
  }

  get<T>(path: string): Promise<T> {
    return call(this.url, 'GET', path, undefined, this.sessionId);
  }
}

async function call<T>(url: string, method: string, path: string, body?: unknown, sessionId?: string): Promise<T> {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(sessionId === undefined ? {} : { Authorization: `Bearer ${sessionId}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${await response.text()}`);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
