/** `hivetape sweep …`: many runs of one scenario over a space of settings, and what the best of them is worth. */
import type { CommandSpec } from '../command-spec.js';
import { sweepBestCommand } from './sweep/sweep-best.js';
import { sweepOpenCommand } from './sweep/sweep-open.js';
import { sweepReportCommand } from './sweep/sweep-report.js';
import { sweepResumeCommand, sweepRunCommand } from './sweep/sweep-run.js';
import { sweepStatusCommand } from './sweep/sweep-status.js';

export const sweepCommand: CommandSpec = {
  name: 'sweep',
  summary: 'search the settings of a scenario, and say how much of the best is luck',
  commands: [sweepRunCommand, sweepResumeCommand, sweepStatusCommand, sweepBestCommand, sweepOpenCommand, sweepReportCommand],
};
