/**
 * Arbitrage of a pair: leans on one instrument against the distance of its price from that of a peer, measured as the logarithm of
 * their ratio in standard deviations. The ratio is taken only of bars that closed at the same instant, whichever came first: a price
 * beside the other's older one is a distance that was never there.
 */
import { Type } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import { instrumentId, type Instrument } from '../domain/instrument.js';
import { readBollinger, startBollinger, stepBollinger, type BollingerState } from '../indicators/bollinger.js';
import { adjustedBar, adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption } from './analyst.js';
import { numberText } from './evidence-text.js';

interface SpreadMemory {
  readonly own: Quote;
  readonly peer: Quote;
  readonly ratio: BollingerState;
  /** Side it stands on: −1, 0 or 1. */
  stance: number;
  /** Standard deviations between the last ratio and its average. */
  score: number;
}

/** The last close of one side, on its adjusted scale. */
interface Quote extends Adjusting {
  close: number;
  closedAt: number;
}

interface Bounds {
  readonly entryScore: number;
  readonly exitScore: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    peer: Type.String({ maxLength: 100, default: '', description: 'The instrument of the run that it compares with; it never leans on this one.' }),
    bars: Type.Integer({ minimum: 2, default: 60, description: 'Common bars over which the average ratio and its deviation are taken.' }),
    entryScore: Type.Number({ exclusiveMinimum: 0, default: 2, description: 'Standard deviations of the ratio from its average at which it takes a side.' }),
    exitScore: Type.Number({ minimum: 0, default: 0.5, description: 'Standard deviations at which it leaves that side again.' }),
    fullScore: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'Standard deviations of the ratio from its average at which its strength is 1.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const spread = defineAgentKind({
  kind: 'spread',
  summary: 'Analyst: leans against a price that has moved away from that of a peer, until both are together again.',
  capabilities: ['analyse', 'vote'],
  options,

  create({ instruments: names, peer: peerName, bars, entryScore, exitScore, fullScore, signalStep }, setting) {
    if (exitScore >= entryScore) throw contradiction(`Agent "${setting.id}" leaves nearer to the average than it enters (found exitScore ${exitScore} and entryScore ${entryScore}).`);
    const peer = peerOf(peerName, setting);
    const instruments = chosenInstruments(names, setting).filter(({ id }) => id !== peer.id);
    if (instruments.length === 0) throw contradiction(`Agent "${setting.id}" compares another instrument with its peer (found only "${peer.id}").`);
    return analyst<SpreadMemory>({
      setting,
      instruments,
      signalStep,
      start: () => ({ own: startQuote(), peer: startQuote(), ratio: startBollinger({ bars, deviations: entryScore }), stance: 0, score: 0 }),
      step: (memory, { close, closedAt }) => {
        memory.own.close = close;
        memory.own.closedAt = closedAt;
        stepRatio(memory, { entryScore, exitScore });
      },
      beside: {
        topics: [`bars/${peer.id}`, ...adjustmentTopics([peer])],
        isOf: (event) => (event.type === 'BarClosed' && event.data.bar.instrument === peer.id) || (event.type === 'AdjustmentChanged' && event.data.instrument === peer.id),
        see: (memory, event) => {
          if (event.type === 'AdjustmentChanged') noteAdjustment(memory.peer, event.data);
          if (event.type !== 'BarClosed' || event.data.bar.closedAt <= memory.peer.closedAt) return;
          memory.peer.close = adjustedBar(event.data.bar, memory.peer).close;
          memory.peer.closedAt = event.data.bar.closedAt;
          stepRatio(memory, { entryScore, exitScore });
        },
      },
      lean: ({ ratio, stance, score }) => {
        if (readBollinger(ratio) === undefined) return undefined;
        return stance === 0 ? 0 : clampLean((0 - score) / fullScore);
      },
      evidence: ({ score }) => `its ratio to ${peer.id} stands ${numberText(score)} deviations from the average of ${bars} bars`,
    });
  },
});

/** Returns the peer. Throws `agent-options-contradict`, `unknown-instrument`. */
function peerOf(name: string, setting: AgentSetting): Instrument {
  if (name === '') throw contradiction(`Agent "${setting.id}" names the instrument that it compares with (found no peer).`, 'Write peer: INSTRUMENT.');
  const [peer] = chosenInstruments([instrumentId(name)], setting);
  return peer;
}

function contradiction(message: string, help?: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', message, help === undefined ? {} : { help });
}

function startQuote(): Quote {
  return { close: 0, closedAt: Number.MIN_SAFE_INTEGER };
}

/** Takes in the ratio, once both sides of an instant are known. Prices of 0 or less have none. */
function stepRatio(memory: SpreadMemory, bounds: Bounds): void {
  const { own, peer, ratio } = memory;
  if (own.closedAt !== peer.closedAt || own.close <= 0 || peer.close <= 0) return;
  const bands = readBollinger(stepBollinger(ratio, Math.log(own.close / peer.close)));
  if (bands === undefined) return;
  memory.score = bands.score;
  memory.stance = nextStance(memory.stance, bands.score, bounds);
}

function nextStance(stance: number, score: number, { entryScore, exitScore }: Bounds): number {
  if (Math.abs(score) >= entryScore) return 0 - Math.sign(score);
  return stance * score < 0 && Math.abs(score) > exitScore ? stance : 0;
}
