/** The plain sentence on a model: what it tells better than every baseline, or that it is useless. */
import { formatInstant } from '../core/instant.js';
import type { Evaluation, LabelEvaluation } from './evaluation.js';

type Judged = Omit<Evaluation, 'sentence'>;

export function verdictOf({ labels, rows, testFrom, testTo, isUseful }: Judged): string {
  const where = `on ${grouped(rows)} unseen rows from ${formatInstant(testFrom).slice(0, 10)} to ${formatInstant(testTo).slice(0, 10)}`;
  if (labels.length === 0) return `Nothing can be said: ${where} every label is too one-sided.`;
  const learnt = labels.filter(({ isLearnt }) => isLearnt);
  const direction = labels.find(({ label }) => label === 'direction');
  if (!isUseful) return `The model is useless: ${where} it tells no label better than all baselines; ${gainText(direction ?? labels[0])}.`;
  const told = `The model has learnt ${listed(learnt.map(({ label }) => label))} ${where}: ${learnt.map(gainText).join('; ')}.`;
  if (direction === undefined || direction.isLearnt) return told;
  return `${told} Of the direction it knows nothing: ${gainText(direction)}.`;
}

/** Returns the score and the gain over the hardest baseline with its interval, in points of balanced accuracy. */
export function gainText({ label, score, hardest }: LabelEvaluation): string {
  const { name, gain, low, high } = hardest;
  return `${label} ${(score * 100).toFixed(1)} % right in balance, ${points(gain)} points over the baseline of ${name} (interval ${points(low)} to ${points(high)})`;
}

/** Returns 1,234 for 1234. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1);
  if (text === '0.0') return text;
  return share < 0 ? `−${text}` : `+${text}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
