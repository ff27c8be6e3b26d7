import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bench = fileURLToPath(new URL('../../bench/swarm-messages.mjs', import.meta.url));

/** Returns the heap that so many agents with couriers keep once they have said so much, and the peak of the whole process, in MB. */
function memoryOf(agents: number, messages: number, ...more: readonly string[]): { readonly heapMb: number; readonly peakMb: number; readonly messages: number } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', bench, '--case', String(agents), '--messages', String(messages), ...more], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as ReturnType<typeof memoryOf>;
}

test('T2: memory is linear in agents, and less than 10 KB for each', () => {
  const [few, some, many] = [500, 2_000, 8_000].map((agents) => memoryOf(agents, 40_000, '--no-log').heapMb);
  const [first, second] = [(some - few) / 1_500, (many - some) / 6_000];
  // Were it quadratic, each of the later agents would cost four times as much.
  expect(second).toBeLessThan(first * 1.75);
  expect(second * 1_024).toBeLessThan(10);
});

test('T2: ten agents keep nothing of what they said: the log does', () => {
  const [short, long] = [50_000, 250_000].map((messages) => memoryOf(10, messages));
  expect(long.messages).toBe(250_000);
  expect(long.heapMb - short.heapMb).toBeLessThan(10);
  expect(long.peakMb).toBeLessThan(500);
});
