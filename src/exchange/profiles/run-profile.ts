/**
 * The one door to the compatibility profiles: other engines' broker loops, reproduced with their odd cases
 * so that their figures can be had again, and a difference to ours explained. They are for that only: they
 * touch neither the venue nor the log, and nothing of theirs is the default of anything.
 */
import { backtestingPyFigures, type BacktestingPyFigures } from './backtesting-py/figures.js';
import type { BacktestingPyOptions } from './backtesting-py/broker.js';
import type { BacktestingPyStrategy } from './backtesting-py/desk.js';
import { backtestingPyRules, backtestingPyStrategy, type BacktestingPyRule, type BacktestingPyRuleOptions } from './backtesting-py/reference-strategies.js';
import { ordersForBacktestingPy, runBacktestingPy, type BacktestingPyResult } from './backtesting-py/run-backtesting-py.js';
import type { BacktraderOptions } from './backtrader/broker.js';
import type { BacktraderStrategy } from './backtrader/desk.js';
import { backtraderFigures, type BacktraderFigures } from './backtrader/figures.js';
import { backtraderRules, backtraderStrategy, type BacktraderRule, type BacktraderRuleOptions } from './backtrader/reference-strategies.js';
import { ordersForBacktrader, runBacktrader, type BacktraderResult } from './backtrader/run-backtrader.js';
import { demandOfProfile, type ProfileBar, type ProfileOrder } from './profile-bar.js';

/** What trades: orders at given bars, a reference strategy by name, or a strategy of one's own. */
export type ProfilePlan<Rule, RuleOptions, Strategy> =
  | { readonly orders: readonly ProfileOrder[] }
  | ({ readonly rule: Rule } & RuleOptions)
  | { readonly strategy: Strategy };

interface ProfileTable {
  readonly 'backtesting.py': {
    readonly plan: ProfilePlan<BacktestingPyRule, BacktestingPyRuleOptions, BacktestingPyStrategy>;
    readonly options: BacktestingPyOptions;
    /** Figures are there if all bars have times. */
    readonly result: BacktestingPyResult & { readonly figures: BacktestingPyFigures | undefined };
  };
  readonly backtrader: {
    readonly plan: ProfilePlan<BacktraderRule, BacktraderRuleOptions, BacktraderStrategy>;
    readonly options: BacktraderOptions;
    readonly result: BacktraderResult & { readonly figures: BacktraderFigures | undefined };
  };
}

export type ProfileName = keyof ProfileTable;
export type ProfilePlanOf<Name extends ProfileName> = ProfileTable[Name]['plan'];
export type ProfileOptionsOf<Name extends ProfileName> = ProfileTable[Name]['options'];
export type ProfileResultOf<Name extends ProfileName> = ProfileTable[Name]['result'];

type Runner<Name extends ProfileName> = (bars: readonly ProfileBar[], plan: ProfilePlanOf<Name>, options: ProfileOptionsOf<Name>) => ProfileResultOf<Name>;

const runners: { readonly [Name in ProfileName]: Runner<Name> } = {
  'backtesting.py': (bars, plan, options) => {
    const result = runBacktestingPy(bars, backtestingPyPlan(bars, plan), options);
    return { ...result, figures: haveTimes(bars) ? backtestingPyFigures(bars, result) : undefined };
  },
  backtrader: (bars, plan, options) => {
    const result = runBacktrader(bars, backtraderPlan(bars, plan), options);
    return { ...result, figures: haveTimes(bars) ? backtraderFigures(bars, result, options.cash ?? 10_000) : undefined };
  },
};

export const profileNames = Object.keys(runners) as readonly ProfileName[];

/**
 * Returns what another engine would have answered: its fills, trades, equity and figures. Prices are plain
 * floats, sizes units. Throws `profile-refused` for what that engine refuses too.
 */
export function runProfile<Name extends ProfileName>(profile: Name, bars: readonly ProfileBar[], plan: ProfilePlanOf<Name>, options: ProfileOptionsOf<Name> = {}): ProfileResultOf<Name> {
  demandOfProfile(Object.hasOwn(runners, profile), `A profile is one of ${profileNames.join(', ')} (found "${profile}").`, { profile });
  return runners[profile](bars, plan, options);
}

function backtestingPyPlan(bars: readonly ProfileBar[], plan: ProfilePlanOf<'backtesting.py'>): BacktestingPyStrategy {
  if ('strategy' in plan) return plan.strategy;
  if ('orders' in plan) return ordersForBacktestingPy(plan.orders);
  const { rule, ...options } = plan;
  demandOfProfile(backtestingPyRules.includes(rule), `A rule is one of ${backtestingPyRules.join(', ')} (found "${rule}").`, { rule });
  return backtestingPyStrategy(rule, bars, options);
}

function backtraderPlan(bars: readonly ProfileBar[], plan: ProfilePlanOf<'backtrader'>): BacktraderStrategy {
  if ('strategy' in plan) return plan.strategy;
  if ('orders' in plan) return ordersForBacktrader(plan.orders);
  const { rule, ...options } = plan;
  demandOfProfile(backtraderRules.includes(rule), `A rule is one of ${backtraderRules.join(', ')} (found "${rule}").`, { rule });
  return backtraderStrategy(rule, bars, options);
}

function haveTimes(bars: readonly ProfileBar[]): boolean {
  return bars.length > 0 && bars.every(({ time }) => time !== undefined);
}
