/** What a scenario may say of its swarm: how many may live, what can be spawned, how it is wired, what operators command. */
import { Type, type Static } from '@sinclair/typebox';
import { oneOf } from '../../domain/schema.js';
import { operatorCommands } from '../../domain/events/life-events.js';
import { riskMetrics } from '../../domain/events/risk-events.js';
import { courierOptions } from '../../swarm/messages/courier-setting.js';
import { permissions } from '../../domain/permissions.js';
import { topologyKinds } from '../../swarm/topology/topology.js';

const name = (description: string) => Type.String({ minLength: 1, maxLength: 100, description });
const pair = Type.Array(name('Name of an agent.'), { minItems: 2, maxItems: 2 });
const words = <const Words extends readonly string[]>(list: Words, rest: object) => ({ ...oneOf(list), ...rest });

const templateSchema = Type.Object(
  {
    kind: name('A ready-made kind of agent.'),
    options: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'Options of the agents; checked against what the kind declares.' }),
    count: Type.Integer({ minimum: 0, maximum: 10_000, default: 0, description: 'How many there are from the beginning.' }),
    max: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'How many there may ever be; their names are the template’s with a number.' }),
  },
  { additionalProperties: false },
);

const topologySchema = Type.Object(
  {
    kind: words(topologyKinds, { description: 'Shape of the wires between agents.' }),
    hub: Type.Optional(name('Centre of a star, root of a hierarchy; the first agent if absent.')),
    fanOut: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many are below each in a hierarchy; 3 if absent.' })),
    edges: Type.Optional(Type.Array(pair, { maxItems: 1_000_000, description: 'Of a custom graph: who is wired to whom.' })),
    weights: Type.Optional(Type.Array(Type.Object({ between: pair, weight: Type.Number({ minimum: 0, maximum: 1 }) }, { additionalProperties: false }), { maxItems: 1_000_000, description: 'How much two agents that are wired count for each other; 1 if absent.' })),
    rewires: words(['at-once', 'when-told'], { default: 'when-told', description: 'Whether proposals to wire the swarm otherwise are carried out at once, or by `optimise-topology`.' }),
    rewireUs: Type.Integer({ minimum: 1, maximum: 3_600_000_000, default: 1_000_000, description: 'How long old edges still carry messages after a change, in µs.' }),
  },
  { additionalProperties: false, description: 'Who can speak to whom; messages of couriers to others are passed on. Absent: everybody to everybody.' },
);

export const commandSchema = Type.Object(
  {
    at: Type.String({ minLength: 1, maxLength: 40, description: 'When: a date, or date and time with a zone.' }),
    command: words(operatorCommands, { description: 'What is commanded.' }),
    agent: Type.Optional(name('Whom it is for.')),
    template: Type.Optional(name('What is spawned or scaled.')),
    count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'How many; of a dead letter, its number.' })),
    options: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'What the agent goes on with; what is left out stays as it is.' })),
    edges: Type.Optional(Type.Array(Type.Object({ from: name('One end.'), to: name('The other.'), weight: Type.Number({ minimum: 0, maximum: 1, default: 1 }) }, { additionalProperties: false }), { maxItems: 1_000_000, description: 'The new wires.' })),
    operator: Type.String({ minLength: 1, maxLength: 100, default: 'operator', description: 'Who commands.' }),
    permission: Type.String({ minLength: 1, maxLength: 100, default: 'operate', description: 'By what right.' }),
    reason: Type.String({ maxLength: 1_000, default: '', description: 'Why.' }),
  },
  { additionalProperties: false },
);

const operatorSchema = Type.Object(
  {
    permissions: Type.Array(words(permissions, {}), { maxItems: 100, description: 'Rights of this operator; the kill switch has one of its own.' }),
  },
  { additionalProperties: false },
);

const phasesSchema = Type.Object(
  {
    coordinationUs: Type.Integer({ minimum: 0, maximum: 86_400_000_000, default: 1_000_000, description: 'How long agents have to find each other before memories count as filling, in µs.' }),
    memoryUs: Type.Integer({ minimum: 0, maximum: 86_400_000_000, default: 1_000_000, description: 'How long memories have to fill before the run counts as begun, in µs.' }),
  },
  { additionalProperties: false, description: 'The log says when each phase begins: init, spawn, coordination, memory, run, drain, close; the market waits for none. No word of it if absent.' },
);

export const swarmSchema = Type.Object(
  {
    maxAgents: Type.Integer({ minimum: 1, maximum: 10_000, default: 10, description: 'How many agents may live at a time.' }),
    templates: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,47}$' }), templateSchema, { default: {}, description: 'What can be spawned during the run, by name.' }),
    waiting: Type.Array(name('Name of an agent.'), { default: [], maxItems: 10_000, description: 'Agents that wait until an operator starts them.' }),
    topology: Type.Optional(topologySchema),
    messages: courierOptions,
    haltOn: Type.Optional(Type.Array(words(riskMetrics, {}), { minItems: 1, maxItems: 4, description: 'Risk figures that, when one breaks its limit, call everybody who trades to a halt, until an operator lifts it.' })),
    operators: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' }), operatorSchema, { description: 'Who may command, and by which rights; a command by anybody else, or by another right than it needs, is denied. Everybody may command everything if absent.' }),
    ),
    phases: Type.Optional(phasesSchema),
    commands: Type.Array(commandSchema, { default: [], maxItems: 100_000, description: 'What operators command, and when.' }),
  },
  { additionalProperties: false, description: 'A swarm whose agents have a life of their own: they are spawned, steered and wired.' },
);

export type SwarmSection = Static<typeof swarmSchema>;
export type CommandSection = Static<typeof commandSchema>;
