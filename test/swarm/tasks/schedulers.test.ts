/** The eight schedulers, each against a table of assignments that was worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { schedulerNames, type SchedulerName } from '../../../src/domain/task.js';
import { afterTurn, chosenOf, loadOf, noTurns, scoresOf, type Candidate, type Turns } from '../../../src/swarm/tasks/schedulers.js';

const [ada, bob, cy] = ['ada', 'bob', 'cy'].map(agentId);

/** ada is quick and can do little, bob can do two things at a time, cy is new and can do everything. */
const trio: readonly Candidate[] = [
  { agent: ada, capabilities: ['risk'], open: 0, concurrency: 1, weight: 5, performance: 0.9, responseUs: 100 },
  { agent: bob, capabilities: ['risk', 'trade'], open: 0, concurrency: 2, weight: 1, performance: 0.6, responseUs: 300 },
  { agent: cy, capabilities: ['learn', 'risk', 'trade'], open: 0, concurrency: 4, weight: 1, performance: 0.5 },
];

/** Hands out tasks one after another, none of which ends. */
function table(name: SchedulerName, tasks: number, capabilities: readonly string[] = ['risk']): string {
  const open = new Map(trio.map(({ agent }) => [agent, 0]));
  let turns: Turns = noTurns;
  const chosen: string[] = [];
  for (let i = 0; i < tasks; i += 1) {
    const scores = scoresOf(name, { capabilities, candidates: trio.map((one) => ({ ...one, open: open.get(one.agent) ?? 0 })), turns });
    const worker = chosenOf(scores);
    if (worker === undefined) throw new TypeError('Somebody is chosen');
    turns = afterTurn(name, turns, { worker, scores });
    open.set(worker, (open.get(worker) ?? 0) + 1);
    chosen.push(worker);
  }
  return chosen.join(' ');
}

describe('G4: assignments by', () => {
  it.each<[SchedulerName, string]>([
    ['round-robin', 'ada bob cy ada bob cy ada bob'],
    // 0/1 0/2 0/4 → ada; 1 0 0 → bob; 1 .5 0 → cy; .25; .5: bob .5, cy .25 → cy; cy .5 = bob .5 → bob; cy .5; bob 1 cy .75; cy.
    ['least-loaded', 'ada bob cy cy bob cy cy ada'],
    ['capability', 'ada ada ada ada ada ada ada ada'],
    // Hands in use 0/7: the best, ada .9. 1/7: ada .843. 2/7: ada .738, bob .714. 3/7: ada .621, bob .771. 4/7: cy .786,
    // bob .543. 5/7: bob .529, cy .5. 6/7: cy .5, bob .371. 7/7: the load alone, bob and cy ⅓.
    ['adaptive', 'ada ada ada bob cy bob cy bob'],
    // .4 ÷ (1 + n) + .4 p + .2: ada .96 .76 .693 .66 .64 .627, bob .84 .64, cy .80 .60; at .64 ada and bob are equal.
    ['weighted-score', 'ada bob cy ada ada ada ada bob'],
    ['least-connections', 'ada bob cy ada bob cy ada bob'],
    ['weighted-round-robin', 'ada ada bob ada cy ada ada ada'],
    ['response-time', 'cy cy cy cy cy cy cy cy'],
  ])('G4: %s follows the table', (name, expected) => {
    expect(table(name, 8)).toBe(expected);
  });
});

describe('a score', () => {
  it('G4: is .4 load + .4 performance + .2 capability, with 1 ÷ (1 + n) for the load', () => {
    const scores = scoresOf('weighted-score', { capabilities: ['risk', 'learn'], candidates: trio.map((one) => ({ ...one, open: 1 })), turns: noTurns });
    expect(scores.map(({ load, performance, capability }) => [load, performance, capability])).toEqual([[0.5, 0.9, 0.5], [0.5, 0.6, 0.5], [0.5, 0.5, 1]]);
    scores.forEach(({ load, performance, capability, total }) => expect(total).toBe(0.4 * load + 0.4 * performance + 0.2 * capability));
    expect([0, 1, 3].map((open) => loadOf({ open }))).toEqual([1, 0.5, 0.25]);
  });

  it('G4: ties go to the lowest id, by every scheduler that has no turns', () => {
    for (const name of schedulerNames) {
      const equals = ['b', 'a', 'c'].sort().map((id): Candidate => ({ agent: agentId(id), capabilities: [], open: 2, concurrency: 3, weight: 1, performance: 0.5 }));
      expect(chosenOf(scoresOf(name, { capabilities: [], candidates: equals, turns: noTurns })), name).toBe('a');
    }
  });

  it('G4: weighted turns go out in proportion to the weights, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (weights) => {
        const candidates = weights.map((weight, place): Candidate => ({ agent: agentId(`w${place}`), capabilities: [], open: 0, concurrency: 1, weight, performance: 0.5 }));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const counts = new Map<string, number>();
        let turns = noTurns;
        for (let i = 0; i < 3 * sum; i += 1) {
          const scores = scoresOf('weighted-round-robin', { capabilities: [], candidates, turns });
          const worker = chosenOf(scores);
          if (worker === undefined) throw new TypeError('Somebody is chosen');
          turns = afterTurn('weighted-round-robin', turns, { worker, scores });
          counts.set(worker, (counts.get(worker) ?? 0) + 1);
        }
        expect(weights.map((_, place) => counts.get(`w${place}`))).toEqual(weights.map((weight) => 3 * weight));
      }),
    );
  });

  it('G4: nobody is chosen where nobody comes into question', () => {
    for (const name of schedulerNames) expect(chosenOf(scoresOf(name, { capabilities: [], candidates: [], turns: noTurns }))).toBeUndefined();
  });
});
