/** How a command shall speak and where it works: global flags over environment over what the terminal can. */
import { resolve } from 'node:path';
import type { Surroundings, TextSink } from './surroundings.js';

export interface GlobalFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: number;
  readonly color?: boolean;
  readonly progress?: boolean;
  readonly input?: boolean;
  readonly cwd?: string;
  readonly store?: string;
}

export interface Settings {
  readonly json: boolean;
  /** -1 quiet, 0 normal, 1 and 2 more. */
  readonly verbosity: number;
  readonly colourOut: boolean;
  readonly colourErr: boolean;
  /** `bar` redraws one line, `lines` writes one every ten seconds. */
  readonly progress: 'bar' | 'lines' | 'none';
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
  readonly columns: number;
  /** Whether a person may be asked, or may press keys. */
  readonly input: boolean;
  readonly cwd: string;
  /** Where runs lie on this machine, also while they are shared. */
  readonly storeDirectory: string;
  /** The server that runs are shared on, as a connection string; `undefined` for a store of one's own. */
  readonly server: string | undefined;
}

const COLUMNS_DEFAULT = 80;
/** Files and pipes have no edge that anything must be cut at. */
const COLUMNS_OF_FILES = 1_000;
const COLUMNS_MIN = 20;

export function settingsFrom(flags: GlobalFlags, { env, cwd: start, out, err }: Surroundings): Settings {
  const cwd = resolve(start, flags.cwd ?? '.');
  const verbosity = flags.quiet === true ? -1 : Math.min(2, flags.verbose ?? 0);
  return {
    json: flags.json === true,
    verbosity,
    colourOut: hasColour(out, flags, env),
    colourErr: hasColour(err, flags, env),
    progress: progressOf(err, flags, env),
    unicode: hasUnicode(env),
    columns: columnsOf(out, env),
    input: flags.input !== false,
    cwd,
    ...placesOf(cwd, [flags.store, nonEmpty(env['HIVETAPE_STORE'])]),
  };
}

/** The first directory that is named, and the server if that is what is named first. */
function placesOf(cwd: string, named: readonly (string | undefined)[]): Pick<Settings, 'storeDirectory' | 'server'> {
  const places = named.filter((place) => place !== undefined);
  const isServer = (place: string): boolean => /^esdb(\+discover)?:\/\//.test(place);
  const [first] = places;
  return {
    storeDirectory: resolve(cwd, places.find((place) => !isServer(place)) ?? '.hivetape'),
    server: first !== undefined && isServer(first) ? first : undefined,
  };
}

function hasColour(sink: TextSink, flags: GlobalFlags, env: Surroundings['env']): boolean {
  if (flags.color === false || nonEmpty(env['NO_COLOR']) !== undefined) return false;
  const forced = nonEmpty(env['FORCE_COLOR']);
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return sink.isTerminal && env['TERM'] !== 'dumb';
}

function progressOf(err: TextSink, flags: GlobalFlags, env: Surroundings['env']): Settings['progress'] {
  if (flags.progress === false || flags.quiet === true) return 'none';
  return err.isTerminal && env['TERM'] !== 'dumb' ? 'bar' : 'lines';
}

/** Only an explicit other locale says no; where none is set, most terminals of today say yes. */
function hasUnicode(env: Surroundings['env']): boolean {
  if (env['TERM'] === 'dumb') return false;
  const locale = nonEmpty(env['LC_ALL']) ?? nonEmpty(env['LC_CTYPE']) ?? nonEmpty(env['LANG']);
  return locale === undefined || /utf-?8/i.test(locale);
}

function columnsOf(out: TextSink, env: Surroundings['env']): number {
  const told = Number(env['COLUMNS']);
  const columns = Number.isInteger(told) && told > 0 ? told : out.isTerminal ? usualColumns(out) : COLUMNS_OF_FILES;
  return Math.max(COLUMNS_MIN, columns);
}

/** Some terminals say that they are nothing wide. */
function usualColumns({ columns }: TextSink): number {
  return columns === undefined || columns === 0 ? COLUMNS_DEFAULT : columns;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
