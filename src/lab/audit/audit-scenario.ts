/**
 * The look-ahead audit of a scenario. It is performed once as it is and then again and again with the
 * future exchanged at a random instant: whatever was said before must come out the same to the last
 * bit. What a scenario's agents could know without the feed is looked for in their code and their luck.
 */
import { agentId, type RunId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import { randomStream, type RandomStream } from '../../core/random.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { loadAgentCode, type AgentCode } from '../../host/agent-code.js';
import type { Failure } from '../../kernel/speech.js';
import { identityOf, idOfRun } from '../identity.js';
import { loadRates } from '../load-rates.js';
import { loadTables, marketOf, withRates, type Listed, type Market } from '../load-market.js';
import { planRun, type ProjectPlace } from '../plan-run.js';
import type { RunPlan } from '../run-plan.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { catalogueWords } from '../words.js';
import { firstLeak, type Leak } from './first-leak.js';
import { foresightOf, type Foresight } from './foresight.js';
import { inspectCode, type CodeFinding } from './inspect-code.js';
import { otherActions, otherFacts } from './other-dated.js';
import { otherFine, otherQuotes } from './other-fine.js';
import { otherTable, perturbations, type OtherFuture, type Perturbation } from './other-future.js';
import { performOn, type Performed } from './perform-on.js';

/** One exchange of the future, and how it went. */
export interface Intervention {
  readonly how: Perturbation;
  readonly cut: Instant;
  /** Events up to the cut that were compared. */
  readonly compared: number;
  readonly leak: Leak | undefined;
}

export interface Certificate {
  readonly schema: 'hivetape.audit/1';
  readonly scenario: string;
  /** The run that this audit speaks of: what `hivetape run` would record. */
  readonly runId: RunId;
  /** `clean`: nothing was found. `leak`: words changed with the future. `by-heart`: an agent knows this market. `unproven`: code has doors to the machine. */
  readonly verdict: 'clean' | 'leak' | 'by-heart' | 'unproven';
  readonly events: number;
  readonly seed: number;
  /** In order of work; the audit ends at the first that leaks. */
  readonly interventions: readonly Intervention[];
  /** The first event that leaked. */
  readonly leak: Leak | undefined;
  readonly code: readonly CodeFinding[];
  readonly foresight: readonly Foresight[];
}

export interface AuditOptions {
  readonly project: ProjectPlace;
  /** How often the future is exchanged; 10 if absent. */
  readonly cuts?: number;
  /** Chooses the cuts; 1 if absent. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
  /** Builds what is audited of tables and plan; tests plant what peeks here. */
  readonly plant?: (market: Market, plan: RunPlan) => { readonly market: Market; readonly plan: RunPlan };
}

export interface Audited {
  readonly certificate: Certificate;
  /** Set when an agent threw on the data as they are; the certificate then speaks of what was said until then. */
  readonly failure: Failure | undefined;
}

/** Returns the certificate of a scenario. Throws what loading its data and code throws. */
export async function auditScenario(scenario: Scenario, options: AuditOptions): Promise<Audited> {
  const { cuts = 10, seed = 1, onProgress, signal } = options;
  const bench = await openBench(scenario, options);
  const original = await bench.perform(bench.loaded, Infinity);
  onProgress?.(1, cuts + 2);
  const interventions: Intervention[] = [];
  for (const future of futuresOf(bench.market, { cuts, seed, until: bench.until })) {
    if (signal?.aborted === true) break;
    const elsewhere = await bench.perform(bench.exchanged(future), future.cut);
    const leak = firstLeak(original.events, elsewhere.events, future.cut);
    interventions.push({ how: future.how, cut: future.cut, compared: countUntil(original.events, future.cut), leak });
    onProgress?.(1 + interventions.length, cuts + 2);
    if (leak !== undefined) break;
  }
  const code = await inspectCode({ codes: bench.codes, projectRoot: options.project.projectRoot, tables: bench.loaded.map(({ table }) => table) });
  const foresight = await bench.foresight(original.events, seed);
  const leak = interventions.at(-1)?.leak;
  const found = { leak, code, foresight };
  const certificate: Certificate = {
    schema: 'hivetape.audit/1', scenario: scenario.name, runId: bench.runId, verdict: verdictOf(found), events: original.events.length, seed, interventions, ...found,
  };
  return { certificate, failure: original.failure };
}

function verdictOf({ leak, code, foresight }: Pick<Certificate, 'leak' | 'code' | 'foresight'>): Certificate['verdict'] {
  if (leak !== undefined) return 'leak';
  if (foresight.some(({ isDeaf }) => isDeaf) || code.some(({ kind }) => kind === 'holds-bars')) return 'by-heart';
  return code.length > 0 ? 'unproven' : 'clean';
}

interface Bench {
  readonly runId: RunId;
  readonly loaded: readonly Listed[];
  readonly market: Market;
  readonly until: Instant;
  readonly codes: readonly AgentCode[];
  readonly exchanged: (future: OtherFuture) => readonly Listed[];
  readonly perform: (loaded: readonly Listed[], until: Instant) => Promise<Performed>;
  readonly foresight: (original: readonly LogEvent[], seed: number) => Promise<Foresight[]>;
}

async function openBench(scenario: Scenario, { project, plant = (market, plan) => ({ market, plan }), signal }: AuditOptions): Promise<Bench> {
  const loaded = await loadTables(scenario, project);
  // What other currencies are worth is no market that agents trade; it stays as it was.
  const rates = { series: await loadRates(scenario, project), file: project.file };
  const market = withRates(scenario, marketOf(scenario, loaded), rates);
  const vocabulary = catalogueWords();
  const codes: AgentCode[] = [];
  const plan = await planRun(scenario, {
    project,
    instruments: market.instruments,
    loadCode: async (asked) => {
      const code = await loadAgentCode(asked);
      codes.push(code);
      return code;
    },
  });
  const exchanged: Bench['exchanged'] = (future) => loaded.map((one) => ({
    ...one,
    table: otherTable(one.table, one.instrument, future),
    ...(one.fine === undefined ? {} : { fine: otherFine(one.fine, one.instrument, future) }),
    ...(one.quotes === undefined ? {} : { quotes: otherQuotes(one.quotes, one.instrument, future) }),
    ...(one.facts === undefined ? {} : { facts: otherFacts(one.facts, future) }),
    ...(one.actions === undefined ? {} : { actions: otherActions(one.actions, future) }),
  }));
  const perform: Bench['perform'] = async (tables, until) => {
    // The run begins when it did, whatever bars are left; agents are made anew, so that none remembers the run before.
    const other = { ...withRates(scenario, marketOf(scenario, tables), rates), startAt: market.startAt };
    const fresh = await planRun(scenario, { project, instruments: market.instruments });
    return performOn({ ...plant(other, fresh), vocabulary, until, ...(signal === undefined ? {} : { signal }) });
  };
  const own = Object.entries(scenario.agents).flatMap(([name, { path }]) => (path === undefined ? [] : [name]));
  return {
    runId: idOfRun(identityOf(plan, market.digests)),
    loaded,
    market,
    until: plan.until ?? Infinity,
    codes,
    exchanged,
    perform,
    foresight: async (original, seed) => {
      if (own.length === 0) return [];
      const elsewhere = await perform(exchanged({ how: 'noise', cut: firstClose(market), seed }), Infinity);
      return foresightOf({ original, elsewhere: elsewhere.events, tables: market.tables, agents: own });
    },
  };
}

function firstClose({ tables }: Market): Instant {
  return Math.min(...tables.filter(({ length }) => length > 0).map(({ closedAt }) => closedAt[0]));
}

/** Chooses cuts among the closes that are played, by turns at a close, just before the next, and a few microseconds after. */
function* futuresOf(market: Market, { cuts, seed, until }: { cuts: number; seed: number; until: Instant }): Generator<OtherFuture> {
  const random = randomStream({ seed, agent: agentId('audit'), purpose: 'cuts' });
  const tables = market.tables.filter(({ length }) => length > 0);
  if (tables.length === 0) return;
  for (let turn = 0; turn < cuts; turn += 1) {
    const cut = cutIn(tables, { random, turn, from: Math.max(market.from ?? -Infinity, firstClose(market)), until });
    yield { how: perturbations[turn % perturbations.length], cut, seed: seed + turn };
  }
}

function cutIn(tables: Market['tables'], { random, turn, from, until }: { random: RandomStream; turn: number; from: Instant; until: Instant }): Instant {
  const table = tables[random.below(tables.length)];
  const close = table.closedAt[random.below(table.length)];
  const inside = Math.min(Math.max(close, from), until);
  // The last instant before a bar sees most: all that the bar before it brought about has been said.
  if (turn % 3 === 0) return Math.max(from, inside - 1);
  return turn % 3 === 1 ? inside : inside + random.below(12);
}

function countUntil(events: readonly LogEvent[], cut: Instant): number {
  const after = events.findIndex(({ time }) => time > cut);
  return after < 0 ? events.length : after;
}

