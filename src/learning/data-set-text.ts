/** A data set as text: canonical JSON, so that equal sets are equal files, checked by its digest when it is read. */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { DATA_SET_FORMAT, type DataSet } from './data-set.js';
import { digestOfDataSet } from './fold-data-set.js';

export function dataSetText(set: DataSet): string {
  return `${canonicalJson(set)}\n`;
}

/** Returns the data set. Throws `data-set-damaged` for what is none, or not what its digest says. */
export function readDataSet(text: string, file: string): DataSet {
  let set: Partial<DataSet> | undefined;
  try {
    set = JSON.parse(text) as Partial<DataSet>;
  } catch {
    set = undefined;
  }
  if (set?.format !== DATA_SET_FORMAT || typeof set.digest !== 'string') throw damaged(file, `JSON of format ${DATA_SET_FORMAT}`, 'something else');
  const found = digestOfDataSet(set as DataSet);
  if (found !== set.digest) throw damaged(file, `the digest ${set.digest}`, found);
  return set as DataSet;
}

function damaged(file: string, wanted: string, found: string): HivetapeError {
  return new HivetapeError('data-set-damaged', `A data set has ${wanted} (found ${found}).`, {
    place: { file },
    help: 'Make it again: hivetape learn dataset RUN.',
    values: { wanted, found },
  });
}
