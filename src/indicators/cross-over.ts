/**
 * Tells when one line crosses another, from the sign of their difference. The present sign is held
 * against the last one that was *not zero*: lines that touch and part again have not crossed, and lines
 * that meet, run together and leave on the other side cross once, when they leave.
 * Source: backtrader's CrossOver; backtesting.py's is strict on both sides and misses crosses through a tie.
 */
import { checkFinite, type Indicator } from './indicator.js';

export interface CrossOverState {
  /** Sign of the last difference that was not zero; 0 before there was one. */
  side: number;
  /** What the last step was: 1 a cross upwards, -1 downwards, 0 none. */
  crossed: number;
}

export function startCrossOver(): CrossOverState {
  return { side: 0, crossed: 0 };
}

/** Takes the difference first − second, or its sign. */
export function stepCrossOver(state: CrossOverState, difference: number): CrossOverState {
  checkFinite(difference);
  const side = difference > 0 ? 1 : difference < 0 ? -1 : 0;
  state.crossed = side !== 0 && state.side !== 0 && side !== state.side ? side : 0;
  if (side !== 0) state.side = side;
  return state;
}

/** Returns 'up' or 'down' if the last step crossed, 'none' if not, `undefined` before any difference was not zero. */
export function readCrossOver(state: CrossOverState): 'up' | 'down' | 'none' | undefined {
  if (state.side === 0) return undefined;
  return state.crossed > 0 ? 'up' : state.crossed < 0 ? 'down' : 'none';
}

export const crossOver: Indicator<unknown, CrossOverState, number, 'up' | 'down' | 'none'> = {
  name: 'cross-over',
  warmUpBars: () => 1,
  start: startCrossOver,
  step: stepCrossOver,
  read: readCrossOver,
};
