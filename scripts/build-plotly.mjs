// Re-creates src/report/vendor/: the part of plotly.js that our reports draw with, as one script, with
// the licences of everything in it. Run by hand when the version changes; needs a package registry.
// All versions are pinned, so two runs give the same bytes; the hash stands in vendor/README.md.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PLOTLY = '3.7.0';
/** Scatter is part of the core. All of these draw SVG; none needs WebGL. */
const TRACES = ['bar', 'box', 'candlestick', 'heatmap', 'histogram', 'sankey'];
/** Whatever of plotly's dependencies ends up in the bundle. */
const PINNED = {
  '@plotly/d3': '3.8.2', '@plotly/d3-sankey': '0.7.2', '@plotly/d3-sankey-circular': '0.33.1', 'base64-arraybuffer': '1.0.2',
  'd3-array': '1.2.4', 'd3-collection': '1.0.7', 'd3-color': '3.1.1', 'd3-dispatch': '1.0.6', 'd3-force': '1.2.1', 'd3-format': '1.4.5',
  'd3-interpolate': '3.0.2', 'd3-path': '1.0.9', 'd3-quadtree': '1.0.7', 'd3-shape': '1.3.7', 'd3-time': '1.1.0', 'd3-time-format': '2.3.0',
  'd3-timer': '1.0.10', 'elementary-circuits-directed-graph': '1.3.1', events: '3.3.0', 'fast-isnumeric': '1.1.4', 'has-hover': '1.0.1',
  'has-passive-events': '1.0.0', 'is-browser': '2.1.0', 'is-mobile': '4.0.0', 'is-string-blank': '1.0.1', 'mouse-event-offset': '3.0.2',
  'native-promise-only': '0.8.1', 'parse-svg-path': '0.1.2', 'point-in-polygon': '1.1.0', polybooljs: '1.2.2',
  'strongly-connected-components': '1.0.1', tinycolor2: '1.6.0',
};
const BANNER = `/*! plotly.js v${PLOTLY}, custom bundle (scatter, ${TRACES.join(', ')}). Copyright Plotly, Inc. MIT licence. See plotly.licenses.txt. */`;

const vendor = fileURLToPath(new URL('../src/report/vendor/', import.meta.url));
const room = mkdtempSync(join(tmpdir(), 'build-plotly-'));
try {
  const { script, inputs } = await bundle();
  const packages = packagesOf(inputs);
  writeFileSync(join(vendor, 'plotly.min.js'), script);
  writeFileSync(join(vendor, 'plotly.licenses.txt'), licencesOf(packages));
  writeFileSync(join(vendor, 'README.md'), readmeOf(script, packages.length));
  console.error(`wrote ${vendor}: ${script.length} bytes from ${packages.length} packages`);
} finally {
  rmSync(room, { recursive: true, force: true });
}

async function bundle() {
  writeFileSync(join(room, 'package.json'), JSON.stringify({ private: true, dependencies: { 'plotly.js': PLOTLY }, overrides: PINNED }));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: room, stdio: 'inherit' });
  const traces = TRACES.map((trace) => `require('plotly.js/lib/${trace}')`);
  writeFileSync(join(room, 'entry.js'), `var Plotly = require('plotly.js/lib/core');\nPlotly.register([${traces.join(', ')}]);\nmodule.exports = Plotly;\n`);
  const result = await build({
    absWorkingDir: room,
    entryPoints: ['entry.js'],
    outfile: 'plotly.min.js',
    write: false,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'iife',
    globalName: 'Plotly',
    target: 'es2020',
    charset: 'ascii',
    legalComments: 'eof',
    banner: { js: BANNER },
    define: { global: 'window', 'define.amd': 'false' },
    // The style sheet that comes along belongs to the map traces, which are not here.
    loader: { '.css': 'empty' },
  });
  const script = result.outputFiles[0].text;
  if (/<\/script|<!--|[\r\0]/i.test(script)) throw new Error('The bundle cannot stand inside an HTML script element as it is.');
  return { script, inputs: Object.keys(Object.values(result.metafile.outputs)[0].inputs) };
}

function packagesOf(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.add(match[1]);
  }
  return [...folders].sort().map((folder) => ({ folder, ...JSON.parse(readFileSync(join(room, folder, 'package.json'), 'utf8')) }));
}

function licencesOf(packages) {
  const parts = packages.map(({ folder, name, version, license }) => {
    const file = readdirSync(join(room, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '(The package brings no licence file; its package.json names the licence above.)' : readFileSync(join(room, folder, file), 'utf8').trim();
    return `== ${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n')}\n`;
  });
  return `plotly.min.js contains code of these packages.\n\n${parts.join('\n')}`;
}

function readmeOf(script, packageCount) {
  const hash = createHash('sha256').update(script).digest('hex');
  return `# Vendored: the charts of the reports

\`plotly.min.js\` is built from the npm package \`plotly.js\` by \`node scripts/build-plotly.mjs\`; do not edit it.
It is inlined into every report, so that a report opens without a network.

| | |
|---|---|
| source | npm package \`plotly.js\`, version ${PLOTLY} (MIT) |
| contains | core, scatter, ${TRACES.join(', ')}: SVG traces only, none needs WebGL |
| built with | esbuild, \`iife\`, minified, ES2020, ASCII |
| licences | ${packageCount} packages, texts in \`plotly.licenses.txt\` (MIT, BSD-3-Clause, ISC, Zlib) |
| size | ${script.length} bytes |
| SHA-256 | \`${hash}\` |

It is vendored and not a dependency because the source package is about 100 MB, of which a report uses one hundredth.
A test compares the file with the hash above.
`;
}
