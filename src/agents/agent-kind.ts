/**
 * What a ready-made agent declares about itself: its name in scenarios, what it is for, its options
 * with their defaults, and how it is made for one run.
 */
import { Type, type ObjectOptions, type Static, type StringOptions, type TArray, type TObject, type TRecord, type TSchema, type TString, type TUnsafe } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { instrumentName } from '../domain/schema.js';
import type { Agent } from '../kernel/agent.js';
import type { CourierParts } from '../swarm/messages/courier.js';
import type { Roster } from './roster.js';

/** Where an agent is seated: who it is, what is traded, and whom it deals with. */
export interface AgentSetting {
  readonly id: AgentId;
  /** The instruments of the run, in the order of the scenario. */
  readonly instruments: readonly Instrument[];
  readonly account: { readonly currency: string; readonly cashMicros: number };
  readonly gate: AgentId;
  readonly venue: AgentId;
  /** Returns who takes part by the scenario, once the run has begun; absent where an agent is only tried. */
  readonly roster?: () => Roster;
  /** How it sends and receives messages, if it has a courier; absent where an agent is only tried. */
  readonly post?: CourierParts;
  /** Returns the bytes of an artefact that the kind said it needs, by the name in the options; absent where there are none. */
  readonly artefact?: (name: string) => Uint8Array | undefined;
}

/** Another agent of a scenario, as one that counts on it sees it. */
export interface Partner {
  readonly kind: string;
  readonly capabilities: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Returns a ready-made agent of the scenario; `undefined` where there is none of that name, or nothing is known of it. */
export type PartnerOf = (name: string) => Partner | undefined;

/** Something that an option counts on in another agent, and that is not so. */
export interface Miss {
  readonly option: string;
  readonly sentence: string;
}

export interface AgentKind<Options = unknown> {
  /** Its name in scenarios. */
  readonly kind: string;
  /** One line for people. */
  readonly summary: string;
  /** What it can be asked for: analyse, vote, decide, trade, guard, … */
  readonly capabilities: readonly string[];
  /** Every property has a description, and a default or is optional. */
  readonly options: TObject;
  /** Returns the names of the artefacts (trained models) that these options ask for: hashes, or files beside the scenario. */
  artefacts?(options: Options): readonly string[];
  /** Returns in whose name an agent with these options speaks, if not in its own: the name of all the seats that it has. */
  office?(options: Options): string;
  /** Returns what these options count on in other agents of the scenario, in vain; each would be waited for without a word. */
  misses?(options: Options, partnerOf: PartnerOf): readonly Miss[];
  /** Returns a fresh agent. Throws coded errors where options contradict each other or the setting. */
  create(options: Options, setting: AgentSetting): Agent<LogEvent, EventDraft>;
}

/** A kind as it is declared: the options of `create` get their type from the schema. */
export interface AgentKindDraft<Schema extends TObject> {
  readonly kind: string;
  readonly summary: string;
  readonly capabilities: readonly string[];
  readonly options: Schema;
  artefacts?(options: Static<Schema>): readonly string[];
  office?(options: Static<Schema>): string;
  misses?(options: Static<Schema>, partnerOf: PartnerOf): readonly Miss[];
  create(options: Static<Schema>, setting: AgentSetting): Agent<LogEvent, EventDraft>;
}

/** Returns the kind, with options typed by their schema. */
export function defineAgentKind<Schema extends TObject>(draft: AgentKindDraft<Schema>): AgentKind<Static<Schema>> {
  return draft;
}

/** The option that every kind has: which of the run's instruments it works on. */
export const instrumentsOption: TArray<TUnsafe<InstrumentId>> = Type.Array(instrumentName, {
  description: 'Instruments it works on; none named means all of the run.',
  default: [],
});

/** An option that names another agent of the scenario; a scenario without that agent is refused. */
export function agentOption(description: string, extra: StringOptions = { minLength: 1 }): TString {
  return Type.String({ maxLength: 100, 'x-names': 'agent', description, ...extra });
}

/** An option that names another agent, or with `*` all of them. */
export function agentOrAllOption(description: string): TString {
  return agentOption(description, { minLength: 1, 'x-names': 'agent-or-all' });
}

/** A table with other agents of the scenario as its keys; a scenario without one of them is refused. */
export function agentTable<Schema extends TSchema>(value: Schema, extra: ObjectOptions): TRecord<TString, Schema> {
  return Type.Record(Type.String({ minLength: 1, maxLength: 100 }), value, { 'x-keys': 'agent', ...extra });
}

/** Returns the instruments that an agent works on, in the order of the run. Throws `unknown-instrument`. */
export function chosenInstruments(names: readonly InstrumentId[], { id, instruments }: AgentSetting): readonly Instrument[] {
  if (names.length === 0) return instruments;
  const known = instruments.map((instrument) => instrument.id);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearestWord(name, known);
    throw new HivetapeError('unknown-instrument', `Agent "${id}" works on instruments of the run (found "${name}").`, {
      help: near === undefined ? `They are: ${known.join(', ')}.` : `Did you mean "${near}"?`,
      values: { agent: id, instrument: name },
    });
  }
  return instruments.filter((instrument) => names.includes(instrument.id));
}
