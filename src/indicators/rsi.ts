/**
 * Wilder's relative strength index. Ours, not the library's, which rounds to two decimals and calls a
 * flat series 100. Where nothing moved there is neither strength nor weakness: ours reads 50.
 */
import { checkBars, checkFinite, type BarsOptions, type Indicator } from './indicator.js';
import { readWilder, startWilder, stepWilder, type WilderState } from './wilder-average.js';

export interface RsiState {
  readonly gain: WilderState;
  readonly loss: WilderState;
  hasLast: boolean;
  last: number;
}

export function startRsi({ bars }: BarsOptions): RsiState {
  checkBars('an RSI', bars);
  return { gain: startWilder({ bars }), loss: startWilder({ bars }), hasLast: false, last: 0 };
}

export function stepRsi(state: RsiState, value: number): RsiState {
  checkFinite(value);
  const change = value - state.last;
  state.last = value;
  if (!state.hasLast) {
    state.hasLast = true;
    return state;
  }
  stepWilder(state.gain, change > 0 ? change : 0);
  stepWilder(state.loss, change < 0 ? -change : 0);
  return state;
}

/** Returns 0 (only losses) to 100 (only gains), 50 where nothing moved; `undefined` before `bars` changes came. */
export function readRsi(state: RsiState): number | undefined {
  const gain = readWilder(state.gain);
  const loss = readWilder(state.loss);
  if (gain === undefined || loss === undefined) return undefined;
  return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
}

export const rsi: Indicator<BarsOptions, RsiState, number, number> = {
  name: 'rsi',
  warmUpBars: ({ bars }) => bars + 1,
  start: startRsi,
  step: stepRsi,
  read: readRsi,
};
