/** H8: two councils ask the same five members, and the network falls apart between them: what each choice costs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import { signalRaised, voteCast } from '../../src/testing/events.js';
import { given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const names = ['ada', 'bob', 'cy', 'dan', 'eve'];
const members = Object.fromEntries(names.map((name) => [name, 0.2]));

/** Returns what a council decides that hears only those on its side, all of one mind. */
function sideDecides(heard: readonly string[], direction: Direction, prefer: 'consistency' | 'availability'): EventDraft | undefined {
  const options = { members, rule: { name: 'quorum', base: prefer === 'consistency' ? 'members' : 'answered', quorum: 0.5, prefer } } as const;
  const stage = given(agentOf(council, options, agentSetting({ id: 'council' })), [], { id: 'council' });
  const said = [...heard.flatMap((from) => stage.when(signalRaised(from, { direction, strength: 1 })))];
  if (!said.some(({ type }) => type === 'ProposalMade')) return undefined;
  for (const from of heard) said.push(...stage.when(voteCast(from, { choice: 'for', confidence: 1 })));
  if (heard.length < names.length) said.push(...stage.whenTimerRings());
  return said.find(({ type }) => type === 'DecisionReached' || type === 'QuorumMissed');
}

function isApproved(draft: EventDraft | undefined): boolean {
  return draft?.type === 'DecisionReached' && draft.data.approved;
}

const split = fc.subarray(names).map((here) => ({ here, there: names.filter((name) => !here.includes(name)) }));

describe('H8: a partition', () => {
  test('never has both sides decide opposite things, where consistency is preferred; the larger side decides', () => {
    fc.assert(
      fc.property(split, ({ here, there }) => {
        const [left, right] = [sideDecides(here, 'long', 'consistency'), sideDecides(there, 'short', 'consistency')];
        expect([isApproved(left), isApproved(right)]).toEqual([here.length >= 3, there.length >= 3]);
        for (const outcome of [left, right]) if (outcome !== undefined && !isApproved(outcome)) expect(outcome.type).toBe('QuorumMissed');
      }),
    );
  });

  test('has each side that has anybody decide, where availability is preferred, and the smaller one say that it was short', () => {
    fc.assert(
      fc.property(split, ({ here, there }) => {
        for (const [heard, direction] of [[here, 'long'], [there, 'short']] as const) {
          const outcome = sideDecides(heard, direction, 'availability');
          expect(isApproved(outcome)).toBe(heard.length > 0);
          if (outcome?.type === 'DecisionReached') expect(outcome.data.isShort === true).toBe(heard.length < 3);
        }
      }),
    );
  });
});
