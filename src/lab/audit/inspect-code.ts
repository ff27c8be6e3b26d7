/** Inspects the files that users' agents are made of: do they reach past their inbox, and do they bring the market along? */
import { readFileBytes } from '../../host/file-bytes.js';
import type { AgentCode } from '../../host/agent-code.js';
import { lintDeterminism } from '../../host/determinism-lint.js';
import { besideFile } from '../../host/project-files.js';
import type { BarTable } from '../../market/bar-table.js';
import { knownBars } from './known-bars.js';

/** Something in a file of agent code by which it could know the future. */
export interface CodeFinding {
  readonly kind: 'reaches-machine' | 'holds-bars';
  /** Relative to the project. */
  readonly file: string;
  readonly line?: number;
  readonly found: string;
}

/** What opens the machine to code that can import nothing of it. */
const DOORS = new Set(['process', 'globalThis', 'require()', 'import()', 'import.meta', 'eval()', 'new Function()', 'fetch()']);
const BYTES_MAX = 64 * 1_048_576;

export interface CodeInspection {
  readonly codes: readonly AgentCode[];
  /** A file of the project's root; paths of code are relative to its folder. */
  readonly projectRoot: string;
  readonly tables: readonly BarTable[];
}

/** Returns what was found, file by file. Installed packages are not looked into for doors: libraries are full of them. */
export async function inspectCode({ codes, projectRoot, tables }: CodeInspection): Promise<CodeFinding[]> {
  const paths = [...new Set(codes.flatMap(({ files }) => files.map(({ path }) => path)))].sort((a, b) => (a < b ? -1 : 1));
  const findings: CodeFinding[] = [];
  for (const path of paths) {
    const text = new TextDecoder().decode(await readFileBytes(besideFile(`${projectRoot}/root`, path), BYTES_MAX));
    findings.push(...doorsOf(path, text), ...barsOf(path, text, tables));
  }
  return findings;
}

function doorsOf(file: string, text: string): CodeFinding[] {
  if (file.endsWith('.json') || file.includes('node_modules/')) return [];
  return lintDeterminism(file, text)
    .filter(({ api }) => DOORS.has(api))
    .map(({ api, line }) => ({ kind: 'reaches-machine', file, line, found: api }));
}

function barsOf(file: string, text: string, tables: readonly BarTable[]): CodeFinding[] {
  return tables.flatMap((table) => {
    const known = knownBars(text, table);
    return known === undefined ? [] : [{ kind: 'holds-bars' as const, file, found: `${known.bars} closes of ${known.instrument} in a row` }];
  });
}
