/** The swarm against its members: the same run is no better than itself, a known lead is found, and chance is called chance. */
import { describe, expect, it } from 'vitest';
import { membersModel, memberRun, type MemberRun } from '../../../src/report/members/members-model.js';
import { renderMembersReport } from '../../../src/report/members/render-members-report.js';
import { syntheticRun } from '../synthetic-run.js';

const terms = { periodsPerYear: 252, riskFree: 0, resamples: 400, confidence: 0.95, seed: 1, currency: 'USD' };
const base = memberRun('base', { runId: 'r', fingerprint: 'f' }, syntheticRun({ days: 300 }));

/** The same run with other returns: each day’s is what the function makes of it. */
function variant(name: string, change: (value: number, day: number) => number): MemberRun {
  const { equity, ...daily } = base.books.daily;
  const changed = [equity[0]];
  for (let day = 1; day < equity.length; day += 1) changed.push(changed[day - 1] * (1 + change(equity[day] / equity[day - 1] - 1, day)));
  return { ...base, name, books: { ...base.books, daily: { ...daily, equity: changed } } };
}

describe('the swarm against its members', () => {
  it('C5: is no better and no worse than itself', () => {
    const { inHindsight, asChosen, sentence } = membersModel('s', base, [{ ...base, name: 'twin' }], terms);
    expect(inHindsight).toMatchObject({ member: 'twin', sharpe: { difference: 0, low: 0, high: 0 } });
    expect(asChosen).toMatchObject({ member: 'twin', sharpe: { difference: 0 } });
    expect(sentence).toContain('cannot be told from twin');
  });

  it('C5: beats a member that loses a thousandth a day, and says so; is beaten by one that gains it', () => {
    const loser = variant('loser', (value) => value - 0.001);
    const winner = variant('winner', (value) => value + 0.001);
    expect(membersModel('s', base, [loser], terms).sentence).toContain('beats loser');
    expect(membersModel('s', base, [loser, winner], terms)).toMatchObject({ inHindsight: { member: 'winner' }, members: [{ name: 'winner' }, { name: 'loser' }] });
    expect(membersModel('s', base, [winner], terms).sentence).toContain('is beaten by winner');
  });

  it('C5: chooses half-way by what was known then, and judges it by what came after', () => {
    const early = variant('early', (value, day) => value + (day < 150 ? 0.003 : -0.003));
    const late = variant('late', (value, day) => value + (day < 150 ? -0.003 : 0.003));
    const model = membersModel('s', base, [early, late], terms);
    expect(model.asChosen?.member).toBe('early');
    expect(model.asChosen?.sharpe.difference).toBeGreaterThan(0);
    expect(model.asChosen?.fromDay).toBeGreaterThan(model.inHindsight?.fromDay ?? Infinity);
  });

  it('V2: tells what working together cost, on one page that says the same as its figures', () => {
    const { html, json } = renderMembersReport(membersModel('<b>s</b>', base, [variant('<i>m</i>', (value) => value)], terms));
    const plain = JSON.parse(json) as { readonly sentence: string; readonly swarm: { readonly metrics: { readonly overhead: { readonly share: number } } } };
    expect(plain.swarm.metrics.overhead.share).toBe(base.metrics.overhead.share);
    expect(html).not.toContain('<b>s</b>');
    expect(html).not.toContain('<i>m</i>');
    expect(html).toContain('What working together costs');
  });

  it('has nothing to say without members', () => {
    expect(membersModel('s', base, [], terms)).toMatchObject({ inHindsight: undefined, asChosen: undefined, sentence: 'There is nobody to compare the swarm with, or too few days.' });
  });
});
