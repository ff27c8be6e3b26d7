/**
 * The order in which runs were performed here, for @ and @~1. A run that is performed again is the same
 * run and keeps its first note, so recency stands in a file of its own, beside the logs.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '../core/brand.js';

const RECENT_MAX = 1_000;

/** Returns run ids, the last one first. A file that is missing or damaged is an empty list: nothing hangs on it. */
export function recentRuns(storeDirectory: string): readonly string[] {
  try {
    const read = JSON.parse(readFileSync(fileIn(storeDirectory), 'utf8')) as { readonly runs?: unknown };
    return Array.isArray(read.runs) ? read.runs.filter((item): item is string => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

/** Puts a run first. A store that cannot be written has said so already, so failing here is silent. */
export function rememberRun(storeDirectory: string, runId: RunId): void {
  const runs = [runId, ...recentRuns(storeDirectory).filter((other) => other !== runId)].slice(0, RECENT_MAX);
  const file = fileIn(storeDirectory);
  try {
    mkdirSync(storeDirectory, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ format: 1, runs }));
    renameSync(`${file}.new`, file);
  } catch {
    return;
  }
}

function fileIn(storeDirectory: string): string {
  return join(storeDirectory, 'recent-runs.json');
}
