/** The council over time: weight for above the line, against below it, and what was decided. */
import { civilOf, formatInstant, DAY, formatDate } from '../../core/instant.js';
import { colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import { counted } from '../number-text.js';
import type { ProposalRecord } from '../folds/vote-fold.js';
import type { RunReportModel } from '../report-model.js';

const SINGLE_MAX = 240;

/** Sums over the proposals of a month, or one proposal. */
interface Slot {
  readonly at: string;
  readonly label: string;
  readonly proposals: number;
  readonly forWeight: number;
  readonly against: number;
  readonly abstain: number;
  readonly approved: number;
  readonly rejected: number;
  readonly missed: number;
}

export function voteChart({ proposals }: RunReportModel): ChartSpec {
  const isSingle = proposals.length <= SINGLE_MAX;
  const slots = isSingle ? proposals.map(slotOf) : byMonth(proposals);
  const column = (of: (slot: Slot) => number) => slots.map((slot) => drawn(of(slot)));
  const bar = (name: string, key: string, shade: 'gain' | 'loss' | 'neutral') => ({
    type: 'bar', name, x: values('at'), y: values(key), marker: { color: colour(shade, 0.8) }, hovertemplate: '%{y:.0%}',
  });
  return {
    id: 'votes',
    title: isSingle ? 'Ballots' : 'Ballots per month',
    summary: 'Bars of the council’s weight that voted for (up) and against (down), with marks for what was decided.',
    note: isSingle
      ? 'Each bar is one proposal, at the time of its decision. Shares of the council’s weight.'
      : `${counted(proposals.length, 'proposal')}, as means of each month. Shares of the council’s weight.`,
    columns: {
      at: { label: isSingle ? 'Decided' : 'Month', unit: 'text', values: slots.map(({ at }) => at) },
      what: { label: 'Proposal', unit: 'text', values: slots.map(({ label }) => label) },
      for: { label: 'For', unit: 'fraction', values: column((slot) => slot.forWeight) },
      against: { label: 'Against', unit: 'fraction', values: column((slot) => -slot.against) },
      abstain: { label: 'Abstained', unit: 'fraction', values: column((slot) => slot.abstain) },
      approved: { label: 'Approved', unit: 'count', values: column((slot) => slot.approved) },
      rejected: { label: 'Rejected', unit: 'count', values: column((slot) => slot.rejected) },
      missed: { label: 'No quorum', unit: 'count', values: column((slot) => slot.missed) },
    },
    traces: [
      bar('for', 'for', 'gain'),
      bar('against', 'against', 'loss'),
      bar('abstained', 'abstain', 'neutral'),
      {
        type: 'bar', name: 'approved', x: values('at'), yaxis: 'y2', y: values('approved'), hovertemplate: '%{y}', marker: { color: colour('accent', 0.8) },
      },
    ],
    layout: {
      showlegend: true, bargap: 0.15, xaxis: { type: isSingle && slots.length < 60 ? 'category' : 'date', ...(isSingle ? { showticklabels: slots.length >= 60 } : {}) },
      yaxis: { tickformat: '.0%', domain: [0, 0.74] },
      yaxis2: { domain: [0.8, 1], rangemode: 'tozero', title: { text: 'approved', font: { size: 11 } }, nticks: 3, tickfont: { size: 11, color: colour('muted') }, gridcolor: colour('rule') },
    },
    heightPx: 330,
    tables: [{ caption: 'Ballots', columns: ['at', 'what', 'for', 'against', 'abstain', 'approved', 'rejected', 'missed'] }],
    isLinked: !(isSingle && slots.length < 60),
  };
}

function slotOf(record: ProposalRecord): Slot {
  return {
    at: formatInstant(record.closedAt ?? record.proposedAt).replace('T', ' ').replace('Z', ''),
    label: `${record.proposal}: ${record.direction} ${record.instrument}`,
    proposals: 1,
    forWeight: record.forWeight,
    against: record.againstWeight,
    abstain: record.abstainWeight,
    approved: record.outcome === 'approved' ? 1 : 0,
    rejected: record.outcome === 'rejected' ? 1 : 0,
    missed: record.outcome === 'quorum-missed' ? 1 : 0,
  };
}

function byMonth(proposals: readonly ProposalRecord[]): readonly Slot[] {
  const months = new Map<string, Slot[]>();
  for (const record of proposals) {
    const at = record.closedAt ?? record.proposedAt;
    const month = formatDate(Math.floor(at / DAY) - civilOf(at).day + 1);
    const slots = months.get(month);
    if (slots === undefined) months.set(month, [slotOf(record)]);
    else slots.push(slotOf(record));
  }
  return [...months].map(([at, slots]) => {
    const sum = (of: (slot: Slot) => number): number => slots.reduce((total, slot) => total + of(slot), 0);
    return {
      at,
      label: counted(slots.length, 'proposal'),
      proposals: slots.length,
      forWeight: sum((slot) => slot.forWeight) / slots.length,
      against: sum((slot) => slot.against) / slots.length,
      abstain: sum((slot) => slot.abstain) / slots.length,
      approved: sum((slot) => slot.approved),
      rejected: sum((slot) => slot.rejected),
      missed: sum((slot) => slot.missed),
    };
  });
}
