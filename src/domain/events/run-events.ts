/** The frame of a run: who takes part, timers, effects, failures, and the end. */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, json, offset, oneOf, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** What a swarm goes through, in this order. */
export const swarmPhases = ['init', 'spawn', 'coordination', 'memory', 'run', 'drain', 'close'] as const;
export type SwarmPhase = (typeof swarmPhases)[number];

export const runEvents = {
  RunStarted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A run began; its identity is everything that decides what follows.',
    schema: Type.Object({ name: text, identity: json }),
    topic: () => 'run',
  }),
  SwarmPhaseBegan: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A phase of a swarm begins; it lasts until the next one.',
    schema: Type.Object({ phase: oneOf(swarmPhases) }),
    topic: () => 'phases',
  }),
  AgentSeated: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent takes part.',
    schema: Type.Object({ agent: agentName, kind: text, options: json, listensTo: Type.Array(text) }),
    topic: () => 'run',
  }),
  AgentFailed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent threw; none of what it said in that delivery counts.',
    schema: Type.Object({ agent: agentName, code: text, handling: offset }),
    topic: () => 'run',
  }),
  TimerSet: defineEvent({
    version: 1,
    class: 'timer',
    meaning: 'An agent set a timer; it is delivered to the agent when it is due.',
    schema: Type.Object({ name: text, dueAt: integer }),
    topic: () => 'timers',
  }),
  TimerCancelled: defineEvent({
    version: 1,
    class: 'timer',
    meaning: 'A timer will not ring.',
    schema: Type.Object({ name: text, timer: offset }),
    topic: () => 'timers',
  }),
  EffectRequested: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent asks the outside world for something; the lab performs it.',
    schema: Type.Object({ effect: text, request: json, dueAt: integer }),
    topic: () => 'effects',
  }),
  EffectCompleted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The outside world answered; a rerun reads this instead of asking again.',
    schema: Type.Object({ effect: text, request: offset, ok: flag, value: json }),
    topic: () => 'effects',
  }),
  RunEnding: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'The data are at an end; agents may settle what is open.',
    schema: Type.Object({ reason: oneOf(['data-ended', 'until', 'stopped']) }),
    topic: () => 'run',
  }),
  RunEnded: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Nothing follows.',
    schema: Type.Object({ reason: oneOf(['done', 'agent-failed', 'limit-reached', 'invariant-broken']), deliveries: integer }),
    topic: () => 'run',
  }),
};
