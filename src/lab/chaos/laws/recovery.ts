/** The laws of recovery: once all faults are healed, agents work and orders are answered. */
import type { VenueState } from '../../../agents/venue-agent.js';
import { isFinal } from '../../../domain/order.js';
import { invariant, type Authorities, type Invariant } from '../../../domain/invariants/invariant.js';
import { noteOrder, stepOf, type OrderLives } from '../../../domain/invariants/order-life.js';

/** What was asked so shortly before the end may be under way still, in µs. */
const UNDER_WAY_US = 1_000_000;

export const agentsAreBack: Invariant = invariant({
  id: 'L01',
  law: 'When all faults are healed, every agent works.',
  settled(_state, world) {
    const away = world.agents.find((agent) => world.isAway(agent));
    return away === undefined ? undefined : `${away} is away`;
  },
});

export function ordersAreAnswered(authorities: Authorities): Invariant {
  return invariant<OrderLives>({
    id: 'L02',
    law: 'When all faults are healed, every order is final or rests in the venue’s book.',
    initial: () => new Map(),
    check(event, lives) {
      noteOrder(lives, event);
      const step = stepOf(event, authorities);
      const life = step === undefined ? undefined : lives.get(step.id);
      if (step === undefined || life === undefined) return undefined;
      life.state = step.to;
      life.since = event.offset;
      life.at = event.time;
      return undefined;
    },
    settled(lives, world) {
      const venue = world.stateOf(authorities.venue) as VenueState;
      const resting = new Set(venue.books.flatMap((book) => book.resting.map(({ order }) => order.id)));
      for (const [id, { state, since, at }] of lives) {
        if (isFinal(state) || at > world.now - UNDER_WAY_US || resting.has(id)) continue;
        return `order ${id} is ${state} since offset ${since}, and does not rest`;
      }
      return undefined;
    },
  });
}
