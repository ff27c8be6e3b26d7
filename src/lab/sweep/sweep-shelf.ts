/**
 * The sweeps of a store: for each a small note, written before its first trial, that says when it was
 * begun and where its files lie, so that a killed sweep can be found and resumed.
 */
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import { filesIn, makeDirectory, pathIn, readTextIfAny, writeTextAtomically } from '../../host/log-files.js';

export interface SweepNote {
  readonly sweepId: RunId;
  readonly name: string;
  /** Wall time, µs since the epoch. */
  readonly startedAt: number;
  /** From the store's directory to the scenario file, so that both can be moved together. */
  readonly scenarioFile: string;
}

export function writeSweepNote(storeDirectory: string, note: SweepNote): void {
  const folder = pathIn(storeDirectory, 'sweeps');
  makeDirectory(folder);
  writeTextAtomically(pathIn(folder, `${note.sweepId}.json`), `${JSON.stringify(note)}\n`, { sync: true });
}

/** Returns the notes of all sweeps, the one that was begun last first. */
export function sweepNotes(storeDirectory: string): readonly SweepNote[] {
  const folder = pathIn(storeDirectory, 'sweeps');
  const files = filesIn(folder).filter((name) => name.endsWith('.json'));
  const notes = files.flatMap((name): SweepNote[] => parsed(readTextIfAny(pathIn(folder, name))));
  return notes.sort((a, b) => b.startedAt - a.startedAt || (a.sweepId < b.sweepId ? -1 : 1));
}

/** Returns the sweep that is meant by @, @~1, a name or the beginning of an id. Throws `sweep-not-found`, `ambiguous-run`. */
export function findSweep(notes: readonly SweepNote[], text: string): SweepNote {
  const back = /^@(?:~(\d+))?$/.exec(text);
  const named = back ? notes.slice(Number(back[1] ?? 0)) : notes.filter(({ name }) => name === text);
  if (named.length > 0) return named[0];
  const begun = /^[0-9a-f-]{2,}$/i.test(text) ? notes.filter(({ sweepId }) => sweepId.startsWith(text.toLowerCase())) : [];
  if (begun.length === 1) return begun[0];
  if (begun.length > 1) throw new HivetapeError('ambiguous-run', `"${text}" is the beginning of ${begun.length} sweeps: ${begun.map(({ sweepId }) => sweepId).join(', ')}.`);
  const near = nearestWord(text, notes.map(({ name }) => name));
  const message = notes.length === 0 ? 'There are no sweeps yet.' : `There is no sweep "${text.slice(0, 80)}".`;
  throw new HivetapeError('sweep-not-found', message, {
    help: notes.length === 0 ? 'Make one: hivetape sweep run FILE.' : near === undefined ? 'hivetape sweep status lists them.' : `Did you mean "${near}"?`,
  });
}

function parsed(text: string | undefined): SweepNote[] {
  try {
    return text === undefined ? [] : [JSON.parse(text) as SweepNote];
  } catch {
    return [];
  }
}
