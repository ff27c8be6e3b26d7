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

/** The tree of commands, as far as help needs it. */
export interface CommandHelp {
  readonly names: () => readonly string[];
  /** Prints the help of a command, or of the program. */
  readonly print: (command: string | undefined) => void;
}

export function helpCommand(commands: CommandHelp): CommandSpec {
  return {
    name: 'help',
    summary: 'print the help of a command, or a topic',
    arguments: [{ name: '[topic]', meaning: `a command, or one of: ${Object.keys(topics).join(', ')}` }],
    act: async ({ args: [topic], desk }) => {
      if (topic !== undefined && Object.hasOwn(topics, topic)) showTopic(topic, desk);
      else if (topic === undefined || commands.names().includes(topic)) commands.print(topic);
      else throw unknownTopic(topic, commands.names());
      return 0;
    },
  };
}

function showTopic(topic: string, { settings, output }: Desk): void {
  const text = topics[topic] ?? [];
  if (!settings.json) output.data(...text);
  else if (topic === 'exit-codes') output.json({ schema: 'hivetape.exit-codes/1', exitCodes });
  else output.json({ schema: 'hivetape.help/1', topic, text });
}

function unknownTopic(topic: string, commands: readonly string[]): HivetapeError {
  const near = nearestWord(topic, [...Object.keys(topics), ...commands]);
  return new HivetapeError('topic-not-found', `There is no help about "${topic.slice(0, 60)}".`, {
    help: near === undefined ? `Topics are: ${Object.keys(topics).join(', ')}.` : `Did you mean "${near}"?`,
  });
}
