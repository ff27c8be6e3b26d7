/**
 * What agent code may be made of, as a plugin of esbuild: files of the project, packages installed in
 * it, and the packages it shares with us. The machine and whatever lies outside are refused where
 * they are imported. The plugin keeps the bytes it read, so that the digest is over what was compiled.
 */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { extname, isAbsolute, relative, sep } from 'node:path';
import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import type { ErrorCodeName } from '../core/error-codes.js';
import { HivetapeError } from '../core/errors.js';

/** How each shared package is had, by the name it is imported by. */
export type Packages = Readonly<Record<string, () => Promise<object>>>;

export interface AgentSources {
  readonly plugin: Plugin;
  /** Returns the bytes of every file that was read, by path relative to the root. */
  read(): ReadonlyMap<string, Uint8Array>;
}

export function agentSources({ root, packages }: { readonly root: string; readonly packages: Packages }): AgentSources {
  const bytesByPath = new Map<string, Uint8Array>();
  const setup = (builder: PluginBuild): void => {
    builder.onResolve({ filter: /.*/ }, (asked) => resolveImport({ builder, asked, root, packages }));
    builder.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
      const loader = LOADERS[extname(path)];
      if (loader === undefined) return { errors: [{ text: `Agent code is TypeScript, JavaScript or JSON (found "${relativeTo(root, path)}").` }] };
      const bytes = readFileSync(path);
      bytesByPath.set(relativeTo(root, path), bytes);
      return { contents: bytes, loader };
    });
    builder.onLoad({ filter: /.*/, namespace: SHARED }, ({ path }) => sharedPackage(path, packages));
  };
  return { plugin: { name: 'agent-sources', setup }, read: () => bytesByPath };
}

export function isInside(root: string, file: string): boolean {
  const path = relative(root, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Returns the path from the root, with forward slashes on every machine. */
export function relativeTo(root: string, file: string): string {
  return relative(root, file).replaceAll(sep, '/');
}

const LOADERS: Readonly<Record<string, Loader | undefined>> = {
  '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx', '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.jsx': 'jsx', '.json': 'json',
};
const SHARED = 'shared-package';
const OF_THE_MACHINE = new Set(builtinModules);
/** Marks our own question to esbuild, so that the plugin does not ask itself. */
const ASKED_BY_US = 'asked-by-us';

interface Import {
  readonly builder: PluginBuild;
  readonly asked: OnResolveArgs;
  readonly root: string;
  readonly packages: Packages;
}

async function resolveImport({ builder, asked, root, packages }: Import): Promise<OnResolveResult | undefined> {
  const { path, kind, resolveDir, importer, pluginData } = asked;
  if (pluginData === ASKED_BY_US || kind === 'entry-point') return undefined;
  if (Object.hasOwn(packages, path)) return { path, namespace: SHARED };
  if (path.startsWith('node:') || OF_THE_MACHINE.has(path) || OF_THE_MACHINE.has(path.split('/')[0])) {
    return refuse('nondeterministic-import', `Agent code imports nothing of the machine (found "${path}").`);
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return refuse('path-outside-project', `Agent code lies inside the project (found "${path}").`);
  const found = await builder.resolve(path, { kind, resolveDir, importer, pluginData: ASKED_BY_US });
  if (found.errors.length > 0) return { errors: found.errors };
  if (!isInside(root, found.path)) return refuse('path-outside-project', `Agent code imports only files inside the project (found "${path}").`);
  return { path: found.path, sideEffects: found.sideEffects };
}

function refuse(code: ErrorCodeName, message: string): OnResolveResult {
  return { errors: [{ text: message, detail: new HivetapeError(code, message) }] };
}

/**
 * Returns a module that hands on what the running program has already loaded. So agent code and we
 * share one copy, whether we run from `dist/` or from the sources.
 */
async function sharedPackage(name: string, packages: Packages): Promise<OnLoadResult> {
  const exported = await packages[name]();
  const key = `hivetape/shared/${name}`;
  Reflect.set(globalThis, Symbol.for(key), exported);
  const names = Object.keys(exported).filter((word) => word !== 'default' && /^[A-Za-z_$][\w$]*$/.test(word));
  const contents = [
    `const shared = globalThis[Symbol.for(${JSON.stringify(key)})];`,
    ...names.map((word) => `export const ${word} = shared.${word};`),
    ...('default' in exported ? ['export default shared.default;'] : []),
  ].join('\n');
  return { contents, loader: 'js' };
}
