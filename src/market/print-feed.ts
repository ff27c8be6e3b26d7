/** What brings prints, and bars below those that agents decide on, into a run, and how several sources become one. */
import type { AgentId } from '../core/brand.js';
import type { Draft } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Source } from '../kernel/agent.js';
import type { BarTable } from './bar-table.js';
import { barFeed } from './feed.js';
import type { PrintTable } from './prints.js';

export interface Span {
  /** Who says it. */
  readonly agent: AgentId;
  readonly from: Instant;
  /** Nothing at or after this is said. */
  readonly until: Instant;
}

/** Returns a source that says each print at its time. */
export function printFeed(table: PrintTable, { agent, from, until }: Span): Source {
  const { instrument, at, price, size, conditions, words } = table;
  const topic = `prints/${instrument}`;
  const end = firstFrom(at, until);
  let row = firstFrom(at, from);
  return {
    agent,
    nextAt: () => (row < end ? at[row] : undefined),
    take() {
      const data = { instrument, at: at[row], price: price[row], size: size[row] };
      const said = conditions === undefined ? '' : words[conditions[row]];
      row += 1;
      return { type: 'PrintSeen', topic, data: said === '' ? data : { ...data, conditions: said } };
    },
  };
}

/** Returns a source that says bars at their close, as those that the venue fills by. */
export function finerFeed(tables: readonly BarTable[], { agent, from, until }: Span): Source {
  const feed = barFeed({ agent, tables, from, until });
  return {
    agent,
    nextAt: () => feed.nextAt(),
    take(): Draft {
      const { data } = feed.take();
      return { type: 'FinerBarClosed', topic: `finer-bars/${data.bar.instrument}`, data };
    },
  };
}

/** Returns one source of several; at one instant, the first of them speaks first. */
export function mergedSources(sources: readonly Source[]): Source {
  if (sources.length === 1) return sources[0];
  const [{ agent }] = sources;
  const due = sources.map((source) => source.nextAt() ?? Infinity);
  const first = (): number => {
    let best = 0;
    for (let place = 1; place < due.length; place += 1) if (due[place] < due[best]) best = place;
    return best;
  };
  let next = first();
  return {
    agent,
    nextAt: () => (due[next] === Infinity ? undefined : due[next]),
    take() {
      const draft = sources[next].take();
      due[next] = sources[next].nextAt() ?? Infinity;
      next = first();
      return draft;
    },
  };
}

function firstFrom(at: Float64Array, instant: Instant): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
