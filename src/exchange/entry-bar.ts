/**
 * What the rest of a bar does to an order that woke on it, beside filling it: it moves a trailing stop and
 * passes the first gate of orders that wait for two.
 */
import type { Fill } from '../domain/fill.js';
import { ticksOf, type Instrument } from '../domain/instrument.js';
import { pathOf } from './bar-path.js';
import type { BarTicks } from './bar-ticks.js';
import { passGates, walkGates, type Gate, type Start } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { policies } from './policies.js';
import { gatesFor, startAfter, type Resting } from './resting.js';
import { restOfPath, stopAfter, stopAfterWalk } from './trailing.js';
import type { VenueRules } from './venue-rules.js';

export interface EntryBar {
  /** Of the parent. */
  readonly fill: Fill;
  readonly filled: Resting;
  readonly instrument: Instrument;
  readonly bar: BarTicks;
  readonly rules: VenueRules;
}

/** Notes on a child what the bar does to it after its parent's fill. */
export function seeEntryBar(child: Resting, { fill, filled, instrument, bar, rules }: EntryBar): void {
  const isTrailing = child.order.type === 'trailing-stop';
  if (isTrailing) {
    child.stopBefore = child.stopTicks;
    child.movedAt = fill.filledAt;
  }
  if (fill.basis === 'close') return;
  const start = startAfter(filled, fill, ticksOf(instrument, fill.basePrice));
  if (isTrailing) {
    const trailing = { order: child.order, instrument, stopTicks: child.stopBefore, start, bar };
    child.stopTicks = policies[rules.policy].walks ? stopAfterWalk(trailing, pathOf(bar, rules.pathFirst)) : stopAfter(trailing);
    return;
  }
  const [gate] = gatesFor(child, fill.filledAt);
  if (gate !== undefined && !gate.isLimit && isPassed(child, gate, { start, bar, rules })) child.triggeredAt ??= fill.filledAt;
}

function isPassed({ order }: Resting, gate: Gate, { start, bar, rules }: Pick<EntryBar, 'bar' | 'rules'> & { readonly start: Start }): boolean {
  const { walks, believes } = policies[rules.policy];
  if (walks) return restOfPath(pathOf(bar, rules.pathFirst), start).some((leg) => walkGates([gate], 0, { ...leg, queue: 'touch' }).passed > 0);
  const passing = passGates([gate], start, { bar, queue: 'touch' });
  return passing !== undefined && (passing.isCertain || orderKinds[order.type].family === believes);
}
