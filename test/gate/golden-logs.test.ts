/** Logs that earlier versions of the package wrote. They are read for ever: nothing here is renewed, only added to. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { project } from '../../src/store/projection.js';
import { repositoryFile } from './gate-run.js';

interface GoldenLog {
  readonly file: string;
  readonly run: string;
  readonly fingerprint: string;
  readonly events: Readonly<Record<string, number>>;
  readonly equityMicros: number;
  readonly feesMicros: number;
}

const goldens: readonly GoldenLog[] = [
  {
    file: 'swarm-2000.archive',
    run: '73c1d02b-ca85-8c8f-8452-76a18f58a417',
    fingerprint: 'hivetape1:1f4d5191a3769ffa56fd84e0528d32c20ab31a5a2ad68f1b7e9cfc1a2c0af3d1',
    events: {
      AccountOpened: 1, AgentSeated: 10, BarClosed: 126, DataQualityNoted: 1, DecisionReached: 10, InstrumentListed: 1, OrderAccepted: 8, OrderApproved: 8,
      OrderCancelRequested: 1, OrderCancelled: 1, OrderFilled: 7, OrderPlaced: 8, PerformanceMeasured: 6, PortfolioValued: 126, ProposalMade: 10, RunEnded: 1,
      RunEnding: 1, RunStarted: 1, SignalRaised: 25, TimerSet: 10, VoteCast: 40,
    },
    equityMicros: 1_139_044_277_277,
    feesMicros: 432_432_723,
  },
];

test.each(goldens)('$file is read, verified and folded', ({ file, run, fingerprint, events, equityMicros, feesMicros }) => {
  const bytes = readFileSync(repositoryFile(`test/goldens/store/${file}`));
  const store = memoryRunStore(catalogue);
  expect(store.restore({ size: bytes.length, bytesAt: (at, length) => bytes.subarray(at, at + length) })).toMatchObject([{ runId: run, fingerprint }]);
  expect(store.verify(runId(run))).toMatchObject({ ok: true, fingerprint });
  const folded = project<{ events: Record<string, number>; equityMicros: number; feesMicros: number }, LogEvent>(store.open(runId(run)), {
    initial: () => ({ events: {}, equityMicros: 0, feesMicros: 0 }),
    evolve: (state, { type, data }) => {
      state.events[type] = (state.events[type] ?? 0) + 1;
      if (type === 'PortfolioValued') state.equityMicros = data.equityMicros;
      if (type === 'OrderFilled') state.feesMicros += data.fill.feeMicros;
      return state;
    },
  });
  expect(folded).toEqual({ events, equityMicros, feesMicros });
  expect(Buffer.concat([...store.archive(runId(run))]).equals(bytes)).toBe(true);
});
