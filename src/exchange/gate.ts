/**
 * What an order waits for, as gates that price must pass one after the other: a limit waits for one to be
 * reached, a stop-limit for two. One reasoning about gates serves every order type: what a bar makes
 * certain, what it leaves possible, and what a stated path does.
 */
import type { Ticks } from '../core/fixed-point.js';
import type { BarTicks } from './bar-ticks.js';

export type Way = 'rises' | 'falls';

export interface Gate {
  /** Which way price must go to reach it; beyond it the gate is open. */
  readonly way: Way;
  readonly ticks: Ticks;
  /** A limit waits in a queue, so a mere touch may not be enough. */
  readonly isLimit: boolean;
}

/** Where in the bar waiting begins: at the open, or at a price that was reached going one way. */
export interface Start {
  readonly ticks: Ticks;
  /** Absent at the open: all of the bar is still to come. */
  readonly way?: Way;
}

export type Queue = 'touch' | 'through';

/** How the last gate can be passed within one bar. */
export interface Passing {
  readonly ticks: Ticks;
  /** On every path of the bar; otherwise only on some. */
  readonly isCertain: boolean;
  /** Price comes to the limit and no further. */
  readonly isTouch: boolean;
  /** The order waited at its limit until price came. */
  readonly isMaker: boolean;
}

export function isMet({ way, ticks }: Gate, price: Ticks): boolean {
  return way === 'falls' ? price <= ticks : price >= ticks;
}

/** Returns how a bar passes all gates, `undefined` if it cannot. */
export function passGates(gates: readonly Gate[], start: Start, { bar, queue }: { readonly bar: BarTicks; readonly queue: Queue }): Passing | undefined {
  let { ticks, way } = start;
  let isCertain = true;
  let isTouch = false;
  let isMaker = false;
  for (const gate of gates) {
    if (isMet(gate, ticks)) {
      isMaker = false;
      continue;
    }
    const falls = gate.way === 'falls';
    const extreme = falls ? bar.low : bar.high;
    if (!isMet(gate, extreme)) return undefined;
    isTouch = gate.isLimit && extreme === gate.ticks;
    if (isTouch && queue === 'through') return undefined;
    // What lies further on the same way came later for certain; so did what lies on the far side of the close.
    isCertain &&= way === undefined || way === gate.way || isMet(gate, bar.close);
    ({ ticks, way } = gate);
    isMaker = gate.isLimit;
  }
  return { ticks, isCertain, isTouch, isMaker };
}

/** A stretch of a path, walked from one price straight to another. */
export interface Leg {
  readonly from: Ticks;
  readonly to: Ticks;
}

export interface Arrival {
  /** Gates passed by the end of the leg. */
  readonly passed: number;
  /** Where the last one was passed; `undefined` if it was not. */
  readonly ticks: Ticks | undefined;
  readonly isMaker: boolean;
}

/** Returns how far a leg takes an order that has passed so many gates. */
export function walkGates(gates: readonly Gate[], passed: number, { from, to, queue }: Leg & { readonly queue: Queue }): Arrival {
  const way: Way = to >= from ? 'rises' : 'falls';
  let ticks = from;
  let isMaker = false;
  let at = passed;
  for (; at < gates.length; at += 1) {
    const gate = gates[at];
    // A limit that was only touched where the leg begins is no more than that.
    if (at === passed && gate.isLimit && queue === 'through' && ticks === gate.ticks && from !== to && way !== gate.way) break;
    if (isMet(gate, ticks)) {
      isMaker = false;
      continue;
    }
    const isReached = way === gate.way && isMet(gate, to);
    if (!isReached || (gate.isLimit && queue === 'through' && gate.ticks === to)) break;
    ticks = gate.ticks;
    isMaker = gate.isLimit;
  }
  return { passed: at, ticks: at === gates.length ? ticks : undefined, isMaker };
}
