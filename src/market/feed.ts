/**
 * What brings bars into a run: tables of several instruments, merged in order of time. A bar is said at
 * its close and not before; how much is still to come cannot be asked.
 */
import type { AgentId } from '../core/brand.js';
import { assert } from '../core/assert.js';
import type { Draft } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import type { Source } from '../kernel/agent.js';
import { firstRowFrom, type BarTable } from './bar-table.js';

export interface BarFeedOptions {
  /** Who says the bars. */
  readonly agent: AgentId;
  /** One per instrument. */
  readonly tables: readonly BarTable[];
  /** Only bars that close at or after this. */
  readonly from?: Instant;
  /** Only bars that close before this. */
  readonly until?: Instant;
  /** How many bars were said already, by the run that this one continues. */
  readonly skip?: number;
}

export type BarDraft = Draft<'BarClosed', DataOf<'BarClosed'>>;

export interface BarFeed extends Source {
  take(): BarDraft;
}

/** Returns the feed of these tables: by close, and at one instant by instrument in order of code units. */
export function barFeed({ agent, tables, from, until, skip = 0 }: BarFeedOptions): BarFeed {
  const sorted = [...tables].sort((a, b) => (a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0));
  assert(
    sorted.every((table, index) => index === 0 || table.instrument !== sorted[index - 1].instrument),
    'A feed has one table per instrument',
    { instruments: sorted.map((table) => table.instrument).join(', ') },
  );
  const lanes = sorted.map((table) => startLane(table, from, until));
  const feed = new MergedFeed(agent, lanes);
  for (let said = 0; said < skip && feed.nextAt() !== undefined; said += 1) feed.step();
  return feed;
}

/** One table and how far it has been said. */
interface Lane {
  readonly table: BarTable;
  readonly topic: string;
  readonly end: number;
  row: number;
  nextAt: number;
}

const NEVER = Number.POSITIVE_INFINITY;

function startLane(table: BarTable, from: Instant | undefined, until: Instant | undefined): Lane {
  const row = from === undefined ? 0 : firstRowFrom(table, from);
  const end = until === undefined ? table.length : firstRowFrom(table, until);
  return { table, topic: `bars/${table.instrument}`, end, row, nextAt: row < end ? table.closedAt[row] : NEVER };
}

/**
 * A resource: where the reading stands. The lanes that are due at one instant are found once per instant,
 * so that thirty instruments cost a look per bar and not thirty.
 */
class MergedFeed implements BarFeed {
  private readonly due: Lane[] = [];
  private dueAt = 0;
  private now = NEVER;

  constructor(
    readonly agent: AgentId,
    private readonly lanes: readonly Lane[],
  ) {
    this.findDue();
  }

  nextAt(): Instant | undefined {
    return this.now === NEVER ? undefined : this.now;
  }

  take(): BarDraft {
    const { table, topic, row } = this.step();
    const at = row - 1;
    return {
      type: 'BarClosed',
      topic,
      data: {
        bar: {
          instrument: table.instrument,
          openedAt: table.openedAt[at],
          closedAt: table.closedAt[at],
          open: table.open[at],
          high: table.high[at],
          low: table.low[at],
          close: table.close[at],
          volume: table.volume[at],
        },
      },
    };
  }

  /** Steps over the next bar; the lane it returns has already moved on. */
  step(): Lane {
    assert(this.now !== NEVER, 'A feed is asked for a bar only while one is due');
    const lane = this.due[this.dueAt];
    lane.row += 1;
    lane.nextAt = lane.row < lane.end ? lane.table.closedAt[lane.row] : NEVER;
    this.dueAt += 1;
    if (this.dueAt === this.due.length) this.findDue();
    return lane;
  }

  private findDue(): void {
    const { due, lanes } = this;
    due.length = 0;
    this.dueAt = 0;
    let now = NEVER;
    for (const lane of lanes) if (lane.nextAt < now) now = lane.nextAt;
    this.now = now;
    if (now === NEVER) return;
    for (const lane of lanes) if (lane.nextAt === now) due.push(lane);
  }
}
