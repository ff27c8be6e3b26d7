/** What is said of who is alive and how much of a swarm there is: beats, detections, replacements, breakers, scaling. */
import { Type } from '@sinclair/typebox';
import { agentName, integer, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

const topic = (): string => 'watch';
const link = { from: agentName, to: agentName };

export const scalingReasons = ['cpu', 'memory', 'queue', 'idle', 'asked'] as const;

export const watchEvents = {
  HeartbeatSent: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent shows that it is alive, where its beat can be lost on the way.',
    schema: Type.Object({ beat: integer }),
    topic: () => 'heartbeats',
  }),
  AgentSuspected: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent missed some beats; it may only be late.',
    schema: Type.Object({ agent: agentName, lastBeatAt: integer, misses: integer }),
    topic,
  }),
  AgentDetectedDown: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent missed so many beats that it counts as gone.',
    schema: Type.Object({ agent: agentName, lastBeatAt: integer, misses: integer }),
    topic,
  }),
  AgentDetectedBack: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent that counted as gone is heard again.',
    schema: Type.Object({ agent: agentName, downUs: integer }),
    topic,
  }),
  AgentReplaced: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Another agent takes the place of one that is gone.',
    schema: Type.Object({ agent: agentName, by: agentName, capabilities: Type.Array(text), sinceLastBeatUs: integer }),
    topic,
  }),
  ReplacementMissing: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Nobody is there to take the place of an agent that is gone.',
    schema: Type.Object({ agent: agentName, reason: text }),
    topic,
  }),
  BreakerOpened: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Too much failed on a link in a row; nothing is sent over it for a while.',
    schema: Type.Object({ ...link, until: integer }),
    topic,
  }),
  BreakerHalfOpened: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A link is tried again.',
    schema: Type.Object({ ...link }),
    topic,
  }),
  BreakerClosed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A link is sound again.',
    schema: Type.Object({ ...link }),
    topic,
  }),
  SwarmScaled: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A kind of workers became more or fewer; who leaves ends what it has in hand first.',
    schema: Type.Object({
      kind: text,
      from: integer,
      to: integer,
      reason: oneOf(scalingReasons),
      /** Load when it was decided: shares of 100, and tasks that waited. */
      cpu: real,
      memory: real,
      queue: integer,
      joining: Type.Array(agentName),
      leaving: Type.Array(agentName),
    }),
    topic,
  }),
  LoadReported: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody tells the simulated load of a kind of workers, in shares of 100.',
    schema: Type.Object({ kind: text, cpu: Type.Optional(real), memory: Type.Optional(real) }),
    topic: () => 'loads',
  }),
};
