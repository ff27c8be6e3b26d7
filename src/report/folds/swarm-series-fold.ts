/**
 * The swarm over time, as few rows as a page can draw: the interval is chosen by how long the run is, so
 * that memory and page do not grow with it.
 */
import { DAY, HOUR, MINUTE, SECOND } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { swarmSeries, type SwarmInterval } from '../../lab/sight/swarm-series.js';

/** The figures of one interval, each of what was said in it; `null` where there was nothing to be a figure of. */
export interface SwarmMoment {
  readonly from: number;
  readonly active: number;
  readonly messages: number;
  /** Mean, in µs. */
  readonly latencyUs: number | null;
  /** Most messages under way at once. */
  readonly depth: number;
  readonly overhead: number | null;
  /** Mean, in µs. */
  readonly consensusUs: number | null;
  readonly conflicts: number;
  readonly tasksOver: number;
  readonly success: number | null;
  /** Mean, in µs. */
  readonly taskUs: number | null;
  /** Most tasks that waited for a worker at once. */
  readonly waiting: number;
  readonly utilisation: number | null;
  readonly balance: number | null;
}

export interface SwarmOverTime {
  readonly everyUs: number;
  readonly rows: readonly SwarmMoment[];
}

const ROWS_MAX = 300;
const lengths = [5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 7 * DAY, 28 * DAY, 91 * DAY, 364 * DAY];

/** Returns the shortest interval of which a span holds few enough. */
export function seriesLength(spanUs: number): number {
  return lengths.find((everyUs) => spanUs <= everyUs * ROWS_MAX) ?? 3_640 * DAY;
}

/** `spanUs`: how long the log is, in virtual time. */
export function swarmSeriesFold(spanUs: number): { see(event: LogEvent): void; result(): SwarmOverTime } {
  const everyUs = seriesLength(spanUs);
  const series = swarmSeries(everyUs);
  const rows: SwarmMoment[] = [];
  return {
    see(event) {
      const ended = series.see(event);
      if (ended !== undefined) rows.push(momentOf(ended));
    },
    result() {
      const last = series.soFar();
      return { everyUs, rows: last === undefined ? [...rows] : [...rows, momentOf(last)] };
    },
  };
}

function momentOf({ from, agents, messages, latency, inFlight, overhead, decisions, conflicts, tasks, balance }: SwarmInterval): SwarmMoment {
  return {
    from, messages,
    active: agents.active,
    latencyUs: latency.mean,
    depth: inFlight.max,
    overhead: overhead.share,
    consensusUs: decisions.consensus.mean,
    conflicts: conflicts.detected,
    tasksOver: Object.values(tasks.ended).reduce((sum, count) => sum + count, 0),
    success: tasks.success,
    taskUs: tasks.duration.mean,
    waiting: tasks.queue.max,
    utilisation: tasks.utilisation,
    balance: tasks.balance ?? balance,
  };
}
