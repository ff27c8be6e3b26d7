/** How much was done and what it cost: figures of the fills and of the daily books. */
import { mean } from '../metrics/numbers/compensated-sum.js';
import { endsOf, type ReportFigure } from './figure.js';
import type { Books, FillRow } from './folds/books-fold.js';

export function activityFigures({ daily, fills, tradedUnits, feeUnits, costs, holdings, fidelity }: Books): readonly ReportFigure[] {
  // The first row is the account before the first bar.
  const exposure = daily.exposure.slice(1);
  const equity = daily.equity.slice(1);
  const days = endsOf(daily.offset);
  const offsets = endsOf(fills.map(({ offset }) => offset));
  const ambiguous = fills.filter(({ label }) => label === 'intrabar-ambiguous');
  const base = { n: fills.length, offsets };
  return [
    { id: 'exposure-time', label: 'Time in the market', unit: 'fraction', convention: 'share of virtual time with a position', ...present(holdings.timeShare, 'too-few'), n: holdings.bars, offsets: days },
    { id: 'exposure-days', label: 'Days in the market', convention: 'share of days that end with a position', ...share(exposure.map((value) => (value === 0 ? 0 : 1)), days) },
    { id: 'mean-exposure', label: 'Mean exposure', convention: 'mean of |position value|/equity at the end of a day', ...share(exposure.map(Math.abs), days) },
    { id: 'gross-leverage', label: 'Largest gross leverage', unit: 'ratio', convention: 'largest sum |position value|/equity at a bar after what it brought', ...present(holdings.leverage, holdings.bars === 0 ? 'too-few' : 'ruined'), n: holdings.bars, offsets: days },
    { id: 'concentration', label: 'Largest position', unit: 'fraction', convention: 'largest |position value|/equity at a bar after what it brought', ...present(holdings.largest, holdings.bars === 0 ? 'too-few' : 'ruined'), n: holdings.bars, offsets: days },
    { id: 'herfindahl', label: 'Concentration of what is held', unit: 'ratio', convention: 'mean sum (share of all held)^2 over bars with a position', ...present(holdings.herfindahl, 'not-applicable'), n: holdings.barsHeld, offsets: days },
    { id: 'turnover', label: 'Turnover', unit: 'ratio', convention: 'traded value/mean equity, whole period', ...over(tradedUnits, equity), ...base },
    { id: 'fills', label: 'Fills', value: fills.length, unit: 'count', convention: 'executions', ...base },
    { id: 'fees-paid', label: 'Fees paid', value: feeUnits, unit: 'money', convention: 'fees of all fills, rebates negative', ...base },
    ...costs.map(({ id, label, convention, units, count, offsets: seen }): ReportFigure => ({ id, label, value: units, unit: 'money', convention, n: count, offsets: seen })),
    { id: 'ambiguous-share', label: 'Ambiguous fills', unit: 'fraction', convention: 'share of fills whose price the bar does not prove', ...ratio(ambiguous.length, fills.length), n: fills.length, offsets: endsOf(ambiguous.map(offsetOf)) },
    ...finerFigures(fills),
    ...fidelity,
  ];
}

/** Only where there are finer data. */
function finerFigures(fills: readonly FillRow[]): readonly ReportFigure[] {
  const finer = fills.filter(({ decidedBy }) => decidedBy !== undefined);
  if (finer.length === 0) return [];
  return [{ id: 'finer-share', label: 'Fills decided by finer data', unit: 'fraction', convention: 'share of fills by a print, a finer bar, a quote or the order book', ...ratio(finer.length, fills.length), n: fills.length, offsets: endsOf(finer.map(offsetOf)) }];
}

/** Returns the drawdowns that bars show: deeper than those of days, or as deep. */
export function barDrawdownFigures({ drawdowns }: Pick<Books, 'drawdowns'>): readonly ReportFigure[] {
  const { atBars, intrabar, instants, atBarsOffsets, intrabarOffsets } = drawdowns;
  const valued = (value: number): Valued => (instants === 0 ? { value: null, reason: 'too-few' } : { value });
  return [
    { id: 'max-drawdown-bars', label: 'Maximum drawdown, at bars', unit: 'fraction', convention: 'equity/peak-1 at every bar after what it brought, start value included', ...valued(atBars), n: instants, offsets: atBarsOffsets },
    { id: 'intrabar-drawdown', label: 'Drawdown inside bars, estimate', unit: 'fraction', convention: 'worst prices of whole bars held/peak at bars before-1, an estimate', ...valued(intrabar), n: instants, offsets: intrabarOffsets },
  ];
}

function offsetOf({ offset }: FillRow): number {
  return offset;
}

type Valued = { readonly value: number } | { readonly value: null; readonly reason: string };

function present(value: number | null, reason: string): Valued {
  return value === null ? { value: null, reason } : { value };
}

function share(values: readonly number[], offsets: readonly number[]) {
  const valued: Valued = values.length === 0 ? { value: null, reason: 'too-few' } : { value: mean(values) };
  return { ...valued, unit: 'fraction', n: values.length, offsets } as const;
}

function over(traded: number, equity: readonly number[]): Valued {
  if (equity.length === 0) return { value: null, reason: 'too-few' };
  const average = mean(equity);
  return average > 0 ? { value: traded / average } : { value: null, reason: 'ruined' };
}

function ratio(part: number, whole: number): Valued {
  return whole === 0 ? { value: null, reason: 'too-few' } : { value: part / whole };
}
