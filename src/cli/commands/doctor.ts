/** `hivetape doctor`: whether this machine and this package are fit, and how to mend what is not. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { packageVersion } from '../../host/environment.js';
import { hasPackage } from '../../host/optional-package.js';
import { packageText } from '../../host/package-text.js';
import { packageFile } from '../../host/package-root.js';
import { scanFile } from '../../host/file-bytes.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import type { Finding } from '../finding.js';
import { openStore } from '../open-store.js';
import { flagOption } from '../option-values.js';
import { storeFindings } from '../store-findings.js';
import { tableLines } from '../table.js';

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'check Node, the store and its runs, the bundled data and optional packages',
  options: [{ flags: '--verify', meaning: 'read every byte of every run again' }],
  act: async ({ options, desk }) => {
    const findings = await examine(desk, flagOption(options, 'verify'));
    show(findings, desk);
    return findings.some(({ state }) => state === 'broken') ? 1 : 0;
  },
};

const NODE_MIN = [20, 19] as const;

async function examine({ settings }: Desk, verifies: boolean): Promise<Finding[]> {
  const store = storeFinding(settings.storeDirectory);
  return [
    nodeFinding(process.versions.node),
    { what: 'hivetape', state: 'sound', found: packageVersion(), help: '' },
    store,
    ...(store.state === 'sound' && existsSync(settings.storeDirectory) ? storeFindings(await openStore(settings), { verifies }) : []),
    ...(await dataFindings()),
    optionalFinding('@tensorflow/tfjs', 'learning from logs'),
    optionalFinding('@eventstore/db-client', 'a store on a server'),
    optionalFinding('ccxt', 'bars of real exchanges'),
  ];
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isFit = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return { what: 'Node', state: isFit ? 'sound' : 'broken', found: version, help: isFit ? '' : `Install Node ${NODE_MIN.join('.')} or later.` };
}

/** A store that is not there yet is made by the first run, in the nearest directory that is. */
function storeFinding(directory: string): Finding {
  let nearest = resolve(directory);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (existsSync(nearest) && !statSync(nearest).isDirectory()) return { what: 'store', state: 'broken', found: `${nearest} is a file, where a directory should be`, help: 'Give another directory with --store or HIVETAPE_STORE.' };
  try {
    accessSync(nearest, constants.W_OK);
    return { what: 'store', state: 'sound', found: existsSync(directory) ? directory : `${directory} (made by the first run)`, help: '' };
  } catch {
    return { what: 'store', state: 'broken', found: `${nearest} cannot be written`, help: 'Give another directory with --store or HIVETAPE_STORE.' };
  }
}

async function dataFindings(): Promise<Finding[]> {
  const manifest = JSON.parse(packageText('data/manifest.json')) as { readonly dataSets: readonly { id: string; file: string; fileSha256: string }[] };
  return Promise.all(
    manifest.dataSets.map(async ({ id, file, fileSha256 }): Promise<Finding> => {
      const found = await digestOfFile(packageFile(`data/${file}`));
      const isSound = found === fileSha256;
      return {
        what: `data ${id}`,
        state: isSound ? 'sound' : 'broken',
        found: isSound ? `sha256 ${fileSha256.slice(0, 12)}…` : (found ?? 'cannot be read'),
        help: isSound ? '' : 'Install hivetape again.',
      };
    }),
  );
}

async function digestOfFile(path: string): Promise<string | undefined> {
  try {
    return (await scanFile(path, {}, () => undefined)).sha256;
  } catch {
    return undefined;
  }
}

function optionalFinding(name: string, what: string): Finding {
  if (hasPackage(name)) return { what: name, state: 'sound', found: 'installed', help: '' };
  return { what: name, state: 'absent', found: `not installed; only needed for ${what}`, help: `npm install ${name}` };
}

function show(findings: readonly Finding[], { output, settings }: Desk): void {
  if (settings.json) {
    output.json({ schema: 'hivetape.doctor/1', findings });
    return;
  }
  const signs = { sound: '✔', absent: '–', noted: '!', broken: '✖' } as const;
  const columns = [
    { title: '', text: ({ state }: Finding) => signs[state] },
    { title: 'what', text: ({ what }: Finding) => what },
    { title: 'found', text: ({ found }: Finding) => found, elastic: 'wrap' as const },
    { title: 'to mend', text: ({ help }: Finding) => help, elastic: 'wrap' as const },
  ];
  output.data(...tableLines(findings, columns, settings.columns));
}
