/**
 * Buys when a signal turns up, and sells all that it holds when one turns down. Its mistakes: it takes each
 * delivery for news, so that a signal that comes twice makes two orders; and it never asks what is still
 * under way, so that it misses its chance to sell while the report of a fill is late. careful-buyer.js is the cure.
 */
import { decider, orderId, SILENT } from 'hivetape';

export const agent = {
  create: ({ lots }, { id }) =>
    decider({
      listensTo: ['signals/WALK', 'reports/WALK'],
      initial: () => ({ orders: 0, held: 0 }),
      evolve: (state, event) => {
        if (event.type === 'OrderPlaced') state.orders += 1;
        if (event.type === 'OrderFilled') state.held += signedLots(event.data.fill);
        return state;
      },
      decide: ({ orders, held }, event) => {
        if (event.type !== 'SignalRaised') return SILENT;
        const { instrument, direction } = event.data;
        const quantityLots = direction === 'long' ? lots : held;
        if (quantityLots <= 0) return SILENT;
        const side = direction === 'long' ? 'buy' : 'sell';
        const order = { id: orderId(`${id}-${orders + 1}`), instrument, owner: id, side, type: 'market', quantityLots, timeInForce: 'gtc', reduceOnly: side === 'sell' };
        return [{ type: 'OrderPlaced', data: { order } }];
      },
    }),
};

function signedLots({ side, quantityLots }) {
  return side === 'buy' ? quantityLots : -quantityLots;
}
