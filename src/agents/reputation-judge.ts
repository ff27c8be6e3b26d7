/**
 * Judges the voters of a council by what came of its decisions: so many bars after a decision it looks how
 * the price went, tells who had been right, and what everybody's word is worth from then on. It knows an
 * outcome when its bar has closed, and never before; what it says is in the log, so a rerun hears the same.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf } from '../domain/catalogue.js';
import type { Direction, VoteChoice } from '../domain/events/swarm-events.js';
import type { InstrumentId } from '../domain/instrument.js';
import { newcomerStake, stakeAfter, verdictOf } from '../swarm/reputation.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted } from './trusted.js';

const options = Type.Object(
  {
    instruments: instrumentsOption,
    council: agentOption('Id of the council whose voters are judged.', { minLength: 1, default: 'council' }),
    horizonBars: Type.Integer({ minimum: 1, maximum: 10_000, default: 5, description: 'Bars from a decision to its outcome.' }),
    changeMin: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Change of the price, as a fraction, up to which nobody is proved right.' }),
    gain: Type.Number({ exclusiveMinimum: 0, maximum: 0.9, default: 0.05, description: 'What a right vote adds to the worth of a word (0.1 to 1, at first 0.5).' }),
    loss: Type.Number({ exclusiveMinimum: 0, maximum: 0.9, default: 0.05, description: 'What a wrong vote takes from it.' }),
  },
  { additionalProperties: false },
);

type JudgeOptions = Static<typeof options>;

interface JudgeState {
  readonly stakes: Record<AgentId, number>;
  readonly desks: Record<InstrumentId, JudgeDesk>;
}

interface JudgeDesk {
  close: number;
  closedAt: Instant;
  decided: Direction;
  /** Offset of the last decision: one that comes again, or behind a later one, is none. */
  decidedAt: number;
  /** Decisions whose outcome is not known yet, the oldest first: at most one horizon of them. */
  pending: PendingCase[];
}

interface PendingCase {
  readonly proposal: string;
  readonly from: Direction;
  readonly to: Direction;
  readonly close: number;
  readonly decidedAt: Instant;
  readonly votes: readonly { readonly agent: AgentId; readonly choice: VoteChoice }[];
  barsLeft: number;
}

export const reputationJudge = defineAgentKind({
  kind: 'reputation-judge',
  summary: 'Judges the voters of a council by what came of its decisions; what their word is worth follows.',
  capabilities: ['judge'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const council = agentId(chosen.council);
    return decider<JudgeState>({
      listensTo: instruments.flatMap(({ id }) => [`bars/${id}`, `decisions/${id}`]),
      initial: () => ({ stakes: {}, desks: Object.fromEntries(instruments.map(({ id }) => [id, startDesk()])) as JudgeState['desks'] }),

      evolve: (state, event) => {
        if (event.type === 'BarClosed' && isTrusted(event, setting)) seeBar(state.desks[event.data.bar.instrument], event.data);
        else if (event.type === 'DecisionReached' && event.agent === council) takeCase(state.desks[event.data.instrument], event, chosen);
        else if (event.type === 'OutcomeJudged') closeCase(state, event);
        return state;
      },

      decide: (state, event) => {
        if (event.type !== 'BarClosed' || !isTrusted(event, setting)) return SILENT;
        const { instrument, closedAt } = event.data.bar;
        const desk = state.desks[instrument];
        if (desk === undefined || closedAt !== desk.closedAt) return SILENT;
        return judgementsOf(state, { instrument, council, chosen });
      },
    });
  },
});

function startDesk(): JudgeDesk {
  return { close: 0, closedAt: Number.MIN_SAFE_INTEGER, decided: 'flat', decidedAt: -1, pending: [] };
}

function seeBar(desk: JudgeDesk | undefined, { bar: { close, closedAt } }: DataOf<'BarClosed'>): void {
  if (desk === undefined || closedAt <= desk.closedAt) return;
  desk.close = close;
  desk.closedAt = closedAt;
  for (const open of desk.pending) open.barsLeft -= 1;
}

/** Keeps a decision until its outcome is known; one at which nothing was at stake has none. */
function takeCase(desk: JudgeDesk | undefined, { offset, time, data }: EventOf<'DecisionReached'>, { horizonBars }: JudgeOptions): void {
  if (desk === undefined || offset <= desk.decidedAt) return;
  desk.decidedAt = offset;
  const { proposal, direction, approved, ballot } = data;
  const from = desk.decided;
  if (approved) desk.decided = direction;
  if (from === direction || desk.close <= 0) return;
  const votes = ballot.map(({ agent, choice, ranking }) => ({ agent, choice: ranking === undefined ? choice : choiceIn(ranking, from, direction) }));
  desk.pending.push({ proposal, from, to: direction, close: desk.close, decidedAt: time, votes, barsLeft: horizonBars });
}

/** Returns what a ranking says of the step that was decided: who would rather stay is against it. */
function choiceIn(ranking: readonly Direction[], from: Direction, to: Direction): VoteChoice {
  const place = (direction: Direction): number => (ranking.includes(direction) ? ranking.indexOf(direction) : ranking.length);
  if (place(from) === place(to)) return 'abstain';
  return place(to) < place(from) ? 'for' : 'against';
}

interface Bench {
  readonly instrument: InstrumentId;
  readonly council: AgentId;
  readonly chosen: JudgeOptions;
}

/** Returns one judgement for each decision whose outcome is known at this bar, each going on from the one before. */
function judgementsOf(state: JudgeState, { instrument, council, chosen }: Bench): readonly EventDraft[] {
  const desk = state.desks[instrument];
  const due = desk.pending.filter(({ barsLeft }) => barsLeft <= 0);
  if (due.length === 0) return SILENT;
  const stakes: Record<AgentId, number> = { ...state.stakes };
  return due.map(({ proposal, from, to, close, decidedAt, votes }): EventDraft => {
    const change = desk.close / close - 1;
    const voters = votes.map(({ agent, choice }) => {
      const verdict = verdictOf(choice, { from, to, change, changeMin: chosen.changeMin });
      const before = Object.hasOwn(stakes, agent) ? stakes[agent] : newcomerStake;
      const after = stakeAfter(before, verdict, chosen);
      stakes[agent] = after;
      return { agent, verdict, before, after };
    });
    return { type: 'OutcomeJudged', data: { council, proposal, instrument, change, decidedAt, validFrom: desk.closedAt, voters } };
  });
}

function closeCase({ stakes, desks }: JudgeState, { data }: EventOf<'OutcomeJudged'>): void {
  const desk = desks[data.instrument];
  desk.pending = desk.pending.filter(({ proposal }) => proposal !== data.proposal);
  for (const { agent, after } of data.voters) stakes[agent] = after;
}
