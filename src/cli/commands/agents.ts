/** `hivetape agents`: the ready-made kinds of agents, what they can do, and their options. */
import type { AgentKind } from '../../agents/agent-kind.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { tableLines } from '../table.js';

export const agentsCommand: CommandSpec = {
  name: 'agents',
  summary: 'list the ready-made kinds of agents, or the options of one',
  arguments: [{ name: '[kind]', meaning: 'a kind whose options are shown' }],
  examples: ['hivetape agents', 'hivetape agents momentum', 'hivetape agents --json'],
  act: async ({ args: [kind], desk }) => {
    const { agentKinds } = await import('../../agents/registry.js');
    return kind === undefined ? listKinds(agentKinds, desk) : showKind(kindNamed(agentKinds, kind), desk);
  },
};

interface OptionRow {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

function listKinds(kinds: readonly AgentKind[], { output, settings }: Desk): number {
  if (settings.json) {
    output.json({ schema: 'hivetape.agents/1', agents: kinds.map(kindJson) });
    return 0;
  }
  const columns = [
    { title: 'kind', text: ({ kind }: AgentKind) => kind },
    { title: 'can', text: ({ capabilities }: AgentKind) => capabilities.join(', ') },
    { title: 'what it is', text: ({ summary }: AgentKind) => summary, elastic: 'wrap' as const },
  ];
  output.data(...tableLines(kinds, columns, settings.columns));
  output.say('', 'next: hivetape agents KIND');
  return 0;
}

function showKind(kind: AgentKind, { output, settings }: Desk): number {
  if (settings.json) {
    output.json({ schema: 'hivetape.agent/1', ...kindJson(kind) });
    return 0;
  }
  const columns = [
    { title: 'option', text: ({ name }: OptionRow) => name },
    { title: 'default', text: (row: OptionRow) => row.default },
    { title: 'meaning', text: ({ meaning }: OptionRow) => meaning, elastic: 'wrap' as const },
  ];
  output.data(`${kind.kind}: ${kind.summary}`, `can: ${kind.capabilities.join(', ')}`, '', ...tableLines(optionRows(kind), columns, settings.columns));
  return 0;
}

function optionRows({ options }: AgentKind): OptionRow[] {
  return Object.entries(options.properties).map(([name, schema]) => ({
    name,
    default: schema.default === undefined ? 'none' : JSON.stringify(schema.default),
    meaning: schema.description ?? '',
  }));
}

function kindJson({ kind, summary, capabilities, options }: AgentKind): object {
  return { kind, summary, capabilities, options };
}

function kindNamed(kinds: readonly AgentKind[], name: string): AgentKind {
  const found = kinds.find(({ kind }) => kind === name);
  if (found) return found;
  const near = nearestWord(name, kinds.map(({ kind }) => kind));
  throw new HivetapeError('topic-not-found', `There is no agent of kind "${name.slice(0, 60)}".`, {
    help: near === undefined ? '`hivetape agents` lists them.' : `Did you mean "${near}"?`,
  });
}
