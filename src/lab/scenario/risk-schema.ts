/** The part of a scenario that bounds what the swarm may risk; options of the agent `risk-gate`. */
import { Type, type Static } from '@sinclair/typebox';

const share = (description: string, value: number) => Type.Number({ exclusiveMinimum: 0, maximum: 100, default: value, description });

export const riskSchema = Type.Object(
  {
    exposureMax: share('Σ |position value| ÷ equity.', 0.5),
    concentrationMax: share('|value of one position| ÷ equity.', 0.3),
    valueAtRiskMax: share('95 % value at risk of a day ÷ equity.', 0.1),
    drawdownMax: share('1 − equity ÷ highest equity; beyond it trading halts.', 0.1),
  },
  { default: {}, description: 'Limits of the risk gate, as fractions of equity.' },
);

export type RiskSection = Static<typeof riskSchema>;
