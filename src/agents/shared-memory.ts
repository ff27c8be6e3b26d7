/**
 * Keeps what agents want to know together: in one place, in several that agree on everything (strong), or in
 * several of which each goes on alone if it must (eventual). Who may read and write stands with the namespace.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { usualGossip } from '../swarm/gossip/board.js';
import { usualTiming } from '../swarm/leadership/leadership-state.js';
import { applyWord, hearKeeper, keeperTopics, speakKeeper, startKeeper, type KeeperState } from '../swarm/memory/keeper.js';
import { GONE_KEYS_MAX, memorySpans, NEVER_EXPIRES, type MemoryRules } from '../swarm/memory/memory-state.js';
import { hearReplicatedKeeper, replicatedKeeperTopics, speakReplicatedKeeper, startReplicatedKeeper, type ReplicatedKeeperState } from '../swarm/memory/replicated-keeper.js';
import { hearSpreadingKeeper, speakSpreadingKeeper, spreadingKeeperTopics, startSpreadingKeeper, type SpreadingKeeperState } from '../swarm/memory/spreading-keeper.js';
import { agentOption, agentOrAllOption, defineAgentKind } from './agent-kind.js';
import { decider } from './decider.js';
import { believing } from './trusted.js';

const names = (description: string) => Type.Array(agentOrAllOption('Id of an agent, or `*`.'), { default: ['*'], description });

const namespaceSchema = Type.Object(
  {
    readers: names('Ids of the agents that may read; `*` is anybody.'),
    writers: names('Ids of the agents that may write; `*` is anybody.'),
    ttlUs: Type.Integer({ minimum: -1, default: memorySpans.state, description: 'How long something is kept that says nothing else, in microseconds; -1 for ever.' }),
    historyMax: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 100, description: 'Versions of each key that are kept.' }),
    goneKeysMax: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: `Of how many keys that have expired or were forgotten the past can still be read; ${GONE_KEYS_MAX} if absent.` })),
  },
  { additionalProperties: false },
);

const itemSchema = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 1_000, pattern: '^(?!__proto__$)' }),
    value: Type.Unknown(),
    features: Type.Array(Type.Number({ minimum: -1e100, maximum: 1e100 }), { default: [], maxItems: 10_000 }),
  },
  { additionalProperties: false },
);

const options = Type.Object(
  {
    store: Type.String({ minLength: 1, maxLength: 100, default: 'memory', description: 'Name of the memory, which questions name.' }),
    namespaces: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), namespaceSchema, { default: {}, description: 'What is kept apart: who may read and write it, and for how long it is kept.' }),
    consistency: Type.Union([Type.Literal('single'), Type.Literal('strong'), Type.Literal('eventual')], {
      default: 'single',
      description: 'One keeper; several that agree by majority, reads too; or several of which each answers from its own copy, and that spread what is written.',
    }),
    keepers: Type.Array(agentOption('Id of a keeper.'), { default: [], maxItems: 100, description: 'Ids of all keepers, this one too, where there are several.' }),
    contents: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Array(itemSchema, { maxItems: 100_000 }), {
      default: {},
      description: 'What is there from the beginning, by namespace and for ever.',
    }),
    contentsFile: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, 'x-fills': 'contents', description: 'The file beside the scenario that says it, as `hivetape memory RUN --backup FILE` writes it, read when the scenario is loaded; `contents` if absent.' })),
    hasIndex: Type.Boolean({ default: true, description: 'Whether similar things are found by an index; the answers are the same.' }),
  },
  { additionalProperties: false },
);

export type SharedMemoryOptions = Static<typeof options>;
type Keeper<State> = Decider<State, LogEvent, EventDraft>;

export const sharedMemory = defineAgentKind({
  kind: 'shared-memory',
  summary: 'Keeps what agents share: namespaces with access rules, times to live, history, search by similarity.',
  capabilities: ['remember'],
  options,

  create(chosen, setting) {
    const { id } = setting;
    const { store, namespaces, hasIndex, consistency } = chosen;
    const rules: MemoryRules = { store, namespaces, hasIndex };
    checkContents(chosen, id);
    const words = contentWords(chosen, id).map((data): EventDraft => ({ type: 'MemoryWritten', data }));
    const filled = (keeper: KeeperState): void => words.forEach((word) => applyWord(rules, keeper, word));
    if (consistency === 'single') return believing(single(rules, filled), setting);
    const members = keepersOf(chosen, id);
    return believing((consistency === 'strong' ? strong(rules, { members, id, filled }) : eventual(rules, { members, id, filled })) as Keeper<unknown>, setting);
  },
});

type Filling = (keeper: KeeperState) => void;

interface Place {
  readonly members: readonly AgentId[];
  readonly id: AgentId;
  readonly filled: Filling;
}

function single(rules: MemoryRules, filled: Filling): Keeper<unknown> {
  return decider<KeeperState>({
    listensTo: keeperTopics(rules.store),
    initial: () => {
      const state = startKeeper();
      filled(state);
      return state;
    },
    evolve: (state, event, { id, now }) => {
      hearKeeper(rules, state, event, { id, now: now() });
      return state;
    },
    decide: (state, event, { id, now }) => speakKeeper(rules, state, event, { id, now: now() }),
  }) as Keeper<unknown>;
}

function strong(rules: MemoryRules, { members, id, filled }: Place): Keeper<ReplicatedKeeperState> {
  const frame = { group: rules.store, id, members, ...usualTiming };
  return decider<ReplicatedKeeperState>({
    listensTo: replicatedKeeperTopics(rules.store, frame.group),
    initial: () => {
      const state = startReplicatedKeeper();
      filled(state.keeper);
      return state;
    },
    evolve: (state, event, { now }) => {
      hearReplicatedKeeper(frame, rules, state, { event, now: now() });
      return state;
    },
    decide: (state, event, context) => speakReplicatedKeeper(frame, state, event, context),
  });
}

function eventual(rules: MemoryRules, { members, id, filled }: Place): Keeper<SpreadingKeeperState> {
  const frame = { group: rules.store, id, members, ...usualGossip };
  return decider<SpreadingKeeperState>({
    listensTo: spreadingKeeperTopics,
    initial: () => {
      const state = startSpreadingKeeper(frame);
      filled(state.keeper);
      return state;
    },
    evolve: (state, event, { now }) => {
      hearSpreadingKeeper(frame, rules, state, { event, now: now() });
      return state;
    },
    decide: (state, event, context) => speakSpreadingKeeper(frame, rules, state, { event, context }),
  });
}

/** Returns what is there from the beginning, as if it had been written before. */
export function contentWords({ store, contents }: Pick<SharedMemoryOptions, 'store' | 'contents'>, by: AgentId): readonly DataOf<'MemoryWritten'>[] {
  return Object.entries(contents).flatMap(([namespace, items]) =>
    items.map(({ key, value, features }) => ({ store, namespace, key, version: 1, by, writtenAt: 0, expiresAt: NEVER_EXPIRES, value: value as Json, features, isForgotten: false })),
  );
}

/** What nobody could ever read is no beginning of a memory. */
function checkContents({ contents, namespaces }: SharedMemoryOptions, id: AgentId): void {
  const unknown = Object.keys(contents).find((name) => !Object.hasOwn(namespaces, name));
  if (unknown === undefined) return;
  throw new HivetapeError('agent-options-contradict', `What agent "${id}" keeps from the beginning lies in namespaces that it has (found "${unknown}" under \`contents\`).`, {
    help: `Write \`${unknown}: {}\` under \`namespaces\`, with who may read and write it, or leave it out of \`contents\`.`,
    values: { agent: id, namespace: unknown },
  });
}

function keepersOf({ keepers, store }: SharedMemoryOptions, id: AgentId): readonly AgentId[] {
  const members = [...new Set(keepers)].sort((a, b) => (a < b ? -1 : 1)).map(agentId);
  if (members.includes(id)) return members;
  throw new HivetapeError('agent-options-contradict', `Agent "${id}" is one of the keepers of "${store}" (found ${members.length === 0 ? 'nobody' : members.join(', ')}).`, {
    help: 'Write the ids of all keepers under `keepers`, the same list for each.',
    values: { agent: id },
  });
}
