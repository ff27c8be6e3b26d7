/**
 * Two looks at what agents said of the next bar. An agent whose words come true and stay the same when
 * the market is another one does not read the market: it knows this one by heart. One whose words come
 * true too often while it does listen is only mentioned.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { firstRowFrom, type BarTable } from '../../market/bar-table.js';

export interface Foresight {
  readonly agent: string;
  /** Views and orders whose next bar moved, and how many of them were right. */
  readonly views: number;
  readonly right: number;
  /** Standard deviations above tossing a coin. */
  readonly sigmas: number;
  /** Whether it said the same on another market: then it knows by heart. */
  readonly isDeaf: boolean;
}

interface View {
  readonly time: number;
  readonly instrument: string;
  readonly sign: number;
}

const VIEWS_MIN = 25;
/** One agent in three million is so right by luck. */
const SIGMAS_DEAF = 5;
/** No agent is so right on a market; on a made-up wave it may be. */
const SIGMAS_TOLD = 10;
const SAME_SHARE_MIN = 0.9;

export interface ForesightInputs {
  readonly original: readonly LogEvent[];
  /** The same agents on another market, exchanged from its second bar on. */
  readonly elsewhere: readonly LogEvent[];
  readonly tables: readonly BarTable[];
  readonly agents: readonly string[];
}

/** Returns the agents that are right too often, in order of the seats. */
export function foresightOf({ original, elsewhere, tables, agents }: ForesightInputs): Foresight[] {
  const tableOf = new Map(tables.map((table) => [table.instrument as string, table]));
  return agents.flatMap((agent) => {
    const views = viewsOf(original, agent);
    const outcomes = views.map(({ time, instrument, sign }) => sign * moveAfter(tableOf.get(instrument), time)).filter((move) => move !== 0);
    const right = outcomes.filter((move) => move > 0).length;
    const sigmas = outcomes.length === 0 ? 0 : (2 * right - outcomes.length) / Math.sqrt(outcomes.length);
    if (outcomes.length < VIEWS_MIN || sigmas < SIGMAS_DEAF) return [];
    const isDeaf = isSame(views, viewsOf(elsewhere, agent));
    return isDeaf || sigmas >= SIGMAS_TOLD ? [{ agent, views: outcomes.length, right, sigmas, isDeaf }] : [];
  });
}

function viewsOf(events: readonly LogEvent[], agent: string): View[] {
  return events.flatMap((event) => {
    if (event.agent !== agent) return [];
    if (event.type === 'SignalRaised' && event.data.direction !== 'flat') {
      return [{ time: event.time, instrument: event.data.instrument, sign: event.data.direction === 'long' ? 1 : -1 }];
    }
    if (event.type !== 'OrderPlaced') return [];
    const { instrument, side } = event.data.order;
    return [{ time: event.time, instrument, sign: side === 'buy' ? 1 : -1 }];
  });
}

/** Returns where the close after this instant went from the last one known; 0 if that is not known. */
function moveAfter(table: BarTable | undefined, time: number): number {
  if (table === undefined) return 0;
  const next = firstRowFrom(table, time + 1);
  return next === 0 || next >= table.length ? 0 : Math.sign(table.close[next] - table.close[next - 1]);
}

function isSame(views: readonly View[], others: readonly View[]): boolean {
  const said = new Set(others.map(wordOf));
  return views.filter((view) => said.has(wordOf(view))).length >= SAME_SHARE_MIN * views.length;
}

function wordOf({ time, instrument, sign }: View): string {
  return `${time} ${instrument} ${sign}`;
}
