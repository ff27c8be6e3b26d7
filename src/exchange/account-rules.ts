/**
 * What is of the account, and so the same at every venue: margin by instrument, several currencies, what
 * cash earns and debts cost. Plain data; absent where a scenario says nothing of it.
 */

/** Margin of one instrument, as shares of its value; what is absent is as for all others. */
export interface MarginTerms {
  readonly initialMarginRatio?: number;
  readonly maintenanceMarginRatio?: number;
}

/** How money of other currencies than the account's own is dealt with. */
export interface FxRules {
  /** `at-fill`: what a fill or a flow brings or takes is changed at once. `keep`: each currency has its own cash. */
  readonly conversion: 'at-fill' | 'keep';
  /** What an exchange costs beside its rate, in basis points of what is changed. */
  readonly spreadBps: number;
  /** A rate that is older is no ground for opening or changing anything. */
  readonly rateAgeDaysMax: number;
}

/** What a year of cash in one currency earns, and what a year of debt costs, as shares of it. */
export interface InterestTerms {
  readonly creditPerYear: number;
  readonly debitPerYear: number;
}

/** Rules of the account beside those that every venue has. */
export interface AccountRules {
  /** By instrument. */
  readonly margins?: Readonly<Record<string, MarginTerms>>;
  /** Absent: the account has one currency. */
  readonly fx?: FxRules;
  /** By currency; absent: cash lies still. */
  readonly interest?: Readonly<Record<string, InterestTerms>>;
}

interface Ratios {
  readonly margins?: AccountRules['margins'];
  readonly initialMarginRatio: number;
  readonly maintenanceMarginRatio?: number;
}

/** Returns the share of its value that opening an instrument asks for. */
export function initialRatio({ margins, initialMarginRatio }: Ratios, instrument: string): number {
  return termsOf(margins, instrument)?.initialMarginRatio ?? initialMarginRatio;
}

/** Returns the share of its value that holding an instrument asks for; 0 where nobody asks. */
export function maintenanceRatio({ margins, maintenanceMarginRatio = 0 }: Ratios, instrument: string): number {
  return termsOf(margins, instrument)?.maintenanceMarginRatio ?? maintenanceMarginRatio;
}

/** Tells whether holding anything asks for margin. */
export function maintainsMargin({ margins, maintenanceMarginRatio }: Ratios): boolean {
  return maintenanceMarginRatio !== undefined || (margins !== undefined && Object.values(margins).some((terms) => terms.maintenanceMarginRatio !== undefined));
}

type Demand = (holds: boolean, rule: string, found: unknown) => void;

/** Checks the figures; `demand` says what is wrong. */
export function demandAccountRules({ margins = {}, fx, interest = {} }: AccountRules, rules: Ratios & { readonly account: 'cash' | 'margin' }, demand: Demand): void {
  for (const [instrument, terms] of Object.entries(margins)) {
    const [initial, maintenance] = [initialRatio({ ...rules, margins }, instrument), maintenanceRatio({ ...rules, margins }, instrument)];
    demand(rules.account === 'margin', `margin of ${instrument} needs account: margin`, rules.account);
    demand(initial > 0 && initial <= 1, `initialMarginRatio of ${instrument} lies in (0, 1]`, terms.initialMarginRatio);
    demand(maintenance >= 0 && maintenance <= initial, `maintenanceMarginRatio of ${instrument} is not above its initialMarginRatio`, maintenance);
  }
  if (fx !== undefined) {
    demand(fx.spreadBps >= 0 && fx.spreadBps < 10_000, 'fx.spreadBps lies in [0, 10,000)', fx.spreadBps);
    demand(fx.rateAgeDaysMax > 0, 'fx.rateAgeDaysMax is above 0', fx.rateAgeDaysMax);
  }
  for (const [currency, { creditPerYear, debitPerYear }] of Object.entries(interest)) {
    demand(Math.abs(creditPerYear) < 100 && Math.abs(debitPerYear) < 100, `interest of ${currency} lies between -100 and 100 per year`, `${creditPerYear} and ${debitPerYear}`);
  }
}

function termsOf(margins: AccountRules['margins'], instrument: string): MarginTerms | undefined {
  return margins !== undefined && Object.hasOwn(margins, instrument) ? margins[instrument] : undefined;
}
