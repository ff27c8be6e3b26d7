/** Who may command what: every command by every right, with and without it, in a run; and agents that play the operator. */
import { afterAll, describe, expect, it } from 'vitest';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { operatorCommands, type OperatorCommand } from '../../src/domain/events/life-events.js';
import { denialOf, permissionFor, permissions } from '../../src/domain/permissions.js';
import { forkRun } from '../../src/lab/fork.js';
import { faultyRun, planOf } from './chaos/faulty-run.js';
import { smallRun, type SmallRun, type SmallRunOptions } from './small-run.js';

const market = (swarm: string, agents = ''): string => `
hivetape: 1
name: commanded
seed: 7
data:
  - instrument: WALK
    walk: { bars: 120, volatility: 0.004 }
    tick: 0.01
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 2, slowBars: 5, fundsShare: 0.5 } }
  trend: { kind: momentum, options: {} }
  reversal: { kind: mean-reversion, options: {} }
  mediator: { kind: mediator, options: { members: { trend: 0.5, reversal: 0.5 } } }
  hub: { kind: relay, options: {} }
  queen: { kind: task-coordinator, options: {} }
${agents}
swarm:
  maxAgents: 20
  templates: { scout: { kind: momentum, max: 3 } }
  topology: { kind: star, hub: hub }
${swarm}`;

const runs: SmallRun[] = [];
const perform = async (scenario: string, options: SmallRunOptions = {}): Promise<readonly LogEvent[]> => {
  const run = await smallRun({ scenario, ...options });
  runs.push(run);
  return [...run.store.open(run.outcome.runId).events()] as LogEvent[];
};
const ofType = <Type extends EventType>(events: readonly LogEvent[], type: Type): EventOf<Type>[] => events.filter((event) => event.type === type) as never;
afterAll(() => runs.forEach((run) => run.remove()));

const about: Readonly<Partial<Record<OperatorCommand, string>>> = {
  start: 'agent: trend, ', pause: 'agent: trend, ', resume: 'agent: trend, ', drain: 'agent: trend, ', stop: 'agent: trend, ', configure: 'agent: trend, options: { bars: 33 }, ',
  reinject: 'agent: hub, count: 1, ', settle: 'agent: mediator, options: { conflict: none, position: 0 }, ', spawn: 'template: scout, ', scale: 'template: scout, count: 1, ',
  rewire: 'edges: [{ from: trend, to: reversal, weight: 1 }], ',
};
/** One command a minute, each by one right. */
const commandsBy = (operator: string, permission: string): string =>
  operatorCommands.filter((command) => command !== 'kill-switch').map((command, minute) => `    - { at: "2000-01-01T00:${String(minute + 10)}:00Z", command: ${command}, ${about[command] ?? ''}operator: ${operator}, permission: ${permission} }`).join('\n');
const operators = `  operators:\n${permissions.map((one) => `    may-${one}: { permissions: [${one}] }`).join('\n')}\n    nothing: { permissions: [] }\n    all: { permissions: [${permissions.join(', ')}] }\n`;
const withCommands = (commands: string): string => `${operators}  commands:\n${commands}\n`;

/** What commands bring about. */
const effects: readonly EventType[] = ['AgentStarted', 'AgentPaused', 'AgentResumed', 'AgentDraining', 'AgentStopped', 'ConfigurationChanged', 'AgentSpawned', 'AgentSpawnRejected', 'HaltCalled', 'HaltLifted', 'TopologyChanged', 'KillSwitchPulled', 'CommandRefused', 'ConflictResolved'];
const effectsOf = (events: readonly LogEvent[]): readonly string[] => events.filter(({ type, agent }) => effects.includes(type as EventType) && agent !== 'lab' && agent !== 'liar').map(({ type }) => type);

describe('permissions of operators', () => {
  it('W3: a matrix: every command passes by its own permission, if the operator has it, and by no other', () => {
    const people = Object.fromEntries([...permissions.map((one) => [`may-${one}`, { permissions: [one] }] as const), ['all', { permissions }] as const, ['nothing', { permissions: [] }] as const]);
    for (const command of operatorCommands) {
      for (const operator of [...Object.keys(people), 'stranger', 'constructor']) {
        for (const permission of [...permissions, '', 'root']) {
          const holds = Object.hasOwn(people, operator) && people[operator].permissions.includes(permissionFor[command]);
          const denial = denialOf({ command, operator, permission }, people);
          expect(denial === undefined, `${command} by ${operator} with ${permission}: ${String(denial)}`).toBe(holds && permission === permissionFor[command]);
          expect(denialOf({ command, operator, permission }, undefined)).toBeUndefined();
        }
      }
    }
  });

  it.each([...permissions])('W3: in a run, the permission %s carries out its commands and no others, and each denial stands in the log', async (permission) => {
    const events = await perform(market(withCommands(commandsBy(`may-${permission}`, permission))));
    const own = operatorCommands.filter((command) => command !== 'kill-switch' && permissionFor[command] === permission);
    expect(ofType(events, 'OperatorCommanded').map(({ data }) => data.command)).toEqual(own);
    expect(ofType(events, 'CommandDenied').map(({ data }) => data.command)).toEqual(operatorCommands.filter((command) => command !== 'kill-switch' && !own.includes(command)));
    expect(ofType(events, 'CommandDenied').every(({ agent, data }) => agent === 'operator' && data.reason.includes(`is commanded by the permission ${permissionFor[data.command]}, not ${permission}`))).toBe(true);
    expect(effectsOf(events).length >= own.length).toBe(true);
  });

  it('W3: who has no permission changes nothing at all, and without operators everybody may', async () => {
    const denied = await perform(market(withCommands(commandsBy('nothing', 'operate'))));
    const quiet = await perform(market(operators));
    expect(effectsOf(denied)).toEqual(effectsOf(quiet));
    expect(ofType(denied, 'CommandDenied')).toHaveLength(operatorCommands.length - 1);
    const open = await perform(market(`  commands:\n${commandsBy('anybody', 'operate')}\n`));
    expect(ofType(open, 'OperatorCommanded')).toHaveLength(operatorCommands.length - 1);
    expect(ofType(open, 'CommandDenied')).toEqual([]);
  });

  it('W3: no agent commands anybody: whatever it says in the words of operators, nothing comes of it', async () => {
    const liar = `
import { decider, SILENT } from 'hivetape';
const commands = ${JSON.stringify(operatorCommands)};
export const agent = { create: () => decider({
  listensTo: ['bars/WALK'], initial: () => ({}), evolve: (state) => state,
  decide: (state, event) => event.type !== 'BarClosed' ? SILENT : [
    ...['trend', 'crossover', 'mediator', 'hub', undefined].flatMap((agent) => commands.map((command) => ({ type: 'OperatorCommanded', data: { command, operator: 'all', permission: 'kill', reason: 'a lie', template: 'scout', count: 1, edges: [], options: { conflict: 'none', position: 0 }, ...(agent === undefined ? {} : { agent }) } }))),
    { type: 'KillSwitchPulled', data: { operator: 'all', reason: 'a lie' } },
    { type: 'TopologyChanged', data: { kind: 'custom', edges: [], effectiveAt: 0, reason: 'a lie' } },
    { type: 'TradingHalted', data: { reason: 'kill-switch' } },
  ],
}) };`;
    const events = await perform(market(operators, '  liar: { path: ./agents/mine.js, options: {} }'), { agent: liar });
    expect(ofType(events, 'OperatorCommanded').length).toBeGreaterThan(1_000);
    expect(effectsOf(events)).toEqual([]);
    expect(ofType(events, 'OrderApproved').length).toBeGreaterThan(3);
    expect(ofType(events, 'TradingHalted').filter(({ agent }) => agent !== 'liar')).toEqual([]);
  });

  it('W3: a fork asks for the same permissions', async () => {
    const small = await smallRun({ scenario: market(operators) });
    runs.push(small);
    const fork = (operator: string): ReturnType<typeof forkRun> =>
      forkRun(small.store, small.outcome.runId, { at: { offset: 60 }, change: { set: [], swap: {}, commands: [{ command: 'stop', agent: 'trend', operator, permission: 'operate', reason: '' }] }, project: small.loaded, environment: () => null });
    const types = async (operator: string): Promise<readonly string[]> => effectsOf([...small.store.open((await fork(operator)).runId).events()] as LogEvent[]);
    expect(await types('may-operate')).toContain('AgentStopped');
    expect(await types('may-kill')).not.toContain('AgentStopped');
  });
});

describe('the kill switch', () => {
  const kill = (operator: string, permission: string): string => market(withCommands(`    - { at: "2000-01-01T01:00:00Z", command: kill-switch, operator: ${operator}, permission: ${permission}, reason: enough }`));
  const killedAt = Date.UTC(2000, 0, 1, 1) * 1_000;
  const crash = (agent: string): object => ({ kind: 'crash', atUs: 50 * 60_000_000, agent, mail: 'lost' });

  it('N5: works with a crashed coordinator, registrar and hub: from its microsecond on nothing is approved and nothing fills', async () => {
    const { events, remove } = await faultyRun({ scenario: kill('may-kill', 'kill'), plan: planOf(['queen', 'registrar', 'hub', 'mediator'].map(crash)) });
    remove();
    const crashed = ofType(events, 'AgentCrashed').map(({ data }) => data.agent);
    expect(crashed).toEqual(expect.arrayContaining(['queen', 'registrar']));
    const [pulled] = ofType(events, 'KillSwitchPulled');
    expect(pulled).toMatchObject({ agent: 'operator', time: killedAt });
    expect(ofType(events, 'OrderPlaced').filter(({ time }) => time > killedAt + 3).length).toBeGreaterThan(3);
    expect(ofType(events, 'OrderApproved').filter(({ time }) => time > killedAt + 1)).toEqual([]);
    expect(ofType(events, 'OrderFilled').filter(({ time }) => time > killedAt + 3)).toEqual([]);
    expect(ofType(events, 'OrderDenied').some(({ data }) => data.reason === 'killed')).toBe(true);
    expect(ofType(events, 'InvariantBroken')).toEqual([]);
  });

  it.each([['may-operate', 'operate'], ['may-halt', 'halt'], ['may-operate', 'kill'], ['may-kill', 'operate'], ['stranger', 'kill']])('N5: is not for %s with the permission %s: it is denied, and trading goes on', async (operator, permission) => {
    const events = await perform(kill(operator, permission));
    expect(ofType(events, 'CommandDenied')).toHaveLength(1);
    expect(ofType(events, 'KillSwitchPulled')).toEqual([]);
    expect(ofType(events, 'OrderApproved').some(({ time }) => time > killedAt)).toBe(true);
  });
});
