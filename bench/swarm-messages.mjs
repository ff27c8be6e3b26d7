// Messages between many agents, with the log on: how many a second, and how much memory, at 1,000 and 10,000 agents.
// Each agent has a courier and passes every message on to another; each case runs in a process of its own. The plain case says
// as many ordinary events without couriers: what is beyond it is the price of messages.
// Usage: node bench/swarm-messages.mjs [--json] [--messages 1000000]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = new URL('../dist/', import.meta.url);
const valueOf = (flag, usual) => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : usual);
const messages = valueOf('--messages', 1_000_000);

if (process.argv.includes('--case')) {
  console.log(JSON.stringify(await measured({ agents: valueOf('--case', 1_000), log: !process.argv.includes('--no-log'), plain: process.argv.includes('--plain') })));
} else {
  const cases = [{ agents: 1_000, plain: true }, { agents: 10 }, { agents: 100 }, { agents: 1_000 }, { agents: 1_000, noLog: true }, { agents: 10_000 }];
  const rows = cases.map(({ agents, noLog, plain }) => {
    const rounds = [1, 2, 3].map(() => {
      const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--case', String(agents), '--messages', String(messages), ...(noLog ? ['--no-log'] : []), ...(plain ? ['--plain'] : [])], { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      return JSON.parse(child.stdout);
    });
    rounds.sort((a, b) => a.processorSeconds - b.processorSeconds);
    return rounds[1];
  });
  report(rows);
}

/** Lets a hundred messages wander between agents until so many were sent. */
async function measured({ agents, log, plain }) {
  const load = (path) => import(new URL(path, dist));
  const [{ Kernel }, { instantNetwork }, { catalogueWords }, { courier, courierTopics }, { courierSetting }, { neighbourhoodOf }, { catalogue }, { embeddedRunStore }, { agentId }] = await Promise.all([
    load('kernel/kernel.js'), load('kernel/network.js'), load('lab/words.js'), load('swarm/messages/courier.js'), load('swarm/messages/courier-setting.js'),
    load('swarm/messages/neighbourhood.js'), load('domain/catalogue.js'), load('store/embedded-run-store.js'), load('core/brand.js'),
  ]);
  const ids = Array.from({ length: agents }, (_, index) => agentId(`agent-${String(index).padStart(5, '0')}`));
  const listensTo = [...courierTopics];
  const neighbourhood = neighbourhoodOf(() => ids.map((id) => ({ id, listensTo })));
  const setting = courierSetting();
  const walkers = Math.min(100, agents);
  const perWalker = Math.floor(messages / walkers);
  const agentAt = (index) => {
    const post = courier({ setting, neighbourhood });
    // Wanders through all agents, and never twice to the same in a row.
    const next = ids[(index * 7 + 1) % agents === index ? (index + 1) % agents : (index * 7 + 1) % agents];
    if (plain) return plainAgent(ids[index], next, perWalker);
    return {
      listensTo,
      initial: () => post.start(),
      evolve: (state, event, context) => {
        post.hear(state, event, context);
        return state;
      },
      decide: (state, event, context) => {
        const out = post.post(state, context);
        for (const { payload } of out.handed) if (payload.beat < perWalker) out.send({ name: 'HeartbeatSent', payload: { beat: payload.beat + 1 } }, next);
        if (event.type === 'LeaderVoteGiven') out.send({ name: 'HeartbeatSent', payload: { beat: 1 } }, next);
        return out.drafts();
      },
    };
  };
  globalThis.gc?.();
  const empty = process.memoryUsage().heapUsed;
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
  const journal = log ? journalOf(embeddedRunStore(catalogue, directory)) : { record: () => {}, close: () => {} };
  const kernel = new Kernel({ seed: 1, startAt: 0, seats: ids.map((id, index) => ({ id, agent: agentAt(index) })), sources: [], vocabulary: catalogueWords(), network: instantNetwork(), journal });
  kernel.announce(ids.slice(0, walkers).map((id) => (startOf(id))));
  const before = process.cpuUsage();
  const from = performance.now();
  kernel.start();
  const status = kernel.run();
  journal.close();
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(before);
  if (status.kind !== 'idle') throw status.failure?.cause ?? new Error(status.kind);
  const sent = kernel.nextOffset - walkers;
  globalThis.gc?.();
  const bytes = log ? bytesBelow(directory) : undefined;
  rmSync(directory, { recursive: true, force: true });
  return { agents, log, plain, messages: sent, seconds, processorSeconds: (user + system) / 1e6, heapMb: (process.memoryUsage().heapUsed - empty) / 2 ** 20, peakMb: process.resourceUsage().maxRSS / 1024, bytesPerMessage: bytes === undefined ? undefined : bytes / sent };
}

function plainAgent(id, next, last) {
  return { listensTo: [], initial: () => 0, evolve: (state) => state, decide: (_state, { data }) => (data.term < last ? [plainWord(id, next, data.term + 1)] : []) };
}

/** What sets a walk off, said by nobody who takes part in it. */
function startOf(id) {
  return plainWord('lab', id, 0);
}

function plainWord(from, to, term) {
  return { type: 'LeaderVoteGiven', to: [to], data: { group: 'bench', term, candidate: from, isGranted: true, isTrial: false } };
}

function journalOf(store) {
  const writer = store.create({ runId: 'messages', name: 'messages', identity: { format: 'bench' } });
  return { record: (event) => writer.append(event), close: () => writer.finish(null) };
}

function bytesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}

function report(rows) {
  if (process.argv.includes('--json')) return void console.log(JSON.stringify({ schema: 'hivetape.bench-messages/1', host: { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) }, rows }, null, 2));
  const text = (value, digits = 0) => (value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits }));
  const [plain] = rows;
  const table = [['agents', 'log', 'messages', 'messages/s', 'per processor s', 'of plain', 'heap MB', 'KB/agent', 'peak MB', 'bytes/message']];
  for (const row of rows) table.push([text(row.agents), row.plain ? 'plain' : row.log ? 'on' : 'off', text(row.messages), text(row.messages / row.seconds), text(row.messages / row.processorSeconds), text((row.messages / row.processorSeconds) / (plain.messages / plain.processorSeconds), 2), text(row.heapMb, 1), text((row.heapMb * 1024) / row.agents, 1), text(row.peakMb), text(row.bytesPerMessage, 1)]);
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) console.log(line.map((cell, column) => cell.padStart(widths[column])).join('  '));
}
