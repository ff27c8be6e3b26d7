#!/usr/bin/env node
// The door of the program: hands the machine to the command line, and answers signals and closed pipes.
import { runCommandLine } from './command-line.js';
import { EXIT_STOPPED } from './exit-codes.js';
import { keyboardOf } from './keyboard.js';
import type { TextSink } from './surroundings.js';

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const stopping = new AbortController();
let signalCode: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time nobody wants to wait; the log on disk is a valid prefix at any moment.
    if (signalCode !== undefined) process.exit(SIGNAL_CODES[signal]);
    signalCode = SIGNAL_CODES[signal];
    stopping.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: workingDirectory(),
  out: sinkOf(process.stdout),
  err: sinkOf(process.stderr),
  clockMs: () => performance.now(),
  signal: stopping.signal,
  ...(process.stdin.isTTY ? { openKeyboard: () => keyboardOf(process.stdin) } : {}),
});
process.exitCode = exitCode === EXIT_STOPPED ? (signalCode ?? exitCode) : exitCode;

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text) => void stream.write(text),
  };
}

/** A directory that was deleted under us still has a name to complain about. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '.';
  }
}
