/** One plain sentence on luck, for people who read nothing else. */
import type { SweepStatistics } from './sweep-statistics.js';

/** Returns "With 340 trials a Sharpe of 1.90 is expected from luck alone; this one is 2.10, …". */
export function luckSentence({ sharpe, luck, overfitting }: SweepStatistics): string {
  const { lifetimeTrials, expectedSharpe, deflated } = luck;
  const trials = `${lifetimeTrials} trial${lifetimeTrials === 1 ? '' : 's'}`;
  if (sharpe.value === null || expectedSharpe.value === null || deflated.value === null) {
    return `After ${trials} on these data there is no Sharpe ratio to set against luck.`;
  }
  const isBeyond = sharpe.value > expectedSharpe.value;
  const verdict = !isBeyond
    ? 'so nothing here is more than luck would have found'
    : deflated.value >= 0.95
      ? `and the deflated Sharpe ratio gives it a chance of ${share(deflated.value)} to be more than that`
      : `but the deflated Sharpe ratio gives it a chance of only ${share(deflated.value)} to be more than that`;
  const choice = overfitting.pbo.value === null ? '' : ` Choosing the best in one half of the record and judging it in the other, it falls below the median in ${share(overfitting.pbo.value)} of all splits.`;
  return `With ${trials} on these data a Sharpe ratio of ${expectedSharpe.value.toFixed(2)} is expected from luck alone; this one is ${sharpe.value.toFixed(2)}, ${verdict}.${choice}`;
}

function share(fraction: number): string {
  return `${(fraction * 100).toFixed(fraction > 0.99 || fraction < 0.01 ? 1 : 0)} %`;
}
