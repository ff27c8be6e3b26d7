/** `hivetape chaos replay <file>`: performs a failure once more and says whether it fails again the same way. */
import type { ReplayedFailure } from '../../../lab/campaign/replay-failure.js';
import type { Failure } from '../../../lab/campaign/failure.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { grouped } from '../../number-format.js';
import { oneLine } from '../../output.js';
import type { Paint } from '../../paint.js';
import { failureArgument, openFailure } from './chaos-desk.js';

const EXIT_CODES = { holds: 0, same: 1, different: 6 } as const;

export const chaosReplayCommand: CommandSpec = {
  name: 'replay',
  summary: 'perform a failure again: code 1 if it fails the same way, 6 if another way, 0 if no law breaks any more',
  arguments: [failureArgument],
  examples: ['hivetape chaos replay .hivetape/chaos/sp500-swarm-breaks-A02-1-47.json'],
  act: async ({ args: [file = ''], desk }: Invocation) => {
    const { settings, output } = desk;
    const { failure, project } = await openFailure(file, settings);
    const { replayFailure } = await import('../../../lab/campaign/replay-failure.js');
    const replayed = await replayFailure(failure, project);
    const { failureLines } = await import('./chaos-story.js');
    const story = failureLines(failure, { paint: output.paintOut, columns: settings.columns });
    if (settings.json) output.json({ schema: 'hivetape.chaos-replay/1', ...replayed, breach: replayed.breach ?? null, expected: { invariant: failure.invariant, at: failure.at, fingerprint: failure.fingerprint } });
    else output.data(...replayLines(replayed, { failure, file, story, paint: output.paintOut }));
    return EXIT_CODES[replayed.verdict];
  },
};

interface Told {
  readonly failure: Failure;
  readonly file: string;
  /** The failure as it was found. */
  readonly story: readonly string[];
  readonly paint: Paint;
}

function replayLines({ verdict, breach, events, fingerprint, changed }: ReplayedFailure, { failure, file, story, paint }: Told): string[] {
  const since = changed.length === 0 ? 'Data and code are what they were.' : `Not what it was: ${changed.map(oneLine).join(', ')}.`;
  if (verdict === 'holds') {
    return [`${paint('green', '✔')} no law breaks any more under this plan   ${grouped(events)} events`, `  it once broke ${oneLine(failure.invariant)} at offset ${grouped(failure.at)}`, `  ${since}`, `  fingerprint ${fingerprint}`];
  }
  const told = story.map((line) => `  ${line}`);
  const next = `  ${paint('dim', `next: hivetape chaos promote ${file}`)}`;
  if (verdict === 'same') {
    return [`${paint('red', '✖')} it fails again the same way: same law, same offset, same fingerprint`, ...told, `  ${since}`, `  fingerprint ${fingerprint}`, next];
  }
  return [
    `${paint('red', '✖')} it fails another way`,
    `  now    ${oneLine(breach?.invariant ?? '')} at offset ${grouped(breach?.at ?? -1)}: ${oneLine(breach?.found ?? '')}`,
    `  before ${oneLine(failure.invariant)} at offset ${grouped(failure.at)}: ${oneLine(failure.found)}`,
    `  ${since}`,
    `  fingerprint ${fingerprint}, before ${failure.fingerprint}`,
  ];
}
