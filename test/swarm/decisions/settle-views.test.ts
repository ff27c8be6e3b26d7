/** Each way to settle a conflict of views has its fixture; one that cannot tell says so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { settleViews, type PromptResolution, type View } from '../../../src/swarm/decisions/settle-views.js';

const views = (leans: Record<string, number>, weights: Record<string, number> = {}): View[] =>
  Object.entries(leans).map(([agent, lean]) => ({ agent: agentId(agent), lean, weight: weights[agent] ?? 1 }));
const terms = { experts: [agentId('cy'), agentId('bob')], fallback: 0 };

describe('H7: settling views', () => {
  it('H7: a vote goes with more than half of the weight that takes a side, as far as those who won lean', () => {
    expect(settleViews('vote', views({ ada: 0.9, bob: 0.5, cy: -1 }), terms)).toEqual({ position: 0.7, support: 2 / 3 });
    expect(settleViews('vote', views({ ada: 0.9, bob: 0.5, cy: -1 }, { cy: 3 }), terms)).toMatchObject({ position: -1 });
    expect(settleViews('vote', views({ ada: 1, bob: -1, cy: 0 }), terms)).toBeUndefined();
  });

  it('H7: an expert decides by the order of experts, and nobody else does', () => {
    expect(settleViews('expert', views({ ada: 1, bob: -0.4 }), terms)).toMatchObject({ position: -0.4, support: 0.5 });
    expect(settleViews('expert', views({ ada: 1, bob: -0.4, cy: 0.2 }), terms)).toMatchObject({ position: 0.2 });
    expect(settleViews('expert', views({ ada: 1, dan: -1 }), terms)).toBeUndefined();
  });

  it('H7: confidence goes with the strongest view, and with nobody where two are as strong', () => {
    expect(settleViews('confidence', views({ ada: 0.7, bob: -0.9 }), terms)).toMatchObject({ position: -0.9 });
    expect(settleViews('confidence', views({ ada: 0.9, bob: -0.9 }), terms)).toBeUndefined();
    expect(settleViews('confidence', views({ ada: 0.9, bob: 0.9, cy: -0.1 }), terms)).toMatchObject({ position: 0.9 });
  });

  it('H7: a compromise is the weighted mean, flat between equals', () => {
    expect(settleViews('compromise', views({ ada: 1, bob: -1 }), terms)).toEqual({ position: 0, support: 0 });
    expect(settleViews('compromise', views({ ada: 1, bob: -0.5 }, { ada: 3 }), terms)).toMatchObject({ position: 0.625 });
  });

  it('H7: the fallback is what was agreed before', () => {
    expect(settleViews('fallback', views({ ada: 1, bob: -1 }), { ...terms, fallback: -0.5 })).toMatchObject({ position: -0.5 });
  });

  it('H7: whatever settles it, nobody ends up beyond the furthest view, and the order of the views changes nothing', () => {
    const view = fc.record({ lean: fc.double({ min: -1, max: 1, noNaN: true }), weight: fc.double({ min: 0.01, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(view, { minLength: 1, maxLength: 8 }), fc.constantFrom<PromptResolution>('vote', 'expert', 'confidence', 'compromise'), (list, way) => {
        const all = list.map((one, index) => ({ ...one, agent: agentId(`a${index}`) }));
        const settlement = settleViews(way, all, { experts: [agentId('a0')], fallback: 0 });
        if (settlement === undefined) return;
        const leans = all.map(({ lean }) => lean);
        expect(settlement.position).toBeGreaterThanOrEqual(Math.min(...leans) - 1e-9);
        expect(settlement.position).toBeLessThanOrEqual(Math.max(...leans) + 1e-9);
        expect(settleViews(way, [...all].reverse(), { experts: [agentId('a0')], fallback: 0 })?.position).toBeCloseTo(settlement.position, 9);
      }),
    );
  });
});
