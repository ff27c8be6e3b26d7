/** A scenario tells who in it waits for words that its wires never carry. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownNames } from '../../../src/lab/scenario/known-names.js';
import { readScenario } from '../../../src/lab/scenario/read-scenario.js';

const text = (topology: string, agents = ''): string => `
hivetape: 1
name: wired
data: [{ instrument: WALK, walk: { bars: 10 } }]
agents:
  trend: { kind: momentum, options: {} }
  reversal: { kind: mean-reversion, options: {} }
  council: { kind: council, options: { members: { trend: 0.5, reversal: 0.5 } } }
  trader: { kind: trader, options: { council: council } }
${agents}
swarm:
  topology: ${topology}
`;
const notesOf = (source: string): readonly string[] => readScenario(source, 'scenario.yaml', { known: knownNames() }).notes;

describe('notes on agents that cannot hear whom they name', () => {
  it('names each option, who does not hear whom, and what to do', () => {
    expect(notesOf(text('{ kind: star, hub: trend }'))).toEqual([
      'agents.council.options.members: council does not hear reversal, nor is it heard there: the star does not wire them, and only messages of couriers are passed on. Make council its hub, or write `kind: custom` with these edges.',
      'agents.trader.options.council: trader does not hear council, nor is it heard there: the star does not wire them, and only messages of couriers are passed on. Make trader its hub, or write `kind: custom` with these edges.',
    ]);
  });

  it('says nothing where all are wired who name each other', () => {
    expect(notesOf(text('{ kind: star, hub: council }'))).toEqual([]);
    expect(notesOf(text('{ kind: mesh }'))).toEqual([]);
    expect(notesOf(text('{ kind: custom, edges: [[trend, council], [reversal, council], [council, trader]] }'))).toEqual([]);
  });

  it('counts names of tables and lists once, and shows at most five', () => {
    const many = Array.from({ length: 7 }, (_, place) => `  w${place}: { kind: worker, options: {} }`).join('\n');
    const workers = Array.from({ length: 7 }, (_, place) => `w${place}: {}`).join(', ');
    const [note] = notesOf(text('{ kind: star, hub: council }', `${many}\n  queen: { kind: task-coordinator, options: { workers: { ${workers} } } }`).replace('swarm:\n', 'swarm:\n  maxAgents: 20\n'));
    expect(note).toContain('agents.queen.options.workers: queen does not hear w0, w1, w2, w3, w4 and 2 more, nor');
  });

  it.each(readdirSync('scenarios').filter((name) => name.endsWith('.yaml')))('%s has no such agent', (name) => {
    expect(notesOf(readFileSync(`scenarios/${name}`, 'utf8')).filter((note) => note.includes('does not hear'))).toEqual([]);
  });
});
