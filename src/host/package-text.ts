/** Small texts that are shipped with the package, as its table of bundled data. */
import { readFileSync } from 'node:fs';
import { codeFile, packageFile } from './package-root.js';

/** Returns the text of a file of the package, as `data/manifest.json`. */
export function packageText(path: string): string {
  return readFileSync(packageFile(path), 'utf8');
}

/** Returns the text of a file that lies among the code, as `report/vendor/plotly.min.js`. */
export function codeText(path: string): string {
  return readFileSync(codeFile(path), 'utf8');
}
