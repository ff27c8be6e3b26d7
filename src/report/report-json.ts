/**
 * `report.json`: every figure of the page, for programs. Words and prices are left out: they stand in
 * the log, at the offsets given.
 */
import type { ProposalRecord } from './folds/vote-fold.js';
import type { FillReport, RunReportModel } from './report-model.js';

/** Returns the text of the file; keys stand in a fixed order. Adding a key is compatible, nothing else is. */
export function reportJson(model: RunReportModel): string {
  const { schema, about, frame, period, conventions, performance, books, trades, proposals, voters, conflicts, swarm, tasks, messages, funnel, risk, faults, bounds, compat, shortfall, breakdowns } = model;
  const { groups, ...tables } = performance;
  const figures = groups.flatMap(({ rows }) => rows.flatMap(({ own, benchmark }) => (benchmark === undefined ? [own] : [own, benchmark])));
  const plain = {
    schema, about, period, conventions,
    figures: [...figures, ...funnel.steps],
    frame,
    daily: { dates: tables.dates, equity: books.daily.equity, benchmark: books.daily.benchmark, exposure: books.daily.exposure, offsets: books.daily.offset, drawdown: tables.drawdown },
    monthly: tables.monthly, yearly: tables.yearly, worstDrawdowns: tables.worst, returnQuantiles: tables.quantiles,
    trades: trades.map(({ fills, ...trade }) => ({ ...trade, fills: fills.map(withOffsets) })),
    breakdowns: Object.fromEntries(breakdowns.map(({ by, groups }) => [by, groups])),
    proposals: proposals.map(withoutWords),
    voters, messages, refusals: funnel.refusals,
    conflicts, swarm, tasks,
    bounds: bounds ?? null,
    compat: compat ?? null,
    shortfall,
    alerts: risk.alerts, halts: risk.halts, riskMeasured: risk.measured,
    faults: { faults: faults.faults, strikes: faults.strikes.length, absences: faults.absences, broken: faults.broken ?? null },
  };
  return `${JSON.stringify(plain, null, 1)}\n`;
}

function withOffsets({ chain, ...fill }: FillReport): object {
  return { ...fill, chain: chain.map(({ offset }) => offset) };
}

function withoutWords({ votes, ...record }: ProposalRecord): object {
  return { ...record, votes: votes.map(({ agent, choice, confidence, weight, offset }) => ({ agent, choice, confidence, weight, offset })) };
}
