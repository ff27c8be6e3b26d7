import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import { matchesTopic } from '../../src/core/topic-pattern.js';
import { figureOf } from '../../src/report/performance.js';
import { renderReport } from '../../src/report/render-report.js';
import { reportModel } from '../../src/report/report-model.js';
import { logBuilder } from './log-builder.js';
import { syntheticRun } from './synthetic-run.js';

const about = { runId: 'run-1', fingerprint: 'hivetape1:00', environment: { node: '20' } };
const events = syntheticRun({ days: 400 });
const model = reportModel(events, about);

describe('the books', () => {
  test('agree at every day’s end with the valuations in the log, to the micro-unit', () => {
    const said = events.flatMap((event) => (event.type === 'PortfolioValued' ? [[Math.floor(event.time / DAY), event.data.equityMicros / 1e6]] : []));
    const { day, equity } = model.books.daily;
    expect(day.slice(1).map((days, index) => [days, equity[index + 1]])).toEqual(said);
    expect(equity[0]).toBe(1_000_000);
  });

  test('give each fill to a round trip, and one that turns the position to two', () => {
    const owners = new Map<number, number>();
    for (const { fills } of model.trades) for (const { offset } of fills) owners.set(offset, (owners.get(offset) ?? 0) + 1);
    const all = events.filter(({ type }) => type === 'OrderFilled').map(({ offset }) => offset);
    expect([...owners.keys()].sort((a, b) => a - b)).toEqual(all);
    expect([...owners.values()].every((count) => count === 1 || count === 2)).toBe(true);
    for (const { trip, fills } of model.trades) {
      const net = fills.reduce((sum, fill) => sum + (fill.side === 'buy' ? 1 : -1) * fill.quantityLots, 0);
      if (trip !== undefined && fills.length === 1) expect(net).toBe(0);
      if (trip !== undefined) expect([fills[0].orderId, fills[fills.length - 1].orderId]).toEqual([trip.firstOrder, trip.lastOrder]);
    }
  });

  test('scale the benchmark to the same start: equal parts of all instruments from their first open', () => {
    const { benchmark } = model.books.daily;
    const bars = (name: string) => events.flatMap((event) => (event.type === 'BarClosed' && event.data.bar.instrument === name ? [event.data.bar] : []));
    const ratio = ['ALPHA', 'BETA'].map((name) => (bars(name).at(-1)?.close ?? 0) / bars(name)[0].open);
    expect(benchmark[0]).toBe(1_000_000);
    expect(benchmark.at(-1)).toBeCloseTo((1_000_000 * (ratio[0] + ratio[1])) / 2, 6);
  });

  test('give a total return that is the last equity against the first', () => {
    const { equity } = model.books.daily;
    expect(figureOf(model.performance, 'total-return')?.value).toBeCloseTo(equity[equity.length - 1] / equity[0] - 1, 12);
  });
});

describe('a causal chain', () => {
  const chains = model.trades.flatMap(({ fills }) => fills.map(({ chain }) => chain));

  test('V9: goes from the fill back to a bar, never forward in time', () => {
    expect(chains.length).toBeGreaterThan(20);
    for (const chain of chains) {
      expect(chain[0].role).toBe('Fill');
      expect(chain[chain.length - 1].role).toBe('Bar');
      expect(chain.map(({ role }) => role)).toEqual(expect.arrayContaining(['Order', 'Approved by the risk gate', 'Decision', 'Proposal', 'Signal']));
      for (const { latencyUs } of chain.slice(1)) expect(latencyUs).toBeGreaterThanOrEqual(1);
    }
  });

  test('V1: names offsets of events that say what it says', () => {
    const types: Readonly<Record<string, string>> = { Fill: 'OrderFilled', Order: 'OrderPlaced', Decision: 'DecisionReached', Proposal: 'ProposalMade', Signal: 'SignalRaised', Bar: 'BarClosed' };
    for (const hop of chains.flat()) if (hop.role in types) expect(events[hop.offset].type).toBe(types[hop.role]);
  });

  test('V9: holds the ballot, each vote with the voter’s last signal before it', () => {
    const chain = chains[0];
    const decided = events[chain.find(({ role }) => role === 'Decision')?.offset ?? -1];
    if (decided.type !== 'DecisionReached') throw new TypeError('The hop of a decision is a decision');
    const ballot = chain.find(({ role }) => role === 'Decision')?.ballot ?? [];
    expect(ballot).toHaveLength(5);
    for (const { agent, voteOffset, signalOffset, barOffset } of ballot) {
      expect([events[voteOffset].type, events[signalOffset].type, events[barOffset].type]).toEqual(['VoteCast', 'SignalRaised', 'BarClosed']);
      const signals = events.filter(
        (event) => event.type === 'SignalRaised' && event.agent === agent && event.data.instrument === decided.data.instrument && event.offset < voteOffset,
      );
      expect(signals.at(-1)?.offset).toBe(signalOffset);
    }
  });
});

test('who told whom equals a recount, event by event', () => {
  const seats = events.flatMap((event) => (event.type === 'AgentSeated' ? [event.data] : []));
  const counts = new Map<string, number>();
  for (const { agent, topic } of events) {
    for (const seat of seats) {
      if (seat.agent === agent || !seat.listensTo.some((pattern) => matchesTopic(pattern, topic))) continue;
      counts.set(`${agent}>${seat.agent}`, (counts.get(`${agent}>${seat.agent}`) ?? 0) + 1);
    }
  }
  const found = new Map<string, number>();
  for (const { from, to, count } of model.messages.talks) found.set(`${from}>${to}`, (found.get(`${from}>${to}`) ?? 0) + count);
  expect(found).toEqual(counts);
  expect(model.messages.deliveries).toBe([...counts.values()].reduce((sum, count) => sum + count, 0));
});

test('the funnel counts the events of each step', () => {
  const of = (type: string): number => events.filter((event) => event.type === type).length;
  const step = (id: string) => model.funnel.steps.find((item) => item.id === `funnel-${id}`)?.value;
  expect([step('signals'), step('proposals'), step('orders'), step('passed'), step('fills')]).toEqual(
    ['SignalRaised', 'ProposalMade', 'OrderPlaced', 'OrderApproved', 'OrderFilled'].map(of),
  );
  expect(model.funnel.refusals).toEqual([expect.objectContaining({ outcome: 'denied', reason: 'exposure-limit', count: of('OrderDenied') })]);
});

test('the same log gives the same bytes', () => {
  const again = renderReport(reportModel(syntheticRun({ days: 400 }), about));
  expect(again).toEqual(renderReport(model));
});

test('no figure is a sentinel: a number is finite, and what is not defined has a reason', () => {
  const parsed = JSON.parse(renderReport(model).json) as { figures: { id: string; value: number | null; reason?: string; convention: string; n: number; unit: string; offsets: number[] }[] };
  expect(parsed.figures.length).toBeGreaterThan(60);
  for (const { id, value, reason, convention, unit, offsets } of parsed.figures) {
    expect([id, value === null ? reason !== undefined : Number.isFinite(value) && reason === undefined]).toEqual([id, true]);
    expect([convention, unit].every((text) => text.length > 0)).toBe(true);
    expect(offsets.every((offset) => offset >= 0 && offset < events.length)).toBe(true);
  }
});

describe('a log with next to nothing in it', () => {
  test('gives a page of reasons instead of figures', () => {
    const log = logBuilder();
    log.say('RunStarted', { name: 'empty', identity: null }, { by: 'kernel', at: 0 });
    const { html, json } = renderReport(reportModel(log.events, about));
    expect(html).toContain('there is nothing to judge');
    expect(JSON.parse(json)).toMatchObject({ frame: { ended: 'the log has no end' }, trades: [] });
  });

  test('with no events at all is still a page', () => {
    expect(renderReport(reportModel([], about)).html).toContain('</html>');
  });
});
