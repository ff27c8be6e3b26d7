/** The catalogue names what is there: its files compute its ids, its conventions are theirs, and the page is made of it. Renew with `-u`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasons } from '../../src/metrics/figure.js';
import { figureOf } from '../../src/report/performance.js';
import { reportModel } from '../../src/report/report-model.js';
import { syntheticRun } from '../report/synthetic-run.js';
import { catalogueGroups, type CatalogueRow } from './catalogue.js';

const { performance } = reportModel(syntheticRun({ days: 400 }), { runId: '', fingerprint: '', environment: {} });
const rows = catalogueGroups.flatMap((group) => group.rows);

/** Heads as they stand in the code, for what no report shows. */
const written = new Map<string, { readonly unit: string; readonly convention: string }>();
for (const file of filesUnder('src/metrics')) {
  for (const [, id, unit, convention] of readFileSync(file, 'utf8').matchAll(/id: '([^']+)', unit: '([^']+)', convention: '([^']+)'/g)) written.set(id, { unit, convention });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
}

function headOf({ id }: CatalogueRow): { readonly unit: string; readonly convention: string } | undefined {
  return figureOf(performance, id) ?? written.get(id);
}

test('V3: every row names a file that is there', () => {
  for (const { id, where } of rows) expect([id, readFileSync(`src/${where}`, 'utf8').length > 0]).toEqual([id, true]);
});

test('V3: no figure of a report, and no head in the code, is missing from the catalogue, but for counts and what it is made of', () => {
  const apart = new Set([
    'wins', 'losses', 'evens', 'trades', 'fills', 'fees-paid', 'spread-paid', 'slippage-paid', 'borrow-paid', 'funding-paid', 'dividends-earned', 'fractions-earned', 'liquidation-fees',
    'exposure-days', 'largest-var', 'finer-share', 'skew-biased', 'kurtosis-raw', 'alpha-period', 'batting-average-up', 'batting-average-down', 'sharpe-after-haircut',
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const shown = performance.groups.flatMap((group) => group.rows.map(({ own }) => own.id));
  expect([...new Set([...shown, ...written.keys()])].filter((id) => !known.has(id) && !apart.has(id))).toEqual([]);
  expect(rows.length).toBe(known.size);
});

test('V3: the page of the catalogue is made of it', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/metrics.md');
});

function page(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const table = ({ title, rows: listed }: (typeof catalogueGroups)[number]): string => [
    `## ${title}`, '', '| id | convention | unit | computed in | held against | tolerance |', '|---|---|---|---|---|---|',
    ...listed.map((one) => {
      const { unit = '–', convention = 'see there' } = headOf(one) ?? {};
      return `| \`${one.id}\` | ${cell(convention)} | ${unit} | \`${one.where}\` | ${one.against} | ${one.tolerance} |`;
    }),
  ].join('\n');
  return `# Figures

Made by \`test/metrics/catalogue.test.ts\`; do not edit. Every figure stands in reports with its convention, and is \`null\` with a reason
(${reasons.map((reason) => `\`${reason}\``).join(', ')}) where it is not defined: never an infinity, NaN or a sentinel. "Held against" names
sets of numbers that other tools and papers gave (\`test/goldens/metrics/\`): every vector of a set that means what the figure means is
compared, and what is not is named in its test with the reason. What other tools print under their own names is in \`docs/trust.md\`.

${catalogueGroups.map(table).join('\n\n')}
`;
}
