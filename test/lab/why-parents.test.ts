/** The chain of an order that belongs to another one: it names that one, and goes on behind it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { explainCause, type Reason } from '../../src/lab/why.js';
import { eventWords } from '../../src/report/event-words.js';
import type { RunLog } from '../../src/store/run-store.js';
import { smallRun, type SmallRun } from './small-run.js';

const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

const agentThatPlaces = (drafts: string): string => `
import { bracketOrders, decider, SILENT } from 'hivetape';
export const agent = {
  create: (_options, { id }) => decider({
    listensTo: ['bars/WALK'],
    initial: () => 0,
    evolve: (state, event) => (event.type === 'BarClosed' ? state + 1 : state),
    decide: (state, event, context) => {
      if (event.type !== 'BarClosed' || state !== 20) return SILENT;
      const { close } = event.data.bar;
      const round = (price) => Math.round(price * 100) / 100;
      ${drafts}
    },
  }),
};
`;
const bracket = `
      const entry = { id: id + '-1', instrument: 'WALK', owner: id, side: 'buy', type: 'market', quantityLots: 10, timeInForce: 'gtc', reduceOnly: false };
      return bracketOrders(entry, { stopLoss: round(close * 0.99), takeProfit: round(close * 1.01) }).map((order) => ({ type: 'OrderPlaced', data: { order } }));`;
const parent = `
      const now = context.now();
      return [{ type: 'ParentOrderPlaced', data: { parent: { id: id + '-1', instrument: 'WALK', owner: id, executor: 'worker', side: 'buy', quantityLots: 300, startAt: now, endAt: now + 1800000000, reduceOnly: false, arrivalPrice: close } } }];`;

const scenario = (agents: string): string => `
hivetape: 1
name: families
seed: 3
data: [{ instrument: WALK, walk: { bars: 400, volatility: 0.004 }, tick: 0.01 }]
venue: { account: margin, participation: full }
risk: { exposureMax: 50, concentrationMax: 50, drawdownMax: 1, valueAtRiskMax: 50 }
agents:
${agents}
  mine: { path: ./agents/mine.js, options: {} }
`;

const roles = (reason: Reason): readonly string[] => [`${reason.role} ${reason.event.type}`, ...reason.because.flatMap(roles)];

async function logOf(agents: string, agent: string): Promise<{ readonly log: RunLog; readonly events: readonly LogEvent[] }> {
  const small = await smallRun({ scenario: scenario(agents), agent: agentThatPlaces(agent) });
  runs.push(small);
  expect(small.outcome.failure).toBeUndefined();
  const log = small.store.open(small.outcome.runId);
  return { log, events: [...log.events()] as LogEvent[] };
}

describe('hivetape why', () => {
  test('names the entry of a bracket behind its exits', async () => {
    const { log, events } = await logOf('', bracket);
    const exits = events.flatMap((event) => (event.type === 'OrderPlaced' && event.data.order.parent !== undefined ? [event.data.order] : []));
    expect(exits).toHaveLength(2);
    for (const { id } of exits) {
      const [placed] = explainCause(log, { order: id });
      const named = placed.because.find(({ role }) => role === 'parent')?.event;
      expect(named?.type === 'OrderPlaced' ? named.data.order.id : undefined).toBe('mine-1');
      expect(eventWords(placed.event)).toContain('waits for mine-1');
    }
  });

  describe.each(['twap', 'vwap', 'pov'])('names the parent order behind the children of a %s', (kind) => {
    let found: { readonly log: RunLog; readonly events: readonly LogEvent[] };
    beforeAll(async () => {
      found = await logOf(`  worker: { kind: ${kind}, options: {} }`, parent);
    });

    test('from any child, and from any of its fills back to the bar', () => {
      const { log, events } = found;
      const children = events.flatMap((event) => (event.type === 'OrderPlaced' && event.agent === 'worker' ? [event.data.order.id] : []));
      expect(children.length).toBeGreaterThan(0);
      for (const id of children) expect(roles(explainCause(log, { order: id })[0])).toContain('parent ParentOrderPlaced');
      const fill = events.find((event) => event.type === 'OrderFilled');
      const chain = roles(explainCause(log, { offset: fill?.offset ?? -1 })[0]);
      expect(chain).toContain('parent ParentOrderPlaced');
      expect(chain.filter((line) => line.endsWith('BarClosed')).length).toBeGreaterThan(0);
    });
  });
});
