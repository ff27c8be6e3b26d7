/** A risk figure breaks its limit, and the swarm answers: everybody who trades is called to a halt, and says that it heeds it. */
import { afterAll, describe, expect, it } from 'vitest';
import type { EventOf, EventType, LogEvent } from '../../../src/domain/catalogue.js';
import { haltSetting } from '../../../src/swarm/messages/halt.js';
import { faultyRun, planOf, type FaultyRun } from '../../lab/chaos/faulty-run.js';

const traders = ['holder', 'one', 'two'];

/** Buys a little with each bar until it is refused, and holds: then the price does the rest. */
const holder = `
import { decider, SILENT } from 'hivetape';
export const agent = { capabilities: ['trade'], create: ({ lots }, { id }) => decider({
  listensTo: ['bars/WALK'], initial: () => ({ bars: 0 }), evolve: (state, event) => (event.type === 'BarClosed' ? { bars: state.bars + 1 } : state),
  decide: (state, event) => (event.type !== 'BarClosed' ? SILENT : [{ type: 'OrderPlaced', data: { order: { id: id + '-' + state.bars, instrument: 'WALK', owner: id, side: 'buy', type: 'market', quantityLots: lots, timeInForce: 'gtc', reduceOnly: false } } }]),
}) };`;

interface Fixture {
  readonly risk?: string;
  readonly lots?: number;
  readonly walk?: string;
}

const market = (swarm: string, { risk = 'concentrationMax: 5, valueAtRiskMax: 5', lots = 100, walk = 'volatility: 0.02' }: Fixture = {}): string => `
hivetape: 1
name: limits
seed: 5
data:
  - instrument: WALK
    walk: { bars: 400, ${walk} }
    tick: 0.01
risk: { drawdownMax: 5, ${risk} }
agents:
  holder: { path: ./agents/holder.mjs, options: { lots: ${lots} } }
  one: { kind: sma-crossover, options: { fastBars: 2, slowBars: 4, fundsShare: 0.01 } }
  two: { kind: sma-crossover, options: { fastBars: 2, slowBars: 5, fundsShare: 0.01 } }
  trend: { kind: momentum, options: {} }
swarm:
${swarm}`;

const runs: FaultyRun[] = [];
const perform = async (scenario: string, plan?: object): Promise<readonly LogEvent[]> => {
  const run = await faultyRun({ scenario, files: { 'agents/holder.mjs': holder }, ...(plan === undefined ? {} : { plan }) });
  runs.push(run);
  return run.events;
};
const ofType = <Type extends EventType>(events: readonly LogEvent[], type: Type): EventOf<Type>[] => events.filter((event) => event.type === type) as never;
afterAll(() => runs.forEach((run) => run.remove()));

describe('limits with a coordinated response', () => {
  it.each([
    ['exposure', 0.5, {}],
    ['concentration', 0.3, { risk: 'exposureMax: 5, valueAtRiskMax: 5', lots: 100 }],
    ['value-at-risk', 0.1, { risk: 'exposureMax: 50, concentrationMax: 50', lots: 300, walk: 'barDuration: 1d, volatility: 0.2' }],
  ])('N3: a breach of %s above %s is followed by the word of every trader within the bound', async (metric, limit, fixture) => {
    const events = await perform(market(`  haltOn: [${metric}]\n`, fixture));
    const alert = ofType(events, 'RiskAlertRaised').find(({ data }) => data.metric === metric);
    expect(alert).toMatchObject({ agent: 'risk-gate', data: { limit } });
    const breachAt = alert?.time ?? NaN;
    const [called, ...others] = ofType(events, 'HaltCalled');
    expect(others).toEqual([]);
    expect(called).toMatchObject({ agent: 'registrar', time: breachAt + 1, causation: alert?.offset, to: [...traders].sort() });
    expect(called.data.reason).toContain(`${metric} is `);
    const answers = ofType(events, 'HaltAcknowledged');
    expect(answers.map(({ agent }) => agent).sort()).toEqual([...traders].sort());
    expect(answers.every(({ time }) => time - breachAt <= haltSetting.withinUs)).toBe(true);
    expect(ofType(events, 'HaltSettled').map(({ data }) => data.late)).toEqual([[]]);
    const opened = ofType(events, 'OrderPlaced').filter(({ time, data }) => time > breachAt + 2 && !data.order.reduceOnly);
    expect(opened).toEqual([]);
  });

  it('N3: over a network that loses words they are called again, and who cannot answer is named when the bound is over', async () => {
    const scenario = market('  haltOn: [exposure]\n');
    const quiet = await perform(scenario);
    const breachAt = ofType(quiet, 'RiskAlertRaised').find(({ data }) => data.metric === 'exposure')?.time ?? NaN;
    const startedAt = quiet[0].time;
    const events = await perform(scenario, planOf([
      { kind: 'drop', atUs: breachAt - startedAt, durationUs: 250_000, from: 'registrar', to: 'one', probability: 1, count: 1_000 },
      { kind: 'crash', atUs: breachAt - startedAt - 10, agent: 'two', mail: 'waits' },
    ]));
    const [settled] = ofType(events, 'HaltSettled');
    expect(settled.data).toMatchObject({ late: ['two'], tookUs: haltSetting.withinUs });
    expect([...settled.data.acknowledged].sort()).toEqual(['holder', 'one']);
    const one = ofType(events, 'HaltAcknowledged').find(({ agent }) => agent === 'one');
    expect((one?.time ?? Infinity) - breachAt).toBeLessThanOrEqual(haltSetting.withinUs);
  });

  it('calls nobody where no figure is named, and once while a halt holds; an operator lifts it', async () => {
    expect(ofType(await perform(market('  maxAgents: 10\n')), 'HaltCalled')).toEqual([]);
    const events = await perform(market('  haltOn: [exposure, concentration]\n  commands: [{ at: "2000-01-01T06:30:00Z", command: lift-halt }]\n'));
    expect(ofType(events, 'RiskAlertRaised').length).toBeGreaterThan(1);
    const [lifted] = ofType(events, 'HaltLifted');
    expect(ofType(events, 'HaltCalled').filter(({ time }) => time < lifted.time)).toHaveLength(1);
    expect(ofType(events, 'HaltCalled').filter(({ time }) => time > lifted.time).length).toBeLessThanOrEqual(1);
  });
});
