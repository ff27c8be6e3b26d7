/** Puts the parts of a run together into a kernel that has not begun. */
import type { Instant } from '../core/instant.js';
import type { Source } from '../kernel/agent.js';
import { Kernel } from '../kernel/kernel.js';
import type { Journal } from '../kernel/recorder.js';
import type { Script } from '../kernel/script.js';
import { seatsOf, type Recipe } from './recipe.js';
import { catalogueWords } from './words.js';

export interface KernelParts {
  readonly recipe: Recipe;
  readonly journal: Journal;
  readonly startAt: Instant;
  readonly sources: readonly Source[];
  readonly script?: Script;
}

/** Returns a kernel that will decide (or, with a script, only listen). */
export function makeKernel({ recipe, journal, startAt, sources, script }: KernelParts): Kernel {
  const { plan } = recipe;
  return new Kernel({
    seed: plan.scenario.seed,
    startAt,
    seats: seatsOf(recipe),
    sources,
    vocabulary: catalogueWords(),
    network: plan.network,
    journal,
    limits: plan.limits,
    freeze: plan.hasOwnCode,
    ...(script === undefined ? {} : { script }),
  });
}
