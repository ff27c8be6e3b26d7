/** Small texts that are shipped with the package, as its table of bundled data. */
import { readFileSync } from 'node:fs';
import { packageFile } from './package-root.js';

/** Returns the text of a file of the package, as `data/manifest.json`. */
export function packageText(path: string): string {
  return readFileSync(packageFile(path), 'utf8');
}
