/**
 * What a plan of faults may say: plain JSON, so that a plan that broke something can be kept, shrunk,
 * committed, and worked again. What makes no sense in a run is passed over, never refused while it runs.
 */
import { Type, type Static, type TLiteral, type TObject, type TProperties } from '@sinclair/typebox';

export const PLAN_FORMAT = 1;

const LONGEST_US = 3_155_760_000_000_000;
const span = (description: string) => Type.Integer({ minimum: 1, maximum: LONGEST_US, description });
const name = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 100, description }));
const count = (value: number) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: value, description: 'How often it strikes at most.' });
const agent = Type.String({ minLength: 1, maxLength: 100, description: 'The agent that it befalls; `venue` and `risk-gate` are agents too.' });

const begins = {
  atUs: Type.Integer({ minimum: 0, maximum: LONGEST_US, default: 0, description: 'When it begins, in µs of virtual time after the start of the run.' }),
  atOffset: Type.Optional(Type.Integer({ minimum: 0, description: 'Or when the log has reached this offset; then `atUs` does not count.' })),
};
const lasts = { durationUs: Type.Optional(span('How long it lasts, in µs; until everything is healed if absent.')) };
const messages = {
  from: name('Only messages of this sender. The lab’s own are spared unless it is named.'),
  to: name('Only messages to this receiver.'),
  message: name('Only events of this type.'),
  probability: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1, description: 'Share of these messages that it strikes.' }),
  count: count(1_000_000_000),
};
const bars = { instrument: name('Only bars of this instrument.'), count: count(1) };

function fault<Kind extends string, Fields extends TProperties>(kind: Kind, description: string, fields: Fields): TObject<{ kind: TLiteral<Kind> } & Fields> {
  return Type.Object({ kind: Type.Literal(kind), ...fields }, { description }) as never;
}

export const faultSchema = Type.Union([
  fault('drop', 'Messages are lost; they come at last when the fault is healed.', { ...begins, ...lasts, ...messages }),
  fault('corrupt', 'Messages arrive damaged; the inbox finds that they are not what was recorded, and refuses them.', { ...begins, ...lasts, ...messages }),
  fault('delay', 'Messages arrive late; the link stays first in, first out.', { ...begins, ...lasts, ...messages, delayUs: span('At most so much later, drawn for each.') }),
  fault('duplicate', 'Messages arrive twice.', { ...begins, ...lasts, ...messages, delayUs: span('At most so much later comes the second.') }),
  fault('reorder', 'A message is held back until the next one on its link has passed, or the fault is healed.', { ...begins, ...lasts, ...messages }),
  fault('partition', 'No message passes between these agents and all others.', { ...begins, ...lasts, agents: Type.Array(agent, { minItems: 1, maxItems: 1_000, description: 'One side of the cut.' }) }),
  fault('crash', 'An agent loses its mind and is gone; then it comes back from its snapshot and its inbox.', {
    ...begins, ...lasts, agent,
    mail: Type.Union([Type.Literal('waits'), Type.Literal('lost')], { default: 'waits', description: 'What becomes of its mail meanwhile.' }),
  }),
  fault('restart', 'An agent is started again, from its snapshot and its inbox.', { ...begins, agent }),
  fault('hang', 'An agent handles nothing for a while; its mail waits.', { ...begins, ...lasts, agent }),
  fault('slow', 'An agent needs long for each delivery.', { ...begins, ...lasts, agent, thinkUs: span('How long it thinks, in µs.') }),
  fault('feed-gap', 'Bars are missing.', { ...begins, ...lasts, ...bars }),
  fault('feed-duplicate', 'Bars are said twice.', { ...begins, ...lasts, ...bars }),
  fault('bad-tick', 'A bar holds a price that never was.', {
    ...begins, ...lasts, ...bars,
    factor: Type.Number({ exclusiveMinimum: 0, maximum: 1_000, description: 'What its high (above 1) or low (below 1) and its close are multiplied by.' }),
  }),
  fault('late-bar', 'Bars are said late.', { ...begins, ...lasts, ...bars, delayUs: span('How much later.') }),
  fault('venue-reject', 'The venue refuses orders that it would take.', { ...begins, ...lasts, ...bars }),
  fault('venue-partial', 'The venue fills a part of what it would fill.', {
    ...begins, ...lasts, ...bars, share: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, default: 0.5, description: 'Which part, rounded down to lots.' }),
  }),
  fault('venue-outage', 'The venue answers nothing until it is over.', { ...begins, ...lasts }),
  fault('append-failure', 'The store takes no further event; the run ends with an error, and what was acknowledged can be read.', { ...begins }),
  fault('kill-switch', 'An operator stops all trading for good.', { ...begins }),
]);

export const faultPlanSchema = Type.Object(
  {
    'hivetape-plan': Type.Literal(PLAN_FORMAT, { description: 'Version of the format of this plan.' }),
    seed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0, description: 'What faults draw comes from this number, and from nothing else.' }),
    faults: Type.Array(faultSchema, { maxItems: 10_000, default: [], description: 'The faults, in any order. One that names nobody of the run is passed over.' }),
    healAtUs: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_US, description: 'When every fault ends, in µs after the start; then the swarm must recover. Absent: faults last until the run ends, and nobody asks for recovery.' })),
  },
  { title: 'hivetape plan of faults', description: 'What goes wrong in a run, and when.', 'x-noun': 'A plan of faults' },
);

export type FaultPlan = Static<typeof faultPlanSchema>;
export type Fault = FaultPlan['faults'][number];
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

export const faultKinds: readonly FaultKind[] = faultSchema.anyOf.map(({ properties }) => properties.kind.const);

/** Returns what a fault befalls, in words. */
export function targetOf(fault: Fault): string {
  switch (fault.kind) {
    case 'drop':
    case 'corrupt':
    case 'delay':
    case 'duplicate':
    case 'reorder':
      return `${fault.message ?? 'messages'} from ${fault.from ?? 'anybody'} to ${fault.to ?? 'anybody'}`;
    case 'partition':
      return fault.agents.join(', ');
    case 'crash':
    case 'restart':
    case 'hang':
    case 'slow':
      return fault.agent;
    case 'feed-gap':
    case 'feed-duplicate':
    case 'bad-tick':
    case 'late-bar':
      return `bars of ${fault.instrument ?? 'any instrument'}`;
    case 'venue-reject':
    case 'venue-partial':
    case 'venue-outage':
      return 'venue';
    case 'append-failure':
      return 'store';
    case 'kill-switch':
      return 'trading';
  }
}
