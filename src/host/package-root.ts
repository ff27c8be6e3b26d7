/**
 * Where the package itself lies. `src/host/` and `dist/host/` are equally deep, so that files shipped
 * beside the code are found from both.
 */
import { fileURLToPath } from 'node:url';

/** Returns the absolute path of a file of the package, as `data/manifest.json`. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Returns the absolute path of a file that lies among the code, under `src/` or `dist/`: whichever runs. */
export function codeFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
