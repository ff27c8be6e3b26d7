/**
 * Rules for alerts: which figure, beyond which level, for how long, and how far it must come back before the
 * alert is over. Between the two levels nothing changes, so a figure that trembles about one is one breach.
 */
import { Type, type Static } from '@sinclair/typebox';
import { MINUTE } from '../../core/instant.js';
import { severities, type Severity } from '../../domain/events/alert-events.js';
import { oneOf } from '../../domain/schema.js';
import { figureNames } from './alert-figures.js';

const level = (description: string) => Type.Optional(Type.Number({ description }));

export const alertRuleSchema = Type.Object(
  {
    figure: { ...oneOf(figureNames), description: 'Which figure is watched.' },
    above: level('Alert where the figure is larger than this.'),
    below: level('Alert where the figure is smaller than this.'),
    clears: level('The alert is over where the figure is back at this; the level itself if absent.'),
    forUs: Type.Integer({ minimum: 0, default: 0, description: 'How long it must have been beyond, in µs; alert at once if 0.' }),
    windowUs: Type.Integer({ minimum: 1, default: MINUTE, description: 'Of a figure over outcomes: how far back they count, in µs.' }),
    countMin: Type.Integer({ minimum: 1, default: 5, description: 'Of a figure over outcomes: how many there must be for it to be a figure.' }),
    severity: { ...oneOf(severities), default: 'warning', description: 'How severe an alert is when it is raised.' },
    escalateUs: Type.Optional(Type.Integer({ minimum: 1, description: 'After how long without an acknowledgement it becomes one step more severe, in µs; never if absent.' })),
  },
  { additionalProperties: false },
);

export type AlertRule = Static<typeof alertRuleSchema>;

/** The health of a swarm, looked at over a minute: what is watched where nothing is said. */
export const usualRules: Readonly<Record<string, AlertRule>> = {
  health: { figure: 'task-success', below: 0.8, clears: 0.9, forUs: 0, windowUs: MINUTE, countMin: 5, severity: 'warning' },
};

/** Tells on which side a rule watches; `undefined` where it does not say exactly one, or clears beyond its own level. */
export function sideOf({ above, below, clears }: AlertRule): { readonly side: 'above' | 'below'; readonly limit: number; readonly clears: number } | undefined {
  if (above !== undefined && below === undefined && (clears ?? above) <= above) return { side: 'above', limit: above, clears: clears ?? above };
  if (below !== undefined && above === undefined && (clears ?? below) >= below) return { side: 'below', limit: below, clears: clears ?? below };
  return undefined;
}

/** Tells where a figure stands: at the level itself it is not beyond; where it clears it is within. */
export function standing(rule: AlertRule, value: number): 'within' | 'between' | 'beyond' {
  const sides = sideOf(rule);
  if (sides === undefined) return 'within';
  const { side, limit, clears } = sides;
  if (side === 'above' ? value > limit : value < limit) return 'beyond';
  return side === 'above' ? (value <= clears ? 'within' : 'between') : value >= clears ? 'within' : 'between';
}

/** Returns the next step; the highest stays. */
export function moreSevere(severity: Severity): Severity {
  return severities[Math.min(severities.length - 1, severities.indexOf(severity) + 1)];
}
