import { bugs } from '../../bugs/catalogue';
import { html, json, junit, line, summary } from './report';
import type { Run, Score } from './score';

function run(bug: number | undefined, failed: boolean, timedOut = false): Run {
  return { bug: bug === undefined ? undefined : bugs[bug - 1], failed, timedOut, tookMs: 1500, log: '/tmp/<log>' };
}

const score: Score = {
  command: 'npx jest "a & b"',
  trueRuns: [run(undefined, false), run(undefined, true)],
  bugRuns: [run(1, true), run(2, false), run(3, true, true)],
};

describe('the report of a score', () => {
  it('tells kills, survivors and false alarms in words', () => {
    expect(summary(score)).toBe(
      'Score: 2 of 3 killed, 1 false alarms in 2 runs on the true bank.\nSurvived: 02. bugs/NN/card.md has hints.',
    );
  });

  it('does not say what is wrong', () => {
    for (const each of score.bugRuns)
      for (const text of [line(each), html(score), junit(score), json(score)])
        expect(text).not.toContain(each.bug?.title);
  });

  it('is JSON for programs', () => {
    expect(JSON.parse(json(score))).toMatchObject({
      killed: 2,
      of: 3,
      falseAlarms: 1,
      bugs: [{ bug: '01', failed: true }, { bug: '02', failed: false }, { timedOut: true }],
    });
  });

  it('is JUnit in which survivors and false alarms fail', () => {
    const text = junit(score);
    expect(text).toContain('<testsuite name="npx jest &#34;a &#38; b&#34;" tests="5" failures="2">');
    expect(text.match(/<failure message="survived">/g)).toHaveLength(1);
    expect(text.match(/<failure message="failed without a bug">/g)).toHaveLength(1);
  });

  it('is a page that escapes what it is given', () => {
    expect(html(score)).toContain('<code>npx jest &#34;a &#38; b&#34;</code>');
    expect(html(score)).toContain('1 false alarms');
  });
});
