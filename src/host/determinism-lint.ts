/**
 * Finds in the sources of agents what would make a run differ from machine to machine. It is the only
 * lock on `**`, which no trap can catch. It reads text, not types, so it may warn once too often; what
 * it names has a line and can be looked at.
 */
import { stripSource } from './strip-source.js';

export interface DeterminismFinding {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
  /** What was found, as one would write it: `**`, `Date.now()`. */
  readonly api: string;
  /** What to write instead. */
  readonly help: string;
}

interface Ban {
  readonly api: string;
  readonly pattern: RegExp;
  readonly help: string;
}

/** Returns all findings of one source, in order of place. */
export function lintDeterminism(file: string, source: string): readonly DeterminismFinding[] {
  const code = stripSource(source);
  const lineStarts = startsOfLines(code);
  return bans
    .flatMap(({ api, pattern, help }) => [...code.matchAll(pattern)].map(({ index }) => ({ api, help, index })))
    .sort((a, b) => a.index - b.index || (a.api < b.api ? -1 : 1))
    .map(({ api, help, index }) => ({ file, ...placeOf(index, lineStarts), api, help }));
}

const MULTIPLY = 'Its last digit differs between Node versions: multiply.';
const CLOCK = 'Take time from the event or `context.now()`.';
const CHANCE = 'Take chance from `context.random(purpose)`.';
const TIMER = 'Use `context.scheduler`, or say an event with `afterUs`.';
const LOCALE = 'Locale data differ between machines: compare by code unit, format in the report.';
const MACHINE = 'An agent takes everything it knows from the events it hears.';
const WAIT = 'Agents are synchronous: request an effect by an event, and hear its completion as one.';
const COLLECTOR = 'What the garbage collector does differs from run to run.';
const ORDER = 'Give a comparator that never ties for different items.';
const STATE = 'A second run in the same process would see it: keep it in the state of the agent.';
const TEXT_AS_CODE = 'Nobody can look into code made of text.';

/** A name that stands alone: neither part of a longer one, nor a property. */
const alone = (name: string): string => `(?<![\\w$.])${name}`;

/** The rxjs operators that wait for the machine when they are given a single argument without a scheduler. */
const RXJS_CLOCKS = 'asyncScheduler|asapScheduler|queueScheduler|animationFrameScheduler|animationFrames|fromEvent|firstValueFrom|lastValueFrom';
const RXJS_WAITS = 'debounceTime|throttleTime|bufferTime|windowTime|auditTime|sampleTime';

const bans: readonly Ban[] = [
  ban('**', '\\*\\*', MULTIPLY),
  ban('Math.pow()', `${alone('Math')}\\s*(\\?\\.|\\.)\\s*pow\\b`, MULTIPLY),
  ban('Math.random()', `${alone('Math')}\\s*(\\?\\.|\\.)\\s*random\\b`, CHANCE),
  ban('Math[…]', `${alone('Math')}\\s*(\\?\\.)?\\s*\\[`, 'Write the name of the function out.'),
  ban('Math under another name', `=\\s*Math\\b(?!\\s*[.[?\\w])`, 'Write `Math.` out, so that `pow` and `random` can be seen.'),
  ban('Date.now()', `${alone('Date')}\\s*\\.\\s*now\\b`, CLOCK),
  ban('new Date()', `${alone('new')}\\s+Date\\b(?!\\s*\\(\\s*[^)\\s])`, CLOCK),
  ban('Date()', `${alone('(?<!new\\s+)Date')}\\s*\\(`, CLOCK),
  ban('Temporal.Now', `${alone('Temporal')}\\s*\\.\\s*Now\\b`, CLOCK),
  ban('performance.now()', `${alone('performance')}\\s*\\.\\s*(now|timeOrigin|mark|measure)\\b`, CLOCK),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ban(`${name}()`, `${alone(name)}\\s*\\(`, TIMER)),
  ban('RxJS on the clock of the machine', `${alone(`(${RXJS_CLOCKS})`)}\\b(?=\\s*[(.,)])`, TIMER),
  ban('an operator of RxJS without a scheduler', `${alone(`(${RXJS_WAITS})`)}\\s*\\(\\s*[^(),]*\\)`, TIMER),
  ban('crypto', `${alone('crypto')}\\s*\\.\\s*(randomUUID|getRandomValues|randomBytes|randomInt|subtle)\\b`, CHANCE),
  ban('process', `${alone('process')}\\s*\\.\\s*\\w`, MACHINE),
  ban('globalThis', `${alone('(globalThis|global)')}\\s*[.[]`, MACHINE),
  ban('fetch()', `${alone('fetch')}\\s*\\(`, WAIT),
  ban('require()', `${alone('require')}\\s*\\(`, MACHINE),
  ban('import()', `${alone('import')}\\s*\\(`, WAIT),
  ban('import.meta', `${alone('import')}\\s*\\.\\s*meta\\b`, MACHINE),
  ban('await', `${alone('await')}\\b(?!\\s*:)`, WAIT),
  ban('async', `${alone('async')}\\s+(function\\b|\\w+\\s*=>|\\w+\\s*\\()|${alone('async')}\\s*\\(`, WAIT),
  ban('Promise', `${alone('Promise')}\\s*[.(]|${alone('new')}\\s+Promise\\b`, WAIT),
  ban('WeakRef', `${alone('WeakRef')}\\s*[(<]`, COLLECTOR),
  ban('FinalizationRegistry', `${alone('FinalizationRegistry')}\\s*[(<]`, COLLECTOR),
  ban('Intl', `${alone('Intl')}\\s*\\.`, LOCALE),
  ban('localeCompare()', '\\.\\s*localeCompare\\b', LOCALE),
  ban('toLocaleString()', '\\.\\s*toLocale(Date|Time)?String\\b|\\.\\s*toLocale(Upper|Lower)Case\\b', LOCALE),
  ban('sort() without a comparator', '\\.\\s*(sort|toSorted)\\s*\\(\\s*\\)', ORDER),
  ban('for…in', `${alone('for')}\\s*\\(\\s*(const|let|var)?\\s*[\\w$]+\\s+in\\b`, 'Use Object.keys or an array.'),
  ban('eval()', `${alone('eval')}\\s*\\(`, TEXT_AS_CODE),
  ban('new Function()', `${alone('Function')}\\s*\\(`, TEXT_AS_CODE),
  ban('state of the module', '^(export\\s+)?(let|var)\\s', STATE),
];

function ban(api: string, pattern: string, help: string): Ban {
  return { api, pattern: new RegExp(pattern, 'gm'), help };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(index: number, lineStarts: readonly number[]): { readonly line: number; readonly column: number } {
  let line = lineStarts.length;
  while (lineStarts[line - 1] > index) line -= 1;
  return { line, column: index - lineStarts[line - 1] + 1 };
}
