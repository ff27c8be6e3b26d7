// What is bundled: which file of which package, what is traded, and what is odd about the numbers.
// `extract-data.mjs` turns each row of this table into one file of data/ and one entry of the manifest.

export const VEGA = { name: 'vega-datasets', version: '3.2.1' };
export const HQCHART = { name: 'hqchart', version: '1.1.15808' };
const HQCHART_FOLDER = 'src/jscommon/umychart.testdata';
const CHINA_HOURS = [
  { open: '09:30', close: '11:30' },
  { open: '13:00', close: '15:00' },
];
const ROLLS =
  'The main contract, prices as traded: on a roll the price jumps with the contract, and open interest jumps at the first minute. Rolls seen: ';

export const dataSets = [
  {
    id: 'sp500-daily',
    title: 'S&P 500 index, daily, 2000-01-03 to 2020-04-17',
    package: VEGA,
    source: 'data/sp500-2000.csv',
    sourceSha256: '9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8',
    layout: 'vega-days',
    instrument: { id: 'SP500', currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true },
    tradable: false,
    step: '1d',
    timeZone: 'America/New_York',
    sessions: [{ open: '09:30', close: '16:00' }],
    volumeUnit: 'shares traded in the index members, as the source states them',
    repair: false,
    anomalies: [
      'Until 2015-01-02 the open often equals the close of the day before (1,760 days): opens of these years are not opening auctions.',
      'Half days (about three a year, close at 13:00) carry the regular close of 16:00 New York time.',
      'No bars from 2001-09-11 to 2001-09-14 and on 2012-10-29 and 2012-10-30: the exchange was closed.',
    ],
  },
  future('if-1m', 'IF', 'IFL8', 'f14297e9e00239ede1a42a82ff50bbc47fc5788515d634496d6ef4d7c62dc2c4', 300, [
    'CSI 300',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-05-16, 2024-06-24, 2024-07-22, 2024-08-16, 2024-09-23',
  ]),
  future('ic-1m', 'IC', 'ICL8', 'fc02c02716e00b508ad6bac1f05165d225e06186f0392abffe15d6b3eddfab00', 200, [
    'CSI 500',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-05-16, 2024-06-24, 2024-07-19, 2024-08-15, 2024-09-23',
  ]),
  future('im-1m', 'IM', 'IML8', '065e370bc6f5ed7bed0e8e4526424c4aa961b6823404a4a1c7b7f4ce6914993a', 200, [
    'CSI 1000',
    '2023-12-18, 2024-01-19, 2024-02-07, 2024-03-18, 2024-04-19, 2024-06-21, 2024-07-19, 2024-08-15, 2024-09-23 (the roll of May 2024 does not show in open interest)',
  ]),
  index('csi300-daily', 'CSI300', '000300.sh', '327e465c916c5ff3444b7a27523fa36796115cc6265691e8c6db61812f207f37', {
    title: 'CSI 300 index, daily, 2005-01-04 to 2024-09-19',
    repair: false,
    anomalies: ['The longest breaks are the Spring Festivals (12 days between closes in 2005 and 2006).'],
  }),
  index('sse-daily', 'SSE', '000001.sh', '5dbbcd39394e9c475e53d814d41f3290211c4b6e3aea559e09389b6be39b3797', {
    title: 'Shanghai Composite index, daily, 1991-03-26 to 2024-09-19',
    repair: true,
    anomalies: [
      'Sixteen days of 1991 to 1995 break high >= open, close >= low. They are kept as found; the bundled loader repairs them and says so.',
      'On 1992-05-21 the price limits were lifted: the index more than doubled in a day. Not an error.',
      'Breaks of up to 25 days between closes around holidays in the 1990s.',
      'The hours 09:30 to 15:00 are applied to all years; the exchange kept other hours in its first years.',
      'In the summer of 1991 China observed daylight saving (UTC+9 from 1991-04-14 to 1991-09-14); the stamps follow it.',
    ],
  }),
];

function future(id, symbol, file, sourceSha256, multiplier, [underlying, rolls]) {
  return {
    id,
    title: `${symbol} future on the ${underlying} index, main contract, one-minute bars, 2023-12-04 to 2024-09-27`,
    package: HQCHART,
    source: `${HQCHART_FOLDER}/M1KLine/${file}.cfe.minute.kline.json`,
    sourceSha256,
    layout: 'china-minutes',
    instrument: { id: symbol, currency: 'CNY', ticksPerUnit: 5, lotsPerUnit: 1, multiplier, shortable: true },
    tradable: true,
    step: '1m',
    timeZone: 'Asia/Shanghai',
    sessions: CHINA_HOURS,
    volumeUnit: 'contracts',
    repair: false,
    anomalies: [`${ROLLS}${rolls}.`],
  };
}

function index(id, symbol, file, sourceSha256, { title, repair, anomalies }) {
  return {
    id,
    title,
    package: HQCHART,
    source: `${HQCHART_FOLDER}/DayKLine/${file}.day.kline.json`,
    sourceSha256,
    layout: 'china-days',
    instrument: { id: symbol, currency: 'CNY', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true },
    tradable: false,
    step: '1d',
    timeZone: 'Asia/Shanghai',
    sessions: CHINA_HOURS,
    volumeUnit: 'not stated by the source (probably board lots of 100 shares)',
    repair,
    anomalies,
  };
}
