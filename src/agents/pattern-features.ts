/**
 * What a pattern network sees of a bar: numbers without units that are known when the bar closes. The
 * agent in a run and the data set from a log make them with this one code, so they cannot differ.
 */
import type { Bar } from '../domain/bar.js';
import { readEma, startEma, stepEma, type EmaState } from '../indicators/ema.js';
import { readRsi, startRsi, stepRsi, type RsiState } from '../indicators/rsi.js';
import type { Adjusting } from './adjusted-bar.js';

export const ownFeatures = ['return', 'range', 'place', 'volume', 'rsi', 'trend'] as const;
export const peerFeature = 'peer';

const RSI_BARS = 14;
const TREND_BARS = 20;
/** From this bar on all features are defined. */
export const FEATURE_WARM_UP_BARS = TREND_BARS;

export interface FeatureState {
  readonly rsi: RsiState;
  readonly trend: EmaState;
  readonly peer: PeerState;
  bars: number;
  close: number;
  volume: number;
}

/** The last two returns of the peer: which of them was known earlier than a bar is told by the time. */
export interface PeerState extends Adjusting {
  close: number;
  closedAt: number;
  change: number;
  changeBefore: number;
}

export function featureNames(hasPeer: boolean): readonly string[] {
  return hasPeer ? [...ownFeatures, peerFeature] : ownFeatures;
}

export function startFeatures(): FeatureState {
  return {
    rsi: startRsi({ bars: RSI_BARS }),
    trend: startEma({ bars: TREND_BARS }),
    peer: { close: 0, closedAt: 0, change: 0, changeBefore: 0 },
    bars: 0,
    close: 0,
    volume: 0,
  };
}

/**
 * Takes in a bar and returns its features in the order of {@link featureNames}; `undefined` while warming up.
 * The peer's is its last return that was known before this bar closed, whichever of the two is delivered first.
 */
export function stepFeatures(state: FeatureState, bar: Bar, hasPeer: boolean): number[] | undefined {
  const { high, low, close, volume } = bar;
  stepRsi(state.rsi, close);
  stepEma(state.trend, close);
  const change = logRatio(close, state.close);
  const flow = volume >= 0 && state.volume >= 0 ? logRatio(volume + 1, state.volume + 1) : 0;
  state.bars += 1;
  state.close = close;
  state.volume = volume;
  const rsi = readRsi(state.rsi);
  const trend = readEma(state.trend);
  if (state.bars < FEATURE_WARM_UP_BARS || rsi === undefined || trend === undefined) return undefined;
  const range = high - low;
  const features = [change, shareOf(range, close), shareOf(2 * close - high - low, range), flow, rsi / 50 - 1, shareOf(close - trend, trend)];
  if (hasPeer) features.push(state.peer.closedAt < bar.closedAt ? state.peer.change : state.peer.changeBefore);
  return features;
}

/** Takes in a bar of the peer. */
export function stepPeer(peer: PeerState, { close, closedAt }: Pick<Bar, 'close' | 'closedAt'>): void {
  peer.changeBefore = peer.change;
  peer.change = logRatio(close, peer.close);
  peer.close = close;
  peer.closedAt = closedAt;
}

/** Returns ln(a ÷ b), 0 where either is not above zero. */
export function logRatio(a: number, b: number): number {
  return a > 0 && b > 0 ? Math.log(a / b) : 0;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
