/** What the guardians saw: daily exposure, alerts, halts, and the largest value at risk that was reported. */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import { mean } from '../../metrics/numbers/compensated-sum.js';
import type { Instant } from '../../core/instant.js';
import type { ReportFigure } from '../figure.js';
import type { Fold } from './fold.js';

export interface Valuation {
  readonly time: Instant;
  readonly offset: number;
  readonly exposure: number;
  readonly drawdown: number;
}

export interface AlertRow {
  readonly metric: string;
  readonly count: number;
  readonly worst: number;
  readonly worstAt: Instant;
  readonly limit: number;
  readonly offsets: readonly number[];
}

/** A halt, a resumption or the kill switch. */
export interface HaltRow {
  readonly time: Instant;
  readonly offset: number;
  readonly what: 'halted' | 'resumed' | 'killed';
  readonly reason: string;
  readonly found?: number;
  readonly limit?: number;
}

/** One figure of the daily measurements. */
export interface MeasuredRow {
  readonly metric: string;
  readonly days: number;
  readonly mean: number;
  readonly worst: number;
  readonly worstAt: Instant;
  readonly offset: number;
}

export interface RiskRecord {
  readonly valuations: readonly Valuation[];
  readonly alerts: readonly AlertRow[];
  readonly halts: readonly HaltRow[];
  readonly largestValueAtRisk: ReportFigure;
  /** Empty where no agent measured. */
  readonly measured: readonly MeasuredRow[];
}

type Alert = EventOf<'RiskAlertRaised'>;

export function riskFold(): Fold<RiskRecord> {
  const valuations: Valuation[] = [];
  const alerts = new Map<string, Alert[]>();
  const halts: HaltRow[] = [];
  const measured: EventOf<'RiskMeasured'>[] = [];

  const see = (event: LogEvent): void => {
    const { time, offset } = event;
    switch (event.type) {
      case 'PortfolioValued':
        valuations.push({ time, offset, exposure: event.data.exposure, drawdown: event.data.drawdown });
        break;
      case 'RiskAlertRaised': {
        const rows = alerts.get(event.data.metric);
        if (rows === undefined) alerts.set(event.data.metric, [event]);
        else rows.push(event);
        break;
      }
      case 'RiskMeasured':
        measured.push(event);
        break;
      case 'TradingHalted':
        halts.push({ time, offset, what: 'halted', ...event.data });
        break;
      case 'TradingResumed':
        halts.push({ time, offset, what: 'resumed', reason: event.data.reason });
        break;
      case 'KillSwitchPulled':
        halts.push({ time, offset, what: 'killed', reason: `${event.data.operator}: ${event.data.reason}` });
        break;
      default:
    }
  };
  return {
    see,
    result: () => ({
      valuations,
      alerts: [...alerts].map(([metric, rows]) => alertRow(metric, rows)),
      halts,
      measured: measuredRows(measured),
      largestValueAtRisk: largestOf(alerts.get('value-at-risk') ?? []),
    }),
  };
}

const measuredNames = ['exposure', 'concentration', 'herfindahl', 'drawdown', 'varHistorical', 'varGaussian', 'cvarHistorical', 'cvarGaussian', 'correlationMean', 'correlationMax'] as const;

function measuredRows(events: readonly EventOf<'RiskMeasured'>[]): MeasuredRow[] {
  return measuredNames.flatMap((metric) => {
    const known = events.flatMap(({ time, offset, data }) => {
      const value = data[metric];
      return value === undefined ? [] : [{ time, offset, value }];
    });
    if (known.length === 0) return [];
    const worst = known.reduce((most, row) => (row.value > most.value ? row : most));
    return [{ metric, days: known.length, mean: mean(known.map(({ value }) => value)), worst: worst.value, worstAt: worst.time, offset: worst.offset }];
  });
}

function alertRow(metric: string, rows: readonly Alert[]): AlertRow {
  const worst = worstOf(rows);
  return {
    metric, count: rows.length, worst: worst.data.found, worstAt: worst.time, limit: worst.data.limit,
    offsets: rows.map(({ offset }) => offset),
  };
}

function worstOf(rows: readonly Alert[]): Alert {
  return rows.reduce((worst, row) => (row.data.found > worst.data.found ? row : worst));
}

function largestOf(rows: readonly Alert[]): ReportFigure {
  const head = { id: 'largest-var', label: 'Largest value at risk', unit: 'fraction', convention: 'largest figure of a value-at-risk alert' } as const;
  if (rows.length === 0) return { ...head, value: null, reason: 'not-applicable', n: 0, offsets: [] };
  const worst = worstOf(rows);
  return { ...head, value: worst.data.found, n: rows.length, offsets: [worst.offset] };
}
