/** The part of a scenario that bounds what the swarm may risk: the limits of the risk gate. */
import { Type, type Static } from '@sinclair/typebox';
import { defaultRiskLimits } from '../../portfolio/limits.js';

const share = (name: keyof typeof defaultRiskLimits, description: string) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1_000, default: defaultRiskLimits[name], description });

const days = (name: keyof typeof defaultRiskLimits, description: string) =>
  Type.Integer({ minimum: 1, maximum: 10_000, default: defaultRiskLimits[name], description });

export const riskSchema = Type.Object(
  {
    exposureMax: share('exposureMax', 'Σ |position value| ÷ equity.'),
    concentrationMax: share('concentrationMax', '|value of one position| ÷ equity.'),
    valueAtRiskMax: share('valueAtRiskMax', 'Value at risk of one day at 95 % ÷ equity.'),
    valueAtRiskDays: days('valueAtRiskDays', 'Days that the value at risk looks back.'),
    valueAtRiskDaysMin: days('valueAtRiskDaysMin', 'Days that must be known before the value at risk is judged.'),
    drawdownMax: share('drawdownMax', '1 − equity ÷ highest equity; beyond it trading halts.'),
    markAgeDaysMax: days('markAgeDaysMax', 'A price older than so many days is no ground for an order.'),
    rateAgeDaysMax: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: 'A rate between currencies older than so many days is no ground for an order; 10 if absent.' })),
    rearmShare: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: defaultRiskLimits.rearmShare, description: 'An alert is raised again only after its figure has fallen to this share of its limit.' }),
  },
  { default: {}, description: 'Limits of the risk gate, as fractions of equity.' },
);

export type RiskSection = Static<typeof riskSchema>;
