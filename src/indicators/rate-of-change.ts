/** How far the value has come in n bars, as a fraction of where it was. */
import { checkBars, checkFinite, type BarsOptions, type Indicator } from './indicator.js';
import { isFull, oldestOf, pushRing, startRing, type Ring } from './ring.js';

export interface RateOfChangeState {
  /** The last bars + 1 values: the newest, and the one it is compared with. */
  readonly ring: Ring;
  last: number;
}

export function startRateOfChange({ bars }: BarsOptions): RateOfChangeState {
  checkBars('a rate of change', bars);
  return { ring: startRing(bars + 1), last: 0 };
}

export function stepRateOfChange(state: RateOfChangeState, value: number): RateOfChangeState {
  checkFinite(value);
  pushRing(state.ring, value);
  state.last = value;
  return state;
}

/** Returns value ÷ value `bars` bars ago − 1, `undefined` until then; 0 where the earlier value is 0. */
export function readRateOfChange({ ring, last }: RateOfChangeState): number | undefined {
  if (!isFull(ring)) return undefined;
  const before = oldestOf(ring);
  return before === 0 ? 0 : last / before - 1;
}

export const rateOfChange: Indicator<BarsOptions, RateOfChangeState, number, number> = {
  name: 'rate-of-change',
  warmUpBars: ({ bars }) => bars + 1,
  start: startRateOfChange,
  step: stepRateOfChange,
  read: readRateOfChange,
};
