/** The law of repeated messages: what is delivered twice has one effect. */
import type { AgentId } from '../../core/brand.js';
import { NO_CAUSE } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { invariant, type Invariant } from './invariant.js';

export function singleAnswers(lab: AgentId): Invariant {
  return invariant<Map<string, Instant>>({
    id: 'A02',
    law: 'What an agent has said of an event it does not say again when that event is delivered again.',
    initial: () => new Map(),
    check({ agent, type, causation, time, offset, topic }, said) {
      if (causation === NO_CAUSE || agent === lab) return undefined;
      const key = `${agent} ${causation} ${type} ${topic}`;
      const before = said.get(key);
      if (before === undefined) said.set(key, time);
      return before === undefined || before === time ? undefined : `${agent} says ${type} of offset ${causation} a second time at offset ${offset}`;
    },
  });
}
