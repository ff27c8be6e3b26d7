/** A digest of the package's own code as it runs now, for what must not outlive a change of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startByteDigest } from './byte-digest.js';
import { codeFile } from './package-root.js';

/** Returns the digest of all code in these folders under `src/` or `dist/`, whichever runs, in order of their paths. */
export function codeDigest(folders: readonly string[]): string {
  const digest = startByteDigest();
  for (const folder of folders) digestFolder(folder, digest);
  return `sha256:${digest.hex()}`;
}

function digestFolder(folder: string, digest: ReturnType<typeof startByteDigest>): void {
  const entries = readdirSync(codeFile(folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) digestFolder(path, digest);
    else if (/\.(?:js|ts)$/.test(entry.name) && !entry.name.endsWith('.d.ts')) {
      const bytes = readFileSync(join(codeFile(folder), entry.name));
      digest.update(`${path} ${bytes.length}\n`);
      digest.update(bytes);
    }
  }
}
