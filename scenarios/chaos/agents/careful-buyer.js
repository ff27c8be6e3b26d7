/**
 * The eager buyer, mended: it is deaf to a signal and to a fill that come again, and while an order of its
 * own is under way it places no other.
 */
import { decider, orderId, SILENT } from 'hivetape';

const ends = ['OrderDenied', 'OrderRejected', 'OrderCancelled', 'OrderExpired'];

export const agent = {
  create: ({ lots }, { id }) =>
    decider({
      listensTo: ['signals/WALK', 'reports/WALK'],
      initial: () => ({ orders: 0, held: 0, underWay: '', signal: -1, isNews: false, fills: [] }),
      evolve: (state, event) => {
        if (event.type === 'OrderPlaced') {
          state.orders += 1;
          state.underWay = event.data.order.id;
        } else if (event.type === 'SignalRaised') {
          state.isNews = event.offset > state.signal;
          state.signal = Math.max(state.signal, event.offset);
        } else if (event.type === 'OrderFilled' && !state.fills.includes(event.offset)) {
          const { fill } = event.data;
          state.fills.push(event.offset);
          state.held += fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
          if (fill.remainingLots === 0 && fill.orderId === state.underWay) state.underWay = '';
        } else if (ends.includes(event.type) && event.data.orderId === state.underWay) {
          state.underWay = '';
        }
        return state;
      },
      decide: ({ orders, held, underWay, isNews }, event) => {
        if (event.type !== 'SignalRaised' || !isNews || underWay !== '') return SILENT;
        const { instrument, direction } = event.data;
        const quantityLots = direction === 'long' ? (held > 0 ? 0 : lots) : held;
        if (quantityLots <= 0) return SILENT;
        const side = direction === 'long' ? 'buy' : 'sell';
        const order = { id: orderId(`${id}-${orders + 1}`), instrument, owner: id, side, type: 'market', quantityLots, timeInForce: 'gtc', reduceOnly: side === 'sell' };
        return [{ type: 'OrderPlaced', data: { order } }];
      },
    }),
};
