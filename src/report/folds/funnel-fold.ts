/** How much of what the analysts saw ended as a trade, and why the rest did not. */
import type { LogEvent } from '../../domain/catalogue.js';
import { countFigure, type ReportFigure } from '../figure.js';
import type { Fold } from './fold.js';

export interface ReasonCount {
  /** Who said no: the gate (denied), the venue (rejected), or how an open order ended without a fill. */
  readonly outcome: 'denied' | 'rejected' | 'cancelled' | 'expired';
  readonly reason: string;
  readonly count: number;
  readonly offsets: readonly number[];
}

export interface Funnel {
  readonly steps: readonly ReportFigure[];
  readonly refusals: readonly ReasonCount[];
}

const steps = [
  ['signals', 'Signals raised'],
  ['proposals', 'Proposals made'],
  ['approved', 'Proposals approved'],
  ['orders', 'Orders placed'],
  ['passed', 'Orders through the risk gate'],
  ['accepted', 'Orders taken by the venue'],
  ['filled', 'Orders filled'],
  ['fills', 'Fills'],
] as const;
type Step = (typeof steps)[number][0];

export function funnelFold(): Fold<Funnel> {
  const offsets = new Map<Step, number[]>(steps.map(([id]) => [id, []]));
  const refusals = new Map<string, ReasonCount & { offsets: number[] }>();
  const filledOrders = new Set<string>();

  const see = (event: LogEvent): void => {
    const step = stepOf(event);
    if (step !== undefined) offsets.get(step)?.push(event.offset);
    if (event.type === 'OrderFilled' && !filledOrders.has(event.data.fill.orderId)) {
      filledOrders.add(event.data.fill.orderId);
      offsets.get('filled')?.push(event.offset);
    }
    const outcome = outcomeOf(event);
    if (outcome !== undefined) tally(refusals, outcome, event.offset);
  };
  return {
    see,
    result: () => ({
      steps: steps.map(([id, label]) => countFigure(`funnel-${id}`, label, offsets.get(id) ?? [])),
      refusals: [...refusals.values()]
        .map((row) => ({ ...row, count: row.offsets.length }))
        .sort((a, b) => b.count - a.count || a.offsets[0] - b.offsets[0]),
    }),
  };
}

function stepOf(event: LogEvent): Step | undefined {
  switch (event.type) {
    case 'SignalRaised': return 'signals';
    case 'ProposalMade': return 'proposals';
    case 'DecisionReached': return event.data.approved ? 'approved' : undefined;
    case 'OrderPlaced': return 'orders';
    case 'OrderApproved': return 'passed';
    case 'OrderAccepted': return 'accepted';
    case 'OrderFilled': return 'fills';
    default: return undefined;
  }
}

type Outcome = Pick<ReasonCount, 'outcome' | 'reason'>;

function outcomeOf(event: LogEvent): Outcome | undefined {
  switch (event.type) {
    case 'OrderDenied': return { outcome: 'denied', reason: event.data.reason };
    case 'OrderRejected': return { outcome: 'rejected', reason: event.data.reason };
    case 'OrderCancelled': return { outcome: 'cancelled', reason: event.data.reason };
    case 'OrderExpired': return { outcome: 'expired', reason: event.data.reason };
    default: return undefined;
  }
}

function tally(into: Map<string, ReasonCount & { offsets: number[] }>, { outcome, reason }: Outcome, offset: number): void {
  const key = `${outcome}/${reason}`;
  const row = into.get(key);
  if (row === undefined) into.set(key, { outcome, reason, count: 1, offsets: [offset] });
  else row.offsets.push(offset);
}
