/** The law of dead letters: what a fault kept from a receiver is delivered at last. */
import type { AgentId } from '../../core/brand.js';
import type { StrikeOutcome } from '../events/fault-events.js';
import { invariant, type Invariant } from './invariant.js';

const undelivered: readonly StrikeOutcome[] = ['lost', 'refused', 'held'];

interface DeadLetters {
  /** What is dead now, by message and receiver. */
  readonly dead: Map<string, { readonly message: number; readonly receiver: AgentId }>;
  /** Market data are stale when a fault is healed; nobody wants them then. */
  readonly bars: Set<number>;
}

/** I35: in = out + pending + dead; after healing nothing is dead but market data. */
export const deadLettersArrive: Invariant = invariant<DeadLetters>({
  id: 'I35',
  law: 'When all faults are healed, every message that a fault kept from its receiver has reached it, save for market data.',
  initial: () => ({ dead: new Map(), bars: new Set() }),
  check(event, { dead, bars }) {
    if (event.type === 'BarClosed') bars.add(event.offset);
    if (event.type !== 'FaultStruck' || !undelivered.includes(event.data.outcome)) return undefined;
    const { message, receiver } = event.data;
    if (!bars.has(message)) dead.set(`${message} ${receiver}`, { message, receiver });
    return undefined;
  },
  heard({ offset }, receiver, { dead }) {
    if (dead.size > 0) dead.delete(`${offset} ${receiver}`);
    return undefined;
  },
  settled({ dead }) {
    for (const { message, receiver } of dead.values()) return `offset ${message} never reached ${receiver}`;
    return undefined;
  },
});
