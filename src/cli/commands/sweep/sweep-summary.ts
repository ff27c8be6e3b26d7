/** The last word about a sweep: at most twelve lines, with the sentence on luck, ending with the next command. */
import type { SweepOutcome } from '../../../lab/sweep/run-sweep.js';
import type { SweepRecord, TrialRecord } from '../../../lab/sweep/sweep-record.js';
import type { SweepStatistics } from '../../../lab/sweep/sweep-statistics.js';
import { duration, figure, grouped, percent } from '../../number-format.js';
import { oneLine } from '../../output.js';
import type { Paint } from '../../paint.js';
import { shortId } from '../../run-reference.js';

export interface SweepSummary {
  readonly outcome: SweepOutcome;
  readonly record: SweepRecord;
  readonly statistics: SweepStatistics;
  readonly workers: number;
  readonly wallMs: number;
  readonly report?: string;
}

export async function summaryLines(summary: SweepSummary, paint: Paint): Promise<string[]> {
  const { outcome, record, statistics, wallMs, workers, report } = summary;
  const { performed, fromLog, fromCache, finished, trials, failed } = outcome;
  const name = oneLine(record.identity.sweep.name);
  const isWhole = outcome.state === 'finished';
  const head = isWhole ? `${paint('green', '✔')} sweep ${shortId(outcome.sweepId)} "${name}" finished in` : `${paint('red', '✖')} sweep ${shortId(outcome.sweepId)} "${name}" was stopped after`;
  const rate = wallMs > 0 && performed > 0 ? `   ${((performed / wallMs) * 1_000).toFixed(1)} trials/s` : '';
  const lines = [
    `${head} ${duration(wallMs)}   ${grouped(finished)} of ${grouped(trials)} trials   ${workers} ${workers === 1 ? 'worker' : 'workers'}${rate}`,
    `  performed ${grouped(performed)}   from the log ${grouped(fromLog)}   from the cache ${grouped(fromCache)}${failed === 0 ? '' : `   ${paint('red', `failed ${grouped(failed)}`)}`}`,
    ...bestLines(summary),
    `  ${figuresText(statistics)}`,
    ...(await walkForwardLine(record)),
    `  ${(await import('../../../lab/sweep/luck-sentence.js')).luckSentence(statistics)}`,
    ...(report === undefined ? [] : [`  report ${report}`]),
    `  fingerprint ${outcome.fingerprint}${isWhole ? '' : ' (so far)'}`,
  ];
  const next = isWhole ? [`hivetape sweep best ${name}`, `hivetape sweep open ${name}`, ...(report === undefined ? [`hivetape sweep report ${name}`] : [])] : [`hivetape sweep resume ${name}`];
  return [...lines, `  ${paint('dim', `next: ${next.join(' · ')}`)}`];
}

/** Returns the same as plain data. */
export async function summaryJson({ outcome, record, statistics, workers, wallMs, report }: SweepSummary): Promise<object> {
  const [{ luckSentence }, { walkForwardResult }] = await Promise.all([import('../../../lab/sweep/luck-sentence.js'), import('../../../lab/sweep/walk-forward-result.js')]);
  const walked = walkForwardResult(record);
  return {
    schema: 'hivetape.sweep/1',
    ...outcome,
    name: record.identity.sweep.name,
    workers,
    wallMs: Math.round(wallMs),
    best: statistics.best === undefined ? null : plainTrial(statistics.best),
    bestPlateau: statistics.bestPlateau ?? null,
    figures: figuresOf(statistics),
    walkForward: walked === undefined ? null : { windows: walked.windows, figures: [walked.sharpe, walked.totalReturn, walked.efficiency] },
    sentence: luckSentence(statistics),
    report: report ?? null,
  };
}

/** Returns every figure that a sweep has as a whole. */
export function figuresOf({ sharpe, confidence, luck, overfitting }: SweepStatistics): readonly object[] {
  const { lifetimeTrials: _count, deflatedEffective, ...others } = luck;
  return [sharpe, ...confidence, ...Object.values(others), { ...deflatedEffective, id: 'dsr-effective' }, ...Object.values(overfitting)];
}

export function settingsText(settings: TrialRecord['settings']): string {
  return Object.entries(settings).map(([path, value]) => `${shortPath(path)}=${String(value)}`).join(' ');
}

/** Leaves out what every path of agents' options has in common. */
export function shortPath(path: string): string {
  return path.replace(/^agents\./, '').replace('.options.', '.');
}

function plainTrial({ returns: _returns, ...trial }: TrialRecord): object {
  return trial;
}

function bestLines({ statistics: { best, bestPlateau, plateaus }, record }: SweepSummary): string[] {
  const { figure: id } = record.identity.sweep.objective;
  if (best === undefined) return [`  no trial has a ${id}`];
  const own = plateaus.find(({ point }) => point === best.point);
  const lines = [`  best trial ${best.trial}: ${id} ${figure(best.figures[id])}   neighbours ${figure(own?.neighbourMean)} (plateau score ${figure(own?.score)})   ${oneLine(settingsText(best.settings))}`];
  const flat = bestPlateau === undefined ? undefined : record.trials.find(({ phase, point }) => phase === 'whole' && point === bestPlateau.point);
  if (bestPlateau === undefined || flat === undefined) return lines;
  return [...lines, `  best plateau trial ${flat.trial}: ${id} ${figure(bestPlateau.own)}   neighbours ${figure(bestPlateau.neighbourMean)}   ${oneLine(settingsText(flat.settings))}`];
}

function figuresText({ luck, overfitting, confidence }: SweepStatistics): string {
  const psr = confidence.find(({ id }) => id === 'psr-2012');
  return [
    `trials on these data ${grouped(luck.lifetimeTrials)} (effective ${figure(luck.effective.value, 1)})`,
    `PSR(0) ${figure(psr?.value)}`,
    `DSR ${figure(luck.deflated.value)}`,
    `PBO ${percent(overfitting.pbo.value)} of ${grouped(overfitting.pbo.n)} splits`,
    `loss out of sample ${percent(overfitting.probabilityOfLoss.value)}`,
  ].join('   ');
}

async function walkForwardLine(record: SweepRecord): Promise<string[]> {
  const { walkForwardResult } = await import('../../../lab/sweep/walk-forward-result.js');
  const walked = walkForwardResult(record);
  if (walked === undefined) return [];
  return [`  walk-forward: ${walked.windows.length} windows   out of sample Sharpe ${figure(walked.sharpe.value)}   return ${percent(walked.totalReturn.value, { signed: true })}   efficiency ${figure(walked.efficiency.value)}`];
}
