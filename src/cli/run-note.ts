/**
 * What stands beside the log of a run, outside its chain: the machine, when and how long, and where the
 * user's own files were. Read back to find the last run, and the code of a run to decide again.
 */
import { join, resolve, relative } from 'node:path';
import type { RunId } from '../core/brand.js';
import { readEnvironment } from '../host/environment.js';
import { wallTime } from '../host/clock.js';
import { projectRootOf } from '../host/project-files.js';
import type { ProjectPlace } from '../lab/plan-run.js';
import type { RunStore } from '../store/run-store.js';

export interface RunNote {
  /** Wall time, µs since the epoch. */
  readonly startedAt: number;
  readonly wallMs: number;
  /** From the store's directory to the scenario file, so that both can be moved together. */
  readonly scenarioFile: string;
}

/** Returns a function that gives the note of a run that begins now. */
export function startRunNote({ storeDirectory, scenarioFile, clockMs }: {
  readonly storeDirectory: string;
  readonly scenarioFile: string;
  readonly clockMs: () => number;
}): () => RunNote {
  const startedAt = wallTime();
  const start = clockMs();
  const way = relative(storeDirectory, scenarioFile).replaceAll('\\', '/');
  return () => ({ ...readEnvironment(), startedAt, wallMs: Math.round(clockMs() - start), scenarioFile: way });
}

/** Returns when a run was begun, or `undefined` where nobody wrote it down. */
export function startedAtOf(store: RunStore, runId: RunId): number | undefined {
  const startedAt = fieldOf(store, runId, 'startedAt');
  return typeof startedAt === 'number' ? startedAt : undefined;
}

/** Returns where the scenario of a run lies; a fork's lies where its parent's does. Where nobody knows, in the working directory. */
export function projectOfRun(store: RunStore, runId: RunId, { storeDirectory, cwd }: { readonly storeDirectory: string; readonly cwd: string }): ProjectPlace {
  const way = fieldOf(store, runId, 'scenarioFile');
  const file = typeof way === 'string' ? resolve(storeDirectory, way) : resolve(cwd, 'scenario.yaml');
  return { file, projectRoot: projectRootOf(file), modelsDirectory: modelsDirectoryOf(storeDirectory) };
}

/** Returns where a store keeps its trained models. */
export function modelsDirectoryOf(storeDirectory: string): string {
  return join(storeDirectory, 'models');
}

function fieldOf(store: RunStore, runId: RunId, field: string): unknown {
  const { environment } = store.open(runId);
  if (typeof environment !== 'object' || environment === null) return undefined;
  return (environment as Readonly<Record<string, unknown>>)[field];
}
