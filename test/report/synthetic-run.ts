/**
 * A fabricated run that holds everything a report tells: two instruments, five analysts who vote, a
 * council, a trader, a gate, a venue, alerts, a halt, denials, data notes. All names can be replaced,
 * so that hostile ones are tried in every place.
 */
import { agentId } from '../../src/core/brand.js';
import { DAY, HOUR, weekdayOf, parseInstant } from '../../src/core/instant.js';
import { randomStream } from '../../src/core/random.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { orderId } from '../../src/domain/order.js';
import { logBuilder, type LogBuilder } from './log-builder.js';

export interface SyntheticNames {
  readonly run: string;
  readonly instruments: readonly string[];
  readonly analysts: readonly string[];
  readonly text: string;
}

export const plainNames: SyntheticNames = {
  run: 'council-of-five',
  instruments: ['ALPHA', 'BETA'],
  analysts: ['momentum', 'mean-reversion', 'breakout', 'sma-cross', 'volatility'],
  text: 'the fast average stands above the slow one',
};

interface Market {
  readonly instrument: string;
  price: number;
  readonly closes: number[];
  lots: number;
  view: Map<string, Direction>;
}

const CASH_MICROS = 1_000_000_000_000;

export function syntheticRun({ names = plainNames, days = 700 }: { names?: SyntheticNames; days?: number } = {}): LogEvent[] {
  const log = logBuilder();
  const chance = randomStream({ seed: 11, agent: 'test', purpose: 'market' });
  const start = parseInstant('2018-01-01');
  openRun(log, names, start);
  const markets = names.instruments.map((instrument): Market => ({ instrument, price: 100, closes: [], lots: 0, view: new Map() }));
  let peak = CASH_MICROS;
  let cash = CASH_MICROS;
  let played = 0;
  for (let day = 0; played < days; day += 1) {
    const closedAt = start + day * DAY + 21 * HOUR;
    const weekday = weekdayOf(closedAt);
    if (weekday === 0 || weekday === 6) continue;
    played += 1;
    for (const market of markets) {
      const move = 0.0004 + 0.011 * chance.normal();
      const open = cents(market.price * (1 + 0.002 * chance.normal()));
      const close = cents(Math.max(5, market.price * (1 + move)));
      const high = cents(Math.max(open, close) * (1 + Math.abs(0.004 * chance.normal())));
      const low = cents(Math.min(open, close) * (1 - Math.abs(0.004 * chance.normal())));
      market.price = close;
      market.closes.push(close);
      const bar = { instrument: instrumentId(market.instrument), openedAt: closedAt - 7 * HOUR, closedAt, open, high, low, close, volume: 1_000 };
      const { offset } = log.say('BarClosed', { bar }, { by: `feed/${market.instrument}`, at: closedAt });
      cash += playBar(log, market, names, { offset, at: closedAt });
    }
    const equity = cash + markets.reduce((sum, { lots, price }) => sum + Math.round(lots * price * 1e6), 0);
    peak = Math.max(peak, equity);
    const gross = markets.reduce((sum, { lots, price }) => sum + Math.abs(lots) * price * 1e6, 0);
    log.say('PortfolioValued', { equityMicros: equity, cashMicros: cash, exposure: gross / equity, drawdown: 1 - equity / peak }, { by: 'portfolio', at: closedAt + 9 });
    if (played % 97 === 0) log.say('RiskAlertRaised', { metric: 'value-at-risk', found: 0.021 + played / 1e5, limit: 0.02 }, { by: 'gate', at: closedAt + 10 });
    if (played === 300) log.say('TradingHalted', { reason: 'drawdown', found: 0.11, limit: 0.1 }, { by: 'gate', at: closedAt + 11 });
    if (played === 310) log.say('TradingResumed', { reason: names.text }, { by: 'operator', at: closedAt + 11 });
  }
  const end = start + days * 2 * DAY;
  log.say('RunEnding', { reason: 'data-ended' }, { by: 'kernel', at: end });
  log.say('RunEnded', { reason: 'done', deliveries: log.events.length * 3 }, { by: 'kernel', at: end + 1 });
  return log.events;
}

function openRun(log: LogBuilder, names: SyntheticNames, at: number): void {
  const identity = { format: 'hivetape-run/1', scenario: { name: names.run, seed: 11, note: names.text, metrics: { periodsPerYear: 252, riskFree: 0.01 } }, data: { [names.instruments[0]]: 'sha256:00' } };
  log.say('RunStarted', { name: names.run, identity }, { by: 'kernel', at });
  const seat = (agent: string, kind: string, listensTo: string[]): void => {
    log.say('AgentSeated', { agent: agentId(agent), kind, options: { note: names.text }, listensTo }, { by: 'kernel', at });
  };
  for (const analyst of names.analysts) seat(analyst, 'analyst', ['bars/*', 'proposals/*', 'decisions/*']);
  seat('council', 'council', ['signals/*', 'votes/*']);
  seat('trader', 'trader', ['decisions/*', 'reports/*', 'bars/*']);
  seat('gate', 'risk-gate', ['orders/placed', 'reports/*', 'bars/*', 'risk/**']);
  seat('venue', 'venue', ['orders/approved', 'orders/cancel', 'bars/*']);
  seat('portfolio', 'portfolio', ['bars/*', 'reports/*']);
  for (const instrument of names.instruments) {
    log.say('InstrumentListed', { instrument: { id: instrumentId(instrument), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true } }, { by: 'kernel', at });
    log.say('DataQualityNoted', { instrument: instrumentId(instrument), kind: 'gap', count: 3, note: names.text }, { by: 'kernel', at });
  }
  log.say('AccountOpened', { currency: 'USD', cashMicros: CASH_MICROS }, { by: 'kernel', at });
}

/** Returns the change of cash. */
function playBar(log: LogBuilder, market: Market, names: SyntheticNames, bar: { offset: number; at: number }): number {
  const { closes, instrument } = market;
  const id = instrumentId(instrument);
  let changed = -1;
  names.analysts.forEach((analyst, index) => {
    const lag = 5 + index * 9;
    if (closes.length <= lag) return;
    const gap = closes[closes.length - 1] / closes[closes.length - 1 - lag] - 1;
    const lean: Direction = gap > 0.02 ? 'long' : gap < -0.02 ? 'short' : 'flat';
    const direction: Direction = index % 3 === 1 && lean !== 'flat' ? (lean === 'long' ? 'short' : 'long') : lean;
    if (market.view.get(analyst) === direction) return;
    market.view.set(analyst, direction);
    changed = log.say('SignalRaised', { instrument: id, direction, strength: Math.min(1, Math.abs(gap) * 10), evidence: names.text }, { by: analyst, at: bar.at + 3, cause: bar.offset }).offset;
  });
  if (changed < 0 || closes.length < 45) return 0;
  return hold(log, market, names, { changed, bar });
}

interface Occasion {
  readonly changed: number;
  readonly bar: { readonly offset: number; readonly at: number };
}

function hold(log: LogBuilder, market: Market, names: SyntheticNames, { changed, bar }: Occasion): number {
  const instrument = instrumentId(market.instrument);
  const proposal = `${market.instrument}/${bar.offset}`;
  const direction: Direction = market.view.get(names.analysts[0]) ?? 'flat';
  const at = bar.at + 4;
  const made = log.say('ProposalMade', { proposal, instrument, direction, strength: 0.5, quorum: 0.6, threshold: 0.5, operator: '>', closesAt: at + 2 }, { by: 'council', at, cause: changed });
  const ballot = names.analysts.map((analyst) => {
    const view = market.view.get(analyst) ?? 'flat';
    const choice = view === direction ? 'for' : view === 'flat' ? 'abstain' : 'against';
    log.say('VoteCast', { proposal, instrument, choice, confidence: 0.7, reason: names.text }, { by: analyst, at: at + 1, cause: made.offset });
    return { agent: agentId(analyst), choice, confidence: 0.7, weight: 1 / names.analysts.length } as const;
  });
  const weigh = (choice: string): number => ballot.reduce((sum, entry) => (entry.choice === choice ? sum + entry.weight : sum), 0);
  const said = weigh('for') + weigh('against');
  if (said < 0.6) {
    log.say('QuorumMissed', { proposal, instrument, turnout: said, quorum: 0.6, ballot }, { by: 'council', at: at + 2, cause: made.offset });
    return 0;
  }
  const support = weigh('for') / said;
  const decision = log.say('DecisionReached', { proposal, instrument, direction, approved: support > 0.5, support, turnout: said, conviction: support, ballot }, { by: 'council', at: at + 2, cause: made.offset });
  if (support <= 0.5) return 0;
  const wanted = direction === 'long' ? 3_000 : direction === 'short' ? -2_000 : 0;
  return wanted === market.lots ? 0 : trade(log, market, { lots: wanted - market.lots, cause: decision.offset, at: at + 3, tag: proposal, barOffset: bar.offset });
}

interface Wish {
  readonly lots: number;
  readonly cause: number;
  readonly at: number;
  readonly tag: string;
  readonly barOffset: number;
}

function trade(log: LogBuilder, market: Market, { lots, cause, at, tag, barOffset }: Wish): number {
  const instrument = instrumentId(market.instrument);
  const order = {
    id: orderId(`trader/${cause}`), instrument, owner: agentId('trader'), side: lots > 0 ? 'buy' : 'sell', type: 'market',
    quantityLots: Math.abs(lots), timeInForce: 'gtc', reduceOnly: false, tag,
  } as const;
  const placed = log.say('OrderPlaced', { order }, { by: 'trader', at, cause });
  if (cause % 7 === 0) {
    log.say('OrderDenied', { orderId: order.id, instrument, reason: 'exposure-limit', found: 1.2, limit: 1 }, { by: 'gate', at: at + 1, cause: placed.offset });
    return 0;
  }
  const approved = log.say('OrderApproved', { order }, { by: 'gate', at: at + 1, cause: placed.offset });
  log.say('OrderAccepted', { orderId: order.id, instrument, acceptedAt: at + 2 }, { by: 'venue', at: at + 2, cause: approved.offset });
  const price = market.price + (lots > 0 ? 0.02 : -0.02);
  log.say('OrderFilled', {
    fill: {
      orderId: order.id, instrument, owner: order.owner, side: order.side, quantityLots: order.quantityLots, remainingLots: 0, basePrice: market.price,
      halfSpread: 0.01, slippage: 0.01, price: cents(price), feeMicros: 1_500_000, liquidity: 'taker', basis: 'close',
      label: cause % 5 === 0 ? 'intrabar-ambiguous' : 'exact', ...(cause % 5 === 0 ? { ambiguity: 'touch-only' as const } : {}), barOffset, filledAt: at + 3, tag,
    },
  }, { by: 'venue', at: at + 3, cause: barOffset });
  market.lots += lots;
  return -Math.round(lots * cents(price) * 1e6) - 1_500_000;
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
