/** The agent of the sample project: a breakout trader in one file. */

export const sampleAgent = `// Buys when price closes above everything of the last bars, sells when it closes below.
// State is plain data and changes only in evolve; decide reads it and says what it wants.
import { decider, defineAgentKind, Type } from 'hivetape';

const options = Type.Object({
  bars: Type.Integer({ minimum: 2, default: 50, description: 'Closes to look back at.' }),
});

interface State {
  closes: number[];
  lots: number;
  orders: number;
}

export const agent = defineAgentKind({
  kind: 'my-agent',
  summary: 'Buys strength, sells weakness.',
  capabilities: ['trade'],
  options,

  create({ bars }, { id, instruments: [instrument] }) {
    const order = (state: State, side: 'buy' | 'sell', size: { fundsShare: number } | { quantityLots: number }) => ({
      type: 'OrderPlaced' as const,
      data: {
        order: {
          id: \`\${id}-\${state.orders + 1}\` as never,
          instrument: instrument.id,
          owner: id,
          side,
          type: 'market' as const,
          ...size,
          timeInForce: 'gtc' as const,
          reduceOnly: side === 'sell',
        },
      },
    });

    return decider<State>({
      listensTo: [\`bars/\${instrument.id}\`, \`reports/\${instrument.id}\`],

      initial: () => ({ closes: [], lots: 0, orders: 0 }),

      evolve: (state, event) => {
        if (event.type === 'BarClosed') {
          state.closes.push(event.data.bar.close);
          if (state.closes.length > bars + 1) state.closes.shift();
        } else if (event.type === 'OrderFilled' && event.data.fill.owner === id) {
          const { side, quantityLots } = event.data.fill;
          state.lots += side === 'buy' ? quantityLots : -quantityLots;
        } else if (event.type === 'OrderPlaced') {
          state.orders += 1;
        }
        return state;
      },

      decide: (state, event) => {
        if (event.type !== 'BarClosed' || state.closes.length <= bars) return [];
        const before = state.closes.slice(0, -1);
        const close = event.data.bar.close;
        if (close > Math.max(...before) && state.lots === 0) return [order(state, 'buy', { fundsShare: 0.9 })];
        if (close < Math.min(...before) && state.lots > 0) return [order(state, 'sell', { quantityLots: state.lots })];
        return [];
      },
    });
  },
});
`;
