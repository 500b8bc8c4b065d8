import { type Answer, table } from './tally';

const answer = (changes: Partial<Answer>): Answer & { caller: string } => ({
  caller: 'user',
  operation: 'getMe',
  kind: 'guarded',
  mode: 'positive',
  status: 200,
  code: '',
  ...changes,
});

it('counts answers by who asked for what, and by status', () => {
  const lines = table([answer({}), answer({}), answer({ status: 404 }), answer({ mode: 'negative', status: 400 })]);
  expect(lines.split('\n').map((line) => line.split(/ {2,}/).filter(Boolean))).toEqual([
    ['all', '200', '400', '404'],
    ['as user, guarded, negative', '1', '0', '1', '0'],
    ['as user, guarded, positive', '3', '2', '0', '1'],
  ]);
});
