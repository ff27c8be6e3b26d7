/** What a lean would have earned: an analyst hears a made market, and each bar's return counts by the lean that it told before. */
import { expect } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { randomStream, type RandomStream } from '../../src/core/random.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Agent } from '../../src/kernel/agent.js';
import { given } from '../../src/testing/given.js';
import type { TestEvent } from '../../src/testing/events.js';
import { signalsOf } from './analyst-contract.js';

/** One step of a made market: the logarithmic return of the instrument, and what is then told. */
export interface MadeStep {
  readonly change: number;
  readonly events: readonly TestEvent[];
}

export function chanceOf(seed: number): RandomStream {
  return randomStream({ seed, agent: agentId('market'), purpose: 'made' });
}

export interface ScoreOptions {
  /** What a turn from flat to a whole position costs, in hundredths of a percent; nothing if absent. */
  readonly costBps?: number;
}

/** Returns mean over standard error of what the lean earned, bar by bar and after costs; 0 where it never leaned. */
export function earningScore(agent: Agent<LogEvent, EventDraft>, steps: readonly MadeStep[], { costBps = 0 }: ScoreOptions = {}): number {
  const stage = given(agent);
  let lean = 0;
  const earned = steps.map(({ change, events }) => {
    const before = lean;
    for (const { direction, strength } of signalsOf(stage.whenAll(events))) lean = direction === 'long' ? strength : direction === 'short' ? -strength : 0;
    return before * change - (Math.abs(lean - before) * costBps) / 10_000;
  });
  const mean = earned.reduce((sum, gain) => sum + gain, 0) / earned.length;
  const variance = earned.reduce((sum, gain) => sum + (gain - mean) * (gain - mean), 0) / (earned.length - 1);
  return variance === 0 ? 0 : mean / Math.sqrt(variance / earned.length);
}

/** Expects that in markets where there is nothing to be had nothing was had: scores of a mean around 0 and a deviation around 1. */
export function expectChanceOnly(scores: readonly number[]): void {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  expect(Math.abs(mean) * Math.sqrt(scores.length)).toBeLessThan(3);
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4);
}
