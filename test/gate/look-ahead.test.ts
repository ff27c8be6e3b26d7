/** No event depends on data that become known after it: every part of the future is exchanged, and the past stays. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import type { Source } from '../../src/kernel/agent.js';
import { firstLeak } from '../../src/lab/audit/first-leak.js';
import { otherFuture, perturbations, type Perturbation } from '../../src/lab/audit/other-future.js';
import { feedFrom, type Market } from '../../src/lab/load-market.js';
import type { PlannedSeat } from '../../src/lab/run-plan.js';
import type { BarTable } from '../../src/market/bar-table.js';
import { cheatingSeat } from '../lab/audit/cheating-seat.js';
import { lookAheadProject, type LookAheadProject } from './look-ahead-run.js';

const BARS = 400;
let project: LookAheadProject;
let original: readonly LogEvent[];

beforeAll(async () => {
  project = lookAheadProject(BARS);
  original = await project.runOn(project.bars);
});
afterAll(() => project.remove());

describe('a run of the swarm', () => {
  test('trades, votes and values days, so that there is something to leak', () => {
    const types = new Set(original.map(({ type }) => type));
    for (const type of ['OrderFilled', 'DecisionReached', 'VoteCast', 'SignalRaised', 'PortfolioValued', 'TimerSet']) expect(types).toContain(type);
  });

  test('does not know what comes, wherever one cuts and whatever comes instead', async () => {
    const first = project.bars[0].closedAt;
    const last = project.bars[BARS - 1].closedAt;
    const closes = fc.nat(BARS - 1).map((index) => project.bars[index].closedAt);
    // The last instant before a bar sees most: all that the bar before it brought about has been said.
    const cuts = fc.oneof(closes, closes.map((at) => Math.max(first, at - 1)), fc.tuple(closes, fc.nat(12)).map(([at, us]) => at + us), fc.integer({ min: first, max: last }));
    await fc.assert(
      fc.asyncProperty(cuts, fc.constantFrom(...perturbations), fc.nat(1_000), async (cut, how, seed) => {
        const perturbed = await project.runOn(otherFuture(project.bars, { how, cut, seed }));
        expect(firstLeak(original, perturbed, cut)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test.each(perturbations)('but %s does change what it does afterwards, so the check has eyes', async (how) => {
    const cut = project.bars[BARS / 2].closedAt;
    const perturbed = await project.runOn(otherFuture(project.bars, { how, cut, seed: 1 }));
    expect(firstLeak(original, perturbed, cut)).toBeUndefined();
    if (how === 'truncate') expect(perturbed.length).toBeLessThan(original.length * 0.75);
    else expect(firstLeak(original, perturbed, Infinity)).toMatchObject({ agent: 'feed', type: 'BarClosed' });
  });
});

describe('a canary that peeks', () => {
  const cutAt = 250;
  const leakOf = async (cheat: Parameters<LookAheadProject['runWith']>[1], how: Perturbation) => {
    const cut = project.bars[cutAt + 1].closedAt - 1;
    const cheating = await project.runWith(project.bars, cheat);
    return firstLeak(cheating, await project.runWith(otherFuture(project.bars, { how, cut, seed: 5 }), cheat), cut);
  };

  test('is not there without the cheat: the same parts put together by hand give the run', async () => {
    expect(firstLeak(original, await project.runWith(project.bars, {}), Infinity)).toBeUndefined();
    expect(await leakOf({}, 'noise')).toBeUndefined();
  });

  test.each(['scale', 'shuffle', 'noise'] as const)('in the feed, at the next bar’s close, is found by %s at the bar before the cut', async (how) => {
    const leak = await leakOf({ feed: peekingFeed }, how);
    expect(leak).toMatchObject({ agent: 'feed', type: 'BarClosed', time: project.bars[cutAt].closedAt });
    expect(leak?.fields).toContain('bar.close');
  });

  test('in the feed, at the number of bars to come, is found by truncation at the first bar', async () => {
    const leak = await leakOf({ feed: countingFeed }, 'truncate');
    expect(leak).toMatchObject({ agent: 'feed', type: 'BarClosed', time: project.bars[0].closedAt, fields: ['bar.volume'] });
  });

  test('in an agent, at the next bar’s close, is named with its first event that leaks', async () => {
    const leak = await leakOf({ seat: peekingSeat }, 'noise');
    expect(leak).toMatchObject({ agent: 'peeker', type: 'SignalRaised' });
    expect(leak?.time).toBe(project.bars[cutAt].closedAt + 3);
  });

  test('in an agent, at a scale fitted to all data, is named at its first word', async () => {
    const leak = await leakOf({ seat: fittedSeat }, 'scale');
    expect(leak).toMatchObject({ agent: 'fitted', type: 'SignalRaised', time: project.bars[0].closedAt + 3, fields: ['strength'] });
  });
});

/** Says each bar of the first instrument with the close of the next one in it. */
function peekingFeed(market: Market): Source {
  const [first, ...rest] = market.tables;
  return feedFrom({ ...market, tables: [peeking(first), ...rest] });
}

function peeking(table: BarTable): BarTable {
  const close = table.close.map((own, index) => table.close[index + 1] ?? own);
  const high = table.high.map((own, index) => Math.max(own, close[index]));
  const low = table.low.map((own, index) => Math.min(own, close[index]));
  return { ...table, close, high, low };
}

/** Says in each bar's volume how many bars are still to come. */
function countingFeed(market: Market): Source {
  const tables = market.tables.map((table) => ({ ...table, volume: table.volume.map((_, index) => 1 + table.length - index) }));
  return feedFrom({ ...market, tables });
}

/** Signals what the next bar will do, from the table behind the feed's back. */
function peekingSeat(market: Market): PlannedSeat {
  return cheatingSeat('peeker', market.tables[0], (table, row) => {
    const next = table.close[row + 1] ?? table.close[row];
    return { strength: 0.5, evidence: `next close ${next}` };
  });
}

/** Signals how high a close stands among all closes there will ever be. */
function fittedSeat(market: Market): PlannedSeat {
  return cheatingSeat('fitted', market.tables[0], (table, row) => ({ strength: table.close[row] / Math.max(...table.close), evidence: 'share of the highest' }));
}
