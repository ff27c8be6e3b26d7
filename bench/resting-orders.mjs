// What resting orders cost a bar: 1,000 on one instrument, in processor time. Run after `npm run build`.
const dist = new URL('../dist/exchange/', import.meta.url);
const { addToBook, emptyBook, noteBar, reduceResting } = await import(new URL('book.js', dist));
const { venueRules } = await import(new URL('venue-rules.js', dist));
const { workBar } = await import(new URL('work-bar.js', dist));

const BARS = 2_000;
const ORDERS = 1_000;
const MINUTE = 60_000_000;
const instrument = { id: 'ACME', currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const rules = venueRules({ account: 'margin', participation: 'full' });
const order = (place, wish) => ({ id: `order-${place}`, instrument: 'ACME', owner: 'bench', quantityLots: 1, timeInForce: 'gtc', reduceOnly: false, ...wish });
const farLimit = (place) => ({ side: 'buy', type: 'limit', limitPrice: 90 - place / 100 });

const cases = {
  'limits, none touched': { wish: farLimit },
  'limits, one more touched and filled on every bar': { wish: farLimit, touched: true },
  'day limits': { wish: (place) => ({ ...farLimit(place), timeInForce: 'day' }), bars: 1_400 },
  'trailing stops': { wish: (place) => ({ side: 'sell', type: 'trailing-stop', trailAmount: 5 + place / 100 }) },
  'sleeping children': { wish: (place) => (place === 0 ? { side: 'buy', type: 'limit', limitPrice: 50 } : { side: 'sell', type: 'stop', stopPrice: 40, parent: 'order-0', oco: 'exits' }) },
};

for (const [name, { wish, touched = false, bars = BARS }] of Object.entries(cases)) {
  const rounds = [0, 1, 2].map(() => nanosPerOrder(wish, bars, touched));
  console.log(`${name}: ${Math.min(...rounds).toFixed(1)} ns per order per bar`);
}

function nanosPerOrder(wish, bars, touched) {
  const book = emptyBook(instrument);
  let sequence = 0;
  const add = (wanted, acceptedAt) => {
    addToBook(book, { order: order(sequence, wanted), acceptedAt, sequence, markTicks: 10_000 });
    sequence += 1;
  };
  for (let place = 0; place < ORDERS; place += 1) add(wish(place), 0);
  const from = process.cpuUsage().user;
  for (let index = 0; index < bars; index += 1) {
    const bar = { instrument: 'ACME', openedAt: index * MINUTE, closedAt: (index + 1) * MINUTE, open: 100, high: 100.5, low: 99.5, close: 100, volume: -1 };
    if (touched) add({ side: 'buy', type: 'limit', limitPrice: 99.9 }, bar.openedAt);
    noteBar(book, { offset: index, data: { bar } }, rules);
    if (!book.isCalled) continue;
    const purse = { cashMicros: 1e15, heldLots: 0, othersValueMicros: 0, othersGrossMicros: 0 };
    for (const draft of workBar({ rules, book, bar, barOffset: index, purse })) if (draft.type === 'OrderFilled') reduceResting(book, draft.data.fill, rules);
  }
  return ((process.cpuUsage().user - from) * 1_000) / bars / ORDERS;
}
