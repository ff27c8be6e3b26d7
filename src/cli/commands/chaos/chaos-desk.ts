/** What the commands about failures share: a failure file, read, and where its scenario lies. */
import { dirname, resolve } from 'node:path';
import { HivetapeError, isHivetapeError } from '../../../core/errors.js';
import { readFileBytes } from '../../../host/file-bytes.js';
import { projectRootOf } from '../../../host/project-files.js';
import type { Failure } from '../../../lab/campaign/failure.js';
import type { ProjectPlace } from '../../../lab/plan-run.js';
import type { Settings } from '../../settings.js';

const FILE_BYTES_MAX = 4_194_304;

export const failureArgument = { name: '<file>', meaning: 'a failure file that `hivetape chaos run` wrote' };

export interface OpenedFailure {
  readonly failure: Failure;
  /** Where the scenario lies that it was found with. */
  readonly project: ProjectPlace;
}

/** Returns a failure. Throws `failure-file-invalid`, `file-not-found`. */
export async function openFailure(file: string, { cwd }: Settings): Promise<OpenedFailure> {
  const { readFailure } = await import('../../../lab/campaign/failure-file.js');
  const path = resolve(cwd, file);
  const { failure, scenarioFile } = readFailure(textOf(await readFileBytes(path, FILE_BYTES_MAX), file), file);
  const scenario = resolve(dirname(path), scenarioFile);
  return { failure, project: { file: scenario, projectRoot: projectRootOf(scenario) } };
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (isHivetapeError(cause)) throw cause;
    throw new HivetapeError('failure-file-invalid', 'A failure file is UTF-8 text (found bytes that are none).', { place: { file }, cause });
  }
}
