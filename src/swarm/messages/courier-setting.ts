/**
 * How an agent sends and receives: time to live, what is sent again and when, how large its inbox is, what happens
 * when it is full. The defaults are those of the protocol; a setting that contradicts itself is refused.
 */
import { Type, type Static } from '@sinclair/typebox';
import { HivetapeError } from '../../core/errors.js';
import { HOUR, SECOND } from '../../core/instant.js';
import { retryPolicySchema } from './retry-policy.js';

const spanUs = (description: string, value: number) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: value, description: `${description}, in µs.` });
const count = (description: string, value: number) => Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: value, description });

export const overflowPolicies = ['block', 'drop-oldest', 'drop-lowest', 'reject'] as const;
export type OverflowPolicy = (typeof overflowPolicies)[number];

const inboxSchema = Type.Object(
  {
    capacity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1_000, description: 'How many messages may wait.' }),
    overflow: Type.Union(overflowPolicies.map((policy) => Type.Literal(policy)), { default: 'reject', description: 'What becomes of one message too many.' }),
    handlingUs: count('How long the agent is busy with each message, in µs.', 0),
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'How many messages it is busy with at a time.' }),
    ageingUs: spanUs('After how long a waiting message counts as one step more urgent', SECOND),
  },
  { additionalProperties: false, default: {}, description: 'What waits while the agent is busy.' },
);

const batchSchema = Type.Object(
  {
    itemsMax: Type.Integer({ minimum: 1, maximum: 10_000, default: 10, description: 'A batch of so many goes out at once.' }),
    ageUs: spanUs('The first message of a batch waits at most so long', SECOND),
    perMinuteAbove: count('Only routes with more messages than this in the last minute are batched.', 100),
  },
  { additionalProperties: false, description: 'Sends what goes the same way together, where much goes.' },
);

const rateSchema = Type.Object(
  {
    perSecond: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Messages per second of virtual time, in the long run.' }),
    burst: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1, description: 'How many may go at once after a rest.' }),
    over: Type.Union([Type.Literal('wait'), Type.Literal('reject')], { default: 'wait', description: 'What becomes of a message that is too early.' }),
  },
  { additionalProperties: false, description: 'How much may be sent.' },
);

export const contentRuleSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 100, description: 'Type of the message.' })),
    field: Type.Optional(Type.String({ maxLength: 200, description: 'Field of the payload, as a path: `bar.instrument`.' })),
    is: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description: 'What the field must be.' })),
    atLeast: Type.Optional(Type.Number({ description: 'What the field must be at least.' })),
    to: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 10_000, description: 'Who gets it.' }),
  },
  { additionalProperties: false },
);

export const courierOptions = Type.Object(
  {
    ttlUs: spanUs('Time to live', 300 * SECOND),
    requestTimeoutUs: spanUs('How long an attempt of a request waits for its answer', 5 * SECOND),
    requestRetries: count('How often a request is asked again.', 3),
    retry: retryPolicySchema,
    inbox: inboxSchema,
    outboxMax: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 1_000, description: 'How many messages may wait to be sent or acknowledged.' }),
    payloadMax: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 100_000, description: 'Largest payload, in characters of its JSON.' }),
    rememberUs: spanUs('How long beyond its time to live a dead letter may be sent again, and a receiver knows what it was handed', HOUR),
    batch: Type.Optional(batchSchema),
    rate: Type.Optional(rateSchema),
    rules: Type.Array(contentRuleSchema, { default: [], maxItems: 1_000, description: 'Who gets what, by content.' }),
  },
  { additionalProperties: false, default: {}, description: 'How messages are sent and received.' },
);

export type CourierOptions = Static<typeof courierOptions>;
export type ContentRule = Static<typeof contentRuleSchema>;
export type BatchPolicy = Static<typeof batchSchema>;
export type RatePolicy = Static<typeof rateSchema>;
export type InboxPolicy = Static<typeof inboxSchema>;

/** What may be left out of a letter. */
export interface LetterOptions {
  readonly priority?: 'critical' | 'high' | 'medium' | 'low';
  readonly guarantee?: 'at-most-once' | 'at-least-once' | 'exactly-once';
  readonly ttlUs?: number;
  readonly kind?: 'event' | 'command' | 'notification';
  readonly signature?: string;
}

/** Returns complete options. Throws `message-setting-contradicts`. */
export function courierSetting(given: Partial<Omit<CourierOptions, 'inbox' | 'retry'>> & { readonly inbox?: Partial<InboxPolicy>; readonly retry?: Partial<CourierOptions['retry']> } = {}): CourierOptions {
  const setting: CourierOptions = { ...defaults, ...given, inbox: { ...defaults.inbox, ...given.inbox }, retry: { ...defaults.retry, ...given.retry } };
  checkTimeout(setting.requestTimeoutUs, setting.ttlUs);
  return setting;
}

/** Throws `message-setting-contradicts` where nobody could live to hear the answer. */
export function checkTimeout(timeoutUs: number, ttlUs: number): void {
  if (timeoutUs <= ttlUs) return;
  throw new HivetapeError('message-setting-contradicts', `A request waits for its answer no longer than it lives (found a timeout of ${timeoutUs} µs and a time to live of ${ttlUs} µs).`, {
    help: 'Shorten `requestTimeoutUs`, or let messages live longer with `ttlUs`.',
    values: { timeoutUs, ttlUs },
  });
}

const defaults: CourierOptions = {
  ttlUs: 300 * SECOND,
  requestTimeoutUs: 5 * SECOND,
  requestRetries: 3,
  retry: { retriesMax: 3, baseUs: SECOND, factor: 2, jitter: 0 },
  inbox: { capacity: 1_000, overflow: 'reject', handlingUs: 0, concurrency: 1, ageingUs: SECOND },
  outboxMax: 1_000,
  payloadMax: 100_000,
  rememberUs: HOUR,
  rules: [],
};
