import type { Response } from 'supertest';
import type { MeDto, SignedInDto } from '../../src/auth/auth.dto';
import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import type { SessionPageDto } from '../../src/sessions/session.dto';
import {
  anonymous,
  Api,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  freshPassword,
  freshUsername,
  registerUser,
  registerUsers,
  signIn,
  type TestUser,
} from '@banking-demo/testkit/bank';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FAILURES_ALLOWED = 10;

function registration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { username: freshUsername(), password: freshPassword(), displayName: 'Ann Archer', ...changes };
}

async function failLogins(user: Pick<TestUser, 'username'>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const answer = await anonymous.post('/login', { username: user.username, password: 'not the password' });
    expectProblem(answer, 401, 'invalid_credentials');
  }
}

describe('POST /register', () => {
  it('answers 201 with a session that works at once, on another pod too', async () => {
    const body = registration();
    const answer = await anonymous.post('/register', body);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      sessionId: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      expiresAt: expect.any(String) as string,
      user: {
        id: expect.stringMatching(UUID) as string,
        username: body.username,
        displayName: 'Ann Archer',
        createdAt: expect.any(String) as string,
      },
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    const { sessionId, expiresAt } = bodyOf<SignedInDto>(answer);
    expect(new Date(expiresAt).getTime()).toBeGreaterThan(Date.now());
    expect((await new Api(BASE_URL2, sessionId).get('/me')).status).toBe(200);
  });

  it('opens one primary account, holding the welcome grant, and tells of it', async () => {
    const { api, username } = await registerUser();
    const { accounts, unread } = bodyOf<MeDto>(await api.get('/me'));
    expect(accounts).toEqual([expect.objectContaining({ alias: username, balance: 100_000, seq: 1 })]);
    const inbox = bodyOf<NotificationPageDto>(await api.get('/notifications'));
    expect(inbox.items.map(({ kind }) => kind)).toEqual(['grant.received']);
    expect(unread).toBe(1);
  });

  it.each([
    ['case', (name: string) => name.toUpperCase()],
    ['blanks around it', (name: string) => `  ${name} `],
    ['full-width letters', (name: string) => fullWidth(name)],
  ])('takes a username whatever its %s for the same one', async (_, spelling) => {
    const { username } = await registerUser();
    expectProblem(
      await anonymous.post('/register', registration({ username: spelling(username) })),
      409,
      'username_taken',
    );
  });

  it('gives a username to one of many who ask for it at once', async () => {
    const username = freshUsername();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        new Api(i % 2 === 0 ? BASE_URL : BASE_URL2).post('/register', registration({ username })),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it.each([
    ['two characters', 'ab'],
    ['33 characters', 'a'.repeat(33)],
    ['a digit first', '1alice'],
    ['digits only', '4000000021'],
    ['a blank', 'al ice'],
    ['a letter of another script', 'аlice'],
    ['NUL', 'alice\u0000'],
    ['a lone surrogate', 'alice\ud800'],
    ['a number', 12345],
    ['an object', { $ne: null }],
    ['null', null],
    ['nothing', undefined],
  ])('refuses a username of %s', async (_, username) => {
    expectInvalid(await anonymous.post('/register', registration({ username })), 'username');
  });

  it.each([
    ['nine characters', 'kestrel-4'],
    ['129 characters', 'k'.repeat(129)],
    ['one of the most common', 'Password123'],
    ['three different characters', 'abcabcabcabc'],
    ['a common word with a year', 'Summer2026!'],
    ['the name of the bank', 'banking-demo'],
    ['the display name', 'Ann-Archer-26'],
    ['a lone surrogate', 'kestrel-kestrel\udfff'],
    ['a list', ['kestrel-kestrel']],
    ['nothing', undefined],
  ])('refuses a password of %s', async (_, password) => {
    expectInvalid(await anonymous.post('/register', registration({ password })), 'password');
  });

  it.each([
    'admin',
    'Treasury',
    'support',
    'root',
    'bank',
    'banking-demo',
    'bank.support',
    'adm1n',
    'treasury-eur',
    'support2',
  ])('keeps the username %s for the bank', async (username) => {
    expectInvalid(await anonymous.post('/register', registration({ username })), 'username');
  });

  it('refuses a password equal to the username, in any case', async () => {
    const username = freshUsername();
    const answer = await anonymous.post('/register', registration({ username, password: username.toUpperCase() }));
    expectInvalid(answer, 'password');
  });

  it.each([
    ['no characters', ''],
    ['blanks only', '   '],
    ['81 characters', 'x'.repeat(81)],
    ['80 hearts, which are 160 characters', '\u2764\ufe0f'.repeat(80)],
    ['80 letters with an accent each, told apart', `${'e\u0301'.repeat(80)}e`],
    ['nothing but a zero-width space', '\u200b'],
    ['a right-to-left override', 'Ann \u202erehcrA'],
    ['Hangul fillers', '\u3164\u3164'],
    ['a blank of braille', '\u2800'],
    ['many marks on a letter', `A${'\u0335'.repeat(9)}nn`],
    ['the bank', 'Banking Demo'],
    ['the reader’s bank', 'Your bank'],
    ['the bank in Cyrillic letters', 'Bаnking Dеmo'],
    ['two alphabets in a word', 'Annа'],
    ['Cherokee letters within Latin ones', 'ᎪNNA'],
    ['Canadian syllables within Latin letters', 'ᗷob'],
    ['Greek within Cyrillic', 'Ваνк'],
    ['the bank in small capitals', 'ʙᴀɴᴋ'],
    ['tag characters', 'Ann\u{e0041}\u{e0042}'],
    ['a variation selector', 'Ann\ufe0f'],
    ['soft hyphens', 'An\u00adn'],
    ['a control character', 'Ann\u0007Archer'],
    ['NUL', 'Ann\u0000'],
    ['a lone surrogate', 'Ann\ud800'],
    ['a number', 7],
    ['nothing', undefined],
  ])('refuses a display name of %s', async (_, displayName) => {
    expectInvalid(await anonymous.post('/register', registration({ displayName })), 'displayName');
  });

  it('keeps a display name composed and with single spaces', async () => {
    const { user } = await registerUser({ displayName: 'Zoe\u0308 \u00a0 von\u3000Berg' });
    expect(user.displayName).toBe('Zo\u00eb von Berg');
  });

  it('keeps a display name of 80 characters of any script, trimmed', async () => {
    const displayName = '🦉'.repeat(80);
    const { user } = await registerUser({ displayName: ` ${displayName} ` });
    expect(user.displayName).toBe(displayName);
  });

  it('takes passwords of 10 and of 128 characters', async () => {
    for (const password of ['kestrel-42', 'kestrel!'.repeat(16)]) await signIn(await registerUser({ password }));
  });

  it('refuses fields it does not know', async () => {
    expectInvalid(await anonymous.post('/register', registration({ admin: true })), 'admin');
  });

  it('names every wrong field at once', async () => {
    expectInvalid(await anonymous.post('/register', {}), 'username', 'password', 'displayName');
  });
});

describe('POST /login', () => {
  it('opens another session and tells of it', async () => {
    const user = await registerUser();
    const answer = await anonymous.post('/login', { username: user.username, password: user.password });
    expect(answer.status).toBe(200);
    const { sessionId, user: shown } = bodyOf<SignedInDto>(answer);
    expect(sessionId).not.toBe(user.sessionId);
    expect(shown).toEqual(user.user);
    const inbox = bodyOf<NotificationPageDto>(await user.api.get('/notifications'));
    expect(inbox.items[0]).toMatchObject({
      kind: 'session.opened',
      readAt: null,
      // These suites do not say what they are.
      data: { device: null, address: expect.any(String) as string },
    });
  });

  it('takes the username in any spelling', async () => {
    const { username, password } = await registerUser();
    await signIn({ username: ` ${username.toUpperCase()}`, password });
    await signIn({ username: fullWidth(username), password });
  });

  it('takes a password typed in another Unicode form for the same one', async () => {
    const { username } = await registerUser({ password: 'cr\u00e8me br\u00fbl\u00e9e 42' });
    await signIn({ username, password: 'cre\u0300me bru\u0302le\u0301e 42' });
  });

  it.each([' ', '\u0000', '\ufdfa'.repeat(64)])('takes %j for a name that nobody has', async (username) => {
    const answer = await anonymous.post('/login', { username, password: 'not the password' });
    expectProblem(answer, 401, 'invalid_credentials');
  });

  it('answers the same for a wrong password as for an unknown user', async () => {
    const { username, password } = await registerUser();
    const wrong = expectProblem(
      await anonymous.post('/login', { username, password: `${password}x` }),
      401,
      'invalid_credentials',
    );
    const unknown = expectProblem(
      await anonymous.post('/login', { username: freshUsername(), password }),
      401,
      'invalid_credentials',
    );
    expect({ ...unknown, requestId: '' }).toEqual({ ...wrong, requestId: '' });
  });

  it('takes as long for an unknown user as for a wrong password', async () => {
    const { username } = await registerUser();
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < FAILURES_ALLOWED - 1; i++) {
      known.push(await loginMs(username));
      unknown.push(await loginMs(freshUsername()));
    }
    // Without a hash of nobody's it is a twentieth; on a busy machine either may take twice as long as the other.
    expect(median(unknown) / median(known)).toBeGreaterThan(0.25);
  });

  it('compares case and blanks of passwords', async () => {
    const { username } = await registerUser({ password: 'Kestrel over lake' });
    for (const password of ['kestrel over lake', ' Kestrel over lake', 'Kestrel over lake '])
      expectProblem(await anonymous.post('/login', { username, password }), 401, 'invalid_credentials');
  });

  it.each([
    ['NUL', 'ali\u0000ce'],
    ['a lone surrogate', 'alice\ud800'],
    ['an account number', '4000000021'],
    ['SQL', "' OR 1=1 --"],
  ])('knows no user named with %s', async (_, username) => {
    expectProblem(await anonymous.post('/login', { username, password: freshPassword() }), 401, 'invalid_credentials');
  });

  it.each([
    ['a missing password', { username: 'alice' }, 'password'],
    ['a missing username', { password: 'kestrel over lake' }, 'username'],
    ['an empty password', { username: 'alice', password: '' }, 'password'],
    ['a password of 129 characters', { username: 'alice', password: 'k'.repeat(129) }, 'password'],
    ['a username that is an object', { username: {}, password: 'kestrel over lake' }, 'username'],
    ['an unknown field', { username: 'alice', password: 'kestrel over lake', otp: '1' }, 'otp'],
  ])('refuses %s', async (_, body, field) => {
    expectInvalid(await anonymous.post('/login', body), field);
  });

  it('refuses a body that is not JSON, and one beyond 64 KiB', async () => {
    const text = await anonymous.post('/login').set('Content-Type', 'text/plain').send('username=alice');
    expectProblem(text, 415, 'unsupported_media_type');
    const large = await anonymous.post('/login', { username: 'alice', password: 'k'.repeat(65 * 1024) });
    expectProblem(large, 413, 'payload_too_large');
  });

  it('locks a name after ten failures, even for the right password, on every pod', async () => {
    const user = await registerUser();
    await failLogins(user, FAILURES_ALLOWED);
    const { username, password } = user;
    for (const url of [BASE_URL, BASE_URL2]) {
      const locked = await new Api(url).post('/login', { username: username.toUpperCase(), password });
      expectProblem(locked, 429, 'too_many_requests');
      const retryAfter = Number(locked.headers['retry-after']);
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThanOrEqual(15 * 60);
    }
    expect((await user.api.get('/me')).status).toBe(200);
  });

  it('locks names that nobody has just the same', async () => {
    const user = { username: freshUsername() };
    await failLogins(user, FAILURES_ALLOWED);
    const answer = await anonymous.post('/login', { ...user, password: freshPassword() });
    expectProblem(answer, 429, 'too_many_requests');
  });

  it('forgets the failures once somebody got in', async () => {
    const user = await registerUser();
    await failLogins(user, FAILURES_ALLOWED - 1);
    await signIn(user);
    await failLogins(user, FAILURES_ALLOWED - 1);
    await signIn(user);
  });

  it('lets many guesses at once not past the lock', async () => {
    const { username } = await registerUser();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => anonymous.post('/login', { username, password: 'not the password' })),
    );
    const judged = answers.filter(({ status }) => status === 401).length;
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    expect(judged).toBeGreaterThanOrEqual(FAILURES_ALLOWED);
    // What is being judged at the very moment of the lock, on all pods, still goes through.
    expect(judged).toBeLessThan(30);
  });
});

describe('GET /me', () => {
  it('tells who one is, with accounts, session and unread count', async () => {
    const { api, user, accountNumber } = await registerUser();
    const answer = await api.get('/me');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      user,
      accounts: [
        {
          number: accountNumber,
          name: expect.any(String) as string,
          alias: user.username,
          currency: expect.stringMatching(/^[A-Z]{3}$/) as string,
          balance: 100_000,
          seq: 1,
          openedAt: expect.any(String) as string,
        },
      ],
      session: {
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        current: true,
        device: null,
        address: expect.any(String) as string,
        createdAt: expect.any(String) as string,
        lastSeenAt: expect.any(String) as string,
        expiresAt: expect.any(String) as string,
      },
      unread: 1,
    });
  });

  it('lists the primary account first, then the newest', async () => {
    const { api, accountNumber } = await registerUser();
    const older = bodyOf<{ number: string }>(await api.post('/accounts', { name: 'Savings' }));
    const newer = bodyOf<{ number: string }>(await api.post('/accounts', { name: 'Holidays' }));
    const { accounts } = bodyOf<MeDto>(await api.get('/me'));
    expect(accounts.map(({ number }) => number)).toEqual([accountNumber, newer.number, older.number]);
  });
});

describe('POST /logout', () => {
  it('ends this session on every pod, and no other', async () => {
    const user = await registerUser();
    const other = await signIn(user);
    const answer = await user.api.post('/logout');
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    for (const url of [BASE_URL, BASE_URL2]) expectProblem(await user.api.at(url).get('/me'), 401, 'unauthenticated');
    expect((await other.api.get('/me')).status).toBe(200);
  });
});

describe('POST /password', () => {
  it('changes the password, goes on under another id and ends the others on every pod', async () => {
    const user = await registerUser();
    const other = await signIn(user, BASE_URL2);
    const newPassword = freshPassword();
    const answer = await user.api.post('/password', { currentPassword: user.password, newPassword });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      sessionId: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      expiresAt: expect.any(String) as string,
      user: user.user,
    });
    const api = user.api.as(bodyOf<SignedInDto>(answer).sessionId);
    for (const ended of [user.api, other.api])
      for (const url of [BASE_URL, BASE_URL2]) expectProblem(await ended.at(url).get('/me'), 401, 'unauthenticated');
    expect((await api.at(BASE_URL2).get('/me')).status).toBe(200);
    expectProblem(
      await anonymous.post('/login', { username: user.username, password: user.password }),
      401,
      'invalid_credentials',
    );
    await signIn({ ...user, password: newPassword });
    const inbox = bodyOf<NotificationPageDto>(await api.get('/notifications'));
    expect(inbox.items.map(({ kind }) => kind)).toContain('password.changed');
  });

  it('lists this session once, by another handle, signed in when it was', async () => {
    const user = await registerUser();
    const { session: before } = bodyOf<MeDto>(await user.api.get('/me'));
    const change = { currentPassword: user.password, newPassword: freshPassword() };
    const { sessionId } = bodyOf<SignedInDto>(await user.api.post('/password', change));
    const api = user.api.as(sessionId);
    const { items } = bodyOf<SessionPageDto>(await api.get('/sessions'));
    expect(items).toEqual([expect.objectContaining({ current: true, createdAt: before.createdAt })]);
    expect(items[0]?.id).not.toBe(before.id);
    expectProblem(await api.delete(`/sessions/${before.id}`), 404, 'not_found');
  });

  it('wants the current password, and changes nothing without it', async () => {
    const user = await registerUser();
    const other = await signIn(user);
    const answer = await user.api.post('/password', {
      currentPassword: 'not the password',
      newPassword: freshPassword(),
    });
    expectProblem(answer, 401, 'invalid_credentials');
    expect((await other.api.get('/me')).status).toBe(200);
    await signIn(user);
  });

  it('counts wrong current passwords by themselves: signing in goes on', async () => {
    const user = await registerUser();
    const wrong = { currentPassword: 'not the password', newPassword: freshPassword() };
    for (let i = 0; i < FAILURES_ALLOWED; i++)
      expectProblem(await user.api.post('/password', wrong), 401, 'invalid_credentials');
    const { password } = user;
    const right = { currentPassword: password, newPassword: freshPassword() };
    expectProblem(await user.api.post('/password', right), 429, 'too_many_requests');
    await signIn(user);
  });

  it('refuses the old password for the new one, in another width too', async () => {
    const { api, password } = await registerUser({ password: 'Kestrel-42-owls' });
    for (const newPassword of [password, fullWidth(password)])
      expectInvalid(await api.post('/password', { currentPassword: password, newPassword }), 'newPassword');
  });

  it('refuses a new password that breaks the rules, naming the field', async () => {
    const { api, username, password } = await registerUser();
    for (const newPassword of ['short', 'Password123', username.toUpperCase(), 'kestrel-42\ud800', undefined])
      expectInvalid(await api.post('/password', { currentPassword: password, newPassword }), 'newPassword');
  });

  it('lets one of two changes at once win, and the loser signs in with neither', async () => {
    const user = await registerUser();
    const other = await signIn(user, BASE_URL2);
    const attempts = [user.api, other.api].map((api) => ({ api, newPassword: freshPassword() }));
    const answers = await Promise.all(
      attempts.map(({ api, newPassword }) => api.post('/password', { currentPassword: user.password, newPassword })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    for (const [i, { newPassword: password }] of attempts.entries()) {
      const { status } = await anonymous.post('/login', { username: user.username, password });
      expect(status).toBe(answers[i]?.status);
    }
  });

  it('leaves no session behind that was opened with the old password meanwhile', async () => {
    const users = await registerUsers(4);
    for (const user of users) {
      const answers = await loginsDuringChange(user);
      for (const answer of answers) {
        if (answer.status === 200) {
          const { sessionId } = bodyOf<SignedInDto>(answer);
          expectProblem(await anonymous.as(sessionId).get('/me'), 401, 'unauthenticated');
        } else expectProblem(answer, 401, 'invalid_credentials');
      }
    }
  });
});

/** The answers to logins with the old password, sent together with its change. */
async function loginsDuringChange({ username, password, api }: TestUser): Promise<Response[]> {
  const logins = Array.from({ length: 8 }, () => anonymous.at(BASE_URL2).post('/login', { username, password }));
  const change = api.post('/password', { currentPassword: password, newPassword: freshPassword() });
  const [changed, ...answers] = await Promise.all([change, ...logins]);
  expect(changed.status).toBe(200);
  return answers;
}

/** ASCII letters and digits in the width of CJK text. */
function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));
}

async function loginMs(username: string): Promise<number> {
  const start = performance.now();
  expectProblem(await anonymous.post('/login', { username, password: 'not the password' }), 401, 'invalid_credentials');
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
