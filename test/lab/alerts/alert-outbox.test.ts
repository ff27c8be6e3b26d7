/** Alerts leave a run while it is made, once each, and never when somebody reads or decides it again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { catalogue } from '../../../src/domain/catalogue.js';
import type { AlertNotice, AlertSink } from '../../../src/lab/alerts/alert-notice.js';
import { forkRun } from '../../../src/lab/fork.js';
import { replayRun } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { resumeRun } from '../../../src/lab/resume.js';
import { runScenario, type RunOptions } from '../../../src/lab/run.js';
import { alertBoardFold } from '../../../src/lab/sight/alert-board.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import type { RunStore } from '../../../src/store/run-store.js';
import { dyingAt } from '../dying-store.js';
import { smallRun, smallScenario, type SmallRun } from '../small-run.js';

const scenario = `${smallScenario}
  watch:
    kind: alarm
    options:
      rules:
        deep: { figure: drawdown, above: 0.004, clears: 0.001, severity: info, escalateUs: 600000000 }
        much: { figure: exposure, above: 0.3, forUs: 120000000, severity: critical }
`;

let whole: SmallRun;
let events: readonly LogEvent[];
let sent: AlertNotice[];
const listening = (notices: AlertNotice[], trouble: string[] = []): NonNullable<RunOptions['alerts']> => ({ sinks: [{ name: 'test', send: (notice) => notices.push(notice) }], onTrouble: (sink) => trouble.push(sink) });
const perform = (store: RunStore, options: Partial<RunOptions>) => runScenario(store, whole.loaded.scenario, { project: whole.loaded, environment: () => null, ...options });

beforeAll(async () => {
  sent = [];
  whole = await smallRun({ scenario, alerts: listening(sent) });
  events = [...whole.store.open(whole.outcome.runId).events()] as LogEvent[];
});
afterAll(() => whole.remove());

describe('alerts of a run', () => {
  it('V6: go out once each, in order, as the log tells them', () => {
    const alerts = events.filter(({ type }) => type.startsWith('Alert'));
    expect(alerts.filter(({ type }) => type === 'AlertRaised').length).toBeGreaterThan(4);
    expect(new Set(alerts.map(({ type }) => type)).size).toBe(3);
    expect(sent.map(({ offset }) => offset)).toEqual(alerts.map(({ offset }) => offset));
    expect(sent.find(({ what, rule }) => what === 'raised' && rule === 'deep')).toMatchObject({ agent: 'watch', severity: 'info', run: whole.outcome.runId, text: expect.stringMatching(/^drawdown is 0\.00\d+, above 0\.004$/) });
  });

  it('V6: stay silent in a rerun and a replay, and change nothing of the log that is sent from', async () => {
    const { store, outcome, loaded } = whole;
    const before = sent.length;
    const { divergence, equal } = await rerunRun(store, outcome.runId, { project: loaded });
    expect([divergence, equal]).toEqual([undefined, events.length]);
    await replayRun(store, outcome.runId, { project: loaded });
    await forkRun(store, outcome.runId, { project: loaded, environment: () => null, at: { offset: 900 }, change: { set: [], swap: {}, seed: 5 }, name: 'other' });
    expect(sent.length).toBe(before);
    expect((await perform(memoryRunStore(catalogue), {})).fingerprint).toBe(outcome.fingerprint);
  });

  it('V6: of a run that was cut short and resumed go out once each, what was sent before not again', async () => {
    const alerts = sent.map(({ offset }) => offset);
    for (const at of [10, alerts[0], alerts[0] + 1, alerts[3] + 1, events.length - 1]) {
      const store = memoryRunStore(catalogue);
      const [first, second]: AlertNotice[][] = [[], []];
      await expect(perform(dyingAt(store, at), { alerts: listening(first) })).rejects.toThrow('died');
      await resumeRun(store, whole.outcome.runId, { project: whole.loaded, environment: () => null, alerts: listening(second) });
      expect([...first, ...second]).toEqual(sent);
      expect(first.every(({ offset }) => offset < at)).toBe(true);
    }
  });

  it('V6: go to every sink; one that fails is told of once, and the others and the run go on', async () => {
    const [notices, trouble]: [AlertNotice[], string[]] = [[], []];
    const broken: AlertSink = { name: 'broken', send: () => { throw new Error('no way'); } };
    const { sinks, onTrouble } = listening(notices, trouble);
    const outcome = await perform(memoryRunStore(catalogue), { alerts: { sinks: [broken, ...sinks], onTrouble } });
    expect(outcome.fingerprint).toBe(whole.outcome.fingerprint);
    expect([trouble, notices]).toEqual([['broken'], sent]);
  });

  it('V6: stand on a board that tells each one as it is at any event', () => {
    const raised = events.findIndex(({ type }) => type === 'AlertRaised');
    expect(folded(events.slice(0, raised + 1), alertBoardFold())).toMatchObject([{ alert: 1, state: 'open', clearedAt: null, offset: raised }]);
    const board = folded(events, alertBoardFold());
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    expect(board).toHaveLength(count('AlertRaised'));
    expect(board.filter(({ state }) => state === 'cleared')).toHaveLength(count('AlertCleared'));
    expect(board.reduce((sum, { escalations }) => sum + escalations, 0)).toBe(count('AlertEscalated'));
  });
});
