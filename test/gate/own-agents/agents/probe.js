// Says what the engine of the language computes: transcendental functions, number texts, orders of
// keys and sorts, chance. Were one of them to differ between machines, the golden would tell.
import { decider, SILENT } from 'hivetape';

export const agent = {
  create: ({ everyBars }, { id }) =>
    decider({
      listensTo: ['bars/*'],
      initial: () => ({ bars: 0, sum: 0, seen: {} }),
      evolve: (state, event) => {
        if (event.type !== 'BarClosed') return state;
        const { bar } = event.data;
        const change = Math.log(bar.close / bar.open);
        return { bars: state.bars + 1, sum: state.sum + change, seen: { ...state.seen, [bar.instrument]: bar.close, [state.bars % 7]: change } };
      },
      decide: (state, event, context) => {
        if (event.type !== 'BarClosed' || state.bars % everyBars !== 0) return SILENT;
        const { bar } = event.data;
        const mood = context.random('mood');
        const draws = [mood.below(1_000), mood.below(7), context.random('other').below(1_000_000)];
        const evidence = [...valuesOf(bar.close, state.sum), ...draws, ...textsOf(state, bar)].join(' ');
        const direction = state.sum > 0 ? 'long' : 'short';
        return [{ type: 'SignalRaised', data: { instrument: bar.instrument, direction, strength: Math.min(1, Math.abs(Math.tanh(state.sum * 10))), evidence: `${id}: ${evidence}` } }];
      },
    }),
};

function valuesOf(price, sum) {
  return [
    Math.exp(sum), Math.expm1(sum), Math.log1p(price), Math.log10(price), Math.log2(price),
    Math.sin(price), Math.cos(price), Math.tan(price), Math.atan(price), Math.atan2(sum, price), Math.asin(1 / price), Math.acos(1 / price),
    Math.sinh(sum), Math.cosh(sum), Math.asinh(price), Math.acosh(price), Math.atanh(1 / price),
    Math.sqrt(price), Math.cbrt(price), Math.hypot(price, sum, 3), Math.fround(price * 1.1), Math.imul(price * 100, 2_654_435_761), Math.clz32(price),
  ];
}

function textsOf({ seen, bars }, { close, volume }) {
  const words = ['b', 'ä', 'a', 'Z', 'ı', 'I', 'i', 'ß', String(bars)];
  const sorted = [...words].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const ties = [5, 3, 8, 1, 9, 2, 7].map((value, index) => ({ value, index })).sort((a, b) => (a.value % 3) - (b.value % 3) || a.index - b.index);
  return [
    JSON.stringify(seen), sorted.join(''), ties.map(({ index }) => index).join(''),
    (close / 7).toFixed(6), (close / 7).toPrecision(12), (close / 7).toExponential(4), String(1e21 + close), (close * 1e-9).toString(), Number(`${close}e-3`), parseFloat('0.1') * 3,
    'I'.toLowerCase(), 'i'.toUpperCase(), 'e\u0301'.normalize('NFC').length, [...new Map([['b', 1], ['a', 2], ['b', volume]])].join(';'),
  ];
}
