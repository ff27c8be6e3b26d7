/** Agreement in bounded rounds, played out among parties that give way more or less. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { answerTo, endRound, hasEveryAnswer, hearOffer, hearPosition, offerFrom, roundsMax, startNegotiation, supportMin, supportOfOffer, type Negotiation, type Willingness } from '../../../src/swarm/decisions/negotiation.js';

interface Party extends Willingness {
  readonly lean: number;
  readonly weight?: number;
  readonly isSilent?: boolean;
}

interface Played {
  readonly reached: boolean;
  readonly rounds: number;
  readonly support: number;
  readonly offer: number;
}

/** Plays a negotiation to its end. */
function play(people: readonly Party[]): Played {
  const parties = people.map(({ lean, weight = 1 }, index) => ({ agent: agentId(`p${index}`), position: lean, weight }));
  const state = startNegotiation({ negotiation: 'n', subject: 'ES', parties, roundsMax, supportMin, operator: '>=' });
  let next = { round: 1, offer: offerFrom(state.parties) };
  for (;;) {
    hearOffer(state, { negotiation: 'n', subject: 'ES', ...next, closesAt: 1_000 * next.round });
    answerAll(state, people, next);
    const end = endRound(state);
    if (end.kind !== 'next') return { reached: end.kind === 'reached', rounds: state.round, support: end.support, offer: state.offer };
    next = { round: end.round, offer: end.offer };
  }
}

function answerAll(state: Negotiation, people: readonly Party[], { round, offer }: { readonly round: number; readonly offer: number }): void {
  people.forEach((party, index) => {
    if (party.isSilent !== true) hearPosition(state, { negotiation: 'n', subject: 'ES', round, party: agentId(`p${index}`), ...answerTo(offer, party.lean, round, party) }, state.closesAt - 1);
  });
}

describe('H5: negotiated consensus', () => {
  it('H5: has five rounds at most by default, and asks for .66', () => {
    expect([roundsMax, supportMin]).toEqual([5, 0.66]);
  });

  it('H5: converges where the parties give way, with the support level that it ended with', () => {
    expect(play([{ lean: 1, concession: 0.25, reserve: 2 }, { lean: -1, concession: 0.25, reserve: 2 }])).toEqual({ reached: true, rounds: 4, support: 1, offer: 0 });
    const majority = play([{ lean: 1, concession: 0.4, reserve: 2 }, { lean: 0.6, concession: 0.4, reserve: 2 }, { lean: -1, concession: 0, reserve: 0 }]);
    expect(majority).toMatchObject({ reached: true, support: 2 / 3 });
  });

  it('H5: does not converge where they do not: after five rounds nothing was reached, and the support is told', () => {
    expect(play([{ lean: 1, concession: 0.1, reserve: 2 }, { lean: -1, concession: 0.1, reserve: 2 }])).toMatchObject({ reached: false, rounds: 5, support: 0 });
    expect(play([{ lean: 1, concession: 1, reserve: 0.5 }, { lean: -1, concession: 1, reserve: 0.5 }])).toMatchObject({ reached: false, rounds: 5 });
  });

  it('H5: counts silence as no support', () => {
    expect(play([{ lean: 0.5, concession: 1, reserve: 2, isSilent: true }, { lean: 0.5, concession: 1, reserve: 2, isSilent: true }])).toMatchObject({ reached: false, rounds: 5, support: 0 });
  });

  it('H5: takes no late answer, none to another round, and no second one', () => {
    const parties = ['p0', 'p1'].map((name) => ({ agent: agentId(name), position: 0, weight: 1 }));
    const state = startNegotiation({ negotiation: 'n', subject: 'ES', parties, roundsMax, supportMin, operator: '>=' });
    hearOffer(state, { negotiation: 'n', subject: 'ES', round: 1, offer: 0.5, closesAt: 100 });
    const answer = (round: number, accepts: boolean) => ({ negotiation: 'n', subject: 'ES', round, party: agentId('p0'), accepts, position: 0.5 });
    hearPosition(state, answer(1, true), 100);
    hearPosition(state, answer(2, true), 50);
    hearPosition(state, { ...answer(1, true), party: agentId('mallory') }, 50);
    expect(state.answers).toEqual({});
    hearPosition(state, answer(1, false), 99);
    hearPosition(state, answer(1, true), 99);
    expect(supportOfOffer(state)).toBe(0);
    expect(hasEveryAnswer(state)).toBe(false);
  });

  it('H5: always ends within the rounds; what was reached has the support that it asks for; a party never goes beyond its reserve', () => {
    const party = fc.record({ lean: fc.double({ min: -1, max: 1, noNaN: true }), concession: fc.double({ min: 0, max: 1, noNaN: true }), reserve: fc.double({ min: 0, max: 2, noNaN: true }), weight: fc.double({ min: 0.1, max: 1, noNaN: true }), isSilent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(party, { minLength: 2, maxLength: 8 }), (people) => {
        const { reached, rounds, support, offer } = play(people);
        expect(rounds).toBeLessThanOrEqual(roundsMax);
        expect(support >= supportMin).toBe(reached);
        if (!reached) return;
        const weights = people.reduce((sum, { weight }) => sum + weight, 0);
        const willing = people.filter(({ lean, reserve, isSilent }) => !isSilent && Math.abs(lean - offer) <= reserve + 1e-8);
        expect(willing.reduce((sum, { weight }) => sum + weight, 0) / weights).toBeGreaterThanOrEqual(supportMin - 1e-9);
      }),
    );
  });
});
