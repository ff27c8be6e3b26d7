/**
 * Buys when a signal points up and it holds nothing, and sells all of it when one does not. Its mistake: it
 * takes each delivery for news. A signal that comes twice makes two orders, and while the report of a
 * fill is late it still believes that it holds nothing. careful-buyer.js is the cure.
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
        const quantityLots = direction === 'long' ? (held > 0 ? 0 : lots) : held;
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
