/**
 * Does the swarm beat its best single agent? Every member alone, on the same data, against all of them
 * together: what each earned, how sure the difference is, and what working together cost. The best one is
 * named twice: in hindsight, and as one would have chosen it half-way.
 */
import { randomStream } from '../../core/random.js';
import { DAY } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { decisionDelayFold } from '../../lab/sight/decision-delay.js';
import type { SpreadFigures } from '../../lab/sight/spread.js';
import { swarmMetricsFold, type SwarmMetrics } from '../../lab/sight/swarm-metrics.js';
import { comparePaired, type PairedFigure } from '../../metrics/comparison/paired-comparison.js';
import { periodRateOf } from '../../metrics/numbers/compounding.js';
import { returnsOf, sharedBy, type EquityCurve } from '../../metrics/tables/equity-curve.js';
import { booksFold, type Books } from '../folds/books-fold.js';

export interface MembersTerms {
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFree: number;
  readonly resamples: number;
  readonly confidence: number;
  readonly seed: number;
}

/** One run, as far as this question needs it. */
export interface MemberRun {
  readonly name: string;
  readonly runId: string;
  readonly fingerprint: string;
  readonly books: Books;
  readonly metrics: SwarmMetrics;
  /** From a word of the market to the order, in µs. */
  readonly delay: SpreadFigures;
}

export interface MemberRow extends MemberRun {
  /** The swarm against it: `a` is the member, `b` the swarm. Empty where there is too little to compare. */
  readonly figures: readonly PairedFigure[];
}

export interface Duel {
  readonly member: string;
  readonly fromDay: number;
  readonly untilDay: number;
  readonly days: number;
  readonly sharpe: PairedFigure;
  readonly annReturn: PairedFigure;
}

export interface MembersModel {
  readonly schema: 'hivetape.members/1';
  readonly scenario: string;
  readonly currency: string;
  readonly terms: MembersTerms;
  readonly swarm: MemberRun;
  /** The best Sharpe ratio first. */
  readonly members: readonly MemberRow[];
  /** Against the member with the highest Sharpe ratio over all days: known only afterwards. */
  readonly inHindsight: Duel | undefined;
  /** Against the member with the highest Sharpe ratio in the first half, over the second half. */
  readonly asChosen: Duel | undefined;
  readonly sentence: string;
}

/** Returns what a log says of one run. */
export function memberRun(name: string, about: { readonly runId: string; readonly fingerprint: string }, events: Iterable<LogEvent>): MemberRun {
  const folds = { books: booksFold(), metrics: swarmMetricsFold(), delay: decisionDelayFold() };
  for (const event of events) for (const fold of Object.values(folds)) fold.see(event);
  return { name, ...about, books: folds.books.result(), metrics: folds.metrics.result(), delay: folds.delay.result() };
}

export function membersModel(scenario: string, swarm: MemberRun, members: readonly MemberRun[], terms: MembersTerms & { readonly currency: string }): MembersModel {
  const { currency, ...conventions } = terms;
  const rows = members
    .map((member): MemberRow => ({ ...member, figures: duel(member, swarm, conventions)?.figures ?? [] }))
    .sort((a, b) => (sharpeOf(b) ?? -Infinity) - (sharpeOf(a) ?? -Infinity) || (a.name < b.name ? -1 : 1));
  const inHindsight = rows.length === 0 ? undefined : duelOf(rows[0], swarm, conventions);
  const asChosen = chosenHalfWay(rows, swarm, conventions);
  return { schema: 'hivetape.members/1', scenario, currency, terms: conventions, swarm, members: rows, inHindsight, asChosen, sentence: sentenceOf(inHindsight, asChosen, conventions.confidence) };
}

function sharpeOf({ figures }: MemberRow): number | null {
  return figures.find(({ id }) => id === 'sharpe')?.a ?? null;
}

interface Span {
  /** Shares of the days that both have, 0 to 1. */
  readonly from: number;
  readonly until: number;
}

const WHOLE: Span = { from: 0, until: 1 };

function duel(member: MemberRun, swarm: MemberRun, terms: MembersTerms, { from, until }: Span = WHOLE) {
  const [left, right] = sharedBy(curveOf(member.books), curveOf(swarm.books));
  const place = (share: number): number => Math.round(share * left.length);
  const [a, b] = [left, right].map((curve) => curve.slice(Math.max(0, place(from) - (from > 0 ? 1 : 0)), place(until)));
  if (a.length < 2) return undefined;
  const found = comparePaired(
    { a: returnsOf(a), b: returnsOf(b), periodsPerYear: terms.periodsPerYear, riskFree: periodRateOf(terms.riskFree, terms.periodsPerYear), resamples: terms.resamples, confidence: terms.confidence },
    randomStream({ seed: terms.seed, agent: 'lab', purpose: 'swarm against member' }),
  );
  return found === undefined ? undefined : { ...found, fromDay: a[0].at / DAY, untilDay: a[a.length - 1].at / DAY };
}

function duelOf(member: MemberRun, swarm: MemberRun, terms: MembersTerms, span: Span = WHOLE): Duel | undefined {
  const found = duel(member, swarm, terms, span);
  const [sharpe, annReturn] = (['sharpe', 'ann-return'] as const).map((id) => found?.figures.find((figure) => figure.id === id));
  if (found === undefined || sharpe === undefined || annReturn === undefined) return undefined;
  return { member: member.name, fromDay: found.fromDay, untilDay: found.untilDay, days: found.periods, sharpe, annReturn };
}

/** The member that was best in the first half is held against the swarm in the second, as somebody would have had to choose. */
function chosenHalfWay(members: readonly MemberRun[], swarm: MemberRun, terms: MembersTerms): Duel | undefined {
  const first = members.map((member) => ({ member, sharpe: duel(member, swarm, { ...terms, resamples: 1 }, { from: 0, until: 0.5 })?.figures.find(({ id }) => id === 'sharpe')?.a ?? -Infinity }));
  if (first.length === 0) return undefined;
  const { member } = first.reduce((best, one) => (one.sharpe > best.sharpe ? one : best));
  return duelOf(member, swarm, terms, { from: 0.5, until: 1 });
}

function curveOf({ daily }: Books): EquityCurve {
  return daily.day.map((day, index) => ({ at: day * DAY, value: daily.equity[index] }));
}

/** Returns the answer in words. Only an interval that lies on one side of zero is called an answer. */
function sentenceOf(inHindsight: Duel | undefined, asChosen: Duel | undefined, confidence: number): string {
  if (inHindsight === undefined) return 'There is nobody to compare the swarm with, or too few days.';
  const level = `${Math.round(confidence * 100)} %`;
  const words = ({ member, sharpe }: Duel, role: string): string => {
    const gap = `${signed(sharpe.difference)} in Sharpe ratio (${level} of resamples: ${signed(sharpe.low)} to ${signed(sharpe.high)})`;
    if (sharpe.low !== null && sharpe.low > 0) return `beats ${member}, ${role}: ${gap}.`;
    if (sharpe.high !== null && sharpe.high < 0) return `is beaten by ${member}, ${role}: ${gap}.`;
    return `cannot be told from ${member}, ${role}: ${gap}.`;
  };
  const first = `Over all days the swarm ${words(inHindsight, 'its best member in hindsight')}`;
  return asChosen === undefined ? first : `${first} In the second half it ${words(asChosen, 'the best member of the first half')}`;
}

function signed(value: number | null): string {
  if (value === null) return '–';
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? `−${text}` : `+${text}`;
}
