/** What a person is told when a snapshot was not believed. */
import type { SnapshotNotice } from '../lab/snapshots.js';
import type { Output } from './output.js';

const meanings: Readonly<Record<SnapshotNotice['reason'], string>> = {
  damaged: 'is not as it was written',
  'of-another-log': 'belongs to another log',
  'of-other-code': 'was made by other code',
};

/** Says it beside the answer, which does not depend on snapshots. */
export function sayNotices(output: Pick<Output, 'say'>, notices: readonly SnapshotNotice[]): void {
  for (const { file, reason } of notices) output.say(`note: snapshot ${file} ${meanings[reason]}; it was passed over, and is made again`);
}
