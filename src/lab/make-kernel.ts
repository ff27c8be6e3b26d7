/** Puts the parts of a run together into a kernel that has not begun. */
import type { Instant } from '../core/instant.js';
import type { Source } from '../kernel/agent.js';
import { Kernel } from '../kernel/kernel.js';
import type { Journal } from '../kernel/recorder.js';
import type { Script } from '../kernel/script.js';
import type { Vocabulary } from '../kernel/vocabulary.js';
import { seatsOf, type Recipe } from './recipe.js';
import { catalogueWords } from './words.js';

export interface KernelParts {
  readonly recipe: Recipe;
  readonly journal: Journal;
  readonly startAt: Instant;
  readonly sources: readonly Source[];
  readonly script?: Script;
  /** Words whose checks are compiled already; trials of a sweep share them. Absent: compiled for this run. */
  readonly vocabulary?: Vocabulary;
}

/** Returns a kernel that will decide (or, with a script, only listen). */
export function makeKernel({ recipe, journal, startAt, sources, script, vocabulary = catalogueWords() }: KernelParts): Kernel {
  const { plan } = recipe;
  return new Kernel({
    seed: plan.scenario.seed,
    startAt,
    seats: seatsOf(recipe),
    sources,
    vocabulary,
    network: plan.network,
    journal,
    limits: plan.limits,
    freeze: plan.hasOwnCode,
    ...(script === undefined ? {} : { script }),
  });
}
