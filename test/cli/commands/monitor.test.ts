/** What a watcher sees of a run: the same while it is made and afterwards, and at every moment what a replay has. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runId } from '../../../src/core/brand.js';
import { catalogue } from '../../../src/domain/catalogue.js';
import { keysIn } from '../../../src/cli/keyboard.js';
import { nextTurn } from '../../../src/host/next-turn.js';
import { embeddedRunStore } from '../../../src/store/embedded-run-store.js';
import type { RunStore } from '../../../src/store/run-store.js';
import { openStage, swarmScenario, type SpeakOptions, type Stage } from '../stage.js';

let stage: Stage;
let store: RunStore;
const screen: SpeakOptions = { terminal: true, columns: 100, rows: 40, env: { LANG: 'en_GB.UTF-8', NO_COLOR: '1' } };

beforeAll(async () => {
  stage = openStage();
  stage.write('swarm.yaml', swarmScenario);
  await stage.run(['run', 'swarm.yaml', '-q']);
  store = embeddedRunStore(catalogue, join(stage.directory, '.hivetape'));
});
afterAll(() => stage.clear());

/** Returns what was drawn last before the terminal was given back. */
function lastFrame(out: string): string {
  const [frame = ''] = out.split('\u001b[?1049l')[0].split('\u001b[H\u001b[2J').slice(-1);
  return frame;
}

async function offsetAfter(keys: readonly string[], every = '30d'): Promise<number> {
  const { out, code } = await stage.run(['monitor', 'swarm', '--every', every], { ...screen, keys: [...keys, 'q'] });
  expect(code).toBe(0);
  return Number(/event ([\d,]+) of/.exec(lastFrame(out))?.[1]?.replaceAll(',', ''));
}

describe('a monitor', () => {
  it('V7: has at every moment the account, the holdings and the open orders of a replay to there', async () => {
    const log = store.list().find(({ name }) => name === 'swarm');
    const times = [...store.open(log?.runId ?? runId('none')).events()].filter((_, index, all) => index % Math.floor(all.length / 6) === 7).map(({ time }) => time);
    for (const time of times) {
      const at = `${new Date(Math.floor(time / 1_000)).toISOString().slice(0, -1)}${String(time % 1_000).padStart(3, '0')}Z`;
      const moment = JSON.parse((await stage.run(['monitor', 'swarm', '--at', at, '--json'])).out) as Moment;
      const state = JSON.parse((await stage.run(['replay', 'swarm', '--to', at, '--json'])).out) as State;
      const [account] = state.ledger.accounts;
      expect(moment.status).toMatchObject({ offset: state.offset, time: expect.any(Number), openOrders: state.openOrders.map(({ id }) => id) });
      expect(moment.account).toMatchObject({ cashMicros: account.cashMicros, valueMicros: account.valueMicros, equityMicros: account.cashMicros + account.valueMicros });
      expect(moment.held).toEqual(state.ledger.positions.filter(({ lots }) => lots !== 0).map(({ instrument, lots }) => ({ instrument: instrument.id, lots })));
      expect(moment.fills).toBe(state.ledger.fills);
    }
  });

  it('V7: shows under every key what it shows of that moment when it is asked for it', async () => {
    for (const keys of [['home'], ['home', 'right', 'right'], ['end', 'left', 'left'], ['home', 'page-down', 'page-down', 'left', 'down', 'down', 'up'], ['up', 'up', 'x']]) {
      const offset = await offsetAfter(keys);
      const { out } = await stage.run(['monitor', 'swarm', '--every', '30d'], { ...screen, keys: [...keys, 'q'] });
      const asked = await stage.run(['monitor', `swarm:${offset - 1}`, '--every', '30d', '--json']);
      const shown = await stage.run(['monitor', `swarm:${offset - 1}`, '--every', '30d'], screen);
      expect((JSON.parse(asked.out) as Moment).status.offset).toBe(offset);
      const [, ...body] = lastFrame(out).split('\n');
      const [, ...whole] = shown.out.split('\n');
      for (const line of body.filter((one) => /^(█|░|equity|held|since|votes|open|leader)/.test(one))) expect(whole).toContain(line);
    }
  });

  it('V7: steps by intervals in which something was said, there and back, and ends where the log does', async () => {
    const { count } = store.open(store.list().find(({ name }) => name === 'swarm')?.runId ?? runId('none'));
    expect(await offsetAfter(['home'])).toBe(1);
    expect(await offsetAfter([])).toBe(count);
    expect(await offsetAfter(['home', 'up', 'left'])).toBe(1);
    const first = await offsetAfter(['home', 'right']);
    expect(await offsetAfter(['home', 'right', 'right', 'left'])).toBe(first);
    expect(await offsetAfter(['home', ...Array.from({ length: 40 }, () => 'right')])).toBe(count);
    expect(await offsetAfter(['home', 'down', 'down', 'up'])).toBe(2);
  });

  it('V7: tells a run that is being made line by line as it tells it afterwards, and draws the same at the end', async () => {
    const original = store.open(store.list().find(({ name }) => name === 'swarm')?.runId ?? runId('none'));
    const events = [...original.events()];
    const writer = store.create({ ...original.manifest, runId: runId('made'), name: 'made' }, { isCopy: true });
    for (const event of events.slice(0, 500)) writer.append(event);
    writer.commit();
    const watching = [['--every', '7d'], ['--every', '7d', '--json']].map((flags) => stage.run(['monitor', 'made', ...flags]));
    watching.push(stage.run(['monitor', 'made'], screen));
    for (let next = 500; next < events.length; next += 400) {
      for (const event of events.slice(next, next + 400)) writer.append(event);
      writer.commit();
      await nextTurn();
    }
    writer.finish(null);
    const [lines, json, drawn] = (await Promise.all(watching)).map(({ out }) => out);
    const mine = (text: string): string => text.replaceAll(/"runId":"[^"]*"/g, '').replaceAll(/swarm [0-9a-f]{8} |made \S+ /g, '');
    expect(lines.split('\n').length).toBeGreaterThan(80);
    expect(lines).toBe((await stage.run(['monitor', 'swarm', '--every', '7d'])).out);
    expect(mine(json)).toBe(mine((await stage.run(['monitor', 'swarm', '--every', '7d', '--json'])).out));
    const [, last = ''] = drawn.split('\u001b[?1049l\u001b[?25h');
    expect(mine(last)).toBe(mine((await stage.run(['monitor', 'swarm'], screen)).out));
  });

  it('V7: says that a run was cut short, where nothing more will come', async () => {
    const original = store.open(store.list().find(({ name }) => name === 'swarm')?.runId ?? runId('none'));
    const writer = store.create({ ...original.manifest, runId: runId('cut'), name: 'cut' }, { isCopy: true });
    for (const event of original.events({ to: 300 })) writer.append(event);
    writer.commit();
    writer.abandon(null);
    const { out, err, code } = await stage.run(['monitor', 'cut', '--every', '7d']);
    expect(code).toBe(0);
    expect(out).toContain('event');
    expect(err).toContain('The run was cut short: hivetape resume cut takes it to its end.');
    expect((await stage.run(['monitor', 'swarm', '--every', '700d'])).err).not.toContain('cut short');
  });

  it('reads what terminals send', () => {
    expect(keysIn('\u001b[C\u001b[C q\u001b[5~\u001bOH\u0003é\u001b')).toEqual(['right', 'right', 'space', 'q', 'page-up', 'home', 'stop', 'é', 'q']);
  });
});

interface Moment {
  readonly status: { readonly offset: number };
  readonly account: object;
  readonly held: readonly object[];
  readonly fills: number;
}

interface State {
  readonly offset: number;
  readonly openOrders: readonly { readonly id: string }[];
  readonly ledger: {
    readonly accounts: readonly { readonly cashMicros: number; readonly valueMicros: number }[];
    readonly positions: readonly { readonly lots: number; readonly instrument: { readonly id: string } }[];
    readonly fills: number;
  };
}
