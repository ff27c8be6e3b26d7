/**
 * Watches the weather: compares the realised volatility of the last bars with its own long-run mean, and
 * tells when a market turns calm, normal or stormy. It raises no signals; in a storm it votes against
 * any proposal to take on risk, and for one to stand aside.
 */
import { Type } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import type { DataOf, EventDraft } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { readReturnDeviation, startReturnDeviation, stepReturnDeviation, type ReturnDeviationState } from '../indicators/return-deviation.js';
import { readSma, startSma, stepSma, type SmaState } from '../indicators/sma.js';
import { adjustedBar, adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { noteBar, noteProposal, startAttention, type Attention } from './attention.js';
import { decider, SILENT } from './decider.js';
import { numberText, percentText } from './evidence-text.js';
import { rankingFor } from './ranking.js';
import { isTrusted } from './trusted.js';

export type Regime = 'calm' | 'normal' | 'stormy';
type Proposal = DataOf<'ProposalMade'>;

interface Weather extends Adjusting {
  readonly present: ReturnDeviationState;
  /** Mean of the present volatility over the long run. */
  readonly usual: SmaState;
  /** The regime as it was told last. */
  regime: Regime;
  readonly attention: Attention;
}

interface RegimeState {
  readonly weathers: Record<InstrumentId, Weather>;
}

interface Bounds {
  readonly stormyRatio: number;
  readonly calmRatio: number;
  readonly hysteresis: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    bars: Type.Integer({ minimum: 2, default: 20, description: 'Bars over which the present volatility is taken.' }),
    usualBars: Type.Integer({ minimum: 2, default: 250, description: 'Bars over which the usual volatility is the mean of the present one.' }),
    stormyRatio: Type.Number({ exclusiveMinimum: 1, default: 1.5, description: 'Present over usual volatility from which it is stormy.' }),
    calmRatio: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, default: 0.6, description: 'Present over usual volatility up to which it is calm.' }),
    hysteresis: Type.Number({ minimum: 0, maximum: 0.5, default: 0.1, description: 'How far back over its bound, as a share of it, the ratio must go to end a regime.' }),
  },
  { additionalProperties: false },
);

export const volatilityRegime = defineAgentKind({
  kind: 'volatility-regime',
  summary: 'Analyst: tells calm, normal and stormy times apart; votes against new risk in a storm.',
  capabilities: ['analyse', 'vote'],
  options,

  create({ instruments: names, bars, usualBars, ...bounds }, setting) {
    if (usualBars < bars) {
      throw new HivetapeError('agent-options-contradict', `The usual volatility of "${setting.id}" covers at least as many bars as the present one (found ${usualBars} and ${bars}).`);
    }
    const instruments = chosenInstruments(names, setting);
    const startWeather = (): Weather => ({ present: startReturnDeviation({ bars }), usual: startSma({ bars: usualBars }), regime: 'normal', attention: startAttention() });

    return decider<RegimeState>({
      listensTo: [...instruments.flatMap(({ id }) => [`bars/${id}`, `proposals/${id}`]), ...adjustmentTopics(instruments)],

      initial: () => ({ weathers: Object.fromEntries(instruments.map(({ id }) => [id, startWeather()])) as RegimeState['weathers'] }),

      evolve: (state, event) => {
        if (event.type === 'BarClosed') {
          const weather = state.weathers[event.data.bar.instrument];
          if (weather !== undefined && isTrusted(event, setting) && noteBar(weather.attention, event.data.bar)) stepWeather(weather, adjustedBar(event.data.bar, weather).close);
        } else if (event.type === 'ProposalMade') {
          const weather = state.weathers[event.data.instrument];
          if (weather !== undefined) noteProposal(weather.attention, event);
        } else if (event.type === 'AdjustmentChanged') {
          const weather = state.weathers[event.data.instrument];
          if (weather !== undefined && isTrusted(event, setting)) noteAdjustment(weather, event.data);
        } else if (event.type === 'RegimeChanged') {
          state.weathers[event.data.instrument].regime = event.data.regime;
        }
        return state;
      },

      decide: (state, event) => {
        if (event.type === 'BarClosed') {
          const { instrument } = event.data.bar;
          const weather = state.weathers[instrument];
          return weather === undefined ? SILENT : changeOf(instrument, weather, bounds);
        }
        if (event.type !== 'ProposalMade') return SILENT;
        const weather = state.weathers[event.data.instrument];
        return weather === undefined || weather.attention.isAskedAgain ? SILENT : [voteOf(event.data, weather)];
      },
    });
  },
});

/** Returns the regime that follows at this ratio of present to usual volatility. */
export function nextRegime(regime: Regime, ratio: number, { stormyRatio, calmRatio, hysteresis }: Bounds): Regime {
  const stormyFrom = regime === 'stormy' ? stormyRatio * (1 - hysteresis) : stormyRatio;
  const calmTo = regime === 'calm' ? calmRatio * (1 + hysteresis) : calmRatio;
  if (ratio >= stormyFrom) return 'stormy';
  return ratio <= calmTo ? 'calm' : 'normal';
}

function stepWeather({ present, usual }: Weather, close: number): void {
  const volatility = readReturnDeviation(stepReturnDeviation(present, close));
  if (volatility !== undefined) stepSma(usual, volatility);
}

function changeOf(instrument: InstrumentId, weather: Weather, bounds: Bounds): readonly EventDraft[] {
  const ratio = ratioOf(weather);
  if (ratio === undefined) return SILENT;
  const regime = nextRegime(weather.regime, ratio, bounds);
  if (regime === weather.regime) return SILENT;
  return [{ type: 'RegimeChanged', data: { instrument, regime, volatility: readReturnDeviation(weather.present) ?? 0 } }];
}

/** Returns present over usual volatility, 1 where nothing ever moved, `undefined` while warming up. */
function ratioOf({ present, usual }: Weather): number | undefined {
  const now = readReturnDeviation(present);
  const mean = readSma(usual);
  if (now === undefined || mean === undefined) return undefined;
  return mean > 0 ? now / mean : 1;
}

function voteOf(asked: Proposal, weather: Weather): EventDraft {
  const { proposal, instrument, direction } = asked;
  const ratio = ratioOf(weather);
  const isStorm = weather.regime === 'stormy';
  const choice = isStorm ? (direction === 'flat' ? 'for' : 'against') : 'abstain';
  const volatility = percentText(readReturnDeviation(weather.present) ?? 0);
  const reason = ratio === undefined ? 'still warming up' : `${weather.regime}: ${volatility} per bar, ${numberText(ratio)} times the usual`;
  return { type: 'VoteCast', data: { proposal, instrument, choice, confidence: isStorm ? 1 : 0, reason, ...rankingFor(asked, isStorm ? 'flat' : undefined) } };
}
