/**
 * What a schema cannot say about a scenario: that its parts fit each other. Runs on a scenario whose
 * shape is sound; reports all problems at once.
 */
import { DAY, parseInstant, type Instant } from '../../core/instant.js';
import { nearestWord } from '../../core/nearest-word.js';
import { checkAccount } from './check-account.js';
import { checkAgents, type KnownKinds } from './check-agents.js';
import { checkSwarm } from './check-swarm.js';
import { checkFacts } from './check-facts.js';
import { checkFine } from './check-fine.js';
import type { DataSection } from './data-schema.js';
import { pathText, type Path, type Report } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';

/** Names that lie outside the scenario. */
export interface KnownNames {
  readonly bundledData: readonly string[];
  readonly agentKinds: KnownKinds;
}

export interface Meaning {
  readonly known: KnownNames;
  /** Tells whether the shape of a section is sound; what is not is left out. */
  readonly isSound: (section: keyof Scenario) => boolean;
}

/** Returns the scenario with the default options of its agents; reports what does not fit. */
export function checkMeaning(scenario: Scenario, { known, isSound }: Meaning, report: Report): Scenario {
  if (isSound('period')) checkPeriod(scenario, report);
  if (isSound('data')) checkData(scenario, known, report);
  if (isSound('data') && isSound('account') && isSound('fx') && isSound('venue')) checkAccount(scenario, report);
  if (isSound('facts')) checkFacts(scenario, report);
  if (!isSound('agents') || !isSound('data') || !isSound('swarm')) return scenario;
  const agents = checkAgents(scenario, known.agentKinds, report);
  const { swarm } = scenario;
  return swarm === undefined ? { ...scenario, agents } : { ...scenario, agents, swarm: checkSwarm({ ...scenario, agents }, swarm, known.agentKinds, report) };
}

/** Returns the first instant after a period's end; a date means until the end of that day. */
export function endOfPeriod(until: string): Instant {
  const instant = parseInstant(until);
  return until.length === 10 ? instant + DAY : instant + 1;
}

function checkPeriod({ period }: Scenario, report: Report): void {
  const from = instantAt(period.from, ['period', 'from'], report);
  const until = instantAt(period.until, ['period', 'until'], report);
  if (from === undefined || until === undefined || period.until === undefined) return;
  if (from >= endOfPeriod(period.until)) {
    const message = `A period begins before it ends (found from ${period.from ?? ''} until ${period.until}).`;
    report({ code: 'scenario-contradiction', path: ['period', 'until'], message });
  }
}

function instantAt(text: string | undefined, path: Path, report: Report): Instant | undefined {
  if (text === undefined) return undefined;
  try {
    return parseInstant(text);
  } catch {
    const message = `${pathText(path)} must be a date, or a date and time with a zone (found "${text.slice(0, 60)}").`;
    report({ code: 'scenario-invalid', path, message, help: 'Write 2020-01-31 or 2020-01-31T15:00:00Z.' });
    return undefined;
  }
}

function checkData({ data, venue, venues = {} }: Scenario, known: KnownNames, report: Report): void {
  const names = new Map<string, number>();
  data.forEach((section, index) => {
    const path: Path = ['data', index];
    const earlier = names.get(section.instrument);
    if (earlier === undefined) names.set(section.instrument, index);
    else {
      const message = `An instrument stands once under data ("${section.instrument}" is data[${earlier}] and data[${index}]).`;
      report({ code: 'scenario-contradiction', path: [...path, 'instrument'], message });
    }
    checkSource(section, path, known, report);
    if (section.venue !== undefined && !Object.hasOwn(venues, section.venue)) {
      const near = nearestWord(section.venue, Object.keys(venues));
      const help = near === undefined ? `Write it under \`venues\`, as \`venues: { ${section.venue}: { fees: { bps: 5 } } }\`.` : `Did you mean "${near}"?`;
      report({ code: 'scenario-contradiction', path: [...path, 'venue'], message: `A venue of an instrument stands under venues (found "${section.venue}").`, help });
    }
    if (section.settlesToCash === true && venue?.account === 'cash') {
      report({ code: 'scenario-contradiction', path: [...path, 'settlesToCash'], message: 'A future needs `venue.account: margin`: it is not paid for (found account: cash).' });
    }
    checkPrices(section, path, report);
    checkGuard(section, path, report);
    checkStep(section.tick, [...path, 'tick'], report);
    checkStep(section.lot, [...path, 'lot'], report);
    instantAt(section.walk?.startAt, [...path, 'walk', 'startAt'], report);
    instantAt(section.prints?.walk?.startAt, [...path, 'prints', 'walk', 'startAt'], report);
  });
  if (data.length > 0 && data.every(({ role }) => role === 'benchmark')) {
    report({ code: 'scenario-contradiction', path: ['data'], blames: 'key', message: 'At least one instrument can be traded (all of them are benchmarks).' });
  }
}

function checkGuard({ guard = {}, file, calendar }: DataSection, path: Path, report: Report): void {
  if (Object.keys(guard).length > 0 && file === undefined) {
    report({ code: 'scenario-contradiction', path: [...path, 'guard'], blames: 'key', message: `${pathText(path)}.guard judges the bars of a file, and there is no file.` });
  }
  for (const kind of ['gap', 'off-session'] as const) {
    if (guard[kind] !== 'repair' || calendar !== undefined) continue;
    report({ code: 'scenario-contradiction', path: [...path, 'guard', kind], message: `${pathText(path)}.guard can repair a defect of kind ${kind} only if it knows when the market is open.`, help: 'Say `calendar: us-equities`, `calendar: always`, or hours of its own.' });
  }
}

function checkPrices({ adjust = 'none', actions, factors, symbolMap, file }: DataSection, path: Path, report: Report): void {
  if (adjust !== 'none' && actions === undefined && factors === undefined) {
    const message = `${pathText(path)}.adjust needs to know what befell the instrument: its factors or its actions.`;
    report({ code: 'scenario-contradiction', path: [...path, 'adjust'], message, help: 'Say `factors: { file: ./factors.csv }` or `actions: ./actions.csv`.' });
  }
  if (symbolMap !== undefined && file === undefined) {
    report({ code: 'scenario-contradiction', path: [...path, 'symbolMap'], blames: 'key', message: `${pathText(path)}.symbolMap says which tickers of a file are its bars, and there is no file.` });
  }
}

function checkSource(section: DataSection, path: Path, known: KnownNames, report: Report): void {
  const sources = (['bundled', 'file', 'walk'] as const).filter((name) => section[name] !== undefined);
  const isMadeOfTicks = sources.length === 0 && (section.prints !== undefined || section.quotes?.bars !== undefined || section.book?.bars !== undefined);
  checkFine(section, path, report, isMadeOfTicks);
  if (sources.length !== 1 && !isMadeOfTicks) {
    const found = sources.length === 0 ? 'none' : sources.join(' and ');
    const message = `${pathText(path)} has exactly one source: bundled, file or walk, or prints, quotes or book alone (found ${found}).`;
    report({ code: 'scenario-contradiction', path: [...path, sources[1] ?? 'instrument'], blames: 'key', message });
  }
  if (section.options !== undefined && section.file === undefined) {
    const message = `${pathText(path)}.options says how a file is read, and there is no file.`;
    report({ code: 'scenario-contradiction', path: [...path, 'options'], blames: 'key', message });
  }
  const { bundled } = section;
  if (bundled === undefined || known.bundledData.includes(bundled)) return;
  const near = nearestWord(bundled, known.bundledData);
  report({
    code: 'unknown-bundled-data',
    path: [...path, 'bundled'],
    message: `There is no bundled data set "${bundled}".`,
    help: near === undefined ? `The data sets are: ${known.bundledData.join(', ')}.` : `Did you mean "${near}"?`,
  });
}

/** Prices and quantities are counted in steps, so a whole number of steps makes one unit. */
function checkStep(step: number | undefined, path: Path, report: Report): void {
  if (step === undefined) return;
  const perUnit = 1 / step;
  const whole = Math.round(perUnit);
  if (whole >= 1 && Math.abs(perUnit - whole) <= 1e-9 * whole) return;
  const message = `${pathText(path)} must divide 1 into equal steps, like 1, 0.5, 0.2 or 0.01 (found ${step}).`;
  report({ code: 'scenario-invalid', path, message });
}
