/** `hivetape chaos promote <file>`: makes a failure a scenario that stands beside the one it was found with. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { HivetapeError } from '../../../core/errors.js';
import { writeArtefact } from '../../../host/artefact-files.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { failureArgument, openFailure } from './chaos-desk.js';

export const chaosPromoteCommand: CommandSpec = {
  name: 'promote',
  summary: 'keep a failure as a scenario: it ends with code 1 while the law breaks, and with 0 once it is mended',
  arguments: [failureArgument],
  examples: ['hivetape chaos promote .hivetape/chaos/sp500-swarm-breaks-A02-1-47.json'],
  act: async ({ args: [file = ''], desk }: Invocation) => {
    const { settings, output } = desk;
    const { failure, project } = await openFailure(file, settings);
    const [{ promotedText }, { readScenarioText }] = await Promise.all([import('../../../lab/campaign/promote-failure.js'), import('../../../lab/scenario/load-scenario.js')]);
    const origin = { file: project.file, text: await readScenarioText(project.file, relative(settings.cwd, project.file)) };
    // Beside its origin, for what a scenario names is relative to it.
    const path = join(dirname(project.file), `${failure.scenario.name}.yaml`);
    const shown = relative(settings.cwd, path);
    const text = promotedText(failure, origin);
    if (existsSync(path) && readFileSync(path, 'utf8') !== text) {
      throw new HivetapeError('file-unwritable', `A scenario is promoted to a file that is not there yet (found another "${shown}").`, { help: 'Move or remove the old file.' });
    }
    writeArtefact(path, text);
    if (settings.json) output.json({ schema: 'hivetape.chaos-promote/1', scenario: shown, name: failure.scenario.name, invariant: failure.invariant });
    else output.data(`${output.paintOut('green', '✔')} ${shown}`, `  ${output.paintOut('dim', `next: hivetape run ${shown}`)}`);
    return 0;
  },
};
