import { DUEL_NAMES } from '../duels/catalogue';
import { WAY_NAMES } from '../ways/catalogue';

/** What callers may send, as JSON schema. */

export const RACE_BODY = {
  type: 'object',
  required: ['ways', 'accounts', 'clients', 'seconds'],
  additionalProperties: false,
  properties: {
    ways: { type: 'array', minItems: 1, maxItems: 4, uniqueItems: true, items: { enum: WAY_NAMES } },
    accounts: { type: 'integer', minimum: 2, maximum: 1000 },
    hot: { type: 'boolean', default: false },
    clients: { type: 'integer', minimum: 1, maximum: 64 },
    seconds: { type: 'integer', minimum: 2, maximum: 30 },
    seed: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 },
  },
};

export const DUEL_BODY = {
  type: 'object',
  required: ['case'],
  additionalProperties: false,
  properties: { case: { enum: DUEL_NAMES }, form: { enum: ['mistake', 'remedy'], default: 'mistake' } },
};

export const STEP_BODY = {
  type: 'object',
  required: ['session'],
  additionalProperties: false,
  properties: { session: { enum: ['left', 'right'] } },
};
