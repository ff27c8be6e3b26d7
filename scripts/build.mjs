// Turns src/ into dist/ file by file, so that a stack trace and a profile name the file one reads.
// With --types the compiler also writes the declarations that the published package ships; with
// --outdir it goes elsewhere, so that a test may run what it built itself.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const entryPoints = readdirSync('src', { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/${file}`);

const named = process.argv.indexOf('--outdir');
const outdir = named < 0 ? 'dist' : process.argv[named + 1];

// Built aside and then put in place, so that a program that runs from there meets no half of it.
const aside = `${outdir}.new`;
const before = `${outdir}.old`;
rmSync(aside, { recursive: true, force: true });
await build({
  entryPoints,
  outdir: aside,
  outbase: 'src',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
});
if (existsSync('src/report/vendor')) cpSync('src/report/vendor', `${aside}/report/vendor`, { recursive: true });
rmSync(before, { recursive: true, force: true });
if (existsSync(outdir)) renameSync(outdir, before);
renameSync(aside, outdir);
rmSync(before, { recursive: true, force: true });

if (process.argv.includes('--types')) {
  const { status } = spawnSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
