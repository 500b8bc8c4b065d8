const { randomBytes } = require('node:crypto');
const request = require('supertest');

/**
 * Ten tests as many suites have them: each asks for something and looks at the status of the answer. All are right, and the
 * bank can be wrong in many ways without one of them noticing. `BASE_URL` names the bank.
 */
const bank = request(process.env.BASE_URL ?? 'http://localhost:3000');
const name = () => `s${randomBytes(8).toString('hex')}`;
const password = 'a-password-of-the-starter';

async function register() {
  const username = name();
  const { body } = await bank.post('/api/register').send({ username, password, displayName: 'Starter' }).expect(201);
  return { username, session: `Bearer ${body.sessionId}` };
}

const pay = ({ session }, order) => bank.post('/api/transfer').set('Authorization', session).send(order);

test('registering answers 201', async () => {
  await register();
});

test('registering a name that is taken answers 409', async () => {
  const { username } = await register();
  await bank.post('/api/register').send({ username, password, displayName: 'Second' }).expect(409);
});

test('signing in answers 200', async () => {
  const { username } = await register();
  await bank.post('/api/login').send({ username, password }).expect(200);
});

test('signing in with a wrong password answers 401', async () => {
  const { username } = await register();
  await bank.post('/api/login').send({ username, password: 'not-the-password' }).expect(401);
});

test('the balance answers 200, and 401 without a session', async () => {
  const { session } = await register();
  await bank.get('/api/balance').set('Authorization', session).expect(200);
  await bank.get('/api/balance').expect(401);
});

test('a transfer answers 201', async () => {
  const [payer, payee] = [await register(), await register()];
  await pay(payer, { to: payee.username, amount: 100 }).expect(201);
});

test('a transfer without enough money answers 422', async () => {
  const [payer, payee] = [await register(), await register()];
  await pay(payer, { to: payee.username, amount: 100_001 }).expect(422);
});

test('a transfer of nothing answers 400, and one to nobody 404', async () => {
  const payer = await register();
  await pay(payer, { to: name(), amount: 0 }).expect(400);
  await pay(payer, { to: name(), amount: 1 }).expect(404);
});

test('a stranger’s transfer answers 404', async () => {
  const [payer, payee, stranger] = [await register(), await register(), await register()];
  const { body } = await pay(payer, { to: payee.username, amount: 100 }).expect(201);
  await bank.get(`/api/transfers/${body.id}`).set('Authorization', stranger.session).expect(404);
});

test('signing out answers 204, and the session 401 afterwards', async () => {
  const { session } = await register();
  await bank.post('/api/logout').set('Authorization', session).expect(204);
  await bank.get('/api/balance').set('Authorization', session).expect(401);
});
