/** When something that failed is tried again: how often, after how long, growing by which factor, with how much chance. */
import { Type, type Static } from '@sinclair/typebox';
import { assert } from '../../core/assert.js';
import { SECOND } from '../../core/instant.js';

export const retryPolicySchema = Type.Object(
  {
    retriesMax: Type.Integer({ minimum: 0, maximum: 1_000, default: 3, description: 'How often it is tried again.' }),
    baseUs: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: SECOND, description: 'Wait before the first retry, in µs.' }),
    factor: Type.Number({ minimum: 1, maximum: 100, default: 2, description: 'By what each wait is longer than the one before.' }),
    jitter: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Largest share of a wait that chance adds.' }),
  },
  { additionalProperties: false, default: {}, description: 'How often and when something is tried again.' },
);

export type RetryPolicy = Static<typeof retryPolicySchema>;

/** No wait is longer, whatever the factor. */
const WAIT_US_MAX = 86_400 * SECOND;

/** Returns the wait in µs after an attempt (1 is the first). `chance` is in [0, 1); pass 0 where the policy has no jitter. */
export function retryWaitUs({ baseUs, factor, jitter }: RetryPolicy, attempt: number, chance: number): number {
  assert(Number.isSafeInteger(attempt) && attempt >= 1, 'Attempts are counted from 1', { attempt });
  let wait = baseUs;
  for (let i = 1; i < attempt && wait < WAIT_US_MAX && factor > 1; i += 1) wait *= factor;
  return Math.round(Math.min(WAIT_US_MAX, wait * (1 + jitter * chance)));
}
