/** Performs whole runs for the gate, as a user would: a scenario file, a store, a finished log. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { runScenario } from '../../src/lab/run.js';
import type { RunOutcome } from '../../src/lab/run-outcome.js';
import { loadScenario, type LoadedScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The run of users' agents that the gate brings along. */
export const ownAgentsFile = join(root, 'test/gate/own-agents/scenario.yaml');

export function repositoryFile(path: string): string {
  return join(root, path);
}

/** Returns the name and file of every scenario that must have a golden. */
export function scenarioFiles(): [name: string, file: string][] {
  const shipped = readdirSync(join(root, 'scenarios')).filter((file) => file.endsWith('.yaml')).sort();
  return [...shipped.map((file): [string, string] => [file.slice(0, -'.yaml'.length), join(root, 'scenarios', file)]), ['own-agents', ownAgentsFile]];
}

export interface GateRun {
  readonly store: RunStore;
  readonly loaded: LoadedScenario;
  readonly outcome: RunOutcome;
  /** All events, read from the store. */
  readonly events: () => readonly LogEvent[];
}

export interface GateRunOptions {
  readonly set?: readonly string[];
  readonly store?: RunStore;
}

/** Returns a finished run. Throws what an agent threw. */
export async function gateRun(file: string, { set = [], store = memoryRunStore(catalogue) }: GateRunOptions = {}): Promise<GateRun> {
  const loaded = await loadScenario(file, { overrides: set });
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  if (outcome.failure !== undefined) throw outcome.failure.cause;
  return { store, loaded, outcome, events: () => [...store.open(outcome.runId).events()] as LogEvent[] };
}
