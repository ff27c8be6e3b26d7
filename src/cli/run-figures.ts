/** The figures of a run's summary: one pass over its log, through the same folds as the report. */
import type { LogEvent } from '../domain/catalogue.js';
import { booksFold } from '../report/folds/books-fold.js';
import { figureOf, performanceOf } from '../report/performance.js';
import type { ReportFigure } from '../report/figure.js';
import type { RunLog } from '../store/run-store.js';

/** Ids of the figures that a summary names, in its order. */
export const summaryFigures = ['total-return', 'cagr', 'max-drawdown', 'ann-volatility', 'sharpe', 'psr-2012', 'trades', 'win-rate', 'fees-paid', 'fills', 'spread-paid', 'slippage-paid', 'borrow-paid', 'funding-paid', 'dividends-earned'] as const;
export type SummaryFigure = (typeof summaryFigures)[number];

export interface RunFigures {
  readonly figures: Readonly<Record<SummaryFigure, ReportFigure | undefined>>;
  readonly currency: string;
  readonly periodsPerYear: number;
  readonly bars: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly agents: number;
  readonly votes: number;
  readonly decided: number;
  readonly quorumMissed: number;
  readonly placed: number;
  readonly denied: number;
  /** How often the gate or the venue's door gave which reason. */
  readonly denials: Readonly<Record<string, number>>;
  /** The last order that was filled, for the next command. */
  readonly lastOrder: string | undefined;
  readonly failed: number;
}

type Counts = { -readonly [Key in keyof Omit<RunFigures, 'figures' | 'periodsPerYear'>]: RunFigures[Key] };

export interface Conventions {
  readonly periodsPerYear: number;
  readonly riskFree: number;
}

/** Returns the figures of a finished or unfinished run. */
export function figuresOf(log: RunLog, { periodsPerYear, riskFree }: Conventions): RunFigures {
  const books = booksFold();
  const counts: Counts = {
    currency: '', bars: 0, firstTime: 0, lastTime: 0, agents: 0, votes: 0, decided: 0, quorumMissed: 0, placed: 0, denied: 0, denials: {}, lastOrder: undefined, failed: 0,
  };
  for (const recorded of log.events()) {
    const event = recorded as LogEvent;
    books.see(event);
    count(counts, event);
  }
  const performance = performanceOf(books.result(), { periodsPerYear, riskFreeAnnual: riskFree, isStated: true }, []);
  const figures = Object.fromEntries(summaryFigures.map((id) => [id, figureOf(performance, id)])) as RunFigures['figures'];
  return { ...counts, figures, periodsPerYear };
}

function count(counts: Counts, event: LogEvent): void {
  switch (event.type) {
    case 'AccountOpened':
      counts.currency = event.data.currency;
      break;
    case 'AgentSeated':
      counts.agents += 1;
      break;
    case 'AgentFailed':
      counts.failed += 1;
      break;
    case 'BarClosed':
      if (counts.bars === 0) counts.firstTime = event.data.bar.openedAt;
      counts.lastTime = event.data.bar.closedAt;
      counts.bars += 1;
      break;
    case 'VoteCast':
      counts.votes += 1;
      break;
    case 'DecisionReached':
      counts.decided += 1;
      break;
    case 'QuorumMissed':
      counts.quorumMissed += 1;
      break;
    case 'OrderPlaced':
      counts.placed += 1;
      break;
    case 'OrderDenied':
      counts.denied += 1;
      counts.denials = { ...counts.denials, [event.data.reason]: (counts.denials[event.data.reason] ?? 0) + 1 };
      break;
    case 'OrderFilled':
      counts.lastOrder = event.data.fill.orderId;
      break;
  }
}
