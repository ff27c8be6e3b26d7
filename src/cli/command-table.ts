/** The table of commands, in the order that help shows them. A new command is one file and one line here. */
import { agentsCommand } from './commands/agents.js';
import { alertsCommand } from './commands/alerts.js';
import { auditCommand } from './commands/audit.js';
import { dataCommand } from './commands/data.js';
import { boundsCommand } from './commands/bounds.js';
import { chaosCommand } from './commands/chaos.js';
import { compareCommand } from './commands/compare.js';
import { diffCommand } from './commands/diff.js';
import { doctorCommand } from './commands/doctor.js';
import { errorsCommand } from './commands/errors.js';
import { eventsCommand } from './commands/events.js';
import { explainCommand } from './commands/explain.js';
import { forkCommand } from './commands/fork.js';
import { initCommand } from './commands/init.js';
import { learnCommand } from './commands/learn.js';
import { memoryCommand } from './commands/memory.js';
import { metricsCommand } from './commands/metrics.js';
import { monitorCommand } from './commands/monitor.js';
import { pullCommand } from './commands/pull.js';
import { pushCommand } from './commands/push.js';
import { replayCommand } from './commands/replay.js';
import { reportCommand } from './commands/report.js';
import { rerunCommand } from './commands/rerun.js';
import { resumeCommand } from './commands/resume.js';
import { runCommand } from './commands/run.js';
import { runsCommand } from './commands/runs.js';
import { schemaCommand } from './commands/schema.js';
import { statusCommand } from './commands/status.js';
import { sweepCommand } from './commands/sweep.js';
import { tasksCommand } from './commands/tasks.js';
import { traceCommand } from './commands/trace.js';
import { whyCommand } from './commands/why.js';
import type { CommandSpec } from './command-spec.js';

export const commandTable: readonly CommandSpec[] = [
  initCommand,
  runCommand,
  resumeCommand,
  replayCommand,
  rerunCommand,
  forkCommand,
  diffCommand,
  compareCommand,
  whyCommand,
  statusCommand,
  monitorCommand,
  alertsCommand,
  errorsCommand,
  tasksCommand,
  traceCommand,
  auditCommand,
  eventsCommand,
  runsCommand,
  pushCommand,
  pullCommand,
  boundsCommand,
  memoryCommand,
  metricsCommand,
  reportCommand,
  sweepCommand,
  chaosCommand,
  learnCommand,
  dataCommand,
  agentsCommand,
  schemaCommand,
  doctorCommand,
  explainCommand,
];
