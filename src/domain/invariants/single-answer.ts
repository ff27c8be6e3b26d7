/** The law of repeated messages: what is delivered twice has one effect. */
import type { AgentId } from '../../core/brand.js';
import { NO_CAUSE } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { invariant, type Invariant } from './invariant.js';

interface Answers {
  /** Messages that reach a receiver more than once: what a receiver says of others is not remembered. */
  readonly repeated: Set<string>;
  /** When it was said first, by speaker, cause, type and topic. */
  readonly said: Map<string, Instant>;
}

export function singleAnswers(lab: AgentId): Invariant {
  return invariant<Answers>({
    id: 'A02',
    law: 'What an agent has said of an event it does not say again when that event is delivered again.',
    initial: () => ({ repeated: new Set(), said: new Map() }),
    check(event, { repeated, said }) {
      const { agent, type, causation, time, offset, topic } = event;
      if (event.type === 'FaultStruck' && event.data.outcome === 'repeated' && event.data.message !== NO_CAUSE) repeated.add(`${event.data.message} ${event.data.receiver}`);
      if (repeated.size === 0 || agent === lab || !repeated.has(`${causation} ${agent}`)) return undefined;
      const key = `${agent} ${causation} ${type} ${topic}`;
      const before = said.get(key);
      if (before === undefined) said.set(key, time);
      return before === undefined || before === time ? undefined : `${agent} says ${type} of offset ${causation} a second time at offset ${offset}`;
    },
  });
}
