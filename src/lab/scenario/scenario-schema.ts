/**
 * What a scenario may say: one experiment as plain data. This schema is at once the static type, the
 * check with its messages, the defaults, and the JSON Schema that editors read. A key with a default
 * may be left away; a loaded scenario has them all.
 */
import { Type, type Static } from '@sinclair/typebox';
import { defaultLimits } from '../../kernel/limits.js';
import { faultPlanSchema } from '../chaos/fault-plan.js';
import { dataSchema } from './data-schema.js';
import { factsSchema } from './facts-schema.js';
import { accountExtras, fxSchema } from './fx-schema.js';
import { riskSchema } from './risk-schema.js';
import { swarmSchema } from './swarm-schema.js';
import { venueSchema, venuesSchema } from './venue-schema.js';

export const SCENARIO_FORMAT = 1;

const latencyUs = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 3_600_000_000, default: value, description: `${description}, in µs.` });

const latencySchema = Type.Object(
  {
    feedUs: latencyUs('From the close of a bar until agents hear it', 3),
    reportUs: latencyUs('From the venue to agents', 1),
    orderUs: latencyUs('From agents to the venue', 1),
    agentUs: latencyUs('Between agents', 1),
    jitterUs: Type.Integer({ minimum: 0, maximum: 3_600_000_000, default: 0, description: 'At most so many µs more, drawn for each message.' }),
  },
  { default: {}, description: 'How long messages travel, in virtual time.' },
);

const periodSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'First instant: a date, or date and time with a zone.', examples: ['2000-01-03'] })),
    until: Type.Optional(Type.String({ description: 'Last instant; a date means until its end.', examples: ['2020-04-17'] })),
  },
  { default: {}, description: 'Which part of the data is played; all of it if absent.' },
);

const accountSchema = Type.Object(
  {
    currency: Type.String({ pattern: '^[A-Z][A-Z0-9]{1,9}$', 'x-expected': 'a currency code like USD', default: 'USD', description: 'Currency of cash, fees and results.' }),
    cash: Type.Number({ exclusiveMinimum: 0, maximum: 9_000_000_000, default: 1_000_000, description: 'Cash at the start.' }),
    ...accountExtras,
  },
  { default: {}, description: 'The account that is traded.' },
);

const limit = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: value, description });

const limitsSchema = Type.Object(
  {
    deliveriesPerInstant: limit('Deliveries in one instant of virtual time.', defaultLimits.deliveriesPerInstant),
    draftsPerDelivery: limit('What an agent may say about one delivery.', defaultLimits.draftsPerDelivery),
    queueLength: limit('Messages that are under way.', defaultLimits.queueLength),
  },
  { default: {}, description: 'Bounds that stop a run that got out of hand; what was recorded is kept.' },
);

const metricsSchema = Type.Object(
  {
    periodsPerYear: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, default: 252, description: 'Returns per year, for annual figures.' }),
    riskFree: Type.Number({ minimum: -1, maximum: 1, default: 0, description: 'Risk-free rate of a year, as a fraction.' }),
  },
  { default: {}, description: 'Conventions of the figures in summaries and reports.' },
);

const AGENT_NAME = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';

export const agentSchema = Type.Object(
  {
    kind: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A ready-made agent; `hivetape agents` lists them.', examples: ['momentum'] })),
    path: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: 'A file of your own that exports `agent`, relative to the scenario file.', examples: ['./agents/my-agent.ts'] })),
    options: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'Options of the agent; checked against what it declares.' }),
  },
  { description: 'A ready-made agent (`kind`) or one of your own (`path`).' },
);

export const chaosSchema = Type.Object(
  {
    plan: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 1_000, description: 'A plan of faults in a JSON file, relative to the scenario file.', examples: ['./night.plan.json'] }), faultPlanSchema], {
        description: 'What goes wrong, and when; `hivetape schema plan` prints what it may say.',
      }),
    ),
    invariants: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: 'A file of your own laws that exports `invariants`, relative to the scenario file.', examples: ['./invariants.ts'] })),
  },
  { description: 'Faults that are worked on purpose, and laws that are watched after every event. Present: the laws that come with hivetape are watched too.' },
);

export const scenarioSchema = Type.Object(
  {
    hivetape: Type.Literal(SCENARIO_FORMAT, { description: 'Version of the format of this file.' }),
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$', 'x-expected': 'a name of letters, digits and . _ -, beginning with a letter or digit', description: 'Name of the experiment; also a reference to its last run.' }),
    description: Type.String({ maxLength: 10_000, default: '', description: 'What the experiment is about.' }),
    seed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 42, description: 'All chance of the run comes from this number.' }),
    data: Type.Array(dataSchema, { minItems: 1, maxItems: 1_000, description: 'The market: one item per instrument.' }),
    period: periodSchema,
    account: accountSchema,
    fx: fxSchema,
    venue: venueSchema,
    venues: venuesSchema,
    latency: latencySchema,
    risk: riskSchema,
    agents: Type.Record(Type.String({ pattern: AGENT_NAME }), agentSchema, { minProperties: 1, maxProperties: 10_000, description: 'Who takes part, by name. Topics and reports use these names.' }),
    limits: limitsSchema,
    metrics: metricsSchema,
    facts: Type.Optional(Type.Array(factsSchema, { minItems: 1, maxItems: 1_000, description: 'Figures beside the prices, each known at an instant of its own.' })),
    chaos: Type.Optional(chaosSchema),
    swarm: Type.Optional(swarmSchema),
  },
  { title: 'hivetape scenario', description: 'One experiment with a swarm of trading agents.' },
);

/** A complete scenario: every default is filled in. */
export type Scenario = Static<typeof scenarioSchema>;
export type AgentSection = Static<typeof agentSchema>;
export type LatencySection = Static<typeof latencySchema>;
