/** Checks the agents of a scenario: their names, their kinds, their options, and what these refer to. */
import type { TSchema } from '@sinclair/typebox';
import type { Miss, PartnerOf } from '../../agents/agent-kind.js';
import { officeHelp } from '../../agents/roles.js';
import type { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import { FEED, OPERATOR, REGISTRAR, RISK_GATE, VENUE } from '../../domain/office-names.js';
import { LAB } from '../../kernel/speaker.js';
import { checkReferences } from './check-references.js';
import { checkShape } from './check-shape.js';
import { pathText, type Path, type Problem, type Report } from './scenario-problem.js';
import type { AgentSection, Scenario } from './scenario-schema.js';
import { seatNames } from './swarm-seats.js';

/** What a scenario has to know of a ready-made kind of agent. */
export interface KindOptions {
  /** Schema of its options; absent where it takes none. */
  readonly options?: TSchema;
  /** Returns why no agent can be made of options whose shape is sound. */
  readonly refusal?: (seat: TrialSeat) => HivetapeError | undefined;
  /** What it can be asked for; absent where that is not looked at. */
  readonly capabilities?: readonly string[];
  /** Returns what options count on in other agents, in vain. */
  readonly misses?: ((options: Record<string, unknown>, partnerOf: PartnerOf) => readonly Miss[]) | undefined;
}

/** An agent as the scenario asks for it, before there is a market. */
export interface TrialSeat {
  readonly name: string;
  readonly options: Record<string, unknown>;
  readonly instruments: readonly string[];
  readonly account: Scenario['account'];
}

export type KnownKinds = Readonly<Record<string, KindOptions>>;

/** Names that the lab itself speaks under. */
export const reservedNames: readonly string[] = [VENUE, RISK_GATE, FEED, LAB, 'kernel', OPERATOR, REGISTRAR];

/** Reports what is wrong; returns the agents with the defaults of their kinds filled in. */
export function checkAgents(scenario: Scenario, kinds: KnownKinds, report: Report): Scenario['agents'] {
  const { account } = scenario;
  const names = scenario.swarm === undefined ? Object.keys(scenario.agents) : seatNames(scenario, scenario.swarm);
  const instruments = scenario.data.map(({ instrument }) => instrument);
  const agents = Object.entries(scenario.agents).map(([name, agent]): [string, AgentSection] => {
    const path: Path = ['agents', name];
    checkName(name, path, report);
    checkOrigin(agent, path, kinds, report);
    const kind = agent.kind === undefined || !Object.hasOwn(kinds, agent.kind) ? undefined : kinds[agent.kind];
    const at: Path = [...path, 'options'];
    let isSound = true;
    const options = kind === undefined ? agent.options : optionsOf(kind, agent.options, at, noting);
    checkInstruments(agent.options, { path: at, instruments }, noting);
    checkReferences(kind?.options, options, { path: at, names }, noting);
    if (isSound && kind !== undefined) checkRefusal(kind, { name, options, instruments, account }, at, report);
    return [name, { ...agent, options }];

    function noting(problem: Problem): void {
      isSound = false;
      report(problem);
    }
  });
  return Object.fromEntries(agents);
}

/** Returns options with their defaults, checked against what a kind of agent declares. */
export function optionsOf(kind: KindOptions, options: Record<string, unknown>, path: Path, report: Report): Record<string, unknown> {
  if (kind.options !== undefined) return checkShape(kind.options, options, path, report) as Record<string, unknown>;
  for (const key of Object.keys(options)) {
    report({ code: 'scenario-unknown-key', path: [...path, key], blames: 'key', message: `${pathText(path)} has no key "${key}": the agent takes no options.` });
  }
  return options;
}

/** What a kind has against options whose shape is sound stands where they stand. */
function checkRefusal({ refusal }: KindOptions, seat: TrialSeat, path: Path, report: Report): void {
  const refused = refusal?.(seat);
  if (refused === undefined) return;
  const { help } = refused.details;
  report({ code: refused.code, path, blames: 'key', message: refused.message, ...(help === undefined ? {} : { help }) });
}

function checkName(name: string, path: Path, report: Report): void {
  if (!reservedNames.includes(name)) return;
  const message = `An agent has a name of its own (found "${name}", which is part of the lab).`;
  const help = name === 'risk-gate' ? 'Its limits stand under `risk`.' : 'Choose another name.';
  report({ code: 'scenario-contradiction', path, blames: 'key', message, help });
}

function checkOrigin({ kind, path: file }: AgentSection, path: Path, kinds: KnownKinds, report: Report): void {
  if ((kind === undefined) === (file === undefined)) {
    const found = kind === undefined ? 'none' : 'both';
    const message = `${pathText(path)} is either a ready-made kind or has a path (found ${found}).`;
    report({ code: 'scenario-contradiction', path: kind === undefined ? path : [...path, 'path'], blames: 'key', message });
    return;
  }
  if (kind === undefined || Object.hasOwn(kinds, kind)) return;
  const names = Object.keys(kinds);
  const near = nearestWord(kind, names);
  report({
    code: 'unknown-agent-kind',
    path: [...path, 'kind'],
    message: `There is no agent of kind "${kind}".`,
    help: officeHelp(kind) ?? (near === undefined ? `The kinds are: ${names.join(', ')}.` : `Did you mean "${near}"?`),
  });
}

/** Options called `instrument` or `instruments` name instruments of the scenario, whatever the agent. */
function checkInstruments(
  options: Record<string, unknown>,
  { path, instruments }: { readonly path: Path; readonly instruments: readonly string[] },
  report: Report,
): void {
  const several = Array.isArray(options['instruments']) ? (options['instruments'] as unknown[]) : [];
  const named: [Path, unknown][] = [[[...path, 'instrument'], options['instrument']]];
  several.forEach((value, index) => named.push([[...path, 'instruments', index], value]));
  for (const [at, value] of named) {
    if (typeof value !== 'string' || instruments.includes(value)) continue;
    const near = nearestWord(value, instruments);
    report({
      code: 'unknown-instrument',
      path: at,
      message: `The scenario has no data for an instrument "${value}".`,
      help: near === undefined ? `Its instruments are: ${instruments.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
}
