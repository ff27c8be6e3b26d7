// Writes docs/coverage.md: for every row that the lab is held against, the tests whose title begins with its id, and
// what came of them the last time they ran. A row without a test is listed as such.
//
//   node scripts/coverage.mjs --files                       the files whose tests have such titles
//   npx vitest run --reporter=json --outputFile=results.json $(node scripts/coverage.mjs --files)
//   node scripts/coverage.mjs results.json [more.json …]    writes the table with these results
//   node scripts/coverage.mjs --check                       exit code 1 where the table says something of a row that is not so
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groups, rows } from './coverage-rows.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'docs/coverage.md');
const TITLE = /\b(?:it|test|describe)(?:\.(?:each|skipIf|runIf)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\(\s*(['"`])((?:[A-Z]\d+|Trap \d+): (?:\\.|(?!\1).)*)\1/gs;
const TRAPS = 22;
const BARE = '*no test carries this id*';

/** Returns `{ id, title, file }` for every title in the sources that begins with the id of a row or a trap. */
function namedTests() {
  const known = new Set([...rows.map(([id]) => id), ...Array.from({ length: TRAPS }, (_, index) => `Trap ${index + 1}`)]);
  const files = readdirSync(join(root, 'test'), { recursive: true }).map(String).filter((file) => file.endsWith('.test.ts')).map((file) => `test/${file.replaceAll('\\', '/')}`).sort();
  const found = [];
  for (const file of files) {
    for (const [, , text] of readFileSync(join(root, file), 'utf8').matchAll(TITLE)) {
      const id = text.slice(0, text.indexOf(': '));
      if (known.has(id)) found.push({ id, title: text.slice(id.length + 2).replace(/\\(.)/g, '$1'), file });
    }
  }
  return found;
}

/** Returns what came of tests by file: `[{ titles, status }]`, the title of a test after those of its groups. */
function resultsOf(paths) {
  const byFile = new Map();
  for (const path of paths) {
    for (const { name, assertionResults } of JSON.parse(readFileSync(path, 'utf8')).testResults) {
      const file = name.slice(name.lastIndexOf('/test/') + 1);
      byFile.set(file, assertionResults.map(({ ancestorTitles, title, status }) => ({ titles: [...ancestorTitles, title], status })));
    }
  }
  return byFile;
}

/** A title with placeholders stands for every test that was made of it, a title of a group for all tests in it. */
function outcomeOf({ id, title, file }, byFile) {
  const pattern = new RegExp(`^${`${id}: ${title}`.split(/%[a-z%]|\$\{[^}]*\}|\$[a-z]+/i).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');
  const own = (byFile.get(file) ?? []).filter(({ titles }) => titles.some((one) => pattern.test(one)));
  const ran = own.filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) return 'not run';
  return ran.every(({ status }) => status === 'passed') ? 'passed' : 'FAILED';
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}

function rowLines([id, what, priority], tests) {
  const own = tests.filter((test) => test.id === id);
  const head = `| **${id}** | ${cell(what)}${priority === undefined ? '' : `, P${priority}`}`;
  if (own.length === 0) return [`${head} | ${BARE} | | |`];
  return own.map(({ title, file, outcome }, index) => `${index === 0 ? head : '| |'} | ${cell(title)} | ${file} | ${outcome} |`);
}

function tableOf(title, entries, tests) {
  return ['', `## ${title}`, '', '| row | what | test | file | last result |', '|---|---|---|---|---|', ...entries.flatMap((entry) => rowLines(entry, tests))];
}

function summaryLines(tests) {
  const has = ([id]) => tests.some((test) => test.id === id);
  const line = (name, entries) => `| ${name} | ${entries.length} | ${entries.filter(has).length} | ${entries.filter((entry) => !has(entry)).length} |`;
  const count = (outcome) => tests.filter((test) => test.outcome === outcome).length;
  return [
    `${tests.length} titles: ${count('passed')} passed, ${count('FAILED')} failed, ${count('not run')} not run when this was written.`,
    '',
    '| priority | rows | with a test of that name | without |',
    '|---|---|---|---|',
    ...[0, 1, 2].map((priority) => line(`P${priority}`, rows.filter(([, , one]) => one === priority))),
    line('all', rows),
  ];
}

function pageOf(tests) {
  const traps = Array.from({ length: TRAPS }, (_, index) => [`Trap ${index + 1}`, 'known trap']);
  const groupRows = (letter) => rows.filter(([id]) => id.replace(/\d+/, '') === letter);
  return [
    '# What is held against which test',
    '',
    'Made by `scripts/coverage.mjs` from the titles of the tests and their last results; do not edit. A row counts as covered only where the title',
    'of a test begins with its id. A row without one may be tested all the same, under a title of its own, or may not be built: it says so either way.',
    '',
    ...summaryLines(tests),
    ...Object.entries(groups).flatMap(([letter, name]) => tableOf(`${letter}. ${name}`, groupRows(letter), tests)),
    ...tableOf('Known traps', traps, tests),
    '',
  ].join('\n');
}

/** Returns what the page says that is not so: a row that has a test and is called bare, a row or a title whose test is gone. */
function problemsOf(page, tests) {
  const problems = [];
  let id = '';
  for (const [, named, , title] of page.matchAll(/^\| (?:\*\*(.+?)\*\*)? ?\| (.*?) ?\| ((?:\\\||[^|])*) \| [^|]* \|/gm)) {
    if (named !== undefined) id = named;
    const own = tests.filter((test) => test.id === id);
    if (title === BARE) {
      if (own.length > 0) problems.push(`${id} has a test now: "${own[0].title}"`);
    } else if (id !== '' && !own.some((test) => cell(test.title) === title)) problems.push(`${id} has no test any more that is called "${title}"`);
  }
  return problems;
}

const words = process.argv.slice(2);
if (words[0] === '--files') console.log([...new Set(namedTests().map(({ file }) => file))].join('\n'));
else if (words[0] === '--check') {
  const problems = problemsOf(readFileSync(target, 'utf8'), namedTests());
  if (problems.length > 0) {
    console.error(`docs/coverage.md is stale; the head of scripts/coverage.mjs says how it is made.\n${problems.join('\n')}`);
    process.exitCode = 1;
  }
} else {
  const byFile = resultsOf(words);
  writeFileSync(target, pageOf(namedTests().map((test) => ({ ...test, outcome: outcomeOf(test, byFile) }))));
}
