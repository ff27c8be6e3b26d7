/** The strategies that can be developed, and the combinations of their options that a grid names, each checked as a scenario would. */
import { Type, type TObject } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { AgentSetting } from './agent-kind.js';
import type { BarRule } from './analyst.js';
import { breakout, breakoutRule } from './breakout.js';
import { meanReversion, meanReversionRule } from './mean-reversion.js';
import { momentum, momentumRule } from './momentum.js';

export const strategyNames = ['momentum', 'mean-reversion', 'breakout'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** One way to trade. */
export interface Strategy {
  /** The options that the grid names, in words. */
  readonly name: string;
  /** The options that the grid names. */
  readonly options: Json;
  readonly rule: BarRule<unknown>;
}

const COMBINATIONS_MAX = 32;

/** What a rule remembers is its own business; whoever tries it only carries it. */
const shelf = {
  momentum: { options: momentum.options, ruleOf: momentumRule },
  'mean-reversion': { options: meanReversion.options, ruleOf: meanReversionRule },
  breakout: { options: breakout.options, ruleOf: breakoutRule },
} as unknown as Readonly<Record<StrategyName, { readonly options: TObject; readonly ruleOf: (options: unknown, setting: AgentSetting) => BarRule<unknown> }>>;

/** Returns all combinations of a grid, keys in order, the last one changing fastest. Throws `agent-options-contradict` with what is wrong and what would do. */
export function strategiesOf(name: StrategyName, grid: Readonly<Record<string, readonly unknown[]>>, setting: AgentSetting): readonly Strategy[] {
  const { options, ruleOf } = shelf[name];
  // In an order of their own: that of the scenario file is not recorded.
  const keys = Object.keys(grid).sort((a, b) => (a < b ? -1 : 1));
  checkKeys(keys, { name, options, setting });
  for (const key of keys) {
    const again = grid[key].find((value, place) => grid[key].indexOf(value) < place);
    if (again !== undefined) throw refusal(setting, `tries each value once (found ${key} ${JSON.stringify(again)} twice)`, 'Leave one of them out.');
  }
  const count = keys.reduce((product, key) => product * grid[key].length, 1);
  if (count > COMBINATIONS_MAX) throw refusal(setting, `tries at most ${COMBINATIONS_MAX} combinations (found ${count})`, 'Leave out values of the grid, or seat a second developer.');
  return combinationsOf(keys, grid).map((changed) => {
    const complete = Value.Default(options, { ...changed });
    const [wrong] = Value.Errors(options, complete);
    if (wrong !== undefined) throw refusal(setting, `tries values that ${name} takes (found ${wrong.path.slice(1)} ${JSON.stringify(wrong.value)})`, `${wrong.message}.`);
    return { name: keys.map((key) => `${key} ${JSON.stringify(changed[key])}`).join(', '), options: changed as Json, rule: ruleOf(complete, setting) };
  });
}

/** Instruments and steps are the developer's own. */
function checkKeys(keys: readonly string[], { name, options, setting }: { readonly name: StrategyName; readonly options: TObject; readonly setting: AgentSetting }): void {
  const known = Object.keys(Type.Omit(options, ['instruments', 'signalStep']).properties);
  for (const key of keys) {
    if (known.includes(key)) continue;
    const near = nearestWord(key, known);
    throw refusal(setting, `tries options of ${name} (found "${key.slice(0, 100)}")`, near === undefined ? `They are: ${known.join(', ')}.` : `Did you mean "${near}"?`);
  }
  if (keys.length === 0) throw refusal(setting, 'tries values of one option or more (found none)', 'Write grid: { bars: [20, 60] }.');
}

function combinationsOf(keys: readonly string[], grid: Readonly<Record<string, readonly unknown[]>>): readonly Readonly<Record<string, unknown>>[] {
  return keys.reduce<readonly Readonly<Record<string, unknown>>[]>((made, key) => made.flatMap((one) => grid[key].map((value) => ({ ...one, [key]: value }))), [{}]);
}

function refusal({ id }: AgentSetting, sentence: string, help: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', `Agent "${id}" ${sentence}.`, { help, values: { agent: id } });
}
