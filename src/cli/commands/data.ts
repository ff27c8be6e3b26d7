/** `hivetape data …`: what data there are, what is in a file and what is odd about it, and bars of real exchanges. */
import type { CommandSpec } from '../command-spec.js';
import { dataCheckCommand } from './data/data-check.js';
import { dataFetchCommand } from './data/data-fetch.js';
import { dataListCommand } from './data/data-list.js';
import { dataShowCommand } from './data/data-show.js';

export const dataCommand: CommandSpec = {
  name: 'data',
  summary: 'list, show, check and download bars',
  commands: [dataListCommand, dataShowCommand, dataCheckCommand, dataFetchCommand],
};
