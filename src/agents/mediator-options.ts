/** What a mediator can be told, and what it works with: its options, its members, where it sits. */
import { Type, type Static } from '@sinclair/typebox';
import type { Instant } from '../core/instant.js';
import type { InstrumentId } from '../domain/instrument.js';
import { roundsMax, roundUs, supportMin } from '../swarm/decisions/negotiation.js';
import { agentOption, agentTable, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { signalStepOption } from './analyst.js';
import { conflictOptions, strategiesOption } from './conflict-drafts.js';
import type { Member } from './council-members.js';
import type { MediatorDesk } from './mediator-desk.js';

const share = (description: string, value: number) => Type.Number({ minimum: 0, maximum: 1, default: value, description });

export const mediatorOptions = Type.Object(
  {
    instruments: instrumentsOption,
    members: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Number({ exclusiveMinimum: 0 }), {
      default: {},
      description: 'Ids of the analysts and councils that it stands for, each with its weight; the weights sum to 1.',
    }),
    normalise: Type.Boolean({ default: false, description: 'Whether weights are scaled to sum to 1 instead of being refused.' }),
    strategies: strategiesOption(['vote', 'expert', 'confidence', 'compromise']),
    ...conflictOptions,
    fallback: Type.Number({ minimum: -1, maximum: 1, default: 0, description: 'Where it stands if nothing settles a conflict: -1 short, 0 flat, 1 long.' }),
    severityStep: share('How much the severity must have moved before what was settled is a conflict again.', 0.1),
    watchesRisk: Type.Boolean({ default: false, description: 'Whether a limit that the risk gate finds broken is a conflict with what the members want.' }),
    roundsMax: Type.Integer({ minimum: 1, maximum: 100, default: roundsMax, description: 'Rounds of a negotiation before it has failed.' }),
    roundUs: Type.Integer({ minimum: 1, default: roundUs, description: 'How long a round waits for answers, in microseconds.' }),
    supportMin: share('Share of the weight that must accept an offer.', supportMin),
    delegates: agentTable(agentOption('Id of the delegate.'), {
      default: {},
      description: 'Who answers offers for a member: the id of the member, and that of its delegate.',
    }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export type MediatorOptions = Static<typeof mediatorOptions>;

export interface MediatorFrame {
  readonly chosen: MediatorOptions;
  readonly members: readonly Member[];
  readonly setting: AgentSetting;
}

/** The frame at one moment, over one instrument. */
export interface Table extends MediatorFrame {
  readonly instrument: InstrumentId;
  readonly desk: MediatorDesk;
  readonly now: Instant;
}
