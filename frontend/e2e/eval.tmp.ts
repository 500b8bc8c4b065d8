import { launchChromium } from './support/chromium';
const base = process.env.BASE ?? 'http://127.0.0.1:4310';
(async () => {
  const b = await launchChromium();
  const p = await (await b.newContext({ viewport: { width: +(process.env.W ?? 1280), height: 800 } })).newPage();
  const r = await fetch(base + '/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', password: 'alice-likes-ledgers' }),
  });
  const { sessionId } = (await r.json()) as { sessionId: string };
  await p.addInitScript((id) => sessionStorage.setItem('bank.session', id), sessionId);
  await p.goto(base + process.argv[2], { waitUntil: 'networkidle' });
  await p.waitForTimeout(500);
  console.log(JSON.stringify(await p.evaluate(process.argv[3]!), null, 0));
  await b.close();
})();
