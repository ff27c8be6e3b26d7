/**
 * Replay: folds the recorded events and decides nothing. Any agent's state, at any offset or virtual
 * time, exactly as it was.
 */
import type { AgentId, RunId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { LogEvent } from '../domain/catalogue.js';
import { isFinal, type OrderId, type OrderState } from '../domain/order.js';
import { scriptOf } from '../kernel/script.js';
import { emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import type { RunStore } from '../store/run-store.js';
import { drive } from './drive.js';
import { canGoOn, goOnFrom } from './go-on.js';
import { openingOfLog } from './log-inputs.js';
import { instrumentsOf, type ProjectPlace } from './plan-run.js';
import { recipeOf, takeTurn } from './recipe.js';
import { RunSnapshots, type SnapshotNotice, type SnapshotOptions } from './snapshots.js';
import { stageReplay } from './stage-run.js';

/** Up to and including an offset, or an instant. */
export type ReplayPlace = { readonly offset: number } | { readonly time: Instant };

export interface ReplayOptions {
  /** The end of the run if absent. */
  readonly to?: ReplayPlace;
  /** Only these agents' states; all if absent. */
  readonly agents?: readonly string[];
  readonly project: ProjectPlace;
  /** `'none'`: folds from the start, and leaves no snapshots. */
  readonly snapshots?: SnapshotOptions | 'none';
}

export interface OrderView {
  readonly id: OrderId;
  readonly state: OrderState;
  /** Offset of the event that brought it there. */
  readonly since: number;
  readonly filledLots: number;
}

export interface ReplayedState {
  readonly runId: RunId;
  /** Offset of the snapshot that it began at; 0: it folded from the start. */
  readonly from: number;
  /** Snapshots that were not believed. */
  readonly notices: readonly SnapshotNotice[];
  /** Events folded: every offset below this. */
  readonly offset: number;
  readonly time: Instant;
  /** State of each decider; `undefined` for a pipeline, whose state is inside its operators. */
  readonly agents: ReadonlyMap<AgentId, unknown>;
  /** The books as the log tells them, apart from any agent's own. */
  readonly ledger: Ledger;
  /** Orders that were open then; finished ones are left out unless asked for by `why`. */
  readonly openOrders: readonly OrderView[];
}

/** Returns the state of everything at a place. Throws `run-not-found` and what loading a user's code throws. */
export async function replayRun(store: RunStore, runId: RunId, options: ReplayOptions): Promise<ReplayedState> {
  const log = store.open(runId);
  const opening = openingOfLog(log);
  const recipe = await recipeOf(store, log, { project: options.project, instruments: instrumentsOf(opening) });
  const { to } = options;
  const end = to !== undefined && 'offset' in to ? { offset: to.offset + 1 } : to;
  const snapshots = options.snapshots === 'none' ? undefined : new RunSnapshots({ log, recipe, kind: 'told', options: options.snapshots });
  const found = snapshots?.nearest(end ?? {});
  const saved = found !== undefined && canGoOn({ recipe, saved: found }) ? found : undefined;
  const from = saved?.course.nextOffset ?? 0;
  const books = (saved?.extra as Books | undefined) ?? startBooks();
  const script = scriptOf(log.events({ from, ...(end !== undefined && 'offset' in end ? { to: end.offset } : {}) }));
  const journal = { record: (event: unknown) => foldBooks(books, event as LogEvent) };
  const kernel = stageReplay(script, { recipe, journal, startAt: opening[0].time });
  if (saved === undefined) kernel.start();
  const turns = saved === undefined ? recipe.turns : await goOnFrom(kernel, { log, recipe, saved });
  // What ends the script in the middle of a delivery is no place to go on from.
  const limit = end !== undefined && 'offset' in end ? Math.min(end.offset, log.count) : log.count;
  const keeping = snapshots?.keeping({ limit, extra: () => books });
  for (const turn of turns) {
    await drive(kernel, { toOffset: turn.at, keeping, ...untilOf(to) });
    if (kernel.nextOffset >= turn.at) takeTurn(kernel, turn);
  }
  await drive(kernel, { keeping, ...(end !== undefined && 'offset' in end ? { toOffset: end.offset } : untilOf(to)) });
  const shown = kernel.seats.filter(({ id }) => options.agents === undefined || options.agents.includes(id));
  return {
    runId,
    from,
    notices: snapshots?.notices ?? [],
    offset: kernel.nextOffset,
    time: kernel.now,
    agents: new Map(shown.map((seat) => [seat.id, seat.mind.state()])),
    ledger: books.ledger,
    openOrders: [...books.orders.values()],
  };
}

function untilOf(to: ReplayPlace | undefined): { until?: Instant } {
  return to !== undefined && 'time' in to ? { until: to.time } : {};
}

interface Books {
  readonly ledger: Ledger;
  readonly orders: Map<OrderId, OrderView>;
}

function startBooks(): Books {
  return { ledger: emptyLedger({ keepsRoundTrips: true }), orders: new Map() };
}

function foldBooks(books: Books, event: LogEvent): void {
  foldLedger(books.ledger, event);
  const step = orderStep(event);
  if (step === undefined) return;
  const filledLots = (books.orders.get(step.id)?.filledLots ?? 0) + step.filledLots;
  if (isFinal(step.state)) books.orders.delete(step.id);
  else books.orders.set(step.id, { id: step.id, state: step.state, since: event.offset, filledLots });
}

interface OrderStep {
  readonly id: OrderId;
  readonly state: OrderState;
  readonly filledLots: number;
}

/** Returns what an event does to an order, if it does anything. */
export function orderStep(event: LogEvent): OrderStep | undefined {
  switch (event.type) {
    case 'OrderPlaced':
      return { id: event.data.order.id, state: 'placed', filledLots: 0 };
    case 'OrderApproved':
      return { id: event.data.order.id, state: 'approved', filledLots: 0 };
    case 'OrderDenied':
      return { id: event.data.orderId, state: 'denied', filledLots: 0 };
    case 'OrderAccepted':
      return { id: event.data.orderId, state: 'accepted', filledLots: 0 };
    case 'OrderRejected':
      return { id: event.data.orderId, state: 'rejected', filledLots: 0 };
    case 'OrderCancelled':
      return { id: event.data.orderId, state: 'cancelled', filledLots: 0 };
    case 'OrderExpired':
      return { id: event.data.orderId, state: 'expired', filledLots: 0 };
    case 'OrderFilled': {
      const { orderId, remainingLots, quantityLots } = event.data.fill;
      return { id: orderId, state: remainingLots === 0 ? 'filled' : 'partially-filled', filledLots: quantityLots };
    }
    default:
      return undefined;
  }
}
