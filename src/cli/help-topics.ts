/** `hivetape help [topic]`: a command's own help, or one of the texts that belong to no command. */
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { CommandSpec, Desk } from './command-spec.js';
import { exitCodes } from './exit-codes.js';

const topics: Readonly<Record<string, readonly string[]>> = {
  'exit-codes': exitCodes.map(({ code, meaning }) => `${String(code).padStart(4)}  ${meaning}`),
  'run-references': [
    '@            the last run                 @~1          the one before it',
    'name         the last run of that name    018e7c       the beginning of a run id',
    'run:1200     offset 1200 of a run         run@2020-03-12  that time in a run',
  ],
  scenario: [
    'A scenario is one experiment as a YAML or JSON file: data, agents, venue, risk, seed.',
    '`hivetape schema scenario` prints its JSON Schema, with every key, default and range.',
    '`hivetape init` writes a sample. --set key=value changes single values:',
    '  --set agents.momentum.options.bars=20 --set venue.participation=0.05',
    'Paths in a scenario are relative to its file and stay inside the project.',
  ],
  agents: [
    'An agent is a ready-made `kind` (`hivetape agents` lists them) or a file of yours, given as `path`.',
    'Your file exports `agent`: { kind?, summary?, options?, create(options, setting) }.',
    '`options` is a TypeBox schema: a scenario is checked against it, and defaults are filled in.',
    '`create` returns a decider: { listensTo, initial, evolve, decide }. State is plain data and changes',
    'only in `evolve`; `decide` reads it and returns drafts. Time comes from the event, chance from',
    '`context.random(purpose)`; the clock, timers and Math.random of the machine are refused.',
  ],
};

export const topicNames: readonly string[] = Object.keys(topics);

export const helpCommand: CommandSpec = {
  name: 'help',
  summary: 'print the help of a command, or a topic',
  arguments: [{ name: '[topic]', meaning: 'a command, or one of: exit-codes, run-references, scenario, agents' }],
  act: async ({ args: [topic], desk }) => showTopic(topic, desk),
};

async function showTopic(topic: string | undefined, desk: Desk): Promise<number> {
  const lines = topic === undefined || !Object.hasOwn(topics, topic) ? undefined : topics[topic];
  if (lines && topic === 'exit-codes' && desk.settings.json) {
    desk.output.json({ schema: 'hivetape.exit-codes/1', exitCodes });
    return 0;
  }
  if (lines) {
    if (desk.settings.json) desk.output.json({ schema: 'hivetape.help/1', topic, text: lines });
    else desk.output.data(...lines);
    return 0;
  }
  return showCommandHelp(topic, desk);
}

async function showCommandHelp(topic: string | undefined, { surroundings }: Desk): Promise<number> {
  // Loaded here, because the table of commands leads back to this file's neighbours.
  const { commandTable } = await import('./command-table.js');
  const { buildProgram } = await import('./program.js');
  const program = buildProgram(commandTable, surroundings, () => undefined);
  if (topic === undefined) {
    program.outputHelp();
    return 0;
  }
  const command = program.commands.find((candidate) => candidate.name() === topic);
  if (command) {
    command.outputHelp();
    return 0;
  }
  const near = nearestWord(topic, [...topicNames, ...program.commands.map((candidate) => candidate.name())]);
  throw new HivetapeError('topic-not-found', `There is no help about "${topic}".`, {
    help: near === undefined ? `Topics are: ${topicNames.join(', ')}.` : `Did you mean "${near}"?`,
  });
}
