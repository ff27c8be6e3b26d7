/** Agents in the real kernel with the real catalogue of events, fed by the walk: what every swarm test begins with. */
import { expect } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Agent, Source } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import { instantNetwork } from '../../src/kernel/network.js';
import { catalogueWords } from '../../src/lab/words.js';
import { walkBars } from '../../src/market/walk.js';
import { bar } from '../../src/testing/events.js';

export interface Walk {
  readonly length: number;
  /** From this bar on all prices are multiplied by `factor`. */
  readonly from?: number;
  readonly factor?: number;
}

/** Returns all that was recorded until nothing was left to do. */
export function runOnWalk(agents: readonly (readonly [id: string, agent: unknown])[], walk: Walk): readonly LogEvent[] {
  const log: LogEvent[] = [];
  const kernel = new Kernel({
    seed: 1,
    startAt: 0,
    seats: agents.map(([id, agent]) => ({ id: agentId(id), agent: agent as Agent })),
    sources: [walkSource(walk)],
    vocabulary: catalogueWords(),
    network: instantNetwork(),
    journal: { record: (event) => void log.push(event as unknown as LogEvent) },
    freeze: true,
  });
  kernel.start();
  expect(kernel.run()).toEqual({ kind: 'idle' });
  return log;
}

function walkSource({ length, from = length, factor = 1 }: Walk): Source {
  const walk = walkBars(length);
  let row = 0;
  return {
    agent: agentId('feed'),
    nextAt: () => (row < length ? walk.closedAt[row] : undefined),
    take: () => {
      const scale = row >= from ? factor : 1;
      const [open, high, low, close] = [walk.open, walk.high, walk.low, walk.close].map((column) => column[row] * scale);
      const data = { bar: bar(close, { closedAt: walk.closedAt[row], open, high, low }) };
      row += 1;
      return { type: 'BarClosed', data };
    },
  };
}

/** Returns the events of one type. */
export function eventsOf<Type extends EventType>(log: readonly LogEvent[], type: Type): readonly EventOf<Type>[] {
  return log.filter((event) => event.type === type) as unknown as readonly EventOf<Type>[];
}
