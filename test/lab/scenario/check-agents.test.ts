/** Agents of a scenario that could not do their work are refused where they stand, all at once. */
import { describe, expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../../src/core/errors.js';
import { knownNames } from '../../../src/lab/scenario/known-names.js';
import { readScenario } from '../../../src/lab/scenario/read-scenario.js';

const frame = `hivetape: 1
name: sample
data:
  - { instrument: SPX, bundled: sp500-daily }
agents:
  trend: { kind: momentum }
`;

function refusalsOf(agents: string, overrides: readonly string[] = []): readonly HivetapeError[] {
  try {
    readScenario(frame + agents, 'swarm.yaml', { known: knownNames(), overrides });
    return [];
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    return [cause, ...(cause.details.others ?? [])];
  }
}

const summary = (refusals: readonly HivetapeError[]) => refusals.map(({ code, message, details }) => ({ code, message, line: details.place?.line, help: details.help }));

describe('an agent that names another', () => {
  test('is taken where the other is there, or where nobody is meant', () => {
    expect(refusalsOf('  council: { kind: council, options: { members: { trend: 1 } } }\n  trader: { kind: trader, options: { council: council } }\n')).toEqual([]);
    expect(refusalsOf('  trader: { kind: trader }\n')).toEqual([]);
  });

  test.each([
    ['a trader whose council is not there', "  trader: { kind: trader, options: { council: trent } }\n", 'Did you mean "trend"?'],
    ['a trader whose executor is not there', "  trader: { kind: trader, options: { execution: { by: trent } } }\n", 'Did you mean "trend"?'],
    ['a council whose judge is not there', "  council: { kind: council, options: { members: { trend: 1 }, reputation: trent } }\n", 'Did you mean "trend"?'],
    ['a judge without the council that it would judge', "  judge: { kind: reputation-judge, options: { council: trent } }\n", 'Did you mean "trend"?'],
  ])('is refused: %s', (_, agents, help) => {
    expect(summary(refusalsOf(agents))).toEqual([{ code: 'scenario-contradiction', message: 'The scenario has no agent "trent".', line: 7, help }]);
  });

  test.each([
    ['a supervisor that watches over nobody', '  guard: { kind: supervisor, options: { agents: { trent: {} } } }\n'],
    ['a supervisor whose standby is not there', '  guard: { kind: supervisor, options: { agents: { trend: {} }, standbys: [trent] } }\n'],
    ['a coordinator whose worker is not there', '  queen: { kind: task-coordinator, options: { workers: { trent: {} } } }\n'],
    ['a coordinator that believes who is not there', '  queen: { kind: task-coordinator, options: { watcher: trent } }\n'],
    ['a barrier for who is not there', '  keeper: { kind: lock-keeper, options: { barriers: { dawn: { participants: [trend, trent] } } } }\n'],
    ['a mediator with a delegate who is not there', '  judge: { kind: mediator, options: { members: { trend: 1 }, delegates: { trend: trent } } }\n'],
    ['a delegate of who is not there', '  judge: { kind: mediator, options: { members: { trend: 1 }, delegates: { trent: trend } } }\n'],
    ['an expert who is not there', '  judge: { kind: arbiter, options: { experts: [trent] } }\n'],
    ['a memory for who is not there', '  memory: { kind: shared-memory, options: { namespaces: { notes: { writers: [trent] } } } }\n'],
  ])('is refused in the midst of a swarm too: %s', (_, agents) => {
    expect(summary(refusalsOf(agents))).toEqual([{ code: 'scenario-contradiction', message: 'The scenario has no agent "trent".', line: 7, help: 'Did you mean "trend"?' }]);
  });

  test('may mean everybody where a memory is open to all, and only there', () => {
    expect(refusalsOf("  memory: { kind: shared-memory, options: { namespaces: { notes: { readers: ['*'] } } } }\n")).toEqual([]);
    expect(summary(refusalsOf("  judge: { kind: arbiter, options: { experts: ['*'] } }\n"))[0].message).toBe('The scenario has no agent "*".');
  });

  test('is refused where its default names nobody either', () => {
    expect(summary(refusalsOf('  judge: { kind: reputation-judge }\n'))).toEqual([
      { code: 'scenario-contradiction', message: 'The scenario has no agent "council".', line: 7, help: 'The agents are: trend, judge.' },
    ]);
  });
});

describe('options that contradict each other', () => {
  test('are refused when the scenario is read, each at its agent', () => {
    const agents = '  council: { kind: council, options: { members: { trend: 0.5 } } }\n  cross: { kind: sma-crossover, options: { fastBars: 50, slowBars: 20 } }\n';
    expect(summary(refusalsOf(agents)).map(({ code, line }) => [code, line])).toEqual([
      ['weights-not-one', 7],
      ['agent-options-contradict', 8],
    ]);
  });

  test('are refused where an override makes them', () => {
    const [refusal] = refusalsOf('  cross: { kind: sma-crossover, options: { fastBars: 5, slowBars: 20 } }\n', ['agents.cross.options.fastBars=50']);
    expect(refusal.code).toBe('agent-options-contradict');
  });

  test('wait until their shape is mended', () => {
    const [refusal, ...others] = refusalsOf('  cross: { kind: sma-crossover, options: { fastBars: 50, slowBars: twenty } }\n');
    expect([refusal.code, others]).toEqual(['scenario-invalid', []]);
  });
});
