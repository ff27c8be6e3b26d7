/** The last word about a run: at most twelve lines, ending with the next command. */
import type { RunId } from '../core/brand.js';
import { formatInstant } from '../core/instant.js';
import { counted, duration, figure, grouped, percent } from './number-format.js';
import { oneLine } from './output.js';
import type { Paint } from './paint.js';
import type { RunFigures, SummaryFigure } from './run-figures.js';
import { shortId } from './run-reference.js';

export interface SummaryInput {
  readonly runId: RunId;
  readonly name: string;
  readonly events: number;
  readonly fingerprint: string;
  /** `data-ended`, `until`, `stopped`, `failed` where an agent threw, or `broken` where a law did not hold. */
  readonly ending: string;
  readonly wallMs: number;
  readonly figures: RunFigures;
  /** How many events a rerun found equal, where one was made. */
  readonly rerunEqual?: number;
  readonly report?: string;
}

export function summaryLines(input: SummaryInput, paint: Paint): string[] {
  const { runId, name, events, wallMs, fingerprint, ending, figures } = input;
  const rate = wallMs > 0 ? `   ${grouped((events / wallMs) * 1_000)} ev/s` : '';
  const isGood = ending !== 'failed' && ending !== 'broken' && ending !== 'stopped';
  const sign = isGood ? paint('green', '✔') : paint('red', '✖');
  const verb = ending === 'failed' ? 'failed after' : ending === 'broken' ? 'broke a law after' : ending === 'stopped' ? 'was stopped after' : 'finished in';
  const lines = [
    `${sign} run ${shortId(runId)} "${oneLine(name)}" ${verb} ${duration(wallMs)}   ${grouped(events)} events${rate}`,
    `  ${spanText(figures)}   ${counted(figures.bars, 'bar')}   ${counted(figures.agents, 'agent')}`,
    `  ${resultText(figures)}`,
    `  ${tradeText(figures)}`,
  ];
  if (figures.votes > 0) lines.push(`  ${voteText(figures)}`);
  if (input.rerunEqual !== undefined) lines.push(`  rerun: ${grouped(input.rerunEqual)} of ${grouped(events)} events equal, none different`);
  if (input.report !== undefined) lines.push(`  report ${input.report}`);
  lines.push(`  fingerprint ${fingerprint}`, `  ${paint('dim', `next: ${nextCommands(input).join(' · ')}`)}`);
  return lines;
}

/** Returns the same as plain data. */
export function summaryJson({ runId, name, events, fingerprint, ending, wallMs, figures, rerunEqual, report }: SummaryInput): object {
  const { figures: named, lastOrder: _lastOrder, ...counts } = figures;
  return {
    schema: 'hivetape.run/1',
    runId,
    name,
    events,
    fingerprint,
    // Which of both it was, the error says.
    ending: ending === 'broken' ? 'failed' : ending,
    wallMs: Math.round(wallMs),
    ...counts,
    figures: Object.values(named).filter((item) => item !== undefined),
    rerun: rerunEqual === undefined ? null : { equal: rerunEqual, different: 0 },
    report: report ?? null,
  };
}

function spanText({ bars, firstTime, lastTime }: RunFigures): string {
  return bars === 0 ? 'no bars' : `${formatInstant(firstTime).slice(0, 10)} to ${formatInstant(lastTime).slice(0, 10)}`;
}

function resultText(figures: RunFigures): string {
  const value = (id: SummaryFigure): number | null | undefined => figures.figures[id]?.value;
  return [
    `return ${percent(value('total-return'), { signed: true })} (CAGR ${percent(value('cagr'), { signed: true })})`,
    `max drawdown ${percent(value('max-drawdown'))}`,
    `Sharpe ${figure(value('sharpe'))} (√${figures.periodsPerYear}, ddof 1)`,
    `PSR(0) ${figure(value('psr-2012'))}`,
  ].join('   ');
}

function tradeText({ figures, currency, placed, denied, denials }: RunFigures): string {
  return [
    `round trips ${figure(figures.trades?.value, 0)}`,
    `win ${percent(figures['win-rate']?.value)}`,
    `fills ${figure(figures.fills?.value, 0)}`,
    `orders ${grouped(placed)} (${deniedText(denied, denials)})`,
    `fees ${figure(figures['fees-paid']?.value)} ${currency}`,
    ...otherCosts(figures),
  ].join('   ');
}

/** Returns what else trading and holding cost or earned; nothing where there was nothing of it. */
function otherCosts(figures: RunFigures['figures']): readonly string[] {
  return (['slippage', 'borrow', 'funding'] as const).flatMap((name) => {
    const found = figures[`${name}-paid`];
    return found === undefined ? [] : [`${name} ${figure(found.value)}`];
  });
}

/** Returns "2 denied: exposure-limit", with the reasons given most often, at most two. */
function deniedText(denied: number, denials: RunFigures['denials']): string {
  const reasons = Object.entries(denials).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([reason]) => reason);
  if (reasons.length === 0) return `${grouped(denied)} denied`;
  return `${grouped(denied)} denied: ${reasons.slice(0, 2).join(', ')}${reasons.length > 2 ? ', …' : ''}`;
}

function voteText({ votes, decided, quorumMissed }: RunFigures): string {
  const proposals = decided + quorumMissed;
  return `votes ${grouped(votes)}   decisions ${grouped(decided)}   quorum reached ${percent(proposals === 0 ? null : decided / proposals)}`;
}

function nextCommands({ ending, figures: { lastOrder }, report, rerunEqual }: SummaryInput): string[] {
  if (ending === 'stopped') return ['hivetape resume @', 'hivetape runs list'];
  if (ending === 'failed') return ['hivetape events @ --type AgentFailed', 'hivetape rerun @'];
  if (ending === 'broken') return ['hivetape events @ --last 20', 'hivetape report @', 'hivetape rerun @'];
  const next = lastOrder === undefined ? [] : [`hivetape why ${lastOrder}`];
  if (report === undefined) next.push('hivetape report @');
  if (rerunEqual === undefined) next.push('hivetape rerun @');
  return [...next, 'hivetape runs list'].slice(0, 3);
}
