/** One mended place in the data, as it stands in a log: what was found there, and what was played in its stead. */
import type { DataOf } from '../../domain/catalogue.js';
import type { Instant } from '../../core/instant.js';
import type { InstrumentId } from '../../domain/ids.js';
import type { BarNumbers } from '../bar-table.js';
import type { GuardKind } from './guard-policies.js';

export type Repair = DataOf<'DataRepaired'>;
export type OnRepair = (repair: Repair) => void;

export interface Mended {
  readonly instrument: InstrumentId;
  readonly defect: GuardKind;
  readonly at: Instant;
  readonly before: Readonly<Pick<BarNumbers, 'open' | 'high' | 'low' | 'close' | 'volume'>> | undefined;
  readonly after: Readonly<Pick<BarNumbers, 'open' | 'high' | 'low' | 'close' | 'volume'>> | undefined;
}

/** Returns the words for a bar that was mended, left out (no `after`) or filled in (no `before`). */
export function repairOf({ instrument, defect, at, before, after }: Mended): Repair {
  return { instrument, defect, at, before: before === undefined ? null : numbersOf(before), after: after === undefined ? null : numbersOf(after) };
}

function numbersOf({ open, high, low, close, volume }: Readonly<Pick<BarNumbers, 'open' | 'high' | 'low' | 'close' | 'volume'>>): Record<string, number> {
  return { open, high, low, close, volume };
}
