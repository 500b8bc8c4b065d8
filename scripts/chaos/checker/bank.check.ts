import { all } from './history';
import type { Check } from './violation';

/** The bank's own proof of its ledger holds. */
export const checkProof: Check = (history) =>
  all(history, 'proof')
    .filter(({ holds }) => !holds)
    .map((proof) => ({ rule: 'proof-holds', says: `The ledger's proof fails: ${proof.body}`, excerpt: [proof] }));

/** No answer was one that the contract does not allow. */
export const checkAnswers: Check = (history) =>
  all(history, 'surprise').map((surprise) => ({
    rule: 'answers-in-contract',
    says: `${surprise.call} was answered ${surprise.answer}.`,
    excerpt: [surprise],
  }));

/** No pod ended by itself. */
export const checkDeaths: Check = (history) =>
  all(history, 'death').map((death) => ({
    rule: 'ends-for-a-reason',
    says: `${death.pod} ended by itself.${death.log}`,
    excerpt: [death],
  }));

const PATIENCE_MS = 10_000;

/** After each fault the bank was well again in time. */
export const checkRecovery: Check = (history) =>
  all(history, 'fault')
    .filter(({ recoveredAfterMs = Infinity }) => recoveredAfterMs > PATIENCE_MS)
    .map((fault) => ({
      rule: 'recovers',
      says: `Ten seconds after ${fault.fault} of ${fault.target} the bank was not well again.`,
      excerpt: [fault],
    }));
