/**
 * Dated actions of one instrument: dividends, splits, delisting, funding, settlements. A date without a
 * time means midnight UTC, which lies before the open of that day for most markets; where it does not,
 * the file says the time.
 */
import type { DataOf } from '../domain/catalogue.js';
import { actionKinds, type ActionKind } from '../domain/events/market-events.js';
import { isOnTick, type Instrument } from '../domain/instrument.js';
import { readDatedCsv, type DatedRow } from './dated-csv.js';
import { readDecimal } from './decimal.js';

export type DatedAction = DataOf<'ActionFellDue'>;

export interface Actions {
  /** By date; those of one instant in the order of the file. */
  readonly actions: readonly DatedAction[];
  readonly digest: string;
}

const UNITS_MAX = 1_000_000;

/** Returns the actions of a file with the columns date, kind, value. Throws `dated-file-invalid` with every line that is wrong. */
export async function readActions(path: string, instrument: Instrument): Promise<Actions> {
  const seen = new Set<string>();
  const read = (row: DatedRow): DatedAction | string => {
    const action = actionOf(row, instrument);
    if (typeof action === 'string') return action;
    const key = `${action.dueAt} ${action.kind}`;
    if (seen.has(key)) return `An instrument has one ${action.kind} per date (this is the second).`;
    seen.add(key);
    return action;
  };
  const { rows, digest } = await readDatedCsv(path, { columns: ['kind', 'value'], example: '2024-06-10,split,10:1', read });
  return { actions: [...rows].sort((a, b) => a.dueAt - b.dueAt), digest };
}

function actionOf({ at: dueAt, cells }: DatedRow, instrument: Instrument): DatedAction | string {
  const kind = cells['kind'] as ActionKind;
  if (!actionKinds.includes(kind)) return `An action is one of ${actionKinds.join(', ')} (found "${kind.slice(0, 40)}").`;
  const text = cells['value'] ?? '';
  const named = { instrument: instrument.id, kind, dueAt };
  if (kind === 'split') {
    if (instrument.settlesToCash === true) return 'Futures are not split.';
    const [, into = '', per = '1'] = /^(\d{1,7})(?::(\d{1,7}))?$/.exec(text) ?? [];
    const isSound = Number(into) >= 1 && Number(per) >= 1 && Number(into) <= UNITS_MAX && Number(per) <= UNITS_MAX;
    return isSound ? { ...named, value: Number(into), per: Number(per) } : `A split is written 2:1 or 1:10, in whole numbers (found "${text.slice(0, 40)}").`;
  }
  if (kind === 'expiry' && text === 'last') return { ...named, value: 0, per: 1, atLast: true };
  const value = readDecimal(text, '.');
  if (typeof value !== 'number') return value.message;
  const trouble = troubleWith(kind, value, instrument);
  return trouble ?? { ...named, value, per: 1 };
}

function troubleWith(kind: ActionKind, value: number, instrument: Instrument): string | undefined {
  switch (kind) {
    case 'dividend':
      return value >= 0 && value < 1_000_000_000 ? undefined : `A dividend is money per unit, 0 or more (found ${value}).`;
    case 'delisting':
      return value >= 0 && value <= 1 ? undefined : `The value of a delisting is the share of the last price that is lost, from 0 to 1 (found ${value}).`;
    case 'funding':
      return Math.abs(value) < 1 ? undefined : `A funding rate is a share of the value, between -1 and 1 (found ${value}).`;
    case 'settlement':
      if (instrument.settlesToCash !== true) return 'Settlements are of futures: say `settlesToCash: true` beside the instrument.';
      return priceTrouble(value, instrument);
    case 'expiry':
      return priceTrouble(value, instrument);
    case 'split':
      return undefined;
  }
}

function priceTrouble(value: number, instrument: Instrument): string | undefined {
  return isOnTick(instrument, value) ? undefined : `A settlement price lies on the tick of ${1 / instrument.ticksPerUnit} (found ${value}).`;
}
