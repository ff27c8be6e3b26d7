/** `hivetape agents`: the ready-made kinds of agents, what they can do, and their options. */
import type { AgentKind } from '../../agents/agent-kind.js';
import type { AgentRole } from '../../agents/roles.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import type { AgentMetrics } from '../../lab/sight/agent-metrics.js';
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { grouped, percent, virtualSpan } from '../number-format.js';
import { textOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

export const agentsCommand: CommandSpec = {
  name: 'agents',
  summary: 'list the ready-made kinds of agents and the roles they fill, the options of one, or what the agents of a run did',
  arguments: [{ name: '[kind]', meaning: 'a kind or role whose options are shown' }],
  options: [{ flags: '--metrics <run>', meaning: 'instead, what each agent of a run did, and how quickly' }, atOption],
  examples: ['hivetape agents', 'hivetape agents momentum', 'hivetape agents --metrics @', 'hivetape agents --json'],
  act: async (invocation) => {
    const { args: [kind], options, desk } = invocation;
    const run = textOption(options, 'metrics');
    if (run !== undefined) return showMetrics(run, invocation);
    const { agentKinds, roleKinds } = await import('../../agents/registry.js');
    const { agentRoles, officeHelp } = await import('../../agents/roles.js');
    return kind === undefined ? listKinds(agentKinds, agentRoles, desk) : showKind(kindNamed([...agentKinds, ...roleKinds], kind, officeHelp(kind)), desk);
  },
};

interface OptionRow {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

function listKinds(kinds: readonly AgentKind[], roles: readonly AgentRole[], { output, settings }: Desk): number {
  if (settings.json) {
    output.json({ schema: 'hivetape.agents/1', agents: kinds.map(kindJson), roles });
    return 0;
  }
  const columns = [
    { title: 'kind', text: ({ kind }: AgentKind) => kind },
    { title: 'can', text: ({ capabilities }: AgentKind) => capabilities.join(', ') },
    { title: 'what it is', text: ({ summary }: AgentKind) => summary, elastic: 'wrap' as const },
  ];
  const roleColumns = [
    { title: 'role', text: ({ role }: AgentRole) => role },
    { title: 'group', text: ({ group }: AgentRole) => group },
    { title: 'kind', text: ({ kind, isOffice }: AgentRole) => (isOffice ? `${kind} (in every run)` : kind) },
    { title: 'can be asked for', text: ({ capabilities }: AgentRole) => capabilities.join(', '), elastic: 'wrap' as const },
  ];
  output.data(...tableLines(kinds, columns, settings.columns), '', ...tableLines(roles, roleColumns, settings.columns));
  output.say('', 'next: hivetape agents KIND');
  return 0;
}

async function showMetrics(run: string, invocation: Invocation): Promise<number> {
  const { output, settings } = invocation.desk;
  const { runId, events } = await momentOfRun(run, invocation);
  const [{ agentMetricsFold }, { folded }] = await Promise.all([import('../../lab/sight/agent-metrics.js'), import('../../lab/sight/sight-fold.js')]);
  const rows = folded(events(), agentMetricsFold());
  if (settings.json) {
    output.json({ schema: 'hivetape.agent-metrics/1', runId, agents: rows });
    return 0;
  }
  const span = (value: number | null): string => (value === null ? '–' : virtualSpan(Math.round(value)));
  const columns: readonly Column<AgentMetrics>[] = [
    { title: 'agent', text: ({ agent }) => oneLine(agent) },
    { title: 'kind', text: ({ kind }) => oneLine(kind) },
    { title: 'said', text: ({ said }) => grouped(said), align: 'right' },
    { title: 'heard', text: ({ heard }) => grouped(heard), align: 'right' },
    { title: 'coordination', text: ({ said, coordination }) => percent(said === 0 ? null : coordination / said), align: 'right' },
    { title: 'to answer', text: ({ answers }) => span(answers.mean), align: 'right' },
    { title: 'to be heard', text: ({ words }) => span(words.mean), align: 'right' },
    { title: 'votes', text: ({ votes }) => grouped(votes), align: 'right' },
    { title: 'tasks', text: ({ tasksCompleted, tasksFailed }) => `${grouped(tasksCompleted)}${tasksFailed === 0 ? '' : ` (${grouped(tasksFailed)} failed)`}`, align: 'right' },
    { title: 'away', text: ({ awayUs }) => (awayUs === 0 ? '–' : virtualSpan(awayUs)), align: 'right' },
  ];
  output.data(`run ${shortId(runId)}`, '', ...tableLines(rows, columns, settings.columns));
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

function kindNamed(kinds: readonly AgentKind[], name: string, office: string | undefined): AgentKind {
  const found = kinds.find(({ kind }) => kind === name);
  if (found) return found;
  const near = nearestWord(name, kinds.map(({ kind }) => kind));
  throw new HivetapeError('topic-not-found', `There is no agent of kind "${name.slice(0, 60)}".`, {
    help: office ?? (near === undefined ? '`hivetape agents` lists them.' : `Did you mean "${near}"?`),
  });
}
