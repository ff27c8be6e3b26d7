/**
 * The laws of the books, recomputed from totals that were kept apart. Every difference is a bug, so
 * they are exact: not one micro-unit may be missing.
 */
import { feesOf, type Ledger } from './ledger.js';
import { equityOf, valueAt, type Account, type Position } from './position.js';

export interface BrokenLaw {
  /** Id of the invariant: I01 cash, I02 positions, I03 equity, I06 profit, I08 double entry, I09 numbers. */
  readonly law: 'I01' | 'I02' | 'I03' | 'I06' | 'I08' | 'I09';
  /** Currency or instrument. */
  readonly place: string;
  readonly expected: number;
  readonly found: number;
}

/** Returns every law that the ledger breaks; none for right books. */
export function checkConservation(ledger: Ledger): readonly BrokenLaw[] {
  const broken: BrokenLaw[] = [];
  for (const account of ledger.accounts) checkAccount(ledger, account, broken);
  for (const position of ledger.positions) checkPosition(position, broken);
  return broken;
}

function checkAccount(ledger: Ledger, account: Account, broken: BrokenLaw[]): void {
  const place = account.currency;
  const mine = ledger.positions.filter((position) => ledger.accounts[position.account] === account);
  const sum = (figure: (position: Position) => number): number => mine.reduce((total, position) => total + figure(position), 0);
  const notional = sum(({ notionalMicros, carriedMicros, flowsMicros }) => notionalMicros - carriedMicros - flowsMicros);
  const fees = feesOf(ledger, account);
  const value = sum((position) => valueAt(position, position.markTicks) - position.carriedMicros);
  const flows = sum(({ flowsMicros }) => flowsMicros);
  const gross = sum((position) => Math.abs(valueAt(position, position.markTicks)));
  const profit = sum((position) => position.realisedMicros + valueAt(position, position.markTicks) - position.costMicros);

  // What came without an instrument: from other currencies, and as interest.
  const apart = account.exchangedMicros + account.interestMicros;
  expectEqual(broken, { law: 'I01', place, expected: account.openingMicros - notional - fees + apart, found: account.cashMicros });
  // Every fill posts cash, holding at cost, profit and fee, and every flow its cash; together they always sum to nothing.
  const postings = account.cashMicros + sum(({ costMicros, carriedMicros, realisedMicros }) => costMicros - carriedMicros - realisedMicros) + fees - flows - apart;
  expectEqual(broken, { law: 'I08', place, expected: account.openingMicros, found: postings });
  expectEqual(broken, { law: 'I03', place, expected: account.cashMicros + value, found: equityOf(account) });
  expectEqual(broken, { law: 'I03', place: `${place} gross`, expected: gross, found: account.grossMicros });
  expectEqual(broken, { law: 'I06', place, expected: equityOf(account) - account.openingMicros, found: profit - fees + flows + apart });
  for (const figure of [account.openingMicros, account.cashMicros, account.valueMicros, account.grossMicros, apart]) checkNumber(broken, place, figure);
}

function checkPosition(position: Position, broken: BrokenLaw[]): void {
  const place = position.instrument.id;
  const held = position.heldLots.reduce((total, { lots }) => total + lots, 0);
  const cost = position.heldLots.reduce((total, { costMicros }) => total + costMicros, 0);
  expectEqual(broken, { law: 'I02', place, expected: position.boughtLots - position.soldLots + position.splitLots, found: position.lots });
  expectEqual(broken, { law: 'I08', place: `${place} carried`, expected: position.instrument.settlesToCash === true ? position.costMicros : 0, found: position.carriedMicros });
  expectEqual(broken, { law: 'I02', place: `${place} lots`, expected: position.lots, found: held });
  expectEqual(broken, { law: 'I08', place: `${place} cost`, expected: position.costMicros, found: cost });
  expectEqual(broken, { law: 'I08', place: `${place} notional`, expected: position.notionalMicros, found: position.costMicros - position.realisedMicros });
  const { lots, notionalMicros, costMicros, realisedMicros, feesMicros, flowsMicros, valueMicros, markTicks } = position;
  for (const figure of [lots, notionalMicros, costMicros, realisedMicros, feesMicros, flowsMicros, valueMicros, markTicks]) checkNumber(broken, place, figure);
}

function expectEqual(broken: BrokenLaw[], law: BrokenLaw): void {
  if (law.expected !== law.found) broken.push(law);
}

function checkNumber(broken: BrokenLaw[], place: string, found: number): void {
  if (!Number.isSafeInteger(found) || Object.is(found, -0)) broken.push({ law: 'I09', place, expected: 0, found });
}
