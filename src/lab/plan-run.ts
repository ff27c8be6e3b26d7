/**
 * Turns a complete scenario into a plan: makes the agents, seats the venue and the risk gate, and
 * gathers what the kernel must know. Users' own agents are loaded here.
 */
import { agentId, type AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { microsOf } from '../core/fixed-point.js';
import { DAY, parseInstant, type Instant } from '../core/instant.js';
import type { AgentKind, AgentSetting } from '../agents/agent-kind.js';
import { findAgentKind } from '../agents/registry.js';
import { riskGate } from '../agents/risk-gate.js';
import { venueAgent } from '../agents/venue-agent.js';
import type { LogEvent } from '../domain/catalogue.js';
import type { Instrument } from '../domain/instrument.js';
import { RISK_GATE, VENUE } from '../domain/office-names.js';
import { loadAgentCode, type AgentCode, type AgentCodeOptions } from '../host/agent-code.js';
import { besideFile } from '../host/project-files.js';
import { accountRulesOf } from './account-rules-of.js';
import { artefactsOf } from './agent-artefacts.js';
import { castOf } from './cast.js';
import { planChaos } from './chaos/plan-chaos.js';
import { withDayEnds } from './day-ends.js';
import { fineDataOf } from './fine-data.js';
import { hasActions } from './load-actions.js';
import { ownFees } from './own-fees.js';
import { planSwarm, postOf } from './plan-swarm.js';
import { routeVenues } from './route-venues.js';
import { scenarioNetwork } from './network.js';
import type { PlannedSeat, RunPlan } from './run-plan.js';
import { checkShape } from './scenario/check-shape.js';
import { errorOf, type Problem } from './scenario/scenario-problem.js';
import type { AgentSection, Scenario } from './scenario/scenario-schema.js';

/** Where a scenario lies. Not part of a run's identity. */
export interface ProjectPlace {
  /** Absolute path of the scenario file; what it names is relative to it. */
  readonly file: string;
  /** Absolute directory that everything it names lies in. */
  readonly projectRoot: string;
  /** Absolute directory of the store's trained models, for agents that name one by its hash. */
  readonly modelsDirectory?: string;
}

export interface PlanSetting {
  readonly project: ProjectPlace;
  readonly instruments: readonly Instrument[];
  /** Loads users' code; a sweep loads each file once for all its trials. Absent: anew for this run. */
  readonly loadCode?: CodeLoader;
}

export type CodeLoader = (options: AgentCodeOptions) => Promise<AgentCode>;

/** Returns what performs this scenario. Throws what loading a user's code throws, and what agents say of their options. */
export async function planRun(scenario: Scenario, { project, instruments, loadCode = loadAgentCode }: PlanSetting): Promise<RunPlan> {
  const seats: PlannedSeat[] = [];
  const post = postOf(scenario, () => seats);
  const cast = castOf(() => seats);
  const { roster } = cast;
  const settingOf = settingsFor(scenario, { instruments, post, roster });
  const makeSeat = (name: string, section: AgentSection): Promise<PlannedSeat> => agentSeat(section, settingOf(agentId(name)), { project, loadCode });
  seats.push(await venueSeat(scenario, { project, loadCode }), gateSeat(scenario, settingOf(RISK_GATE)));
  for (const [name, section] of Object.entries(scenario.agents)) seats.push(await makeSeat(name, section));
  const swarm = scenario.swarm === undefined ? undefined : await planSwarm({ scenario, swarm: scenario.swarm, seats, post, roster, makeSeat });
  seats.sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = { risk: scenario.risk, file: project.file, projectRoot: project.projectRoot, loadCode };
  return {
    scenario,
    seats,
    cast,
    instruments,
    network: scenarioNetwork(scenario.latency),
    limits: scenario.limits,
    until: untilOf(scenario),
    hasOwnCode: Object.values(scenario.agents).some(({ path }) => path !== undefined),
    chaos: scenario.chaos === undefined ? undefined : await planChaos(scenario.chaos, place),
    swarm,
  };
}

/** Returns the instruments that an opening lists. */
export function instrumentsOf(opening: readonly LogEvent[]): Instrument[] {
  return opening.flatMap((event) => (event.type === 'InstrumentListed' ? [event.data.instrument] : []));
}

function settingsFor({ account }: Scenario, common: Required<Pick<AgentSetting, 'instruments' | 'post' | 'roster'>>): (id: AgentId) => AgentSetting {
  const opened = { currency: account.currency, cashMicros: microsOf(account.cash) };
  return (id) => ({ id, ...common, account: opened, gate: RISK_GATE, venue: VENUE });
}

async function venueSeat(scenario: Scenario, sources: Sources): Promise<PlannedSeat> {
  const { venue, venues, data } = scenario;
  const { charge, digest } = await ownFees(venue.fees.path, sources);
  const account = accountRulesOf(scenario);
  const rules = withDayEnds({ ...venue, ...account, ...(charge === undefined ? {} : { fees: { ...venue.fees, charge } }) }, scenario);
  const actions = data.some(hasActions);
  const routed = routeVenues(rules, scenario);
  const fine = fineDataOf(data);
  const hears = { actions, quotes: data.some((section) => section.quotes !== undefined), ...(routed === undefined ? {} : { venues: routed }), ...(fine === undefined ? {} : { fine }) };
  const revive = (): PlannedSeat['agent'] => venueAgent(rules, { gate: RISK_GATE, venue: VENUE }, hears);
  const options = routed === undefined ? { ...venue, ...account } : { ...venue, ...account, venues, instruments: Object.fromEntries(data.flatMap((one) => (one.venue === undefined ? [] : [[one.instrument, one.venue]]))) };
  return { id: VENUE, kind: 'venue', options: options as unknown as Json, agent: revive(), revive, ...(digest === undefined ? {} : { codeDigest: digest }) };
}

function gateSeat({ risk }: Scenario, setting: AgentSetting): PlannedSeat {
  const revive = (): PlannedSeat['agent'] => riskGate(risk, setting);
  return { id: RISK_GATE, kind: 'risk-gate', options: risk as Json, agent: revive(), revive };
}

interface Sources {
  readonly project: ProjectPlace;
  readonly loadCode: CodeLoader;
}

async function agentSeat(section: AgentSection, setting: AgentSetting, { project, loadCode }: Sources): Promise<PlannedSeat> {
  const { kind, path, options } = section;
  if (path === undefined) {
    const made = findAgentKind(kind ?? '');
    const { bytesOf, digest } = artefactsOf(section, project);
    const revive = (): PlannedSeat['agent'] => made.create(options, digest === undefined ? setting : { ...setting, artefact: bytesOf });
    const office = made.office?.(options);
    return { id: setting.id, kind: made.kind, options: options as Json, agent: revive(), revive, capabilities: made.capabilities, ...(office === undefined ? {} : { office: agentId(office) }), ...(digest === undefined ? {} : { codeDigest: digest }) };
  }
  const { file, projectRoot } = project;
  const { module, digest } = await loadCode({ path: besideFile(file, path), root: projectRoot });
  const own = ownKind(module, path);
  const complete = ownOptions(own, options, { path, id: setting.id });
  const revive = (): PlannedSeat['agent'] => own.create(complete, setting);
  const office = own.office?.(complete);
  return { id: setting.id, kind: path, options: complete as Json, agent: revive(), revive, codeDigest: digest, capabilities: own.capabilities ?? [], ...(office === undefined ? {} : { office: agentId(office) }) };
}

/** What a user's file exports as `agent`: a kind, whose options may be left undeclared. */
type OwnKind = Pick<AgentKind, 'create'> & Partial<Pick<AgentKind, 'options' | 'capabilities' | 'office'>>;

function ownKind(module: Readonly<Record<string, unknown>>, path: string): OwnKind {
  const { agent } = module;
  if (typeof agent === 'object' && agent !== null && 'create' in agent && typeof agent.create === 'function') return agent as OwnKind;
  if (typeof agent === 'object' && agent !== null && 'listensTo' in agent) return { create: () => agent as ReturnType<OwnKind['create']> };
  const found = agent === undefined ? `exports: ${Object.keys(module).join(', ')}` : 'an `agent` of another shape';
  throw new HivetapeError('agent-export-missing', `A file of agent code exports \`agent\`: a decider, a pipeline or a kind of agent (found ${found}).`, {
    place: { file: path },
    help: 'Write `export const agent = defineAgentKind({ … })` or `export const agent = decider({ … })`.',
  });
}

/** Returns complete options, checked as those of a ready-made kind are: all problems at once, each with the nearest key. */
function ownOptions({ options: schema }: OwnKind, given: Record<string, unknown>, { path, id }: { path: string; id: AgentId }): Record<string, unknown> {
  if (schema === undefined) return given;
  const problems: Problem[] = [];
  const complete = checkShape(schema, given, ['agents', id, 'options'], (problem) => problems.push(problem));
  if (problems.length > 0) throw errorOf(problems, () => ({ place: { file: path } }));
  return complete as Record<string, unknown>;
}

/** A date means until its end. */
function untilOf({ period }: Scenario): Instant | undefined {
  if (period.until === undefined) return undefined;
  const at = parseInstant(period.until);
  return /^\d{4}-\d{2}-\d{2}$/.test(period.until) ? at + DAY - 1 : at;
}
