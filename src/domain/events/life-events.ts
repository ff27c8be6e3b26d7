/**
 * The life of agents in a swarm, what operators command, and how the swarm is wired. An agent is created when it is
 * spawned, and says of itself when it starts, pauses and ends; that it crashed, the lab says.
 */
import { Type } from '@sinclair/typebox';
import { agentName, flag, instrumentName, integer, json, late, offset, oneOf, orderName, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** What an operator can command. */
export const operatorCommands = [
  'spawn', 'start', 'pause', 'resume', 'drain', 'stop', 'configure', 'scale', 'reinject', 'halt', 'lift-halt', 'kill-switch', 'rewire', 'optimise-topology', 'settle', 'acknowledge-alert',
] as const;
export type OperatorCommand = (typeof operatorCommands)[number];

export const lifeStates = ['created', 'started', 'paused', 'draining', 'stopped', 'crashed'] as const;
export type LifeState = (typeof lifeStates)[number];

export const spawnRefusals = ['maxAgents', 'templateMax', 'unknownTemplate'] as const;

export const edgeSchema = Type.Object({ from: agentName, to: agentName, weight: real });

const life = ({ agent }: { readonly agent: string }): string => `life/${agent}`;
const figures = Type.Object({ messages: integer, relayed: integer, waitUsP95: real });

export const lifeEvents = {
  OperatorCommanded: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An operator gave a command.',
    schema: Type.Object({
      command: oneOf(operatorCommands),
      operator: text,
      permission: text,
      reason: text,
      agent: Type.Optional(agentName),
      template: Type.Optional(text),
      /** How many, or which one. */
      count: Type.Optional(integer),
      options: Type.Optional(json),
      edges: Type.Optional(Type.Array(edgeSchema)),
    }),
    topic: ({ agent }) => (agent === undefined ? 'commands' : `commands/${agent}`),
  }),
  CommandDenied: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Somebody wanted to command what is not his to command; nobody heard of it as a command.',
    schema: Type.Object({ command: oneOf(operatorCommands), operator: text, permission: text, reason: text, agent: Type.Optional(agentName), template: Type.Optional(text) }),
    topic: () => 'commands-denied',
  }),
  CommandRefused: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A command could not be carried out.',
    schema: Type.Object({ command: text, order: offset, reason: text }),
    topic: () => 'life/refused',
  }),
  SpawnAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody wants one more agent of a template.',
    schema: Type.Object({ template: text, reason: text }),
    topic: () => 'spawns',
  }),
  AgentSpawned: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent was created from a template.',
    schema: Type.Object({ agent: agentName, template: text, kind: text, capabilities: Type.Array(text), askedBy: text, live: integer }),
    topic: life,
  }),
  AgentSpawnRejected: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'No agent was created; the run goes on without it.',
    schema: Type.Object({ template: text, reason: oneOf(spawnRefusals), askedBy: text, live: integer }),
    topic: () => 'spawns/rejected',
  }),
  AgentStarted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent works from now on.',
    schema: Type.Object({ agent: agentName }),
    topic: life,
  }),
  AgentPaused: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent does nothing until it is resumed; its mail waits.',
    schema: Type.Object({ agent: agentName }),
    topic: life,
  }),
  AgentResumed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A paused agent works again, and takes its mail in order.',
    schema: Type.Object({ agent: agentName, parked: integer }),
    topic: life,
  }),
  AgentDraining: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent finishes what it has begun, hears no more of the market, and then stops.',
    schema: Type.Object({ agent: agentName, untilUs: integer }),
    topic: life,
  }),
  AgentStopped: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent has ended; what waited for it is not answered.',
    schema: Type.Object({ agent: agentName, parked: integer, wasDrained: flag }),
    topic: life,
  }),
  ConfigurationChanged: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent goes on with other options from now on.',
    schema: Type.Object({ agent: agentName, options: json, step: integer }),
    topic: life,
  }),
  OrderWithheld: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent wanted to open or enlarge a position and did not, because of a halt.',
    schema: Type.Object({ order: orderName, instrument: instrumentName, caller: agentName, halt: integer }),
    topic: () => 'halts/withheld',
  }),
  TopologyProposed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody proposes to wire the swarm otherwise, with what was measured and what is to be expected.',
    schema: Type.Object({ proposal: integer, reason: text, added: Type.Array(edgeSchema), removed: Type.Array(edgeSchema), before: figures, after: figures }),
    topic: () => 'topology/proposals',
  }),
  TopologyChanged: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'The swarm is wired otherwise: new edges from now on, old ones until the given instant.',
    schema: Type.Object({ kind: text, edges: Type.Array(edgeSchema), effectiveAt: integer, reason: text, proposer: Type.Optional(late(agentName)), proposal: Type.Optional(late(integer)) }),
    topic: () => 'topology',
  }),
};
