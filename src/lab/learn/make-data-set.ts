/** Makes a data set out of recorded runs. */
import type { RunId } from '../../core/brand.js';
import type { RunStore } from '../../store/run-store.js';
import type { DataSet, DataSetOptions } from '../../learning/data-set.js';
import { foldDataSet } from '../../learning/fold-data-set.js';

/** Returns the data set of these runs. Throws `run-not-found`, `data-set-empty`. */
export function dataSetOfRuns(store: RunStore, runs: readonly RunId[], options: DataSetOptions): DataSet {
  const logs = [...new Set(runs)].map((run) => {
    const log = store.open(run);
    const { runId, name } = log.manifest;
    return { source: { runId, name, fingerprint: log.fingerprint }, events: log.events({ types: ['BarClosed'] }) };
  });
  return foldDataSet(logs, options);
}
