/** `hivetape learn …`: a data set from recorded runs, a network from the data set, its judgement, its place in a scenario. */
import type { CommandSpec } from '../command-spec.js';
import { learnDataSetCommand } from './learn/learn-dataset.js';
import { learnEvalCommand } from './learn/learn-eval.js';
import { learnPromoteCommand } from './learn/learn-promote.js';
import { learnTrainCommand } from './learn/learn-train.js';

export const learnCommand: CommandSpec = {
  name: 'learn',
  summary: 'train a pattern network on recorded runs, and say whether it knows anything',
  commands: [learnDataSetCommand, learnTrainCommand, learnEvalCommand, learnPromoteCommand],
};
