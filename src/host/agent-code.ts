/**
 * Loads the agents that users write, TypeScript or JavaScript, without a build step. One call bundles
 * a file with all it imports, keeps the machine and everything outside the project out, imports the
 * result, and says by digest which bytes the agents were made of.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildFailure } from 'esbuild';
import { digestOf } from '../core/canonical.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { agentSources, isInside, relativeTo, type Packages } from './agent-sources.js';

export interface AgentCodeFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** Hex digest of the bytes. */
  readonly sha256: string;
}

export interface AgentCode {
  /** What the file exports. */
  readonly module: Readonly<Record<string, unknown>>;
  /** The file and all it imports from the project, sorted by path. */
  readonly files: readonly AgentCodeFile[];
  /**
   * "sha256:…" over bytes of all files, and their paths as seen from the first; part of a run's identity.
   * Where the first lies does not count: a folder that is renamed or moved holds the same code.
   */
  readonly digest: string;
}

export interface AgentCodeOptions {
  /** The file, absolute or relative to the root. */
  readonly path: string;
  /** The folder of the project: agent code imports nothing outside of it. */
  readonly root: string;
  /** What stands for the packages that agent code shares with us; absent: our own entries and RxJS. */
  readonly packages?: Packages;
}

/**
 * Returns what the file exports, the files it was made of, and their digest.
 * Throws `path-not-found`, `path-outside-project`, `agent-file-empty`, `agent-file-syntax`,
 * `agent-import-unresolved`, `nondeterministic-import` and `agent-file-threw`, with file, line and column.
 */
export async function loadAgentCode({ path, root, packages = ownPackages }: AgentCodeOptions): Promise<AgentCode> {
  const realRoot = realpathSync(resolve(root));
  const entry = entryOf(path, realRoot);
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-agent-'));
  try {
    const sources = agentSources({ root: realRoot, packages });
    const outfile = join(folder, 'agent.mjs');
    const text = await bundle({ entry, outfile, root: realRoot, sources });
    writeFileSync(outfile, text);
    const module = await importBundle(outfile, relativeTo(realRoot, entry));
    if (Object.keys(module).length === 0) throw empty(relativeTo(realRoot, entry));
    const files = digestFiles(sources.read());
    return { module, files, digest: digestOf({ files: seenFrom(relativeTo(realRoot, entry), files) }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The packages that agent code shares with us, so that there is one RxJS and one `HivetapeError`. The
 * address of our entries is computed because they lie on a higher floor, and because they are
 * TypeScript when we run from the sources.
 */
const ownPackages: Packages = {
  hivetape: () => importOwn('../index'),
  'hivetape/testing': () => importOwn('../testing/index'),
  rxjs: () => import('rxjs'),
  'rxjs/operators': () => import('rxjs/operators'),
};

async function importOwn(entry: string): Promise<Record<string, unknown>> {
  const here = import.meta.url;
  const extension = here.endsWith('.ts') ? '.ts' : '.js';
  return (await import(new URL(`${entry}${extension}`, here).href)) as Record<string, unknown>;
}

function entryOf(path: string, root: string): string {
  const file = resolve(root, path);
  if (!isInside(root, file)) throw outside(path);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new HivetapeError('path-not-found', `A file of agent code is there to be read (found no file "${path}").`, {
      place: { file: path },
      values: { path },
    });
  }
  const real = realpathSync(file);
  if (!isInside(root, real)) throw outside(path);
  return real;
}

function outside(path: string): HivetapeError {
  return new HivetapeError('path-outside-project', `A file of agent code lies inside the project (found "${path}" outside).`, {
    place: { file: path },
    help: 'Move the file into the project: what lies outside is not part of the run.',
    values: { path },
  });
}

function empty(path: string): HivetapeError {
  return new HivetapeError('agent-file-empty', `A file of agent code exports at least one agent (found no export in "${path}").`, {
    place: { file: path },
    help: 'Write `export const agent = decider({ … })`.',
    values: { path },
  });
}

interface Bundling {
  readonly entry: string;
  readonly outfile: string;
  readonly root: string;
  readonly sources: ReturnType<typeof agentSources>;
}

async function bundle({ entry, outfile, root, sources }: Bundling): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      outfile,
      absWorkingDir: root,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      // No settings of the project: the digest is over the files alone.
      tsconfigRaw: {},
      logLevel: 'silent',
      plugins: [sources.plugin],
    });
    return outputFiles[0].text;
  } catch (error) {
    throw refusalOf(error as BuildFailure, root);
  }
}

/** Returns esbuild's complaints as ours: the first one, with the others beside it. */
function refusalOf(failure: BuildFailure, root: string): unknown {
  const refusals = (failure.errors ?? []).map(({ text, location, detail }) => {
    const place = location
      ? { file: relativeTo(root, resolve(root, location.file)), line: location.line, column: location.column + 1 }
      : {};
    if (isHivetapeError(detail)) return new HivetapeError(detail.code, detail.message, { ...detail.details, place });
    const unresolved = /^(Could not resolve|No matching export)/.test(text);
    return new HivetapeError(unresolved ? 'agent-import-unresolved' : 'agent-file-syntax', sentence(text), { place });
  });
  const [first, ...others] = refusals;
  if (first === undefined) return failure;
  return others.length === 0 ? first : new HivetapeError(first.code, first.message, { ...first.details, others });
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

async function importBundle(outfile: string, path: string): Promise<Record<string, unknown>> {
  // From here on stack traces name the user's own file and line.
  process.setSourceMapsEnabled(true);
  try {
    return { ...((await import(pathToFileURL(outfile).href)) as Record<string, unknown>) };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new HivetapeError('agent-file-threw', `A file of agent code loads without an exception (found "${message}" in "${path}").`, {
      place: { file: path },
      cause,
    });
  }
}

function digestFiles(files: ReadonlyMap<string, Uint8Array>): readonly AgentCodeFile[] {
  return [...files].map(([path, bytes]) => ({ path, sha256: createHash('sha256').update(bytes).digest('hex') })).sort(byPath);
}

function seenFrom(entry: string, files: readonly AgentCodeFile[]): { path: string; sha256: string }[] {
  const folder = posix.dirname(entry);
  return files.map(({ path, sha256 }) => ({ path: posix.relative(`/${folder}`, `/${path}`), sha256 })).sort(byPath);
}

function byPath(a: AgentCodeFile, b: AgentCodeFile): number {
  return a.path < b.path ? -1 : 1;
}
