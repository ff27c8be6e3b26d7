/** What the lab says of the faults it works on purpose: each is seen where it begins, where it strikes, and where it ends. */
import { Type } from '@sinclair/typebox';
import { agentName, integer, offset, oneOf, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** What became of a message, a bar or an order that a fault struck. */
export const strikeOutcomes = ['lost', 'refused', 'delayed', 'repeated', 'held', 'skipped', 'altered', 'late', 'rejected', 'partly-filled'] as const;
export type StrikeOutcome = (typeof strikeOutcomes)[number];

const topic = (): string => 'chaos';
const fault = { fault: integer, kind: text };

export const faultEvents = {
  FaultInjected: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A fault of the plan began; its number is its place in the plan.',
    schema: Type.Object({ ...fault, target: text }),
    topic,
  }),
  FaultStruck: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A fault struck one message on its way to one receiver. What is lost is a dead letter until the fault is healed.',
    schema: Type.Object({
      ...fault,
      /** The event that was struck; -1 for a bar that was never said. */
      message: offset,
      receiver: agentName,
      outcome: oneOf(strikeOutcomes),
      /** What exactly, in words. */
      note: text,
    }),
    topic,
  }),
  FaultHealed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A fault ended; its dead letters are delivered at last, save for market data, which are stale.',
    schema: Type.Object({ ...fault, returned: integer, forgone: integer }),
    topic,
  }),
  AgentCrashed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent lost its mind and handles nothing.',
    schema: Type.Object({ agent: agentName, fault: integer }),
    topic,
  }),
  AgentRestarted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A crashed agent is back: its last snapshot was restored, and it took in again what came after.',
    schema: Type.Object({ agent: agentName, fault: integer, snapshot: offset, recalled: integer }),
    topic,
  }),
  InvariantBroken: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A law that must always hold was broken; the run stops here.',
    schema: Type.Object({
      invariant: text,
      law: text,
      /** The event at which it broke. */
      at: offset,
      found: text,
    }),
    topic,
  }),
};

/** Tells whether an event tells of a fault; faults never strike these. */
export function isFaultEvent(type: string): boolean {
  return Object.hasOwn(faultEvents, type);
}
