/**
 * What all analysts share: they watch the bars of their instruments, raise a signal when their view
 * turns or its strength moves by a step, and answer proposals by that view. One analyst is then only a
 * rule: what it remembers of the bars, how it leans, and in what words.
 */
import { Type, type TNumber } from '@sinclair/typebox';
import type { Bar } from '../domain/bar.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Direction, VoteChoice } from '../domain/events/swarm-events.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import type { Decider } from '../kernel/agent.js';
import { adjustedBar, adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import type { AgentSetting } from './agent-kind.js';
import { noteBar, noteProposal, startAttention, type Attention } from './attention.js';
import { decider, SILENT } from './decider.js';
import { rankingFor } from './ranking.js';
import { isTrusted } from './trusted.js';

export interface AnalystRule<Memory> {
  readonly setting: AgentSetting;
  readonly instruments: readonly Instrument[];
  /** Smallest move of the strength that is worth a new signal. */
  readonly signalStep: number;
  /** Returns the memory before the first bar: plain data. */
  readonly start: () => Memory;
  /** Takes in a bar; may change the memory in place. Absent for one that hears no bars, only what stands `beside`. */
  readonly step?: (memory: Memory, bar: Bar) => void;
  /** Returns the lean from −1 (short) over 0 (flat) to 1 (long), `undefined` while warming up. Called at every bar. */
  readonly lean: (memory: Memory) => number | undefined;
  /** Returns what it saw, in words. Called only when there is something to say. */
  readonly evidence: (memory: Memory) => string;
  /** Returns the offsets of the words that its view is made of; absent for one whose view is made of bars. */
  readonly sources?: (memory: Memory) => readonly number[];
  /** What it hears beside the bars of its instruments; absent for one that looks at these alone. */
  readonly beside?: Beside<Memory>;
}

/** A rule that goes by bars, alone or among other things. */
export type BarRule<Memory> = AnalystRule<Memory> & Required<Pick<AnalystRule<Memory>, 'step'>>;

/** Another source of an analyst: figures, the bars of a second market. */
export interface Beside<Memory> {
  readonly topics: readonly string[];
  /** Tells whether an event is of this source, and of this instrument's memory. */
  readonly isOf: (event: LogEvent, instrument: InstrumentId) => boolean;
  /** Takes it in; may change the memory in place. The same event twice changes nothing. */
  readonly see: (memory: Memory, event: LogEvent) => void;
}

export interface AnalystState<Memory> {
  readonly desks: Record<InstrumentId, AnalystDesk<Memory>>;
}

export interface AnalystDesk<Memory> extends Adjusting {
  readonly memory: Memory;
  /** The lean that it told last; 0 before it told any. */
  told: number;
  readonly attention: Attention;
}

type Proposal = DataOf<'ProposalMade'>;

/** The option that every analyst has. */
export const signalStepOption: TNumber = Type.Number({
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Smallest move of the strength (0 to 1) that is worth a new signal; a turn always is.',
});

/** Confidence of an analyst without a lean who is asked whether to stand aside. */
const FLAT_CONFIDENCE = 0.5;

export function analyst<Memory>(rule: AnalystRule<Memory>): Decider<AnalystState<Memory>, LogEvent, EventDraft> {
  const { instruments, beside } = rule;
  const bare = bareAnalyst(rule);
  if (beside === undefined) return bare;
  const told = instruments.map(({ id }) => id);
  return {
    ...bare,
    listensTo: [...bare.listensTo, ...beside.topics],

    evolve: (state, event, context) => {
      if (isTrusted(event, rule.setting)) for (const id of told) if (beside.isOf(event, id)) beside.see(state.desks[id].memory, event);
      return bare.evolve(state, event, context);
    },

    decide: (state, event, context) => {
      const said = bare.decide(state, event, context);
      const more = told.flatMap((id) => (beside.isOf(event, id) ? signalOf(rule, id, state.desks[id]) : SILENT));
      return more.length === 0 ? said : [...said, ...more];
    },
  };
}

function bareAnalyst<Memory>(rule: AnalystRule<Memory>): Decider<AnalystState<Memory>, LogEvent, EventDraft> {
  const { instruments, step } = rule;
  const market = step === undefined ? [] : adjustmentTopics(instruments);
  return decider<AnalystState<Memory>>({
    listensTo: [...instruments.flatMap(({ id }) => (step === undefined ? [`proposals/${id}`] : [`bars/${id}`, `proposals/${id}`])), ...market],

    initial: () => ({
      desks: Object.fromEntries(instruments.map(({ id }) => [id, { memory: rule.start(), told: 0, attention: startAttention() }])) as AnalystState<Memory>['desks'],
    }),

    evolve: (state, event, context) => {
      if (event.type === 'BarClosed') {
        const desk = state.desks[event.data.bar.instrument];
        if (desk !== undefined && isTrusted(event, rule.setting) && noteBar(desk.attention, event.data.bar)) step?.(desk.memory, adjustedBar(event.data.bar, desk));
      } else if (event.type === 'ProposalMade') {
        const desk = state.desks[event.data.instrument];
        if (desk !== undefined) noteProposal(desk.attention, event);
      } else if (event.type === 'AdjustmentChanged') {
        const desk = state.desks[event.data.instrument];
        if (desk !== undefined && isTrusted(event, rule.setting)) noteAdjustment(desk, event.data);
      } else if (event.type === 'SignalRaised' && event.agent === context.id && event.time === context.now()) {
        const { instrument, direction, strength } = event.data;
        state.desks[instrument].told = direction === 'long' ? strength : direction === 'short' ? 0 - strength : 0;
      }
      return state;
    },

    decide: (state, event) => {
      if (event.type === 'BarClosed') {
        const { instrument } = event.data.bar;
        const desk = state.desks[instrument];
        return desk === undefined ? SILENT : signalOf(rule, instrument, desk);
      }
      if (event.type !== 'ProposalMade') return SILENT;
      const desk = state.desks[event.data.instrument];
      return desk === undefined || desk.attention.isAskedAgain ? SILENT : [voteOf(rule, desk.memory, event.data)];
    },
  });
}

/** Returns the direction that a lean points to. */
export function directionOf(lean: number): Direction {
  if (lean > 0) return 'long';
  return lean < 0 ? 'short' : 'flat';
}

/** Returns the value, held within −1 and 1. */
export function clampLean(lean: number): number {
  return Math.max(-1, Math.min(1, lean));
}

/** Returns how one who leans so answers a proposal; `undefined` for one who is still warming up. */
export function choiceOf(lean: number | undefined, wanted: Direction): VoteChoice {
  if (lean === undefined) return 'abstain';
  const view = directionOf(lean);
  if (view === wanted) return 'for';
  return view === 'flat' ? 'abstain' : 'against';
}

function signalOf<Memory>(rule: AnalystRule<Memory>, instrument: InstrumentId, { memory, told }: AnalystDesk<Memory>): readonly EventDraft[] {
  const lean = rule.lean(memory);
  if (lean === undefined) return SILENT;
  const turned = lean > 0 !== told > 0 || lean < 0 !== told < 0;
  if (!turned && Math.abs(lean - told) <= rule.signalStep) return SILENT;
  const sources = rule.sources === undefined ? {} : { sources: [...rule.sources(memory)] };
  const data = { instrument, direction: directionOf(lean), strength: Math.abs(lean), evidence: rule.evidence(memory), ...sources };
  return [{ type: 'SignalRaised', data }];
}

function voteOf<Memory>(rule: AnalystRule<Memory>, memory: Memory, asked: Proposal): EventDraft {
  const { proposal, instrument, direction } = asked;
  const lean = rule.lean(memory);
  const choice = choiceOf(lean, direction);
  const confidence = lean === undefined || choice === 'abstain' ? 0 : lean === 0 ? FLAT_CONFIDENCE : Math.abs(lean);
  const reason = lean === undefined ? 'still warming up' : `${directionOf(lean)}: ${rule.evidence(memory)}`;
  const view = lean === undefined ? undefined : directionOf(lean);
  return { type: 'VoteCast', data: { proposal, instrument, choice, confidence, reason, ...rankingFor(asked, view) } };
}
