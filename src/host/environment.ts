/**
 * What a run was recorded on. It stands beside the log, never in its chained bytes, and is the first
 * thing to compare when a rerun differs.
 */
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { packageText } from './package-text.js';

/** Tells machine and program apart; every field is text or a number, so that two compare field by field. */
export interface Environment {
  readonly package: string;
  readonly node: string;
  readonly v8: string;
  /** "none" if this Node was built without ICU. */
  readonly icu: string;
  readonly unicode: string;
  readonly os: string;
  readonly architecture: string;
  readonly host: string;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryMb: number;
  readonly timeZone: string;
  readonly locale: string;
}

/** Returns the version of the package that runs. */
export function packageVersion(): string {
  return (JSON.parse(packageText('package.json')) as { readonly version: string }).version;
}

/** Returns the environment of this process. */
export function readEnvironment(): Environment {
  const { node, v8, icu, unicode } = process.versions;
  const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
  const processors = cpus();
  return {
    package: packageVersion(),
    node,
    v8,
    icu: icu ?? 'none',
    unicode: unicode ?? 'none',
    os: `${platform()} ${release()}`,
    architecture: arch(),
    host: hostname(),
    cores: processors.length,
    cpu: processors[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1_048_576),
    timeZone,
    locale,
  };
}

/** Returns the names of the fields in which two environments differ, in the order of the first. */
export function environmentDifferences(a: Environment, b: Environment): readonly (keyof Environment)[] {
  return (Object.keys(a) as (keyof Environment)[]).filter((name) => a[name] !== b[name]);
}
