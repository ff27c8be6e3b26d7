/** A law of one's own: `state` is what it remembers, and what it returns says what is wrong. */
export const invariants = [
  {
    id: 'one-helping',
    law: 'The swarm never holds more than the 100 lots of one order.',
    initial: () => ({ held: 0 }),
    check(event, state) {
      if (event.type !== 'OrderFilled' || event.agent !== 'venue') return undefined;
      const { side, quantityLots, orderId } = event.data.fill;
      state.held += side === 'buy' ? quantityLots : -quantityLots;
      return state.held <= 100 ? undefined : `it holds ${state.held} lots after order ${orderId}`;
    },
  },
];
