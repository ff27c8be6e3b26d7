/** The trading cycle as a graph of tasks in a whole run: analyse, then risk and signals side by side, allocate, trade. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';

const scenario = (volatilityMax: number, participation: string | number = 'full'): string => `
hivetape: 1
name: cycle
seed: 7
data:
  - instrument: WALK
    walk: { bars: 300, volatility: 0.01 }
    tick: 0.01
venue: { participation: ${participation} }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  queen:
    kind: task-coordinator
    options:
      scheduler: capability
      workers:
        ada: { capabilities: [analyse, assess-risk] }
        bob: { capabilities: [raise-signals, allocate] }
        tom: { capabilities: [trade] }
      cycles: [{ graph: cycle, everyBars: 20 }]
      graphs:
        - name: cycle
          tasks:
            - { name: analyse, work: analyse, capabilities: [analyse] }
            - { name: risk, work: assess-risk, after: [analyse], capabilities: [assess-risk], onFailure: skip }
            - { name: signals, work: raise-signals, after: [analyse], capabilities: [raise-signals] }
            - { name: allocate, work: allocate, after: [risk, signals], capabilities: [allocate] }
            - { name: trade, work: trade, after: [allocate], capabilities: [trade] }
  ada: { kind: trading-worker, options: &work { fastBars: 5, slowBars: 20, volatilityMax: ${volatilityMax} } }
  bob: { kind: trading-worker, options: *work }
  tom: { kind: trading-worker, options: *work }
`;

let calm: SmallRun;
let wary: SmallRun;

beforeAll(async () => {
  calm = await smallRun({ scenario: scenario(9) });
  wary = await smallRun({ scenario: scenario(0.0001) });
});
afterAll(() => {
  calm.remove();
  wary.remove();
});

function eventsOf({ store, outcome }: SmallRun): LogEvent[] {
  return [...store.open(outcome.runId).events()] as LogEvent[];
}

function only<Type extends EventType>(events: readonly LogEvent[], type: Type): EventOf<Type>[] {
  return events.filter((event) => event.type === type) as EventOf<Type>[];
}

describe('a trading cycle', () => {
  it('G1: runs analyse, then risk and signals at the same time, then allocate, then trade, at every twentieth bar', () => {
    const events = eventsOf(calm);
    expect(only(events, 'TaskGraphOpened').map(({ data }) => data.graph)).toEqual(Array.from({ length: 15 }, (_, i) => `cycle ${i + 1}`));
    expect(only(events, 'TaskGraphOpened')[0].data.waves).toEqual([['analyse'], ['risk', 'signals'], ['allocate'], ['trade']]);
    const of = (task: string): EventOf<'TaskAssigned'>[] => only(events, 'TaskAssigned').filter(({ data }) => data.graph === 'cycle 5' && data.task === task);
    expect(of('risk')[0].time).toBe(of('signals')[0].time);
    // Two hops and 50 ms for each step that takes its time.
    expect(of('trade')[0].time - of('analyse')[0].time).toBe(3 * 50_002);
    expect(only(events, 'TaskGraphEnded').every(({ data }) => data.outcome === 'completed' && data.completed === 5)).toBe(true);
  });

  it('G1: its trades are real orders, one for each graph and instrument at most, that the gate approves and the venue fills', () => {
    const events = eventsOf(calm);
    const placed = only(events, 'OrderPlaced').map(({ data }) => data.order);
    expect(placed.length).toBeGreaterThan(2);
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
    for (const { id, tag, owner } of placed) expect([id, owner]).toEqual([`${tag}/WALK`, 'tom']);
    // The last cycle begins with the last bar: its order finds none to trade in.
    expect(only(events, 'OrderFilled').map(({ data }) => data.fill.orderId)).toEqual(placed.slice(0, -1).map(({ id }) => id));
    const answers = only(events, 'TaskCompleted').filter(({ data }) => data.task === 'trade').flatMap(({ data }) => (data.result as { orders: { order: string; answer: string }[] }).orders);
    expect(answers).toEqual(placed.map(({ id }) => ({ order: id, answer: 'accepted' })));
    expect(only(events, 'SignalRaised').length).toBeGreaterThan(0);
  });

  it('G3: a risk assessment that says no means no trade task and no order', () => {
    const events = eventsOf(wary);
    const refused = only(events, 'TaskFailed').filter(({ data }) => data.task === 'risk');
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0].data.reason).toMatch(/^the volatility of WALK, 0\.\d+, is above 0\.0001$/);
    for (const { data: { graph } } of refused) {
      const tasks = only(events, 'TaskSkipped').filter(({ data }) => data.graph === graph).map(({ data }) => data.task);
      expect(tasks).toEqual(['allocate', 'trade']);
      expect(only(events, 'TaskAssigned').some(({ data }) => data.graph === graph && data.task === 'trade')).toBe(false);
    }
    expect(only(events, 'OrderPlaced')).toEqual([]);
  });

  it('G1: counts what is on its way, where an order is filled in parts over many bars, and never holds more than was allocated', async () => {
    const thin = await smallRun({ scenario: scenario(9, 0.05) });
    const events = eventsOf(thin);
    thin.remove();
    const orders = only(events, 'OrderPlaced').map(({ data }) => data.order);
    expect(only(events, 'OrderFilled').length).toBeGreaterThan(orders.length);
    let held = 0;
    let most = 0;
    for (const event of events) {
      if (event.type === 'OrderFilled') held += event.data.fill.side === 'buy' ? event.data.fill.quantityLots : -event.data.fill.quantityLots;
      if (event.type === 'BarClosed') most = Math.max(most, held * event.data.bar.close);
    }
    const cash = only(events, 'AccountOpened')[0].data.cashMicros / 1_000_000;
    expect(held).toBeGreaterThanOrEqual(0);
    expect(most).toBeLessThan(1.2 * cash);
  });

  it('G2: decided again from its log, the run has no difference', async () => {
    const result = await rerunRun(calm.store, calm.outcome.runId, { project: calm.loaded });
    expect(result).toMatchObject({ divergence: undefined, equal: calm.outcome.events });
  });
});
