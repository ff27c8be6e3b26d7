// The second of the three locks on determinism (types, lint, run time), and the shape of our code.
// What is banned, and why, stands in scripts/lint/bans.js; here stands in which rooms. Comments cannot
// switch a rule off in src: an exception is a line in this file, where a reader sees it.
import tseslint from 'typescript-eslint';
import * as bans from './scripts/lint/bans.js';
import { rxjsTime } from './scripts/lint/rxjs-time.js';

const rooms = (...names) => names.map((name) => `src/${name}/**/*.ts`);

/** The same result on every machine, at every run: nothing of the machine, no waiting. */
const PURE = rooms('core', 'domain', 'kernel', 'exchange', 'portfolio', 'indicators', 'metrics', 'swarm', 'agents');
/** The same result too, but they read and write through `host/`, and may wait for that. */
const THROUGH_HOST = [...rooms('market', 'store', 'learning', 'testing', 'lab', 'report'), 'src/index.ts'];

const shape = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 60],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
  'no-unused-vars': 'off',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', varsIgnorePattern: '^_$', caughtErrors: 'none', ignoreRestSiblings: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/ban-ts-comment': 'error',
  'no-console': 'error',
  'no-debugger': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: 'error',
};

const restrict = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors.flat()] });

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.hivetape/', 'reports/', 'coverage/', 'src/report/vendor/', 'test/goldens/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, house: { rules: { 'rxjs-time': rxjsTime } } },
  },
  {
    files: ['src/**/*.ts'],
    linterOptions: { noInlineConfig: true },
    rules: { ...shape, ...restrict(bans.everywhere, bans.noInheritance) },
  },
  {
    files: THROUGH_HOST,
    rules: {
      'house/rxjs-time': 'error',
      'no-restricted-globals': ['error', ...bans.machineNames],
      'no-restricted-imports': ['error', bans.noMachineImports],
      ...restrict(bans.everywhere, bans.noInheritance, bans.unequalResults, bans.noModuleState),
    },
  },
  {
    files: PURE,
    rules: {
      'house/rxjs-time': 'error',
      'no-restricted-globals': ['error', ...bans.pureNames],
      'no-restricted-imports': ['error', bans.pureImports],
      ...restrict(bans.everywhere, bans.noInheritance, bans.unequalResults, bans.noModuleState, bans.noWaiting),
    },
  },
  {
    files: rooms('core'),
    rules: restrict(bans.everywhere, bans.onlyErrorsInherit, bans.unequalResults, bans.noModuleState, bans.noWaiting),
  },
  // The store writes its column codecs as code, once per schema.
  { files: rooms('store'), rules: { 'no-new-func': 'off' } },
  // Printing is what a command line does.
  { files: rooms('cli'), rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', '*.config.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': shape['@typescript-eslint/no-unused-vars'],
      'no-var': 'error',
      'prefer-const': 'error',
      ...restrict([
        {
          selector: "CallExpression[callee.object.name=/^(test|it|describe)$/][callee.property.name=/^(only|skip|todo)$/]",
          message: 'A test runs, or is not there.',
        },
      ]),
    },
  },
);
