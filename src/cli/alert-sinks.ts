/** The doors that alerts go out by: the terminal, and a file with one JSON text a line that another program may follow. */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HivetapeError } from '../core/errors.js';
import type { AlertNotice, AlertSink } from '../lab/alerts/alert-notice.js';
import type { RunOptions } from '../lab/run.js';
import type { Desk, OptionSpec, OptionValues } from './command-spec.js';
import { textOption } from './option-values.js';
import { oneLine } from './output.js';

export const alertsOption: OptionSpec = { flags: '--alerts <file>', meaning: 'append alerts to this file too, one JSON text a line' };

/** Returns how alerts leave a run: beside the data on stderr unless quiet, and into the file that is named. Throws `file-unwritable`. */
export function alertsTo(options: OptionValues, { settings, output }: Desk): Pick<RunOptions, 'alerts'> {
  const file = textOption(options, 'alerts');
  const console: AlertSink = { name: 'the terminal', send: (notice) => output.say(noticeLine(notice)) };
  const sinks = file === undefined ? [console] : [console, fileSink(resolve(settings.cwd, file), file)];
  return { alerts: { sinks, onTrouble: (sink, cause) => output.sayError(new HivetapeError('file-unwritable', `Alerts could not be sent to ${sink}; the run goes on without it.`, { cause })) } };
}

/** Returns a sink that appends; the file is there from the beginning, so that a wrong name is seen at once. */
function fileSink(path: string, name: string): AlertSink {
  try {
    appendFileSync(path, '');
  } catch (cause) {
    throw new HivetapeError('file-unwritable', `Alerts cannot be written to ${name} (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { help: 'Choose another place with --alerts.', cause });
  }
  return { name, send: (notice) => appendFileSync(path, `${JSON.stringify(notice)}\n`) };
}

/** Returns "! warning 2020-03-12T15:00:00Z alert 1 of watch (health) raised: task-success is 0.7, below 0.8". */
export function noticeLine({ severity, time, alert, agent, rule, what, text }: AlertNotice): string {
  return oneLine(`! ${severity === undefined ? '' : `${severity} `}${time} alert ${alert} of ${agent} (${rule}) ${what}: ${text}`);
}
