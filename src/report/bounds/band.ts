/**
 * What a run is worth under both bounds of what happened inside bars. The run is decided again under
 * `pessimistic` and under `optimistic`, agents and all; the band is what lies between.
 */
import type { RunId } from '../../core/brand.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { PolicyName } from '../../domain/fill.js';
import { HivetapeError } from '../../core/errors.js';
import { decideUnder, policyOfRun, type DecideUnder } from '../../lab/bounds/decide-under.js';
import type { RunStore } from '../../store/run-store.js';
import { booksFold, type Books } from '../folds/books-fold.js';
import { figureOf, performanceOf, type Conventions } from '../performance.js';
import { bandSentence } from './band-sentence.js';
import { totalOf, type Band, type Valuation } from './valuation.js';

/** Ids of the figures that are valued under each policy. */
export const bandFigures = ['total-return', 'cagr', 'ann-volatility', 'sharpe', 'max-drawdown', 'trades', 'fills', 'ambiguous-share'] as const;

export interface BandOptions extends Omit<DecideUnder, 'policy' | 'see'> {
  readonly conventions: Conventions;
}

/** Returns the band of a recorded run. Throws `bounds-of-fork`, `agent-threw`, and what loading a user's code throws. */
export async function bandOf(store: RunStore, runId: RunId, { conventions, ...deciding }: BandOptions): Promise<Band> {
  const own = policyOfRun(store, runId);
  const policies: PolicyName[] = ['pessimistic', 'optimistic'];
  if (!policies.includes(own)) policies.push(own);
  const valuations: Valuation[] = [];
  for (const policy of policies) {
    const books = policy === own ? recordedBooks(store, runId) : await booksUnder(store, runId, { ...deciding, policy });
    valuations.push(valuationOf(books, { policy, isRecorded: policy === own, conventions }));
  }
  const returns = valuations.map(totalOf);
  const isDefined = returns.every((value) => value !== null);
  const lowest = isDefined ? Math.min(...returns) : null;
  const highest = isDefined ? Math.max(...returns) : null;
  const band = { policy: own, valuations, lowest, highest, width: lowest === null || highest === null ? null : highest - lowest };
  return { ...band, sentence: bandSentence(band) };
}

function recordedBooks(store: RunStore, runId: RunId): Books {
  const fold = booksFold();
  for (const event of store.open(runId).events()) fold.see(event as LogEvent);
  return fold.result();
}

async function booksUnder(store: RunStore, runId: RunId, options: Omit<DecideUnder, 'see'>): Promise<Books> {
  const fold = booksFold();
  const failure = await decideUnder(store, runId, { ...options, see: fold.see });
  if (failure === undefined) return fold.result();
  const { agent, cause } = failure;
  throw new HivetapeError('agent-threw', `Agent ${agent} threw under the policy ${options.policy}: ${cause instanceof Error ? cause.message : String(cause)}`, { values: { agent }, cause });
}

function valuationOf(books: Books, { policy, isRecorded, conventions }: { policy: PolicyName; isRecorded: boolean; conventions: Conventions }): Valuation {
  const performance = performanceOf(books, conventions, []);
  const figures = bandFigures.flatMap((id) => figureOf(performance, id) ?? []);
  return { policy, isRecorded, figures, day: books.daily.day, equity: books.daily.equity };
}
