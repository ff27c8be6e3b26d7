// What is banned, each with the reason that the linter prints. `eslint.config.js` says in which rooms.
// Names of the machine are globals; shapes of code are selectors over the syntax tree.

const names = (message, list) => list.map((name) => ({ name, message }));

/** The wall clock, timers, chance and the network: allowed only where the machine itself is the subject. */
export const machineNames = [
  ...names('Virtual time comes from the event or from `context.now()`.', ['Date', 'performance', 'Temporal']),
  ...names('Timers are deliveries of the kernel.', [
    'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval', 'clearImmediate',
  ]),
  ...names('Chance comes from a named random stream.', ['crypto', 'Crypto']),
  ...names('The machine is reached through `host/` only.', [
    'process', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'navigator', 'require', '__dirname', '__filename',
  ]),
  ...names('What the garbage collector does differs from run to run.', ['WeakRef', 'FinalizationRegistry']),
];

/** What simulation code must not know either. */
export const pureNames = [
  ...machineNames,
  ...names('Simulation code prints nothing; say it as an event.', ['console']),
  ...names('Bytes are `Uint8Array` on the floors that do not know the machine.', [
    'Buffer', 'TextEncoder', 'TextDecoder', 'btoa', 'atob', 'Blob', 'SharedArrayBuffer', 'Atomics',
  ]),
  ...names('Agents are synchronous: no promises below `lab/`.', ['Promise', 'AbortController', 'AbortSignal', 'EventTarget']),
  ...names('Locale data differ between machines.', ['Intl']),
  ...names('Name what you use; a way round the names is no name.', ['globalThis', 'global', 'window', 'self']),
];

const shape = (selector, message) => ({ selector, message });
const CALLED = (pattern) => `CallExpression[callee.type='MemberExpression'][callee.property.name=/^(${pattern})$/]`;
const BUILT_IN_ERRORS = '^(Error|TypeError|RangeError|SyntaxError|ReferenceError|EvalError|URIError|AggregateError)$';

/** Everywhere in src. */
export const everywhere = [
  shape(`:matches(NewExpression, CallExpression)[callee.name=/${BUILT_IN_ERRORS}/]`, 'Throw a HivetapeError with a code of the table, or assert a rule.'),
  shape('ThrowStatement > Literal, ThrowStatement > TemplateLiteral', 'Throw a HivetapeError with a code of the table, or assert a rule.'),
  shape('ExportDefaultDeclaration', 'No default exports: a thing has one name.'),
  shape('ExportAllDeclaration', 'No `export *`: say what you export.'),
  shape('TSEnumDeclaration', 'No enum: write a union of literals.'),
  shape('TSModuleDeclaration', 'No namespaces: a file is one.'),
  shape('TSExportAssignment, TSImportEqualsDeclaration', 'ECMAScript modules only.'),
  shape('Decorator', 'No decorators.'),
  shape('WithStatement, LabeledStatement', 'No jumps.'),
];

/** Inheritance: nowhere, save for the error classes of the core. */
export const noInheritance = [shape(':matches(ClassDeclaration, ClassExpression)[superClass]', 'No inheritance: compose.')];
export const onlyErrorsInherit = [
  shape(":matches(ClassDeclaration, ClassExpression)[superClass]:not([superClass.name='Error'])", 'No inheritance but from Error.'),
];

/** Results that differ between Node versions, machines or runs: banned outside host, cli and viewer. */
export const unequalResults = [
  shape("BinaryExpression[operator='**'], AssignmentExpression[operator='**=']", '`**` differs between Node versions: multiply.'),
  shape("MemberExpression[object.name='Math'][property.name='pow'], MemberExpression[object.name='Math'][property.value='pow']", '`Math.pow` differs between Node versions: multiply.'),
  shape("MemberExpression[object.name='Math'][property.name='random'], MemberExpression[object.name='Math'][property.value='random']", 'Chance comes from a named random stream.'),
  shape("VariableDeclarator[init.name='Math']", 'Write `Math.` out, so that `pow` and `random` can be seen.'),
  shape(CALLED('toLocaleString|toLocaleDateString|toLocaleTimeString|toLocaleUpperCase|toLocaleLowerCase|localeCompare'), 'Locale data differ between machines.'),
  shape(`${CALLED('sort|toSorted')}[arguments.length=0]`, 'Sorting takes a comparator that never ties for different items.'),
  shape('ForInStatement', 'Order and inheritance of `for…in` surprise: use Object.keys or an array.'),
  shape("MemberExpression[object.type='MetaProperty'][property.name=/^(url|dirname|filename)$/]", 'Where the code lies is ambient: take paths as arguments, or ask `host/`.'),
];

const MUTABLE = '/^(let|var)$/';
const EMPTY_COLLECTION = 'NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]';

/** A second run in the same process must not see the first. */
export const noModuleState = [
  shape(`Program > VariableDeclaration[kind=${MUTABLE}], Program > ExportNamedDeclaration > VariableDeclaration[kind=${MUTABLE}]`, 'No mutable state in a module: a second run must not see the first.'),
  shape(`Program > VariableDeclaration > VariableDeclarator > ${EMPTY_COLLECTION}`, 'A collection that begins empty is state of the module: a second run must not see the first.'),
];

/** Simulation code is synchronous. */
export const noWaiting = [
  shape(':function[async=true], AwaitExpression, ForOfStatement[await=true]', 'Nobody waits below `lab/`.'),
];

const rxjsOfTheMachine = {
  name: 'rxjs',
  importNames: [
    'asyncScheduler', 'asapScheduler', 'queueScheduler', 'animationFrameScheduler', 'animationFrames', 'VirtualTimeScheduler',
    'fromEvent', 'fromEventPattern', 'firstValueFrom', 'lastValueFrom',
  ],
  message: 'The kernel alone orders: use `context.scheduler`, and let completions be events.',
};
const rxjsOfTheNetwork = {
  group: ['rxjs/ajax', 'rxjs/fetch', 'rxjs/webSocket', 'rxjs/internal/*', 'rxjs/dist/*'],
  message: 'An effect is requested by an event and completed by an event.',
};
const modulesOfTheMachine = {
  regex: '^(node:|(fs|path|os|net|http|https|crypto|zlib|child_process|worker_threads|util|stream|events|timers|url|perf_hooks)(/|$))',
  message: 'The machine is reached through `host/` only.',
};
const theHost = { regex: '(^|/)host/', message: 'Simulation code does not know the machine, not even through `host/`.' };

export const noMachineImports = { patterns: [modulesOfTheMachine, rxjsOfTheNetwork] };
export const pureImports = { paths: [rxjsOfTheMachine], patterns: [modulesOfTheMachine, theHost, rxjsOfTheNetwork] };
