/**
 * What a shared memory is asked, what it answers, and what becomes of what it keeps. Each write and each
 * expiry is an event, so that what was known at any time can be read from the log alone.
 */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, json, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const memoryOperations = ['write', 'forget', 'read', 'list', 'search', 'roll-back', 'subscribe'] as const;
export type MemoryOperation = (typeof memoryOperations)[number];

export const memoryRefusals = ['no-access', 'no-such-namespace', 'namespace-taken', 'not-understood'] as const;
export type MemoryRefusal = (typeof memoryRefusals)[number];

const store = { store: text };
const cell = { ...store, namespace: text, key: text, version: integer };

export const memoryEvents = {
  MemoryAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent asks a shared memory to keep something or to tell it.',
    schema: Type.Object({
      ...store,
      /** A name of the asker’s own; the answer bears it, and the same one asked again is one question. */
      request: text,
      operation: oneOf(memoryOperations),
      namespace: text,
      /** What the operation needs: items to write, a key, features, a time of the past. */
      details: json,
    }),
    topic: (data) => `memory/${data.store}/asked`,
  }),
  MemoryAnswered: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A shared memory answers who asked.',
    schema: Type.Object({ ...store, request: text, operation: oneOf(memoryOperations), namespace: text, isFound: flag, answer: json }),
    topic: (data) => `memory/${data.store}/answered`,
  }),
  MemoryDenied: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A shared memory does not do what it was asked, and says why.',
    schema: Type.Object({ ...store, request: text, operation: oneOf(memoryOperations), namespace: text, by: agentName, reason: oneOf(memoryRefusals) }),
    topic: (data) => `memory/${data.store}/answered`,
  }),
  MemoryWritten: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Something is kept from now on under a key; what was there before is history.',
    schema: Type.Object({
      ...cell,
      by: agentName,
      writtenAt: integer,
      /** From then on it is not told any more; -1 for never. */
      expiresAt: integer,
      value: json,
      /** What it is found by when similar things are asked for. */
      features: Type.Array(real),
      /** It was forgotten on purpose. */
      isForgotten: flag,
    }),
    topic: (data) => `memory/${data.store}/kept`,
  }),
  MemoryExpired: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The time of something kept is over.',
    schema: Type.Object({ ...cell, writtenAt: integer }),
    topic: (data) => `memory/${data.store}/kept`,
  }),
  MemorySubscribed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent is told of changes from now on; `*` stands for any part of a key.',
    schema: Type.Object({ ...store, namespace: text, subscriber: agentName, pattern: text }),
    topic: (data) => `memory/${data.store}/kept`,
  }),
  MemoryBranched: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A namespace begins as another one was at a time of the past; that one stays as it is.',
    schema: Type.Object({ ...store, namespace: text, from: text, asOf: integer }),
    topic: (data) => `memory/${data.store}/kept`,
  }),
  MemoryChanged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A subscriber hears what one request has changed, all at once.',
    schema: Type.Object({ ...store, namespace: text, changes: Type.Array(Type.Object({ key: text, version: integer, isGone: flag })) }),
    topic: (data) => `memory/${data.store}/changed`,
  }),
};
