/** `hivetape chaos …`: many runs of one scenario under faults, and what is left of a failure when it is made small. */
import type { CommandSpec } from '../command-spec.js';
import { chaosPromoteCommand } from './chaos/chaos-promote.js';
import { chaosReplayCommand } from './chaos/chaos-replay.js';
import { chaosRunCommand } from './chaos/chaos-run.js';

export const chaosCommand: CommandSpec = {
  name: 'chaos',
  summary: 'break a swarm on purpose, and keep the smallest plan of faults that breaks a law',
  commands: [chaosRunCommand, chaosReplayCommand, chaosPromoteCommand],
};
