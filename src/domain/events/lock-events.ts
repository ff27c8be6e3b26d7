/** What agents say where they wait for each other: at barriers, and for locks with a lease. */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, oneOf, text } from '../schema.js';
import { defineEvent } from './definition.js';

const ofLock = { lock: text, request: text };
const ofBarrier = { barrier: text };

export const lockModes = ['exclusive', 'shared'] as const;
export const barrierPolicies = ['release', 'fail'] as const;

export const lockEvents = {
  LockAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent asks for a lock; the same request again asks for the same answer.',
    schema: Type.Object({ ...ofLock, mode: oneOf(lockModes), leaseUs: Type.Optional(integer) }),
    topic: () => 'locks/asked',
  }),
  LockGranted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent holds a lock until it gives it back or its lease ends.',
    schema: Type.Object({ ...ofLock, holder: agentName, mode: oneOf(lockModes), until: integer, waitedUs: integer }),
    topic: ({ lock }) => `locks/${lock}`,
  }),
  LockRefused: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent does not get a lock.',
    schema: Type.Object({ ...ofLock, asker: agentName, reason: oneOf(['unknown-lock', 'deadlock', 'not-holder', 'gone']) }),
    topic: ({ lock }) => `locks/${lock}`,
  }),
  LockReturned: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent gives a lock back, or no longer waits for it.',
    schema: Type.Object({ ...ofLock }),
    topic: () => 'locks/asked',
  }),
  LockReleased: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A lock is no longer held by an agent.',
    schema: Type.Object({ ...ofLock, holder: agentName, reason: oneOf(['returned', 'holder-gone']) }),
    topic: ({ lock }) => `locks/${lock}`,
  }),
  LockExpired: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The lease of a lock ended before it was given back.',
    schema: Type.Object({ ...ofLock, holder: agentName }),
    topic: ({ lock }) => `locks/${lock}`,
  }),
  DeadlockFound: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Agents wait for each other in a circle; the one that closed it does not get its lock.',
    schema: Type.Object({
      /** Who waits for whom: the first again at the end. */
      cycle: Type.Array(agentName),
      /** For which lock each of them waits. */
      locks: Type.Array(text),
      victim: agentName,
    }),
    topic: () => 'locks/deadlock',
  }),
  BarrierReached: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent waits at a barrier.',
    schema: Type.Object({ ...ofBarrier, round: integer }),
    topic: () => 'barriers/reached',
  }),
  BarrierReleased: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'All that a barrier waits for are there, or its policy lets those go on who are.',
    schema: Type.Object({ ...ofBarrier, round: integer, there: Type.Array(agentName), missing: Type.Array(agentName), isWhole: flag, waitedUs: integer }),
    topic: ({ barrier }) => `barriers/${barrier}`,
  }),
  BarrierFailed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody did not reach a barrier, and its policy lets nobody pass.',
    schema: Type.Object({ ...ofBarrier, round: integer, there: Type.Array(agentName), missing: Type.Array(agentName), reason: oneOf(['timeout', 'participant-gone']) }),
    topic: ({ barrier }) => `barriers/${barrier}`,
  }),
};
