import { isNameOfTheBank } from './bank-names';

it.each([
  ...['admin', 'administrator', 'support', 'treasury', 'root', 'system', 'security', 'bank', 'banking'],
  ...[
    'admin1',
    'admin-2',
    'support.team',
    'bank_support',
    'the.treasury',
    'treasury-eur',
    'banking-demo',
    'supp0rt',
    '4dm1n',
  ],
  ...[
    'Banking Demo',
    'banking  DEMO',
    'BankingDemo',
    'Banking-Demo Support',
    'Your bank',
    'your Bank',
    'Yоur bаnk',
    'The Bank',
  ],
  ...[
    'Treasury EUR',
    'Trеаѕurу',
    'Ｂａｎｋｉｎｇ Ｄｅｍｏ',
    'Bänking Demo',
    'B4nk1ng D3mo',
    'Customer Support',
    'Bank staff',
    'Security Team',
  ],
  ...['ʙᴀɴᴋ', 'Ƀanking Demo', 'Bɑnking Demo', 'Banklng Demo', 'Systern', '6ank', '🅱🅰🅽🅺', '🅑ank', '🇧 🇦 🇳 🇰', 'Adrnin'],
  ...['Customer Care', 'Fraud Department', 'Kundenservice'],
])('keeps %s for the bank', (name) => {
  expect(isNameOfTheBank(name)).toBe(true);
});

it.each([
  ...[
    'alice',
    'merchant',
    'bankes',
    'banks',
    'burbank',
    'adminton',
    'rootham',
    'supporter',
    'systema',
    'demo',
    'officia',
  ],
  ...[
    'Alice Archer',
    'Corner Café',
    'Fairbanks',
    'Jo Banks',
    'Владимир',
    'Bernd',
    'Jan Kalnins',
    'Μαρία',
    'Test t0123456789abcdef',
    'O’Security-Smith Jr'.replace('Security-', ''),
  ],
])('leaves %s to customers', (name) => {
  expect(isNameOfTheBank(name)).toBe(false);
});
