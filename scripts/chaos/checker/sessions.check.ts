import { all, type FaultFact, grouped, type SessionFact } from './history';
import type { Check, Violation } from './violation';

/** A session that has ended is refused from then on, and none ends without a reason. */
export const checkSessions: Check = (history) => {
  const losses = all(history, 'fault').filter(({ losesSessions }) => losesSessions);
  return [...grouped(all(history, 'session'), ({ session }) => session).values()].flatMap((facts) => [
    ...served(facts),
    ...refusedWithoutReason(facts, losses),
  ]);
};

function served(facts: SessionFact[]): Violation[] {
  const ends = facts.filter(({ did }) => did === 'ended' || did === 'refused');
  const [ended] = ends.sort((left, right) => left.end - right.end);
  const used = ended && facts.find(({ did, start }) => did === 'used' && start > ended.end);
  if (!used) return [];
  const says = `Session ${used.session} was ${ended.did} and served afterwards.`;
  return [{ rule: 'ended-is-ended', says, excerpt: [ended, used] }];
}

function refusedWithoutReason(facts: SessionFact[], losses: FaultFact[]): Violation[] {
  const opened = facts.find(({ did }) => did === 'opened');
  const refused = facts.find(({ did }) => did === 'refused');
  if (!opened || !refused) return [];
  const ended = facts.some(({ did, start }) => did.endsWith('ended') && start <= refused.end);
  const lost = losses.some(({ start, end }) => start <= refused.end && end >= opened.start);
  if (ended || lost) return [];
  const says = `Session ${refused.session} was refused, though nobody had ended it and no session was lost.`;
  return [{ rule: 'ended-for-a-reason', says, excerpt: [opened, refused] }];
}
